"""Where a queue rings all: everybody idle is rung at once, the first to accept wins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.explanation import BY_NAME
from acd.core.rerun import rerun
from contact import command as c
from contact import event as e
from contact.callback import Terms
from contact.event import Event
from contact.identity import AgentId, ContactId, offer_id
from contact.plan import Queue, Ring, Strategy
from tests.support.acd_world import ABANDONED, SERVED, World, centre, kinds

ALL = Queue(
    "citizens", strategy=Strategy.RING_ALL, announce_s=0.0, wrap_up_s=0.0, no_answer_limit=2
)
PEOPLE: dict[str, dict[str, int]] = {"ana": {"es": 3}, "bea": {"es": 8, "eu": 1}, "cai": {"es": 5}}
C1 = ContactId("c1")


def _world(*queues: Queue) -> World:
    """Ana is idle longest, then Bea, then Cai."""
    world = World(centre(PEOPLE, queues or (ALL,)))
    for name in PEOPLE:
        world.ready(name)
        world.now += 1.0
    return world


def _ringing(*queues: Queue) -> World:
    """All three are rung for the first contact."""
    world = _world(*queues)
    world.queues("c1")
    return world


def _made(events: tuple[Event, ...]) -> list[e.OfferMade]:
    return [event for event in events if isinstance(event, e.OfferMade)]


def _withdrawn(events: tuple[Event, ...]) -> dict[str, bool]:
    """Agent → whether another took the contact, for every offer withdrawn."""
    ends = [event for event in events if isinstance(event, e.OfferWithdrawn)]
    return {event.agent_id: event.taken_by_another for event in ends}


def test_everybody_idle_gets_an_offer_of_their_own_in_one_batch() -> None:
    world = _world()
    made = _made(world.queues("c1").events)
    assert [event.agent_id for event in made] == ["ana", "bea", "cai"]
    assert [event.offer_id for event in made] == [offer_id(C1, number) for number in (1, 2, 3)]
    assert {event.ring_until for event in made} == {world.now + ALL.ring_s}


def test_every_offer_tells_who_was_rung_and_how_long_this_agent_was_idle() -> None:
    made = _made(_world().queues("c1").events)
    reasons = [event.reason for event in made]
    assert {reason.rung for reason in reasons} == {("ana", "bea", "cai")}
    assert {reason.candidates for reason in reasons} == {("ana", "bea", "cai")}
    assert {(reason.rule, reason.tie_break) for reason in reasons} == {("ring all", "")}
    assert [reason.idle_s for reason in reasons] == [3.0, 2.0, 1.0]


def test_no_more_are_rung_than_the_queue_allows_and_those_idle_longest() -> None:
    world = _ringing(replace(ALL, ring_all_limit=2))
    assert world.rung("c1") == ["ana", "bea"]
    world.queues("c2")
    assert world.rung("c2") == ["cai"]


def test_more_are_rung_than_an_account_would_name() -> None:
    people: dict[str, dict[str, int]] = {f"a{number:02}": {} for number in range(30)}
    world = World(centre(people, (replace(ALL, ring_all_limit=12),)))
    world.ready(*people)
    world.queues("c1")
    assert len(world.rung("c1")) == 12


def test_who_is_preferred_or_skilled_decides_who_is_rung_first() -> None:
    world = _world(replace(ALL, ring_all_limit=2))
    world.arrives("c1")
    wish = c.QueueContact(C1, "citizens", "es", {"es": 5}, 0, world.now, preferred={"eu": 1})
    world.ask(wish)
    assert world.rung("c1") == ["bea", "cai"]


def test_a_ring_for_one_agent_rings_one() -> None:
    world = _world()
    world.arrives("c1")
    rings = (Ring({}, agent_id=AgentId("bea")), Ring({}, 5.0))
    wish = c.QueueContact(C1, "citizens", "es", {}, 0, world.now, rings=rings)
    (made,) = _made(world.ask(wish).events)
    assert (made.agent_id, made.reason.rule, made.reason.rung) == ("bea", BY_NAME, ())


def test_a_promised_callback_rings_one_agent_at_a_time() -> None:
    """One offer of it is one attempt to reach the citizen."""
    world = _world(replace(ALL, callback=Terms()))
    callback = world.promises("c1", earliest=world.now)
    (made,) = _made(tuple(event for _, event in world.journal))
    assert (made.contact_id, made.agent_id, made.reason.rung) == (callback, "ana", ())


@pytest.mark.parametrize("which", [0, 1, 2])
def test_the_first_to_accept_wins_and_the_others_are_withdrawn_without_blame(which: int) -> None:
    world = _ringing()
    _, winner = world.offer("c1", which)
    events = world.connects("c1", which)
    others = [name for name in PEOPLE if name != winner]
    assert _withdrawn(events) == dict.fromkeys(others, True)
    assert kinds(events) == ["OfferWithdrawn"] * 2
    assert world.rung("c1") == []
    for name in others:
        agent = world.agent(name)
        assert (agent["work"], agent["available"], agent["bars"]) == ("idle", True, {})
    assert world.agent(winner)["work"] == "connected"


def test_who_is_not_to_blame_keeps_the_place_in_the_line_and_takes_the_next() -> None:
    world = _ringing()
    world.now += 5.0
    world.queues("c2")
    assert world.rung("c2") == []
    events = world.connects("c1", 1)
    assert [event.agent_id for event in _made(events)] == ["ana", "cai"]
    assert [event.reason.idle_s for event in _made(events)] == [8.0, 6.0]


def test_who_accepts_a_moment_later_changes_nothing() -> None:
    world = _ringing()
    late = world.offer("c1", 2)
    world.connects("c1")
    before = world.engine.snapshot()
    assert world.fact(e.ContactConnected(C1, *late)) == ()
    assert world.engine.snapshot() == before


def test_who_declines_is_not_ready_while_the_others_ring_on() -> None:
    world = _ringing()
    events = world.declines("c1", which=1)
    assert kinds(events) == ["AgentModeChanged"]
    assert world.rung("c1") == ["ana", "cai"]
    assert world.engine.snapshot()["contacts"]["c1"]["state"] == "offered"
    world.declines("c1")
    world.declines("c1")
    assert world.engine.snapshot()["contacts"]["c1"]["state"] == "queued"


def test_when_nobody_answers_each_counts_once_and_the_contact_keeps_its_age() -> None:
    world = _ringing()
    since = world.now
    events = world.wait(ALL.ring_s)
    assert kinds(events) == ["OfferExpired"] * 3  # no_answer_limit=2: once is forgiven
    told = world.engine.snapshot()
    assert (told["contacts"]["c1"]["state"], told["contacts"]["c1"]["since"]) == ("queued", since)
    assert {name: len(one["bars"]) for name, one in told["agents"].items()} == {
        "ana": 1,
        "bea": 1,
        "cai": 1,
    }
    events = world.wait(30.0)
    assert [event.agent_id for event in _made(events)] == ["ana", "bea", "cai"]
    events = world.wait(ALL.ring_s)
    assert kinds(events) == ["OfferExpired", "AgentModeChanged"] * 3


def test_a_citizen_who_hangs_up_while_all_ring_frees_everybody() -> None:
    world = _ringing()
    events = world.ends("c1", ABANDONED)
    assert _withdrawn(events) == dict.fromkeys(PEOPLE, False)
    assert all(world.agent(name)["available"] for name in PEOPLE)


def test_a_contact_that_falls_back_while_all_ring_frees_everybody() -> None:
    world = _ringing()
    events = world.fact(e.ContactFellBack(C1))
    assert _withdrawn(events) == dict.fromkeys(PEOPLE, False)


def test_who_becomes_idle_meanwhile_is_not_added_but_takes_the_next_who_waits() -> None:
    world = _world()
    world.queues("c0")
    world.connects("c0", 2)
    world.queues("c1")
    world.queues("c2")
    assert world.rung("c1") == ["ana", "bea"]
    events = world.ends("c0", SERVED)
    assert [(event.contact_id, event.agent_id) for event in _made(events)] == [("c2", "cai")]
    assert world.rung("c1") == ["ana", "bea"]


def test_an_engine_that_died_between_the_answer_and_the_withdrawals_makes_up_for_them() -> None:
    world = _ringing()
    world.connects("c1")
    world.journal = world.journal[:-2]
    twin = world.twin()
    assert _withdrawn(twin.tick(world.now).events) == {"bea": True, "cai": True}
    again = World(world.plan, world.now)
    again.engine = twin
    assert again.agent("bea")["available"]


def test_an_engine_that_died_while_all_rang_lets_them_ring_on() -> None:
    world = _ringing()
    twin = world.twin()
    assert twin.tick(world.now).events == ()
    assert twin.snapshot() == world.engine.snapshot()
    assert twin.next_deadline() == world.engine.next_deadline()


def test_the_journal_of_a_round_is_decided_once_more_as_it_stands() -> None:
    world = _ringing()
    world.wait(3.0)
    world.declines("c1")
    world.wait(1.0)
    world.connects("c1", 1)
    world.wait(20.0)
    world.ends("c1")
    world.queues("c2")
    world.wait(60.0)
    entries = [(seq, at, event) for seq, (at, event) in enumerate(world.journal, start=1)]
    outcome = rerun(world.plan, entries)
    assert outcome.difference is None
    assert outcome.decision_count > 10
