"""What can be asked about callbacks: to promise, to move, to cancel one.

Owns these commands; `contact.command` has the closed list of all and the reasons to refuse. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contact.identity import ContactId
from contact.plan import Ring


@dataclass(frozen=True, slots=True)
class PromiseCallback:
    """ivr → acd: ring this citizen back, who does not wait on the line any longer.

    CallbackPromised is the answer, and the contact can end. If a promise to the number is open
    already, that one is moved: CallbackMoved, and no second callback. Refused with ALREADY_SO if
    nothing would change: what was promised stands.
    """

    contact_id: ContactId
    """The contact in which it is asked for."""
    number: str
    """What is to be dialled, written always in the same way: duplicates are found by it."""
    entry_point: str
    queue: str
    language: str
    """Language of the citizen, ISO 639-1."""
    topic: str
    skills: Mapping[str, int]
    """Skill → least level (1 to 10) that an agent must have."""
    priority: int
    """Higher is served first; 0 is ordinary."""
    since: float
    """Instant from which the waiting age counts, UTC seconds: that of the contact that asks."""
    earliest: float
    """Not before this instant, UTC seconds."""
    latest: float
    """The citizen is told: by this instant, UTC seconds."""
    head_start_s: float = 0.0
    """Counts as having waited so much longer than it has, seconds."""
    rings: tuple[Ring, ...] = ()
    """The steps of the search, the first at once; empty: one step that asks for `skills`."""
    preferred: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level: who has them is chosen before who has not."""


@dataclass(frozen=True, slots=True)
class MoveCallback:
    """ivr or desk → acd: ring back at another time."""

    contact_id: ContactId
    """The callback's."""
    earliest: float
    """UTC seconds."""
    latest: float
    """UTC seconds."""
    origin: ContactId | None = None
    """The contact in which this is asked for; None: asked at a desk."""


@dataclass(frozen=True, slots=True)
class CancelCallback:
    """ivr or desk → acd: do not ring back any more."""

    contact_id: ContactId
    """The callback's."""
    is_from_desk: bool = False
    """An agent cancels it; else the citizen does, who rang again."""
