"""What can be asked of a core, and the closed list of reasons to refuse.

Owns commands that cross from one service to another or come from a desk. Not journaled; their
outcome is. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contact.callback_command import CancelCallback as CancelCallback
from contact.callback_command import MoveCallback as MoveCallback
from contact.callback_command import PromiseCallback as PromiseCallback
from contact.identity import AgentId, ContactId
from contact.plan import Ring


class Code(StrEnum):
    """Why a command is refused."""

    UNKNOWN_CONTACT = "unknown contact"
    UNKNOWN_AGENT = "unknown agent"
    UNKNOWN_QUEUE = "unknown queue"
    WRONG_STATE = "wrong state"
    """The contact or agent is not in a state in which this can be done."""
    NOT_YOURS = "not yours"
    """The contact belongs to another agent."""
    NOT_ALLOWED = "not allowed"
    """Only a supervisor may ask for this."""
    WRONG_RINGS = "wrong rings"
    """The steps of the search do not begin at once, or go back in time."""
    REASON_REQUIRED = "reason required"
    """Not ready needs one of the plan's reasons."""
    UNKNOWN_REASON = "unknown reason"
    UNKNOWN_DISPOSITION = "unknown disposition"
    UNKNOWN_SKILL = "unknown skill"
    NO_WAY_OUT = "no way out"
    """The queue has no way out for contacts that come while it is closed."""
    NO_CALLBACKS = "no callbacks"
    """The queue promises no callbacks."""
    NUMBER_REQUIRED = "number required"
    """Nobody can be rung back whose number is withheld."""
    WRONG_WINDOW = "wrong window"
    """The window of a callback ends before it begins, or is over already."""
    NO_FURTHER_EXTENSION = "no further extension"
    """Wrap-up has been extended as often as the queue allows."""
    ALREADY_SO = "already so"
    WRONG_CHANNEL = "wrong channel"
    """The contact came by another channel, for which this is not done."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command was not carried out."""

    code: Code
    detail: str
    """One sentence for a person: what would have been right."""


@dataclass(slots=True)
class QueueContact:
    """ivr → acd: let the contact wait for an agent. Not frozen, which would cost the most here."""

    contact_id: ContactId
    queue: str
    language: str
    """Language of the citizen, ISO 639-1."""
    skills: Mapping[str, int]
    """Skill → least level (1 to 10) that an agent must have."""
    priority: int
    """Higher is served first; 0 is ordinary."""
    since: float
    """Instant from which the waiting age counts, UTC seconds."""
    head_start_s: float = 0.0
    """Counts as having waited so much longer than it has, seconds."""
    rings: tuple[Ring, ...] = ()
    """The steps of the search, the first at once; empty: one step that asks for `skills`."""
    preferred: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level: who has them is chosen before who has not."""
    channel: str = "voice"
    """How the contact came; the same as on arrival."""
    has_no_limits: bool = False
    """No limit of the queue leads it out, and a closed queue takes it in: an emergency."""


@dataclass(frozen=True, slots=True)
class SetReady:
    """desk → acd: the agent takes contacts from now on."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class SetNotReady:
    """desk → acd: no further offers; while busy it counts from the end of the work."""

    agent_id: AgentId
    reason: str
    """One of the plan's not-ready reasons."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """desk → acd: the agent sits down, not ready yet."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class LogOut:
    """desk → acd: the agent leaves; work at hand is finished first."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class FinishWrapUp:
    """desk → acd: the work after the contact is done."""

    agent_id: AgentId
    contact_id: ContactId
    disposition: str
    """One of the dispositions of the contact's queue."""


@dataclass(frozen=True, slots=True)
class CloseQueue:
    """supervisor or calendar → acd: let nobody enter the queue any more."""

    queue: str
    clears: bool = False
    """Those who wait leave by its way out, too; else they are still served."""
    by: AgentId | None = None
    """The supervisor, or 'api:NAME' for a key of the API; None: the calendar."""


@dataclass(frozen=True, slots=True)
class OpenQueue:
    """supervisor or calendar → acd: let contacts enter again."""

    queue: str
    by: AgentId | None = None
    """As for `CloseQueue`."""


@dataclass(frozen=True, slots=True)
class ExtendWrapUp:
    """desk → acd: the work after the contact takes longer."""

    agent_id: AgentId
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class SetSkills:
    """supervisor → acd: the agent has these skills from now on, at work or not."""

    agent_id: AgentId
    skills: Mapping[str, int]
    """Skill → level 1 to 10, in place of all that were."""
    by: AgentId | None = None
    """The supervisor, or 'api:NAME' for a key of the API."""


@dataclass(frozen=True, slots=True)
class AcceptContact:
    """desk → acd: the agent takes the written contact that is offered."""

    agent_id: AgentId
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class DeclineContact:
    """desk → acd: the agent does not take the written contact that is offered."""

    agent_id: AgentId
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class FinishContact:
    """desk → acd: the written contact is done with."""

    agent_id: AgentId
    contact_id: ContactId
    disposition: str
    """One of the dispositions of the contact's queue."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """desk → ivr: the agent ends the conversation."""

    agent_id: AgentId
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class SetEmergencyMessage:
    """supervisor → ivr: callers hear this first from now on."""

    prompt: str
    """Key of a prompt; empty: nothing any more."""
    by: AgentId | None = None
    """The supervisor, or 'api:NAME' for a key of the API."""


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """ivr → acd: the citizen chose to go on elsewhere; ContactDiverted is the answer."""

    contact_id: ContactId
    node: str
    """Id of the node of its flow."""


Command = (
    QueueContact
    | LeaveQueue
    | PromiseCallback
    | MoveCallback
    | CancelCallback
    | SetReady
    | SetNotReady
    | LogIn
    | LogOut
    | FinishWrapUp
    | ExtendWrapUp
    | SetSkills
    | CloseQueue
    | OpenQueue
    | AcceptContact
    | DeclineContact
    | FinishContact
    | HangUp
    | SetEmergencyMessage
)

ACD_COMMANDS = (
    QueueContact,
    LeaveQueue,
    PromiseCallback,
    MoveCallback,
    CancelCallback,
    SetReady,
    SetNotReady,
    LogIn,
    LogOut,
    FinishWrapUp,
    ExtendWrapUp,
    SetSkills,
    CloseQueue,
    OpenQueue,
    AcceptContact,
    DeclineContact,
    FinishContact,
)
"""Commands that the acd serves."""

IVR_COMMANDS = (HangUp, SetEmergencyMessage)
"""Commands that the ivr serves."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The mailbox tells a core that its command was refused."""

    command: Command
    refusal: Refusal
