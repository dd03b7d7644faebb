"""What the ivr's core asks its edge to do. Owns the list. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contact.event import Mode
from contact.identity import AgentId, ContactId, OfferId
from contact.plan import Prompt


@dataclass(frozen=True, slots=True)
class Answer:
    """Take the citizen's leg off the hook."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class Speak:
    """Play prompts to the citizen, one after the other."""

    contact_id: ContactId
    number: int
    """Names this speaking; comes back in SayingEnded."""
    prompts: tuple[Prompt, ...]
    """With their languages filled in."""


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    contact_id: ContactId
    number: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Find out something for the contact's node; comes back in InquiryAnswered."""

    contact_id: ContactId
    number: int
    """Names this inquiry."""
    question: Any
    """One of ivr.core.question."""


@dataclass(frozen=True, slots=True)
class StartMusic:
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class StopMusic:
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Tell the exchange, so that the fallback speaks it too."""

    contact_id: ContactId
    language: str


@dataclass(frozen=True, slots=True)
class RingPhone:
    """Ring the agent's phone for an offer."""

    offer_id: OfferId
    contact_id: ContactId
    phone: str
    """SIP endpoint."""
    caller_number: str
    """Shown on the phone."""
    ring_s: float
    is_alone: bool = False
    """The citizen is not on the line yet."""


@dataclass(frozen=True, slots=True)
class DialCitizen:
    """Ring the citizen who was promised a callback; comes back in CitizenReached or CitizenLeft."""

    contact_id: ContactId
    number: str
    """One that the centre may dial."""
    caller_number: str
    """Shown to the citizen."""
    entry_point: str
    language: str
    since: float
    """The waiting age counts from here, in the fallback queue as well; UTC seconds."""
    dial_s: float


@dataclass(frozen=True, slots=True)
class WatchCitizen:
    """Hear again how the dialling of a citizen goes on that began before we were here."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class StartRingback:
    """Let the agent hear that the citizen's phone rings."""

    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class StopRingback:
    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class DropPhone:
    """Hang up the agent's leg."""

    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class Refer:
    """Let the phone of a department alert for the contact."""

    contact_id: ContactId
    number: int
    """Of the contact's referrals; names the leg."""
    destination: str
    """Telephone number; empty: the emergency centre."""
    caller_number: str
    """Shown there."""
    ring_s: float


@dataclass(frozen=True, slots=True)
class DropReferral:
    """Hang up the department's leg."""

    contact_id: ContactId
    number: int


@dataclass(frozen=True, slots=True)
class JoinReferral:
    """Let citizen and department talk."""

    contact_id: ContactId
    number: int


@dataclass(frozen=True, slots=True)
class Record:
    """Play a tone, then record the citizen until a #, silence or the time is over."""

    contact_id: ContactId
    most_s: float
    silence_s: float


@dataclass(frozen=True, slots=True)
class DiscardRecording:
    """Stop what is being recorded of the contact, and keep nothing."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class Join:
    """Let citizen and agent talk."""

    contact_id: ContactId
    offer_id: OfferId
    has_survey: bool = False
    """When the agent leaves, the citizen is brought to us again instead of hung up."""


@dataclass(frozen=True, slots=True)
class DropCitizen:
    """Hang up the citizen's leg."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class DropBridge:
    """Remove the contact's bridge, which nobody is in any more."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class RenewLease:
    """Without the next renewal the exchange moves the contact to the fallback queue."""

    contact_id: ContactId
    lease_s: float
    """Seconds from now; 0: no lease, the contact talks to a person."""


@dataclass(frozen=True, slots=True)
class ReturnFromFallback:
    """Move the contact from the fallback queue into our application."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class MirrorAgent:
    """Let the fallback queue know whether the agent takes contacts."""

    agent_id: AgentId
    phone: str
    mode: Mode
    reason: str
