"""What became known of a caller before it waits, beyond the choice of a way, as journaled.

Owns these events; `contact.event` has the closed list of all. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact.identity import ContactId


@dataclass(frozen=True, slots=True)
class MoreTimeAsked:
    """The citizen needs longer to press keys."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class DigitsCollected:
    """The citizen typed a number that was asked for. Secret ones are never told."""

    contact_id: ContactId
    name: str
    """What was asked for, as the flow calls it."""
    digits: str


@dataclass(frozen=True, slots=True)
class EmployeeRecognised:
    """The number is one of the administration itself: a hint, never an identity."""

    contact_id: ContactId
