"""What happens to a contact at the nodes of its flow, as journaled.

Owns that part of the list of events in `contact.event`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact.identity import ContactId


@dataclass(frozen=True, slots=True)
class RecordingConsented:
    """The citizen was told that the conversation may be recorded, and chose; the last one holds."""

    contact_id: ContactId
    is_given: bool
    """False: refused, or nothing was pressed."""


@dataclass(frozen=True, slots=True)
class ReferralOffered:
    """The phone of a department, or of the emergency centre, is about to alert."""

    contact_id: ContactId
    target: str
    """Name of the department, or the number."""
    number: int
    """Of the contact's referrals, counted from 1."""


@dataclass(frozen=True, slots=True)
class ReferralConnected:
    """Citizen and department can talk."""

    contact_id: ContactId
    target: str
    number: int


@dataclass(frozen=True, slots=True)
class ReferralReturned:
    """Nobody was there; the citizen is with us again."""

    contact_id: ContactId
    target: str
    number: int
    why: str
    """'no answer', 'busy', 'rejected', 'unreachable'."""


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """The citizen left a message; the sound is kept under the contact's id."""

    contact_id: ContactId
    duration_s: float


@dataclass(frozen=True, slots=True)
class SurveyAnswered:
    """After the contact had ended, the citizen gave it a score."""

    contact_id: ContactId
    score: int
