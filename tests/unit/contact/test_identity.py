"""Names derive from one another and lead back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contact.identity import (
    ContactId,
    agent_leg_id,
    bridge_id,
    callback_id,
    contact_of_bridge,
    contact_of_offer,
    offer_id,
    offer_of_leg,
    origin_of_callback,
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


@given(CONTACTS)
def test_a_callback_leads_back_to_the_contact_in_which_it_was_asked_for(
    contact_id: ContactId,
) -> None:
    assert origin_of_callback(callback_id(contact_id)) == contact_id


@given(CONTACTS, NUMBERS)
def test_an_offer_of_a_callback_leads_back_to_the_callback(
    contact_id: ContactId, number: int
) -> None:
    callback = callback_id(contact_id)
    assert contact_of_offer(offer_id(callback, number)) == callback
    assert contact_of_bridge(bridge_id(callback)) == callback


def test_a_contact_that_arrived_is_no_callback() -> None:
    assert origin_of_callback(ContactId("1700000000.17")) is None


def test_no_leg_of_a_callbacks_agent_begins_with_the_id_of_the_citizens() -> None:
    """Asterisk would take the one for the other and refuse the citizen's."""
    callback = callback_id(ContactId("1700000000.17"))
    leg = agent_leg_id(offer_id(callback, 1))
    assert not leg.startswith(callback)
    assert offer_of_leg(leg) == offer_id(callback, 1)
