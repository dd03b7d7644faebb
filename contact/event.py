"""Everything that can have happened, as journaled.

Owns the list of events. An event is a fact: past tense, frozen, plain values, never refused. Adding
a field needs a default, so that old journals stay readable. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from contact.agent_event import AgentDeviceChanged as AgentDeviceChanged
from contact.agent_event import AgentModeChanged as AgentModeChanged
from contact.agent_event import AgentSkillsChanged as AgentSkillsChanged
from contact.agent_event import Mode as Mode
from contact.agent_event import WrapUpExtended as WrapUpExtended
from contact.agent_event import WrapUpFinished as WrapUpFinished
from contact.agent_event import WrapUpStarted as WrapUpStarted
from contact.callback_event import CallbackDialled as CallbackDialled
from contact.callback_event import CallbackFailed as CallbackFailed
from contact.callback_event import CallbackMoved as CallbackMoved
from contact.callback_event import CallbackPostponed as CallbackPostponed
from contact.callback_event import CallbackPromised as CallbackPromised
from contact.callback_event import CallbackReached as CallbackReached
from contact.caller_event import DigitsCollected as DigitsCollected
from contact.caller_event import EmployeeRecognised as EmployeeRecognised
from contact.caller_event import MoreTimeAsked as MoreTimeAsked
from contact.centre_event import AgentsBorrowed as AgentsBorrowed
from contact.centre_event import AgentsReturned as AgentsReturned
from contact.centre_event import CentreStarted as CentreStarted
from contact.centre_event import EmergencyMessageSet as EmergencyMessageSet
from contact.centre_event import QueueClosed as QueueClosed
from contact.centre_event import QueueOpened as QueueOpened
from contact.ending import Ending
from contact.flow_event import MessageRecorded as MessageRecorded
from contact.flow_event import RecordingConsented as RecordingConsented
from contact.flow_event import ReferralConnected as ReferralConnected
from contact.flow_event import ReferralOffered as ReferralOffered
from contact.flow_event import ReferralReturned as ReferralReturned
from contact.flow_event import SurveyAnswered as SurveyAnswered
from contact.identity import AgentId, CitizenId, ContactId, OfferId
from contact.limit import Cause, WayOut
from contact.plan import Ring
from contact.quick import quick
from contact.reason import Excluded as Excluded
from contact.reason import OfferReason as OfferReason

# ---------------------------------------------------------------- a contact's journey


@quick
@dataclass(frozen=True, slots=True)
class ContactArrived:
    """A citizen dialled an entry point; written before the answer (I5)."""

    contact_id: ContactId
    entry_point: str
    caller_number: str
    """As presented: a hint, never an identity (S17). Empty when withheld."""
    caller_name: str = ""
    channel: str = "voice"
    arrived_at: float = 0.0
    """When it is known only afterwards, from the exchange's own log: the arrival, UTC seconds."""
    subject: str = ""
    """What a written contact says it is about."""


@dataclass(frozen=True, slots=True)
class MenuEntered:
    """The dialogue reached a node of its flow."""

    contact_id: ContactId
    node: str
    speaking: int = field(default=0, compare=False)
    """Number of what is said there first; 0: not known."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    contact_id: ContactId
    language: str
    """ISO 639-1."""
    is_remembered: bool = False
    """Not now: the caller's number had chosen it before."""


@dataclass(frozen=True, slots=True)
class ContactClassified:
    """The dialogue knows what it is about (E16)."""

    contact_id: ContactId
    language: str
    topic: str
    queue: str
    skills: Mapping[str, int]
    """Skill → least level, in the first ring."""
    priority: int
    head_start_s: float = 0.0
    """Counts as having waited so much longer than it has, seconds."""


@quick
@dataclass(frozen=True, slots=True)
class ContactQueued:
    """The contact waits for an agent; also after a return, with its original age."""

    contact_id: ContactId
    queue: str
    language: str
    skills: Mapping[str, int]
    priority: int
    since: float
    """Instant from which the waiting age counts, UTC seconds."""
    position: int
    """1 is next, counted over those who could be served by the same agents."""
    head_start_s: float = 0.0
    """Counts as having waited so much longer than it has, seconds."""
    rings: tuple[Ring, ...] = ()
    """The steps of the search, the first at once; empty: one step that asks for `skills`."""
    preferred: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level: who has them is chosen before who has not."""
    channel: str = "voice"
    """How it came: only agents who can hold one more of it are looked for."""
    has_no_limits: bool = False
    """No limit of the queue leads it out, and a closed queue takes it in: an emergency."""


@dataclass(frozen=True, slots=True)
class RingWidened:
    """The search for an agent goes on in a wider ring."""

    contact_id: ContactId
    ring: int
    """The ring from now on, 2 is the second."""
    why: str
    """'waited 30 s', or 'nobody of ring 1 is logged in'."""


@dataclass(frozen=True, slots=True)
class ContactPromoted:
    """The contact has waited so long that nobody who came later goes first any more."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class ContactDiverted:
    """The contact waits in this queue no longer and takes a way out, with its age."""

    contact_id: ContactId
    queue: str
    cause: Cause
    way_out: WayOut


