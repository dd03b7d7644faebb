"""The order of service: priority, then age, then id."""

from __future__ import annotations

from acd.core.waiting import ORDINARY, PROMOTED, WaitingContact, turn
from contact import event as e
from contact.identity import ContactId
from contact.journey import State
from contact.plan import Ring


def test_priority_then_age_then_id_decide() -> None:
    contacts = [
        WaitingContact(ContactId("d"), priority=0, since=1.0),
        WaitingContact(ContactId("c"), priority=1, since=9.0),
        WaitingContact(ContactId("b"), priority=0, since=2.0),
        WaitingContact(ContactId("a"), priority=0, since=2.0),
    ]
    order = sorted(contacts, key=WaitingContact.rank)
    assert [contact.contact_id for contact in order] == ["c", "d", "a", "b"]


def test_a_contact_follows_the_journey_that_everybody_shares() -> None:
    contact = WaitingContact(ContactId("a"), State.ARRIVED)
    assert contact.follow(e.MenuEntered(contact.contact_id, "start"))
    assert not contact.follow(e.MenuEntered(contact.contact_id, "start"))
    assert contact.state is State.IN_MENU


def test_the_score_is_the_wait_by_the_weight_and_the_head_start() -> None:
    contact = WaitingContact(ContactId("a"), since=10.0, weight=4.0, head_start_s=20.0, priority=2)
    assert contact.score(15.0) == 40.0
    assert contact.rank() == (ORDINARY, -2, 5.0, "a")
    assert turn(contact.rank(), contact.weight, 15.0) == (ORDINARY, -2, -40.0, "a")


def test_only_arrival_counts_for_the_promoted() -> None:
    contact = WaitingContact(ContactId("a"), since=10.0, weight=4.0, head_start_s=20.0, priority=2)
    contact.is_promoted = True
    assert contact.rank() == (PROMOTED, 0, 10.0, "a")
    assert turn(contact.rank(), contact.weight, 15.0) == contact.rank()


def test_the_search_goes_through_the_rings_in_order() -> None:
    rings = (Ring({"es": 9}), Ring({"es": 5}, 10.0), Ring({}, 30.0))
    contact = WaitingContact(ContactId("a"), rings=rings)
    assert (contact.step(), contact.next_ring(), contact.later_rings()) == (*rings[:2], rings[1:])
    contact.ring = 3
    assert (contact.step(), contact.next_ring(), contact.later_rings()) == (rings[2], None, ())
