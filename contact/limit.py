"""When a contact does not wait in a queue any longer, and where it goes instead.

Owns the causes and the ways out. Never decides. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why a contact does not wait, or waits no longer."""

    CLOSED = "closed"
    """The queue was closed, by the calendar or by hand."""
    NOBODY = "nobody there"
    """Nobody logged in has the skills, in this ring or a later one."""
    FULL = "full"
    """So many contacts wait before it in the queue: the bound is a number of contacts."""
    SCARCE = "too few agents"
    """More contacts for each ready agent who could serve it than the bound, itself included."""
    LONG_WAIT = "expected wait too long"
    """The expected wait is above the bound, seconds."""
    OVERDUE = "waited too long"
    """It has waited as long as the bound, seconds."""
    CHOSEN = "chosen"
    """The citizen pressed a key that leads elsewhere; no limit."""


class Exit(StrEnum):
    """Kinds of a way out."""

    QUEUE = "queue"
    """Waits in another queue, with its age; the target is the queue's name."""
    MESSAGE = "message"
    """Is told something, then the contact ends; the target is a prompt's key."""
    CALLBACK = "callback"
    """Is offered a callback; the target is the node of its flow where the dialogue goes on."""
    VOICEMAIL = "voicemail"
    """Can leave a message; the target is the node of its flow where the dialogue goes on."""
    NODE = "node"
    """Goes on in the dialogue; the target is the node of its flow."""
    EXTERNAL = "external"
    """Is referred to somebody else; the target is the node of its flow that does it."""


LED_ON = frozenset({Exit.CALLBACK, Exit.VOICEMAIL, Exit.EXTERNAL, Exit.NODE})
"""Ways out that lead on in the dialogue."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where a contact goes that does not wait."""

    kind: Exit
    target: str
    """What it is, the kind says."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a queue."""

    cause: Cause
    way_out: WayOut
    bound: float = 0.0
    """In the cause's own measure; CLOSED and NOBODY have none."""
