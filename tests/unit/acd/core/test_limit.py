"""Who may wait in a queue, who may go on waiting, and what becomes of the others."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from contact import command as c
from contact import event as e
from contact.command import Code
from contact.identity import AgentId, ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import CentrePlan, Queue, Ring
from tests.support.acd_world import ABANDONED, World, centre, kinds

SORRY = WayOut(Exit.MESSAGE, "too-busy")
OTHER = WayOut(Exit.QUEUE, "spare")
PEOPLE = {"ana": {"es": 5}, "bea": {"es": 5}, "dan": {"it": 5}}


def _plan(*limits: Limit) -> CentrePlan:
    line = Queue("citizens", announce_s=0.0, wrap_up_s=0.0, no_answer_limit=0, limits=limits)
    return centre(PEOPLE, (line, replace(line, name="spare", limits=())))


def _diverted(events: tuple[e.Event, ...]) -> list[tuple[str, Cause, WayOut]]:
    return [
        (one.contact_id, one.cause, one.way_out)
        for one in events
        if isinstance(one, e.ContactDiverted)
    ]


def test_a_full_queue_takes_nobody_in_and_lets_in_again_when_somebody_leaves() -> None:
    world = World(_plan(Limit(Cause.FULL, SORRY, 2)))
    for name in ("c1", "c2"):
        assert _diverted(world.queues(name, {"es": 1}).events) == []
    made = world.queues("c3", {"es": 1}).events
    assert _diverted(made) == [("c3", Cause.FULL, SORRY)]
    assert world.engine.snapshot()["contacts"]["c3"]["state"] == "in menu"
    world.ends("c1", ABANDONED)
    assert _diverted(world.queues("c4", {"es": 1}).events) == []


def test_a_contact_that_an_agent_takes_at_once_never_meets_a_limit() -> None:
    world = World(_plan(Limit(Cause.FULL, SORRY, 0), Limit(Cause.SCARCE, SORRY, 0.0)))
    world.ready("ana")
    made = world.queues("c1", {"es": 1}).events
    assert kinds(made) == ["ContactQueued", "OfferMade"]
    assert _diverted(world.queues("c2", {"es": 1}).events) == [("c2", Cause.FULL, SORRY)]


CAUSES = (
    Limit(Cause.FULL, SORRY, 0),
    Limit(Cause.NOBODY, SORRY),
    Limit(Cause.SCARCE, SORRY, 0.0),
    Limit(Cause.OVERDUE, SORRY, 10.0),
)


@pytest.mark.parametrize("limit", CAUSES, ids=lambda limit: limit.cause.name)
def test_an_emergency_meets_no_limit_neither_on_entering_nor_while_it_waits(limit: Limit) -> None:
    world = World(_plan(limit))
    world.queues("c1", {"es": 1})
    urgent = c.QueueContact(world.arrives("c2"), "citizens", "es", {"es": 1}, 100, world.now)
    made = world.ask(replace(urgent, has_no_limits=True)).events
    made += world.wait(60.0)
    assert [who for who, _, _ in _diverted(made)] in ([], ["c1"])
    assert "c2" in world.engine.snapshot()["waiting"]


@pytest.mark.parametrize("clears", [False, True])
def test_a_closed_queue_takes_an_emergency_in_and_keeps_it(clears: bool) -> None:
    world = World(_plan(Limit(Cause.CLOSED, SORRY)))
    world.ask(c.CloseQueue("citizens", clears, AgentId("boss")))
    urgent = c.QueueContact(world.arrives("c1"), "citizens", "es", {"es": 1}, 100, world.now)
    made = world.ask(replace(urgent, has_no_limits=True)).events
    assert made[0].has_no_limits
    assert _diverted(made) == []
    assert world.engine.snapshot()["waiting"] == ["c1"]


def test_who_waits_is_queued_anew_when_it_becomes_an_emergency() -> None:
    world = World(_plan(Limit(Cause.OVERDUE, SORRY, 10.0)))
    contact, since = world.arrives("c1"), world.now
    asked = c.QueueContact(contact, "citizens", "es", {"es": 1}, 0, since)
    world.ask(asked)
    assert "ContactQueued" in kinds(world.ask(replace(asked, has_no_limits=True)).events)
    assert _diverted(world.wait(20.0)) == []


def test_older_contacts_that_come_back_push_the_last_ones_out_at_the_next_look() -> None:
    world = World(_plan(Limit(Cause.FULL, SORRY, 2)))
    world.queues("c1", {"es": 1})
    world.queues("c2", {"es": 1})
    world.queues("old", {"es": 1}, since=world.now - 500.0)
    assert _diverted(world.wait(29.0)) == []
    assert _diverted(world.wait(1.0)) == [("c2", Cause.FULL, SORRY)]


def test_too_few_ready_agents_are_noticed_on_entering_and_while_waiting() -> None:
    world = World(_plan(Limit(Cause.SCARCE, SORRY, 1.0)))
    world.ready("ana", "bea")
    for number in range(4):
        assert _diverted(world.queues(f"c{number}", {"es": 1}).events) == []
    assert _diverted(world.queues("c4", {"es": 1}).events) == [("c4", Cause.SCARCE, SORRY)]
    for number in range(2):
        world.connects(f"c{number}")
    world.ask(c.SetNotReady(AgentId("bea"), "break"))
    assert _diverted(world.wait(30.0)) == [("c3", Cause.SCARCE, SORRY)]
    assert world.engine.snapshot()["waiting"] == ["c2"]


def test_who_has_waited_too_long_leaves_at_that_instant() -> None:
    world = World(_plan(Limit(Cause.OVERDUE, OTHER, 45.0)))
    world.queues("c1", {"es": 1})
    world.queues("c2", {"es": 1}, since=world.now - 44.0)
    assert _diverted(world.wait(1.0)) == [("c2", Cause.OVERDUE, OTHER)]
    assert _diverted(world.wait(43.9)) == []
    assert _diverted(world.wait(0.1)) == [("c1", Cause.OVERDUE, OTHER)]


def test_who_has_waited_too_long_while_the_phone_rings_leaves_when_nobody_answers() -> None:
    world = World(_plan(Limit(Cause.OVERDUE, OTHER, 10.0)))
    world.ready("ana")
    world.queues("c1", {"es": 1})
    assert _diverted(world.wait(14.0)) == []
    assert _diverted(world.wait(1.0)) == [("c1", Cause.OVERDUE, OTHER)]


def test_nobody_logged_in_is_a_way_out_at_once_also_when_the_last_one_leaves() -> None:
    world = World(_plan(Limit(Cause.NOBODY, OTHER)))
    assert _diverted(world.queues("c1", {"es": 1}).events) == [("c1", Cause.NOBODY, OTHER)]
    world.ask(c.LogIn(AgentId("ana")))
    assert _diverted(world.queues("c2", {"es": 1}).events) == []
    assert _diverted(world.ask(c.LogOut(AgentId("ana"))).events) == [("c2", Cause.NOBODY, OTHER)]


def test_a_later_ring_with_people_counts_as_somebody() -> None:
    world = World(_plan(Limit(Cause.NOBODY, OTHER)))
    world.ask(c.LogIn(AgentId("dan")))
    contact = world.arrives("c1")
    rings = (Ring({"es": 1}, is_skippable=False), Ring({}, 60.0))
    made = world.ask(c.QueueContact(contact, "citizens", "es", {"es": 1}, 0, 0.0, 0.0, rings))
    assert _diverted(made.events) == []


def test_the_first_limit_that_is_exceeded_decides() -> None:
    limits = (
        Limit(Cause.OVERDUE, SORRY, 99.0),
        Limit(Cause.NOBODY, OTHER),
        Limit(Cause.FULL, SORRY),
    )
    world = World(_plan(*limits))
    assert _diverted(world.queues("c1", {"es": 1}).events) == [("c1", Cause.NOBODY, OTHER)]


def test_the_age_is_kept_into_the_other_queue_and_back_nobody_is_sent_twice() -> None:
    world = World(_plan(Limit(Cause.NOBODY, OTHER)))
    arrived_at = world.now
    world.queues("c1", {"es": 1})
    world.wait(10.0)
    world.queues("c1", {"es": 1}, queue="spare", since=arrived_at)
    assert world.engine.snapshot()["contacts"]["c1"]["since"] == arrived_at
    assert _diverted(world.queues("c1", {"es": 1}, since=arrived_at).events) == []
    assert world.engine.snapshot()["waiting"] == ["c1"]


# ---------------------------------------------------------------- closing by hand or calendar


CLOSED = Limit(Cause.CLOSED, SORRY)


def test_a_closed_queue_lets_nobody_in_and_serves_those_inside() -> None:
    world = World(_plan(CLOSED))
    world.queues("c1", {"es": 1})
    assert world.ask(c.CloseQueue("citizens")).events == (e.QueueClosed("citizens"),)
    made = world.queues("c2", {"es": 1}).events
    assert _diverted(made) == [("c2", Cause.CLOSED, SORRY)]
    world.ready("ana")
    assert world.offered_to() == {"c1": "ana"}
    assert _diverted(world.declines("c1")) == []
    assert world.ask(c.OpenQueue("citizens")).events == (e.QueueOpened("citizens"),)
    assert _diverted(world.queues("c3", {"es": 1}).events) == []


def test_who_was_inside_and_comes_back_from_the_fallback_queue_is_not_turned_away() -> None:
    world = World(_plan(CLOSED))
    contact = ContactId("c1")
    world.queues("c1", {"es": 1})
    world.fact(e.ContactFellBack(contact))
    world.ask(c.CloseQueue("citizens"))
    world.fact(e.ContactTakenBack(contact))
    assert _diverted(world.queues("c1", {"es": 1}, since=1000.0).events) == []


def test_clearing_a_closed_queue_leads_everybody_out() -> None:
    world = World(_plan(CLOSED))
    for number in range(3):
        world.queues(f"c{number}", {"es": 1})
    world.queues("other", {"es": 1}, queue="spare")
    made = world.ask(c.CloseQueue("citizens", clears=True)).events
    assert [name for name, _, _ in _diverted(made)] == ["c0", "c1", "c2"]
    assert world.engine.snapshot()["waiting"] == ["other"]


def test_an_available_agent_does_not_open_a_closed_queue() -> None:
    world = World(_plan(CLOSED))
    world.ready("ana")
    world.ask(c.CloseQueue("citizens"))
    assert _diverted(world.queues("c1", {"es": 1}).events) == [("c1", Cause.CLOSED, SORRY)]
    assert world.offered_to() == {}


@pytest.mark.parametrize(
    ("before", "command", "code"),
    [
        ((), c.CloseQueue("nowhere"), Code.UNKNOWN_QUEUE),
        ((), c.OpenQueue("nowhere"), Code.UNKNOWN_QUEUE),
        ((), c.CloseQueue("spare"), Code.NO_WAY_OUT),
        ((), c.OpenQueue("citizens"), Code.ALREADY_SO),
        ((c.CloseQueue("citizens"),), c.CloseQueue("citizens"), Code.ALREADY_SO),
    ],
)
def test_a_queue_that_cannot_be_closed_or_opened_says_why(
    before: tuple[c.Command, ...], command: c.Command, code: Code
) -> None:
    world = World(_plan(CLOSED))
    for one in before:
        assert world.ask(one).refusal is None
    refusal = world.ask(command).refusal
    assert refusal is not None
    assert refusal.code is code


def test_a_journal_replayed_knows_the_closed_queues_and_measures_on() -> None:
    world = World(_plan(CLOSED, Limit(Cause.FULL, SORRY, 1), Limit(Cause.OVERDUE, OTHER, math.inf)))
    world.queues("c1", {"es": 1})
    world.ask(c.CloseQueue("citizens"))
    world.wait(31.0)
    twin = world.twin()
    assert twin.tick(world.now) == world.engine.tick(world.now)
    assert twin.snapshot() == world.engine.snapshot()
    assert twin.next_deadline() == world.engine.next_deadline() == 1060.0


@pytest.mark.parametrize(
    "event",
    [
        e.ContactDiverted(ContactId("nobody"), "citizens", Cause.FULL, SORRY),
        e.ContactDiverted(ContactId("c1"), "spare", Cause.FULL, SORRY),
    ],
)
def test_a_diversion_that_concerns_nobody_changes_nothing(event: e.ContactDiverted) -> None:
    world = World(_plan())
    world.queues("c1", {"es": 1})
    assert world.fact(event) == ()
    assert world.engine.floor.matching.is_waiting(ContactId("c1"))


# ---------------------------------------------------------------- rings that are narrow for a while


NARROW = (Ring({}, agent_id=AgentId("ana")), Ring({"es": 1}, 30.0))


def _asks_for_ana(world: World) -> tuple[e.Event, ...]:
    contact = world.arrives("c1")
    wanted = c.QueueContact(contact, "citizens", "es", {"es": 1}, 0, world.now, 0.0, NARROW)
    return world.ask(wanted).events


def test_agents_of_a_ring_to_come_are_enough() -> None:
    world = World(_plan(Limit(Cause.SCARCE, SORRY, 2.0)))
    world.ready("ana", "bea")
    world.ask(c.SetNotReady(AgentId("ana"), "break"))
    assert _diverted(_asks_for_ana(world)) == []
    world.wait(30.0)
    assert world.offered_to() == {"c1": "bea"}


def test_the_expected_wait_is_that_of_the_ring_with_most_agents() -> None:
    world = World(_plan(Limit(Cause.LONG_WAIT, SORRY, 45.0)))
    world.ready("ana", "bea")
    for number in range(8):
        world.queues(f"done-{number}", {"es": 1})
        world.connects(f"done-{number}")
        world.wait(60.0)
        world.ends(f"done-{number}")
    world.queues("talks", {"es": 1})
    world.connects("talks")
    assert world.agent("ana")["work"] == "connected"
    assert _diverted(_asks_for_ana(world)) == []
