"""What the exchange reports, in our words. Not journaled; what follows from it is.

Owns the list. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contact.identity import AgentId, ContactId, LegId, OfferId


@dataclass(frozen=True, slots=True)
class CitizenArrived:
    """The citizen's leg is ours."""

    contact_id: ContactId
    entry_point: str
    caller_number: str
    caller_name: str
    is_back: bool = False
    """Comes back from the fallback queue."""
    is_survey: bool = False
    """Comes out of a conversation that the agent has left."""


@dataclass(frozen=True, slots=True)
class CitizenLeft:
    """The citizen's leg is no longer ours."""

    contact_id: ContactId
    has_hung_up: bool
    """False: the exchange took it away, the lease ran out."""
    why: str = ""
    """Of a citizen who was dialled, as in PhoneEnded."""


@dataclass(frozen=True, slots=True)
class CitizenReached:
    """The citizen who was dialled has answered, and the leg is ours."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class KeyPressed:
    contact_id: ContactId
    key: str


@dataclass(frozen=True, slots=True)
class SayingEnded:
    """What was to be said has been said, was stopped or could not be played."""

    contact_id: ContactId
    number: int


@dataclass(frozen=True, slots=True)
class InquiryAnswered:
    """What the dialogue asked for is known, or cannot be found out now."""

    contact_id: ContactId
    number: int
    answer: Any
    """As the question says; None: nobody answered in time."""


@dataclass(frozen=True, slots=True)
class PhoneRang:
    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class PhoneAnswered:
    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class PhoneEnded:
    """The agent's leg is gone."""

    offer_id: OfferId
    why: str = ""
    """'busy', 'rejected', 'unreachable', or empty for an ordinary hang-up."""


@dataclass(frozen=True, slots=True)
class ReferralAnswered:
    """Somebody picked up at the department."""

    contact_id: ContactId
    number: int


@dataclass(frozen=True, slots=True)
class ReferralEnded:
    """The department's leg is gone."""

    contact_id: ContactId
    number: int
    why: str = ""
    """As in PhoneEnded."""


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The message is over, or could not be recorded."""

    contact_id: ContactId
    duration_s: float
    is_kept: bool
    """False: there is no file, or not all of it."""


@dataclass(frozen=True, slots=True)
class BridgeEmptied:
    """The last leg has left the contact's bridge, or none could be let in."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class PhoneSeen:
    """An agent's phone became reachable or unreachable."""

    phone: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class SeenCitizen:
    """A citizen's leg that exists in the exchange."""

    entry_point: str
    caller_number: str
    caller_name: str
    is_ours: bool
    """True: in our application; False: in the dialplan, that is in the fallback."""
    arrived_at: float = 0.0
    """UTC seconds; 0: now."""
    is_up: bool = False
    """Off the hook."""


@dataclass(frozen=True, slots=True)
class ExchangeSeen:
    """Everything of ours that exists in the exchange, after a connect and at intervals."""

    started_at: float
    """When the exchange itself started, UTC seconds."""
    citizens: Mapping[ContactId, SeenCitizen] = field(default_factory=dict)
    phones: Mapping[OfferId, bool] = field(default_factory=dict)
    """Agents' legs; True: answered."""
    referrals: Mapping[LegId, bool] = field(default_factory=dict)
    """Departments' legs; True: answered."""
    bridges: frozenset[ContactId] = frozenset()
    occupied: frozenset[ContactId] = frozenset()
    """Contacts whose bridge has any leg in it."""
    talking: frozenset[ContactId] = frozenset()
    """Contacts whose bridge has two legs in it."""
    dialled: frozenset[ContactId] = frozenset()
    """Callbacks whose citizen's phone rings."""
    is_first: bool = False
    """First look after a connect: events may have been missed, so act on every difference."""


@dataclass(frozen=True, slots=True)
class FallbackWaiting:
    """These contacts wait in the fallback queue and no phone rings for them; oldest first."""

    contact_ids: tuple[ContactId, ...]


@dataclass(frozen=True, slots=True)
class ReturnFailed:
    """The contact could not be moved out of the fallback queue."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class FallbackEntered:
    """The exchange's queue log: the contact came to the fallback queue."""

    contact_id: ContactId
    entry_point: str
    caller_number: str
    at: float
    """UTC seconds, whole."""
    arrived_at: float
    """When the citizen had dialled, UTC seconds, whole."""


@dataclass(frozen=True, slots=True)
class FallbackServed:
    """The exchange's queue log: an agent answered."""

    contact_id: ContactId
    agent_id: AgentId
    at: float


@dataclass(frozen=True, slots=True)
class FallbackEnded:
    """The exchange's queue log: the contact is over."""

    contact_id: ContactId
    agent_id: AgentId | None
    """The agent who had answered, with who hung up; None: the contact left, served or not."""
    is_by_agent: bool
    """True: the agent hung up."""
    at: float


OBSERVATIONS: tuple[type, ...] = (
    CitizenArrived,
    CitizenLeft,
    CitizenReached,
    KeyPressed,
    SayingEnded,
    InquiryAnswered,
    PhoneRang,
    PhoneAnswered,
    PhoneEnded,
    ReferralAnswered,
    ReferralEnded,
    RecordingEnded,
    BridgeEmptied,
    PhoneSeen,
    ExchangeSeen,
    FallbackWaiting,
    ReturnFailed,
    FallbackEntered,
    FallbackServed,
    FallbackEnded,
)
