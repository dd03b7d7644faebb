"""What follows from an event is made at once, and what it touches is noted."""

from __future__ import annotations

import pytest

from acd.core.agent import DECLINED, NO_ANSWER
from acd.core.consequence import FOLLOW_UPS, BrokenTurn, Consequence
from acd.core.floor import Floor
from contact import command as c
from contact import event as e
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.plan import Queue
from tests.support.acd_world import SERVED, World, centre, kinds

LINE = Queue("citizens", ring_s=10.0, announce_s=0.0, wrap_up_s=0.0, no_answer_limit=1)


def _talking() -> World:
    world = World(centre({"ana": {}, "bea": {}}, (LINE,)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    return world


def test_a_late_event_has_no_consequences() -> None:
    turn = Consequence(_talking().engine.floor, 1001.0)
    assert not turn.take(e.WrapUpFinished(AgentId("ana"), ContactId("c1")))
    assert not turn.take(e.MenuEntered(ContactId("c1"), "topic"))
    assert turn.events == []


def test_an_end_that_nobody_knows_of_has_none_either() -> None:
    turn = Consequence(Floor(centre({"ana": {}}, (LINE,))), 1.0)
    assert not turn.take(e.ContactEnded(ContactId("never"), SERVED))


def test_what_cannot_be_true_cannot_be_made() -> None:
    turn = Consequence(Floor(centre({"ana": {}}, (LINE,))), 1.0)
    with pytest.raises(BrokenTurn, match="made in vain: OfferExpired"):
        turn.make(e.OfferExpired(e.OfferId("o1"), ContactId("c1"), AgentId("ana")))


def test_who_does_not_answer_or_declines_is_ready_no_longer_and_the_reason_says_why() -> None:
    world = World(centre({"ana": {}}, (LINE,)))
    for end, reason in (("expires", NO_ANSWER), ("is declined", DECLINED)):
        world.ready("ana") if end == "expires" else world.ask(c.SetReady(AgentId("ana")))
        world.queues(f"c {end}")
        made = world.wait(10.0) if end == "expires" else world.declines("c is declined")
        changed = [event for event in made if isinstance(event, e.AgentModeChanged)]
        assert [(event.mode, event.reason) for event in changed] == [(Mode.NOT_READY, reason)]
        world.ends(f"c {end}")


def test_an_event_takes_no_turn_if_nothing_follows_unless_somebody_answered_in_the_fallback() -> (
    None
):
    assert e.AgentAlerting not in FOLLOW_UPS
    world = _talking()
    assert world.engine.floor.is_plain
    world.fact(e.ContactFellBack(ContactId("c1")))
    world.fact(e.ContactServedInFallback(ContactId("c1"), AgentId("ana")))
    assert not world.engine.floor.is_plain
    world.queues("c2")
    made = world.fact(e.ContactTakenBack(ContactId("c1")))
    assert kinds(made) == ["OfferMade"], "the phone that was put down takes the next"
