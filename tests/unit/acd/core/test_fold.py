"""Folding: once is enough, and what cannot be is late."""

from __future__ import annotations

import pytest

from acd.core.engine import Engine
from acd.core.floor import ENDED_COUNT, Floor
from acd.core.fold import fold
from contact import event as e
from contact.identity import AgentId, ContactId
from contact.plan import Queue
from tests.support.acd_world import ABANDONED, World, centre

C1 = ContactId("c1")
ANA = AgentId("ana")


def _day() -> World:
    """A day on which everything happens to somebody."""
    world = World(centre({"ana": {"es": 5}, "bea": {"es": 5}}, (Queue("citizens"),)))
    world.queues("c0", {"eu": 1})
    world.queues("c1", {"es": 1})
    world.ready("ana", "bea")
    world.declines("c1")
    world.connects("c1")
    world.queues("c2", {"es": 1})
    world.ends("c1")
    world.wait(40.0)
    world.fact(e.ContactFellBack(ContactId("c0")))
    world.fact(e.ContactServedInFallback(ContactId("c0"), ANA))
    world.wait(60.0)
    world.ends("c0")
    world.fact(e.AgentDeviceChanged(AgentId("bea"), reachable=False))
    world.queues("c3", {"es": 1})
    world.ends("c3", ABANDONED)
    return world


def test_a_journal_in_which_everything_stands_twice_gives_the_same_floor() -> None:
    world = _day()
    once, twice = Engine(world.plan), Engine(world.plan)
    for at, event in world.journal:
        once.replay(event, at)
        twice.replay(event, at)
        twice.replay(event, at)
    assert twice.snapshot() == once.snapshot()
    assert twice.next_deadline() == once.next_deadline()


def test_a_second_time_is_late() -> None:
    world = _day()
    floor = Floor(world.plan)
    for at, event in world.journal:
        folded = fold(floor, event, at)
        if folded and not isinstance(event, e.PositionReported | e.SkillsMissing):
            assert not fold(floor, event, at), event


@pytest.mark.parametrize(
    "event",
    [
        e.MenuEntered(C1, "start"),
        e.ContactQueued(C1, "citizens", "es", {}, 0, 1.0, 1),
        e.ContactFellBack(C1),
        e.ContactTakenBack(C1),
        e.ContactServedInFallback(C1, ANA),
        e.PositionReported(C1, 1),
        e.SkillsMissing(C1, {}),
        e.ContactEnded(C1, ABANDONED),
        e.WrapUpFinished(ANA, C1),
    ],
)
def test_what_is_said_of_an_unknown_contact_changes_nothing(event: e.Event) -> None:
    floor = Floor(centre({"ana": {}}))
    before = floor.snapshot()
    assert not fold(floor, event, 1.0)
    assert floor.snapshot() == before


def test_an_ended_contact_does_not_come_back_while_it_is_remembered() -> None:
    floor = Floor(centre({}))
    for number in range(ENDED_COUNT + 1):
        contact = ContactId(f"c{number}")
        fold(floor, e.ContactArrived(contact, "012", ""), 1.0)
        fold(floor, e.ContactEnded(contact, ABANDONED), 1.0)
    assert not floor.has_ended(ContactId("c0"))
    assert not fold(floor, e.ContactArrived(C1, "012", ""), 2.0)
    assert floor.contacts == {}


def test_the_second_agent_to_serve_in_fallback_frees_the_first() -> None:
    floor = Floor(centre({"ana": {}, "bea": {}}))
    fold(floor, e.ContactArrived(C1, "012", ""), 1.0)
    fold(floor, e.ContactFellBack(C1), 1.0)
    fold(floor, e.ContactServedInFallback(C1, ANA), 2.0)
    fold(floor, e.ContactServedInFallback(C1, AgentId("bea")), 3.0)
    assert floor.agent(ANA).has_free_phone()
    assert not floor.agent(AgentId("bea")).has_free_phone()
    fold(floor, e.ContactTakenBack(C1), 4.0)
    assert floor.agent(AgentId("bea")).has_free_phone()
