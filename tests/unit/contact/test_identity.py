"""Names derive from one another and lead back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contact.identity import (
    ContactId,
    agent_leg_id,
    bridge_id,
    contact_of_bridge,
    contact_of_offer,
    offer_id,
    offer_of_leg,
)

CONTACTS = st.text(max_size=20).map(ContactId)
NUMBERS = st.integers(1, 10_000)


@given(CONTACTS, NUMBERS)
def test_an_offer_leads_back_to_its_contact(contact_id: ContactId, number: int) -> None:
    assert contact_of_offer(offer_id(contact_id, number)) == contact_id


@given(CONTACTS, NUMBERS, NUMBERS)
def test_offers_of_a_contact_differ_by_their_number(
    contact_id: ContactId, one: int, other: int
) -> None:
    assert (offer_id(contact_id, one) == offer_id(contact_id, other)) == (one == other)


@given(CONTACTS, NUMBERS)
def test_an_agent_s_leg_leads_back_to_its_offer(contact_id: ContactId, number: int) -> None:
    offer = offer_id(contact_id, number)
    assert offer_of_leg(agent_leg_id(offer)) == offer


def test_a_citizen_s_leg_belongs_to_no_offer() -> None:
    assert offer_of_leg("1700000000.17") is None


@given(CONTACTS)
def test_a_bridge_leads_back_to_its_contact(contact_id: ContactId) -> None:
    assert contact_of_bridge(bridge_id(contact_id)) == contact_id


def test_a_stranger_s_bridge_belongs_to_no_contact() -> None:
    assert contact_of_bridge("parking-7") is None
