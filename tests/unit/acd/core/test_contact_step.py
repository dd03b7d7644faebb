"""What events about a contact change, and which of them come late."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from acd.core.floor import Floor
from acd.core.fold import fold
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.event import Mode
from contact.identity import AgentId, ContactId, offer_id
from contact.journey import State
from contact.limit import Cause, Exit, WayOut
from contact.plan import Queue, Ring
from tests.support.acd_world import ABANDONED, centre

ANA, BEA = AgentId("ana"), AgentId("bea")
C1, C2 = ContactId("c1"), ContactId("c2")
RINGS = (Ring({"es": 5}), Ring({"es": 1}, 20.0))
QUEUED = e.ContactQueued(C1, "citizens", "es", {"es": 5}, 0, 100.0, 1, rings=RINGS)
REASON = e.OfferReason(1, 0.0, (), 0.0, "longest idle")


def _floor(overtaking_s: float = math.inf, announce_s: float = 30.0) -> Floor:
    """With Ana ready and a contact that has arrived."""
    line = Queue("citizens", announce_s=announce_s)
    plan = replace(centre({"ana": {"es": 5}, "bea": {}}, (line,)), overtaking_s=overtaking_s)
    floor = Floor(plan)
    fold(floor, e.AgentModeChanged(ANA, Mode.READY), 90.0)
    fold(floor, e.ContactArrived(C1, "012", ""), 100.0)
    return floor


def _queued(**more: float) -> tuple[Floor, WaitingContact]:
    floor = _floor(**more)
    fold(floor, QUEUED, 100.0)
    return floor, floor.contacts[C1]


def _offered(floor: Floor, number: int = 1) -> None:
    fold(floor, e.OfferMade(offer_id(C1, number), C1, ANA, 115.0, REASON), 100.0)


def _connected(floor: Floor) -> None:
    _offered(floor)
    fold(floor, e.ContactConnected(C1, offer_id(C1, 1), ANA), 105.0)


def test_a_contact_arrives_once() -> None:
    floor = Floor(centre({}))
    assert fold(floor, e.ContactArrived(C1, "012", ""), 1.0)
    assert not fold(floor, e.ContactArrived(C1, "012", ""), 1.0)
    assert fold(floor, e.ContactEnded(C1, ABANDONED), 2.0)
    assert not fold(floor, e.ContactArrived(C1, "012", ""), 3.0)
    assert not fold(floor, e.ContactEnded(C1, ABANDONED), 3.0)


@pytest.mark.parametrize("ring", [0, 1, 3])
def test_the_search_widens_only_forward_and_to_a_ring_that_is(ring: int) -> None:
    floor, contact = _queued()
    assert not fold(floor, e.RingWidened(C1, ring, ""), 110.0)
    assert contact.ring == 1
    assert fold(floor, e.RingWidened(C1, 2, ""), 110.0)
    assert contact.ring == 2
    assert floor.matching.is_waiting(C1)


def test_the_search_widens_while_the_phone_rings_but_not_in_conversation() -> None:
    floor, contact = _queued()
    _offered(floor)
    assert fold(floor, e.RingWidened(C1, 2, ""), 110.0)
    assert not floor.matching.is_waiting(C1)
    contact.ring = 1
    fold(floor, e.ContactConnected(C1, offer_id(C1, 1), ANA), 111.0)
    assert not fold(floor, e.RingWidened(C1, 2, ""), 112.0)
    assert not fold(floor, e.RingWidened(C2, 2, ""), 112.0)


def test_a_contact_is_promoted_once_and_only_while_it_waits() -> None:
    floor, contact = _queued()
    assert fold(floor, e.ContactPromoted(C1), 150.0)
    assert not fold(floor, e.ContactPromoted(C1), 150.0)
    assert not fold(floor, e.ContactPromoted(C2), 150.0)
    _connected(floor)
    contact.is_promoted = False
    assert not fold(floor, e.ContactPromoted(C1), 160.0)


def test_promotion_while_the_phone_rings_puts_nobody_in_line() -> None:
    floor, _ = _queued()
    _offered(floor)
    assert fold(floor, e.ContactPromoted(C1), 110.0)
    assert not floor.matching.is_waiting(C1)


def test_deadlines_of_waiting_are_put_down_once_each() -> None:
    floor, _ = _queued(overtaking_s=50.0)
    assert floor.agenda.next() == 120.0  # the second ring
    fold(floor, e.RingWidened(C1, 2, ""), 120.0)
    assert floor.agenda.next() == 150.0  # the bound
    fold(floor, e.ContactPromoted(C1), 150.0)
    assert floor.agenda.next() is None


def test_without_a_bound_nothing_is_due() -> None:
    floor, _ = _queued()
    fold(floor, e.RingWidened(C1, 2, ""), 120.0)
    assert floor.agenda.next() is None


def test_telling_the_place_is_due_again_after_the_queues_time() -> None:
    floor, contact = _queued()
    assert fold(floor, e.PositionReported(C1, 1), 101.0)
    assert contact.announce_at == 131.0
    assert not fold(floor, e.PositionReported(C2, 1), 101.0)
    _offered(floor)
    assert not fold(floor, e.PositionReported(C1, 1), 110.0)
    assert not fold(floor, e.SkillsMissing(C1, {}), 110.0)
    assert contact.announce_at == 131.0


@pytest.mark.parametrize(("every_s", "at"), [(0.0, None), (0.5, 101.5)])
def test_a_queue_may_tell_the_place_often_or_never(every_s: float, at: float | None) -> None:
    floor, contact = _queued(announce_s=every_s)
    fold(floor, e.PositionReported(C1, 1), 101.0)
    assert contact.announce_at == at


def test_who_falls_back_in_conversation_leaves_the_agent_idle() -> None:
    floor, contact = _queued()
    _connected(floor)
    assert fold(floor, e.ContactFellBack(C1), 140.0)
    agent = floor.agent(ANA)
    assert (agent.is_available(), agent.contact_id, agent.idle_since) == (True, None, 140.0)
    assert agent.work_s == 40.0
    assert contact.state is State.IN_FALLBACK
    assert not fold(floor, e.ContactFellBack(C1), 141.0)


def test_the_end_is_written_into_the_contact_itself() -> None:
    floor, contact = _queued()
    assert fold(floor, e.ContactEnded(C1, ABANDONED), 140.0)
    assert contact.state is State.ENDED
    assert not floor.matching.is_waiting(C1)


def test_who_serves_in_fallback_is_engaged_until_that_is_over() -> None:
    floor, contact = _queued()
    fold(floor, e.ContactFellBack(C1), 110.0)
    served = e.ContactServedInFallback(C1, BEA)
    assert fold(floor, served, 111.0)
    assert not fold(floor, served, 112.0)
    assert (contact.fallback_agent_id, floor.agent(BEA).fallback_contact) == (BEA, C1)
    assert fold(floor, e.ContactTakenBack(C1), 130.0)
    assert (floor.agent(BEA).fallback_contact, floor.agent(BEA).idle_since) == (None, 130.0)


def test_a_contact_that_is_not_in_fallback_is_not_served_there() -> None:
    floor, contact = _queued()
    assert not fold(floor, e.ContactServedInFallback(C1, BEA), 111.0)
    assert contact.fallback_agent_id is None


def test_another_wish_is_folded_and_the_same_one_is_late() -> None:
    floor, contact = _queued()
    contact.announce_at = 130.0
    assert not fold(floor, QUEUED, 110.0)
    assert fold(floor, replace(QUEUED, preferred={"eu": 1}), 110.0)
    assert (contact.preferred, contact.announce_at) == ({"eu": 1}, None)
    _offered(floor)
    assert not fold(floor, replace(QUEUED, queue="other"), 112.0)


@pytest.mark.parametrize(
    "other",
    [
        replace(QUEUED, queue="other"),
        replace(QUEUED, skills={"es": 4}),
        replace(QUEUED, priority=1),
        replace(QUEUED, since=99.0),
        replace(QUEUED, rings=RINGS[:1]),
    ],
)
def test_every_part_of_a_wish_makes_it_another(other: e.ContactQueued) -> None:
    floor, _ = _queued()
    assert fold(floor, other, 110.0)


def test_a_contact_takes_the_way_out_of_the_queue_in_which_it_waits() -> None:
    floor, contact = _queued()
    sorry = WayOut(Exit.MESSAGE, "sorry")
    assert not fold(floor, e.ContactDiverted(C2, "citizens", Cause.FULL, sorry), 110.0)
    assert not fold(floor, e.ContactDiverted(C1, "other", Cause.FULL, sorry), 110.0)
    assert fold(floor, e.ContactDiverted(C1, "citizens", Cause.FULL, sorry), 110.0)
    assert not fold(floor, e.ContactDiverted(C1, "citizens", Cause.FULL, sorry), 110.0)
    assert not floor.matching.is_waiting(C1)
    assert contact.left_queues == {"citizens"}
