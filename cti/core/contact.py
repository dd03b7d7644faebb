"""One contact, as far as a desk may want to know, and the two ways in which it begins.

Owns the record; `cti.core.floor` folds it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contact import event as e
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import NONE_OPEN, State


@dataclass(slots=True)
class Contact:
    """One contact, as far as a desk may want to know."""

    contact_id: ContactId
    entry_point: str
    caller_number: str
    caller_name: str
    state: State = State.NEW
    language: str = ""
    topic: str = ""
    queue: str = ""
    since: float = 0.0
    """Instant from which the waiting age counts, UTC seconds."""
    known: int = 0
    """How many people the CRM found for the number."""
    ticket: str = ""
    """The open ticket of this contact."""
    is_callback: bool = False
    """The centre rings the citizen, at the number in the place of the caller's."""
    agents: set[AgentId] = field(default_factory=set)
    """Who is offered the contact, talks, or wraps up; several while several are rung at once."""
    open_offers: frozenset[OfferId] = NONE_OPEN
    offers: set[OfferId] = field(default_factory=set)
    """Every offer made of it, so that one told twice does not ring again."""


def begun(event: Any) -> Contact | None:
    """The contact that begins with this event, if any does."""
    if isinstance(event, e.ContactArrived):
        return Contact(event.contact_id, event.entry_point, event.caller_number, event.caller_name)
    if isinstance(event, e.CallbackPromised):
        contact = Contact(event.contact_id, event.entry_point, event.number, "", is_callback=True)
        contact.language, contact.topic, contact.queue = event.language, event.topic, event.queue
        return contact
    return None
