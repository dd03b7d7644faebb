"""Names of things: which string identifies what, and how ids derive from one another.

Ids are derived, never random, so that a replay and a retry give the same ones: a contact is named
by its citizen leg in the telephone exchange, an offer by its contact and number. Pure.
"""

from __future__ import annotations

from typing import NewType

ContactId = NewType("ContactId", str)
AgentId = NewType("AgentId", str)
OfferId = NewType("OfferId", str)
LegId = NewType("LegId", str)
CitizenId = NewType("CitizenId", str)

_OFFER_MARK = ".offer-"
_CALLBACK_MARK = ".callback"
_AGENT_MARK = "agent-of-"
_REFERRAL_MARK = ".referral-"
_MESSAGE_MARK = ".message"


def offer_id(contact_id: ContactId, number: int) -> OfferId:
    """The id of a contact's n-th offer, counted from 1 over its whole life."""
    return OfferId(f"{contact_id}{_OFFER_MARK}{number}")


def agent_leg_id(offer: OfferId) -> LegId:
    """The agent's leg that belongs to an offer: the same string, so that both sides can tell.

    In a callback the agent's leg may be there before the citizen's, whose id must not be the
    beginning of another one: Asterisk 22.10 takes that for the same channel. So it begins with a
    word of its own.
    """
    is_callback = origin_of_callback(contact_of_offer(offer)) is not None
    return LegId(f"{_AGENT_MARK}{offer}" if is_callback else offer)


def offer_of_leg(leg: str) -> OfferId | None:
    """The offer an agent's leg belongs to, or None for a leg that is not an agent's."""
    return OfferId(leg.removeprefix(_AGENT_MARK)) if _OFFER_MARK in leg else None


def contact_of_offer(offer: OfferId) -> ContactId:
    """The contact an offer belongs to."""
    return ContactId(offer.rpartition(_OFFER_MARK)[0])


def callback_id(origin: ContactId) -> ContactId:
    """The contact that rings back whoever asked for it in this one; a contact promises once."""
    return ContactId(f"{origin}{_CALLBACK_MARK}")


def origin_of_callback(contact_id: ContactId) -> ContactId | None:
    """The contact in which this callback was asked for; None for a contact that is no callback."""
    origin = contact_id.removesuffix(_CALLBACK_MARK)
    return ContactId(origin) if origin != contact_id else None


def referral_leg_id(contact_id: ContactId, number: int) -> LegId:
    """The department's leg of a contact's n-th referral, counted from 1 over its whole life."""
    return LegId(f"{contact_id}{_REFERRAL_MARK}{number}")


def referral_of_leg(leg: str) -> tuple[ContactId, int] | None:
    """The contact and number of a referral, or None for a leg that is not a department's."""
    contact_id, mark, number = leg.rpartition(_REFERRAL_MARK)
    return (ContactId(contact_id), int(number)) if mark and number.isdecimal() else None


def message_name(contact_id: ContactId) -> str:
    """The recording of the message that a contact left."""
    return f"{contact_id}{_MESSAGE_MARK}"


def contact_of_message(recording: str) -> ContactId | None:
    """The contact that a recording belongs to, or None for a stranger's recording."""
    is_ours = recording.endswith(_MESSAGE_MARK)
    return ContactId(recording.removesuffix(_MESSAGE_MARK)) if is_ours else None


def bridge_id(contact_id: ContactId) -> str:
    """The bridge in which citizen and agent, or department, of a contact talk."""
    return f"{contact_id}.talk"


def contact_of_bridge(bridge: str) -> ContactId | None:
    """The contact a bridge of ours belongs to, or None for a stranger's bridge."""
    return ContactId(bridge.removesuffix(".talk")) if bridge.endswith(".talk") else None
