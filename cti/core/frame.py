"""What a desk is told: the frames from server to desk, version 1 of the protocol.

Owns their shape as plain values; `cti.edge.protocol` puts them on the wire and prints their
schema. A new optional field keeps the version, anything else raises it. Every frame carries `at`,
the server's clock, so that a desk whose own clock is wrong still counts seconds rightly. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from contact.card import Card
from contact.event import Mode
from cti.core.kind import Farewell, Match, OfferEnd, Phone, Work
from cti.core.overview import QueueState, SkillState

VERSION: Literal[1] = 1
"""Version of the desk protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who calls, as far as anybody knows."""

    number: str
    """As presented; empty when withheld."""
    name: str
    """As the network presents it; often empty."""
    match: Match = Match.UNKNOWN
    cards: tuple[Card, ...] = ()
    """Empty: nobody known. One: this person, probably. Several: candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What the contact is about and how it came here."""

    topic: str
    """Code; the labels stand in the welcome frame."""
    entry_point: str
    """Dialled number."""
    entry_label: str
    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop:
    """A contact is offered: everything the agent should know before saying hello (A7)."""

    at: float
    """Server clock, UTC seconds."""
    offer_id: str
    contact_id: str
    who: Who
    why: Why
    language: str
    """Language of the citizen, ISO 639-1."""
    waited_s: float
    """Age of the contact at the offer, seconds."""
    ring_until: float
    """Instant at which the offer expires, UTC seconds."""
    ticket: str = ""
    """Ticket of this contact, when one is open."""
    is_callback: bool = False
    """The centre rings the citizen: the number is to be dialled, nobody has called."""
    type: Literal["pop"] = "pop"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class PopUpdate:
    """Something about the desk's contact became known later."""

    at: float
    """Server clock, UTC seconds."""
    contact_id: str
    who: Who
    ticket: str
    """Ticket of this contact; empty: none yet."""
    type: Literal["pop_update"] = "pop_update"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded:
    """The phone stops ringing; nobody talks."""

    at: float
    """Server clock, UTC seconds."""
    offer_id: str
    contact_id: str
    reason: OfferEnd
    type: Literal["offer_ended"] = "offer_ended"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """Agent and citizen can talk."""

    at: float
    """Server clock, UTC seconds."""
    offer_id: str
    contact_id: str
    type: Literal["connected"] = "connected"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The conversation is over."""

    at: float
    """Server clock, UTC seconds."""
    contact_id: str
    who: str
    """Who ended it: 'citizen', 'agent', 'system' or 'network'."""
    reason: str
    """Why it ended, as in `contact.ending`."""
    type: Literal["contact_ended"] = "contact_ended"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    """Time for the work after the contact."""

    at: float
    """Server clock, UTC seconds."""
    contact_id: str
    until: float
    """Instant at which wrap-up ends by itself, UTC seconds."""
    dispositions: tuple[str, ...]
    """Codes to choose from; empty: any text."""
    extension_s: float = 0.0
    """By how much it can be extended now, seconds; 0: not any further."""
    type: Literal["wrap_up"] = "wrap_up"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentState:
    """What the agent chose and does. Only the newest one matters."""

    at: float
    """Server clock, UTC seconds."""
    mode: Mode
    reason: str
    """Why not ready; otherwise empty."""
    work: Work
    phone: Phone
    since: float
    """Instant of the last change of mode or work, UTC seconds."""
    served: int
    """Contacts served since the last login."""
    type: Literal["agent_state"] = "agent_state"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How busy the centre is. Only the newest one matters."""

    at: float
    """Server clock, UTC seconds."""
    waiting: int
    """Contacts queued or offered."""
    oldest_since: float | None
    """Instant from which the oldest of them waits, UTC seconds; null when none waits."""
    type: Literal["counts"] = "counts"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The agent at this desk."""

    agent_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """First frame after a good login: the whole picture, also after a lost connection."""

    at: float
    """Server clock, UTC seconds."""
    agent: Person
    centre: str
    """Name of the centre."""
    state: AgentState
    reasons: tuple[str, ...]
    """Not-ready reasons to choose from."""
    topics: Mapping[str, Mapping[str, str]]
    """Topic → language → label."""
    counts: Counts
    contact: Pop | None
    """The contact at hand: offered, connected or in wrap-up."""
    connected_at: float | None
    """Since when they talk, UTC seconds; null before."""
    wrap_up: WrapUp | None
    type: Literal["welcome"] = "welcome"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """For supervisors, after welcome and after each change. Only the newest one matters."""

    at: float
    """Server clock, UTC seconds."""
    queues: tuple[QueueState, ...]
    agents: tuple[SkillState, ...]
    skills: tuple[str, ...]
    """Every skill that can be given."""
    type: Literal["supervision"] = "supervision"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was asked has come true."""

    at: float
    """Server clock, UTC seconds."""
    id: int
    """Number of the request."""
    type: Literal["done"] = "done"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was asked will not be done."""

    at: float
    """Server clock, UTC seconds."""
    id: int | None
    """Number of the request; null when it could not be read."""
    code: str
    """A code of `contact.command.Code`, or 'unreadable', 'login failed', 'too many'."""
    detail: str
    """One sentence for a person: what would have been right."""
    type: Literal["refused"] = "refused"
    v: Literal[1] = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Bye:
    """Last frame before the server closes the connection."""

    at: float
    """Server clock, UTC seconds."""
    why: Farewell
    type: Literal["bye"] = "bye"
    v: Literal[1] = VERSION


FRAMES = (
    Welcome,
    Pop,
    PopUpdate,
    OfferEnded,
    Connected,
    Ended,
    WrapUp,
    AgentState,
    Counts,
    Supervision,
    Done,
    Refused,
    Bye,
)
"""Every frame that a desk can get."""

Frame = (
    Welcome
    | Pop
    | PopUpdate
    | OfferEnded
    | Connected
    | Ended
    | WrapUp
    | AgentState
    | Counts
    | Supervision
    | Done
    | Refused
    | Bye
)
