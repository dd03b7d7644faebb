"""What events about an offer change, and which of them come late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.agent import Agent, Work
from acd.core.floor import Floor
from acd.core.fold import fold
from acd.core.offer import OfferState
from acd.core.offer_step import BAR_S
from contact import event as e
from contact.event import Mode
from contact.identity import AgentId, ContactId, OfferId, offer_id
from contact.journey import State
from contact.plan import Queue
from tests.support.acd_world import ABANDONED, centre

ANA, BEA = AgentId("ana"), AgentId("bea")
C1, C2 = ContactId("c1"), ContactId("c2")
FIRST = offer_id(C1, 1)
REASON = e.OfferReason(1, 0.0, (), 0.0, "longest idle")


def _floor() -> tuple[Floor, Agent]:
    """Two agents are ready, two contacts wait."""
    floor = Floor(centre({"ana": {}, "bea": {}}, (Queue("citizens"),)))
    for agent in (ANA, BEA):
        fold(floor, e.AgentModeChanged(agent, Mode.READY), 90.0)
    for contact in (C1, C2):
        fold(floor, e.ContactArrived(contact, "012", ""), 100.0)
        fold(floor, e.ContactQueued(contact, "citizens", "es", {}, 0, 100.0, 1), 100.0)
    return floor, floor.agent(ANA)


def _offer(contact: ContactId = C1, agent: AgentId = ANA, number: int = 1) -> e.OfferMade:
    return e.OfferMade(offer_id(contact, number), contact, agent, 120.0, REASON)


def test_an_offer_takes_contact_and_agent_out_of_their_lines() -> None:
    floor, agent = _floor()
    assert fold(floor, _offer(), 105.0)
    assert (agent.work, agent.contact_id, agent.queue) == (Work.ALERTING, C1, "citizens")
    assert (agent.work_since, agent.last_offer) == (105.0, 1)
    assert floor.contacts[C1].offer_count == 1
    assert not floor.matching.is_waiting(C1)
    assert floor.offers[C1][FIRST].ring_until == 120.0
    assert floor.agenda.next() == 120.0


def test_offers_are_numbered_over_the_whole_centre_and_over_the_contact() -> None:
    floor, agent = _floor()
    fold(floor, _offer(), 105.0)
    fold(floor, _offer(C2, BEA), 105.0)
    assert (agent.last_offer, floor.agent(BEA).last_offer) == (1, 2)
    fold(floor, e.OfferWithdrawn(FIRST, C1, ANA), 106.0)
    fold(floor, _offer(number=2), 107.0)
    assert (agent.last_offer, floor.contacts[C1].offer_count) == (3, 2)


@pytest.mark.parametrize(
    "event",
    [
        _offer(C2),  # to an agent who is alerting
        _offer(agent=BEA),  # of a contact that is offered
        _offer(ContactId("c9"), BEA),  # of a contact that is not
    ],
)
def test_an_offer_that_cannot_be_changes_nothing(event: e.OfferMade) -> None:
    floor, _ = _floor()
    fold(floor, _offer(), 105.0)
    before = floor.snapshot()
    assert not fold(floor, event, 106.0)
    assert floor.snapshot() == before


def test_a_contact_that_left_the_line_keeps_its_offer_until_that_is_withdrawn() -> None:
    floor, agent = _floor()
    fold(floor, _offer(), 105.0)
    fold(floor, e.ContactFellBack(C1), 106.0)
    fold(floor, e.ContactTakenBack(C1), 106.0)
    assert not fold(floor, e.ContactQueued(C1, "citizens", "es", {}, 0, 100.0, 1), 106.0)
    assert fold(floor, e.OfferWithdrawn(FIRST, C1, ANA), 106.0)
    assert not fold(floor, e.OfferWithdrawn(FIRST, C1, ANA), 106.0)
    assert floor.contacts[C1].state is State.IN_MENU
    assert not floor.matching.is_waiting(C1)
    assert agent.is_available()


def test_the_phone_reports_once() -> None:
    floor, _ = _floor()
    assert not fold(floor, e.AgentAlerting(FIRST, C1, ANA), 105.0)
    fold(floor, _offer(), 105.0)
    assert not fold(floor, e.AgentAlerting(FIRST, C1, BEA), 105.0)
    assert fold(floor, e.AgentAlerting(FIRST, C1, ANA), 105.0)
    assert not fold(floor, e.AgentAlerting(FIRST, C1, ANA), 105.0)
    assert floor.offers[C1][FIRST].state is OfferState.ALERTING


def test_a_conversation_counts_and_forgives_silence() -> None:
    floor, agent = _floor()
    agent.no_answer_count, agent.contact_count = 1, 4
    fold(floor, _offer(), 105.0)
    assert fold(floor, e.ContactConnected(C1, FIRST, ANA), 110.0)
    assert (agent.work, agent.contact_count, agent.no_answer_count) == (Work.CONNECTED, 5, 0)
    assert (floor.contacts[C1].agent_id, floor.offers) == (ANA, {})
    assert not fold(floor, e.ContactConnected(C1, FIRST, ANA), 110.0)


def test_nobody_is_connected_to_a_contact_that_has_ended() -> None:
    floor, _ = _floor()
    fold(floor, _offer(), 105.0)
    fold(floor, e.ContactEnded(C1, ABANDONED), 106.0)
    assert not fold(floor, e.ContactConnected(C1, FIRST, ANA), 106.0)
    assert not fold(floor, e.ContactConnected(C2, offer_id(C2, 1), ANA), 106.0)


def test_an_offer_not_taken_bars_and_one_withdrawn_does_not() -> None:
    floor, agent = _floor()
    fold(floor, _offer(), 105.0)
    assert fold(floor, e.OfferExpired(FIRST, C1, ANA), 120.0)
    assert not fold(floor, e.OfferExpired(FIRST, C1, ANA), 120.0)
    assert (agent.bars, agent.no_answer_count) == ({C1: 120.0 + BAR_S}, 1)
    assert (agent.contact_id, agent.idle_since, agent.work_s) == (None, 120.0, 15.0)
    assert floor.matching.is_waiting(C1)
    fold(floor, _offer(C2), 125.0)
    assert fold(floor, e.OfferDeclined(offer_id(C2, 1), C2, ANA, "busy"), 130.0)
    assert (agent.bars.keys(), agent.no_answer_count) == ({C1, C2}, 1)
    assert agent.work_s == 20.0
    fold(floor, _offer(number=2), 131.0)
    assert fold(floor, e.OfferWithdrawn(offer_id(C1, 2), C1, ANA), 133.0)
    assert (agent.idle_since, agent.work_s) == (130.0, 22.0)


@pytest.mark.parametrize(
    ("offer", "agent"), [(FIRST, BEA), (OfferId("c1.offer-2"), ANA), (OfferId("c2.offer-1"), BEA)]
)
def test_contact_offer_and_agent_have_to_agree(offer: OfferId, agent: AgentId) -> None:
    floor, _ = _floor()
    fold(floor, _offer(), 105.0)
    for event in (
        e.OfferExpired(offer, C1, agent),
        e.OfferWithdrawn(offer, C1, agent),
        e.ContactConnected(C1, offer, agent),
    ):
        assert not fold(floor, event, 106.0)


def test_the_place_is_told_on_time_although_the_phone_rang_meanwhile() -> None:
    floor, _ = _floor()
    fold(floor, e.PositionReported(C1, 1), 100.0)
    fold(floor, _offer(), 105.0)
    assert floor.agenda.next() == 120.0
    fold(floor, e.OfferExpired(FIRST, C1, ANA), 120.0)
    assert floor.agenda.next() == 130.0


def test_a_contact_that_does_not_wait_is_not_offered() -> None:
    floor, agent = _floor()
    fold(floor, e.ContactArrived(ContactId("c3"), "012", ""), 105.0)
    assert not fold(floor, _offer(ContactId("c3")), 105.0)
    assert agent.is_available()


# ---------------------------------------------------------------- several agents at once

SECOND = offer_id(C1, 2)


def _both_rung() -> Floor:
    """Both agents are offered the first contact at once."""
    floor, _ = _floor()
    assert fold(floor, _offer(), 105.0)
    assert fold(floor, _offer(agent=BEA, number=2), 105.0)
    return floor


def test_several_are_offered_a_contact_as_long_as_all_offers_end_together() -> None:
    floor, _ = _floor()
    assert fold(floor, _offer(), 105.0)
    later = e.OfferMade(SECOND, C1, BEA, 121.0, REASON)
    assert not fold(floor, later, 105.0)
    assert fold(floor, replace(later, ring_until=120.0), 105.0)
    assert [one.agent_id for one in floor.open_offers(C1)] == [ANA, BEA]
    assert set(floor.snapshot()["offers"]) == {FIRST, SECOND}
    assert floor.open_offers(C2) == ()


def test_the_contact_waits_again_when_the_last_of_several_offers_has_ended() -> None:
    floor = _both_rung()
    assert fold(floor, e.OfferDeclined(FIRST, C1, ANA, "busy"), 110.0)
    assert floor.contacts[C1].state is State.OFFERED
    assert not floor.matching.is_waiting(C1)
    assert floor.agent(ANA).work is Work.IDLE
    assert fold(floor, e.OfferExpired(SECOND, C1, BEA), 120.0)
    assert floor.contacts[C1].state is State.QUEUED
    assert floor.matching.is_waiting(C1)
    assert (floor.offers, floor.contacts[C1].offer_count) == ({}, 2)


def test_only_one_of_several_can_be_connected() -> None:
    floor = _both_rung()
    assert fold(floor, e.ContactConnected(C1, SECOND, BEA), 110.0)
    assert not fold(floor, e.ContactConnected(C1, FIRST, ANA), 110.0)
    assert floor.contacts[C1].agent_id == BEA
    assert floor.agent(ANA).work is Work.ALERTING
    assert fold(floor, e.OfferWithdrawn(FIRST, C1, ANA, taken_by_another=True), 110.0)
    assert floor.contacts[C1].state is State.CONNECTED
    assert (floor.agent(ANA).work, floor.agent(ANA).no_answer_count) == (Work.IDLE, 0)
    assert floor.agent(ANA).bars == {}
