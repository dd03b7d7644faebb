"""The order of service: priority, then age, then id."""

from __future__ import annotations

from acd.core.waiting import WaitingContact
from contact import event as e
from contact.identity import ContactId
from contact.journey import State


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