@dataclass(frozen=True, slots=True)
class SkillsMissing:
    """Nobody logged in can serve this waiting contact; said once per shortage."""

    contact_id: ContactId
    skills: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PositionReported:
    """The waiting contact is due to be told its place."""

    contact_id: ContactId
    position: int
    """1 is next, counted over those who could be served by the same agents."""
    expected_s: float | None = None
    """Expected wait from now on, seconds; None: nothing is known yet."""
    low_s: float | None = None
    high_s: float | None = None
    """Range that holds in four of five cases, seconds."""
    is_trusted: bool = True
    """False: such estimates have been wrong lately, only the position is to be told."""


@dataclass(frozen=True, slots=True)
class CitizenRecognised:
    """The CRM knows the caller's number. Carries ids only; the card stays in the CRM (S43)."""

    contact_id: ContactId
    citizen_ids: tuple[CitizenId, ...]
    """One: recognised. Several: candidates."""


@quick
@dataclass(frozen=True, slots=True)
class OfferMade:
    """The contact is reserved for this agent until `ring_until`.

    In a queue that rings all, every agent rung gets an offer of its own: in one batch, all with the
    same `ring_until`. The first who is connected ends the others.
    """

    offer_id: OfferId
    contact_id: ContactId
    agent_id: AgentId
    ring_until: float
    """Instant at which the offer expires, UTC seconds."""
    reason: OfferReason


@dataclass(frozen=True, slots=True)
class AgentAlerting:
    """The agent's phone rings."""

    offer_id: OfferId
    contact_id: ContactId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class OfferExpired:
    """No answer in time."""

    offer_id: OfferId
    contact_id: ContactId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    """The agent's phone said no, or could not be rung."""

    offer_id: OfferId
    contact_id: ContactId
    agent_id: AgentId
    why: str
    """'busy', 'rejected', 'unreachable'."""


@dataclass(frozen=True, slots=True)
class OfferWithdrawn:
    """The contact is gone or elsewhere; the agent is not to blame."""

    offer_id: OfferId
    contact_id: ContactId
    agent_id: AgentId
    taken_by_another: bool = False
    """Another of the agents rung at once was the first to accept."""


@quick
@dataclass(frozen=True, slots=True)
class ContactConnected:
    """Citizen and agent can talk."""

    contact_id: ContactId
    offer_id: OfferId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ContactFellBack:
    """The contact waits in the exchange's native fallback queue."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class ContactTakenBack:
    """The contact comes back from the fallback queue to ours; written before it is moved."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class ContactServedInFallback:
    """An agent answered the contact in the fallback queue."""

    contact_id: ContactId
    agent_id: AgentId


@quick
@dataclass(frozen=True, slots=True)
class ContactEnded:
    """The end; never changes afterwards (I7)."""

    contact_id: ContactId
    ending: Ending
    agent_id: AgentId | None = None
    """The agent who was connected at the end."""
    disposition: str = ""
    """Chosen by the agent who finished a written contact; by voice it comes with wrap-up."""


# ---------------------------------------------------------------- tickets


@dataclass(frozen=True, slots=True)
class TicketOpened:
    ticket: str
    """The number that the citizen is told (E45)."""
    contact_id: ContactId
    citizen_id: CitizenId | None = None


@dataclass(frozen=True, slots=True)
class TicketClosed:
    ticket: str
    contact_id: ContactId
    disposition: str


CentreEvent = (
    CentreStarted
    | QueueClosed
    | QueueOpened
    | AgentsBorrowed
    | AgentsReturned
    | EmergencyMessageSet
)

ContactEvent = (
    ContactArrived
    | MenuEntered
    | LanguageChosen
    | MoreTimeAsked
    | DigitsCollected
    | EmployeeRecognised
    | RecordingConsented
    | ReferralOffered
    | ReferralConnected
    | ReferralReturned
    | MessageRecorded
    | SurveyAnswered
    | ContactClassified
    | ContactQueued
    | RingWidened
    | ContactPromoted
    | ContactDiverted
    | SkillsMissing
    | PositionReported
    | CitizenRecognised
    | OfferMade
    | AgentAlerting
    | OfferExpired
    | OfferDeclined
    | OfferWithdrawn
    | ContactConnected
    | ContactFellBack
    | ContactTakenBack
    | ContactServedInFallback
    | ContactEnded
    | CallbackPromised
    | CallbackMoved
    | CallbackPostponed
    | CallbackDialled
    | CallbackReached
    | CallbackFailed
)
"""Events of the contact's journey."""

AgentEvent = (
    AgentModeChanged
    | AgentDeviceChanged
    | AgentSkillsChanged
    | WrapUpStarted
    | WrapUpExtended
    | WrapUpFinished
)

TicketEvent = TicketOpened | TicketClosed

Event = CentreEvent | ContactEvent | AgentEvent | TicketEvent

CONTACT_EVENTS: tuple[type, ...] = get_args(ContactEvent)
AGENT_EVENTS: tuple[type, ...] = get_args(AgentEvent)
TICKET_EVENTS: tuple[type, ...] = get_args(TicketEvent)
EVENTS: tuple[type, ...] = get_args(Event)
"""Everything that the journal can hold."""
