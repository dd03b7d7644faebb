"""The citizen's card: what the CRM knows, shown on the desk with an offer.

Owns the shape that CRM and desk agree on. Never journaled: it is personal data and lives in the
CRM only (S43). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact.identity import CitizenId


@dataclass(frozen=True, slots=True)
class PastContact:
    """One earlier contact of the same person."""

    contact_id: str
    at: float
    """Arrival, UTC seconds."""
    topic: str
    disposition: str


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A matter that is not finished."""

    ticket: str
    topic: str
    subject: str
    opened_at: float
    """UTC seconds."""


@dataclass(frozen=True, slots=True)
class Card:
    """One citizen whose number fits; several cards mean 'one of these, ask'."""

    citizen_id: CitizenId
    name: str
    language: str
    """Preferred language, ISO 639-1; empty: unknown."""
    last_contacts: tuple[PastContact, ...] = ()
    """Newest first, at most five."""
    open_tickets: tuple[OpenTicket, ...] = ()
    """Newest first."""
