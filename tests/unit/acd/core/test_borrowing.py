"""Other teams help while the wait is long, and go home again without coming and going."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.rival import rivals_ahead
from contact import command as c
from contact import event as e
from contact.event import OfferReason
from contact.identity import AgentId, ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Borrowing, Queue
from tests.support.acd_world import ABANDONED, World, centre, kinds

PEOPLE = {"ana": {"es": 5, "own": 1}, "bea": {"es": 5, "other": 1}, "cai": {"eu": 5, "other": 1}}
RULE = Borrowing({"other": 1}, above_s=150.0, below_s=70.0)
LINE = Queue("citizens", announce_s=0.0, wrap_up_s=0.0, no_answer_limit=0, borrowing=RULE)
OWN = {"es": 1, "own": 1}


def _busy(line: Queue = LINE) -> World:
    """One minute a conversation; Ana, the queue's only own agent, talks."""
    world = World(centre(PEOPLE, (line,)))
    world.ready("ana")
    for number in range(40):
        world.queues(f"done-{number}", OWN)
        world.connects(f"done-{number}")
        world.wait(60.0)
        world.ends(f"done-{number}")
    world.queues("talks", OWN)
    world.connects("talks")
    return world


def _borrows(world: World) -> bool:
    return bool(world.engine.snapshot()["borrowing"])


def _reason(events: tuple[e.Event, ...]) -> OfferReason:
    return next(event.reason for event in events if isinstance(event, e.OfferMade))


def test_others_are_borrowed_when_the_last_would_wait_too_long_and_it_is_said_so() -> None:
    world = _busy()
    world.ready("bea", "cai")
    for number in range(2):
        world.queues(f"c{number}", OWN)
    assert world.offered_to() == {}
    made = world.queues("c2", OWN).events
    assert kinds(made) == ["ContactQueued", "AgentsBorrowed", "OfferMade"]
    assert world.offered_to() == {"c0": "bea"}  # cai does not speak the language
    assert _reason(made).rule == "longest idle of the agents borrowed"


def test_own_agents_come_first_and_the_borrowed_serve_in_turn() -> None:
    world = _busy()
    for number in range(4):
        world.queues(f"c{number}", OWN)
    assert _borrows(world)
    world.ends("talks")
    assert world.offered_to() == {"c0": "ana"}
    world.ready("bea")
    assert world.offered_to() == {"c0": "ana", "c1": "bea"}


def test_between_the_bounds_nobody_comes_or_goes() -> None:
    world = _busy()
    for number in range(4):
        world.queues(f"c{number}", OWN)
    for number in (3, 2):
        world.ends(f"c{number}", ABANDONED)  # the last would wait about 120 s: below 150, above 70
        assert _borrows(world)
    made = world.ends("c1", ABANDONED)  # the only one left would wait about 60 s
    assert kinds(made) == ["AgentsReturned"]
    world.ready("bea")
    assert world.offered_to() == {}


def test_an_empty_line_gives_them_back() -> None:
    world = _busy(replace(LINE, borrowing=replace(RULE, below_s=0.0)))
    for number in range(4):
        world.queues(f"c{number}", OWN)
    for number in range(4):
        assert _borrows(world)
        world.ends(f"c{number}", ABANDONED)
    assert not _borrows(world)


def test_a_borrowed_agent_at_work_finishes_it() -> None:
    world = _busy()
    for number in range(4):
        world.queues(f"c{number}", OWN)
    world.ready("bea")
    world.connects("c0")
    for number in (1, 2, 3):
        world.ends(f"c{number}", ABANDONED)
    assert not _borrows(world)
    assert world.agent("bea")["work"] == "connected"


def test_a_contact_comes_back_from_a_phone_that_nobody_answered_to_both_groups() -> None:
    world = _busy()
    for number in range(4):
        world.queues(f"c{number}", OWN)
    world.ready("bea")
    assert world.offered_to() == {"c0": "bea"}
    world.wait(15.0)
    assert world.offered_to() == {"c1": "bea"}
    world.ask(c.SetNotReady(AgentId("ana"), "break"))
    assert world.engine.snapshot()["waiting"] == ["c0", "c2", "c3"]


@pytest.mark.parametrize("cut", range(1, 14, 3))
def test_a_replay_knows_who_is_borrowed(cut: int) -> None:
    world = _busy()
    for number in range(4):
        world.queues(f"c{number}", OWN)
    world.ready("bea")
    world.wait(float(cut))
    twin = world.twin()
    assert twin.tick(world.now) == world.engine.tick(world.now)
    assert twin.snapshot() == world.engine.snapshot()


def test_others_are_borrowed_when_nobody_of_the_queues_own_is_ready() -> None:
    world = _busy()
    world.ready("bea")
    world.ends("talks")
    world.ask(c.SetNotReady(AgentId("ana"), "break"))
    made = world.queues("c0", OWN).events
    assert e.AgentsBorrowed("citizens", None) in made
    assert world.offered_to() == {"c0": "bea"}


def test_who_waits_for_two_teams_is_counted_once() -> None:
    world = World(centre({"ana": {"own": 1, "es": 5, "other": 1}}, (LINE,)))
    world.ready("ana")
    for number in range(40):
        world.queues(f"done-{number}", OWN)
        world.connects(f"done-{number}")
        world.wait(60.0)
        world.ends(f"done-{number}")
    world.queues("talks", OWN)
    world.connects("talks")
    for number in range(6):
        world.queues(f"c{number}", OWN)
    assert _borrows(world)
    floor = world.engine.floor
    last = floor.contacts[ContactId("c5")]
    assert rivals_ahead(floor.matching, last, floor.matching.requirement_of(last)) == 5.0


def test_somebody_borrowed_is_somebody_there() -> None:
    limits = (Limit(Cause.NOBODY, WayOut(Exit.MESSAGE, "too-busy")),)
    world = _busy(replace(LINE, limits=limits))
    for number in range(4):
        world.queues(f"c{number}", OWN)
    world.ready("bea")
    world.connects("c0")
    world.ask(c.LogOut(AgentId("ana")))
    world.ends("talks")
    assert kinds(world.queues("c9", OWN).events) == ["ContactQueued"]


def test_a_contact_that_asks_for_just_those_who_are_borrowed_stands_in_one_line() -> None:
    world = _busy()
    for number in range(3):
        world.queues(f"c{number}", OWN)
    world.queues("c3", {"es": 1, "other": 1})
    assert _borrows(world)
    world.ready("bea")
    assert world.offered_to() == {"c0": "bea"}
    world.ends("c3", ABANDONED)
    assert "c3" not in world.engine.snapshot()["waiting"]
