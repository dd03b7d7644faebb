"""How a contact can end: who ended it and why. A closed list.

Owns the list and its grouping for reports (I6, R1 of the reliability study; requirement C3:
every contact offered is accounted for). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Whose act ended the contact."""

    CITIZEN = "citizen"
    AGENT = "agent"
    SYSTEM = "system"
    NETWORK = "network"


class Reason(StrEnum):
    """Why the contact ended."""

    LEFT_IN_MENU = "left in menu"
    """Hung up before a queue was chosen."""
    ABANDONED = "abandoned"
    """Hung up while queued or offered."""
    SERVED = "served"
    """Citizen and agent had talked; `who` tells who hung up."""
    SERVED_BY_FALLBACK = "served by fallback"
    """An agent answered in the native fallback queue while the application was away."""
    ABANDONED_IN_FALLBACK = "abandoned in fallback"
    """Hung up while waiting in the native fallback queue."""
    MENU_EXHAUSTED = "menu exhausted"
    """Too many wrong or missing keys where the plan says to end."""
    CLOSED = "closed"
    """Told that the queue is closed."""
    OVERFLOWED = "overflowed"
    """Told that the queue cannot take the contact, or not any longer."""
    REFERRED = "referred"
    """Talked with the department, or the emergency centre, that it was led to."""
    VOICEMAIL = "voicemail"
    """Left a message, which is to be answered."""
    CUT_BY_PLATFORM = "cut by platform"
    """Asterisk or this application lost the contact."""
    MEDIA_REJECTED = "media rejected"
    """No common codec, or media never arrived."""
    CALLBACK_PROMISED = "callback promised"
    """Asked for a callback and was promised one, which is a contact of its own."""
    CALLBACK_CANCELLED = "callback cancelled"
    """A callback that was not wanted any more."""
    CALLBACK_BROKEN = "callback broken"
    """A callback that did not reach its citizen: too many attempts, or its time was over."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Who ended a contact, and why."""

    who: Who
    reason: Reason

    def __str__(self) -> str:
        return f"{self.reason} ({self.who})"


_WHO_CAN = {
    Reason.LEFT_IN_MENU: {Who.CITIZEN},
    Reason.ABANDONED: {Who.CITIZEN},
    Reason.SERVED: {Who.CITIZEN, Who.AGENT, Who.SYSTEM, Who.NETWORK},
    Reason.SERVED_BY_FALLBACK: {Who.CITIZEN, Who.AGENT, Who.SYSTEM},
    Reason.ABANDONED_IN_FALLBACK: {Who.CITIZEN},
    Reason.MENU_EXHAUSTED: {Who.SYSTEM},
    Reason.CLOSED: {Who.SYSTEM},
    Reason.OVERFLOWED: {Who.SYSTEM},
    Reason.REFERRED: {Who.CITIZEN, Who.NETWORK},
    Reason.VOICEMAIL: {Who.CITIZEN, Who.SYSTEM},
    Reason.CUT_BY_PLATFORM: {Who.SYSTEM, Who.NETWORK},
    Reason.MEDIA_REJECTED: {Who.NETWORK},
    Reason.CALLBACK_PROMISED: {Who.SYSTEM},
    Reason.CALLBACK_CANCELLED: {Who.CITIZEN, Who.AGENT},
    Reason.CALLBACK_BROKEN: {Who.SYSTEM},
}

ENDINGS: tuple[Ending, ...] = tuple(
    Ending(who, reason) for reason, people in _WHO_CAN.items() for who in Who if who in people
)
"""Every ending there is, in the order in which reports print them."""

TALKED = frozenset({Reason.SERVED, Reason.SERVED_BY_FALLBACK})
"""Reasons after which citizen and agent have talked."""
