"""What can have happened to a callback, from promise to conversation, as journaled.

Owns these events; `contact.event` has the closed list of all. Pure.

A callback is a contact of its own: it begins with its promise, has no leg until the citizen is
dialled, and ends once, like every other. The contact in which it was asked for ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contact.callback import Failure
from contact.identity import AgentId, ContactId, OfferId
from contact.plan import Ring


@dataclass(frozen=True, slots=True)
class CallbackPromised:
    """A citizen was promised a callback; it is a contact from now on."""

    contact_id: ContactId
    """The callback's own, made of the origin's."""
    origin: ContactId
    """The contact in which it was asked for."""
    number: str
    """What is to be dialled."""
    entry_point: str
    """The origin's."""
    queue: str
    language: str
    """ISO 639-1."""
    topic: str
    skills: Mapping[str, int]
    """Skill → least level, in the first ring."""
    priority: int
    since: float
    """Instant from which the waiting age counts, UTC seconds: the origin's, never later."""
    earliest: float
    """Begins to wait for an agent at this instant, UTC seconds."""
    latest: float
    """The citizen was told: by this instant, UTC seconds."""
    head_start_s: float = 0.0
    """Counts as having waited so much longer than it has, seconds."""
    rings: tuple[Ring, ...] = ()
    """The steps of the search, the first at once; empty: one step that asks for `skills`."""
    preferred: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level: who has them is chosen before who has not."""


@dataclass(frozen=True, slots=True)
class CallbackMoved:
    """The promise is for another time, by a citizen who rang again or at a desk."""

    contact_id: ContactId
    earliest: float
    """UTC seconds."""
    latest: float
    """UTC seconds."""
    origin: ContactId | None = None
    """The contact in which this was asked for; None: asked at a desk."""


@dataclass(frozen=True, slots=True)
class CallbackPostponed:
    """The callback waits for an agent no longer: its queue has closed, or it came back from an
    agent's phone after it was moved to a later time. It does so again when that is over."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class CallbackDialled:
    """The citizen's number is dialled; written before it is (I22)."""

    contact_id: ContactId
    offer_id: OfferId
    agent_id: AgentId
    attempt: int
    """1 is the first, counted over the whole life of the callback."""


@dataclass(frozen=True, slots=True)
class CallbackReached:
    """The citizen has answered and has a leg from now on."""

    contact_id: ContactId
    offer_id: OfferId
    agent_id: AgentId
    attempt: int


@dataclass(frozen=True, slots=True)
class CallbackFailed:
    """This attempt did not reach the citizen; the agent is not to blame."""

    contact_id: ContactId
    offer_id: OfferId
    agent_id: AgentId
    attempt: int
    failure: Failure
