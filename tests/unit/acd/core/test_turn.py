"""Within one instant everything becomes true first, and people are brought together once."""

from __future__ import annotations

import pytest

from acd.core.choice import Choice
from acd.core.consequence import BrokenTurn
from acd.core.floor import Floor
from acd.core.turn import Turn
from contact import command as c
from contact import event as e
from contact.identity import AgentId, ContactId
from contact.plan import Queue
from tests.support.acd_world import World, centre, kinds, offers

QUIET = Queue("citizens", announce_s=0.0, wrap_up_s=15.0)


def test_an_event_that_cannot_be_true_is_a_bug() -> None:
    turn = Turn(Floor(centre({"ana": {}})), 1.0)
    with pytest.raises(BrokenTurn, match="WrapUpFinished"):
        turn.make(e.WrapUpFinished(AgentId("ana"), ContactId("c1")))


def test_an_offer_and_a_wrap_up_that_end_together_serve_the_oldest() -> None:
    world = World(centre({"ana": {}, "bea": {}}, (QUIET,)))
    world.ready("ana", "bea")
    world.queues("c0")
    world.connects("c0")
    world.ends("c0")
    world.queues("old")
    world.queues("young")
    events = world.wait(15.0)
    assert kinds(events) == ["OfferExpired", "AgentModeChanged", "WrapUpFinished", "OfferMade"]
    assert offers(events) == {"old": "ana"}


def test_who_was_served_in_fallback_once_touches_others_while_being_offered() -> None:
    world = World(centre({"ana": {}, "bea": {}}, (QUIET,)))
    contact = world.arrives("c1")
    world.fact(e.ContactFellBack(contact))
    world.fact(e.ContactServedInFallback(contact, AgentId("bea")))
    world.fact(e.ContactTakenBack(contact))
    world.queues("c1")
    world.queues("c2")
    assert offers(world.ready("ana")) == {"c1": "ana"}
    assert offers(world.ready("bea")) == {"c2": "bea"}


def test_a_late_tick_serves_all_in_order_of_age() -> None:
    world = World(centre({"ana": {}, "bea": {}}, (QUIET,)))
    world.ready("ana", "bea")
    for contact in ("c1", "c2"):
        world.queues(contact)
        world.connects(contact)
        world.ends(contact)
        world.now += 1.0
    world.queues("young")
    world.queues("old", since=world.now - 50.0)
    world.now += 100.0
    assert offers(world.tick()) == {"old": "ana", "young": "bea"}
    made = [event.contact_id for event in world.last.events if isinstance(event, e.OfferMade)]
    assert made == ["old", "young"]


def test_two_wrap_ups_of_one_instant_are_not_taken_for_each_other() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    for contact in ("c1", "c2"):
        world.queues(contact)
        world.connects(contact)
        world.ends(contact)
        if contact == "c1":
            world.ask(c.FinishWrapUp(AgentId("ana"), ContactId("c1"), ""))
    assert world.wait(15.0) == (e.WrapUpFinished(AgentId("ana"), ContactId("c2")),)


def test_a_contact_that_is_first_for_an_agent_who_may_not_take_it_is_a_bug_and_no_endless_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(centre({"ana": {}}))
    world.queues("c1")
    monkeypatch.setattr(Choice, "_all", lambda *_: iter(()))
    with pytest.raises(BrokenTurn, match="c1 is first for ana, who may not take it"):
        world.ready("ana")


def test_who_served_a_contact_in_the_fallback_queue_is_touched_when_another_is_offered_it() -> None:
    world = World(centre({"ana": {}, "bea": {}}))
    world.queues("c1")
    world.fact(e.ContactFellBack(ContactId("c1")))
    world.fact(e.ContactServedInFallback(ContactId("c1"), AgentId("bea")))
    world.fact(e.ContactTakenBack(ContactId("c1")))
    world.queues("c1")
    assert offers(world.ready("ana")) == {"c1": "ana"}
