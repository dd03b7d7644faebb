"""What can have happened to an agent's work, as journaled.

Owns these events; the list of all is in `contact.event`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contact.identity import AgentId, ContactId


class Mode(StrEnum):
    """What the agent chose."""

    LOGGED_OUT = "logged out"
    NOT_READY = "not ready"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class AgentModeChanged:
    agent_id: AgentId
    mode: Mode
    reason: str = ""
    """Not-ready reason; 'no answer' is given by the engine after an expired offer."""


@dataclass(frozen=True, slots=True)
class AgentDeviceChanged:
    """The agent's phone became reachable or not, or is in use outside our offers."""

    agent_id: AgentId
    reachable: bool
    engaged: bool = False
    """In a conversation that is not ours, e.g. in the fallback queue."""


@dataclass(frozen=True, slots=True)
class AgentSkillsChanged:
    """The agent has these skills from now on, until the plan is read anew."""

    agent_id: AgentId
    skills: Mapping[str, int]
    """Skill → level 1 to 10, in place of all that were."""
    by: AgentId | None = None
    """The supervisor, or 'api:NAME' for a key of the API; None in older journals."""


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    """The agent needs longer for the work after the contact."""

    agent_id: AgentId
    contact_id: ContactId
    until: float
    """Instant at which wrap-up ends by itself now, UTC seconds."""


@dataclass(frozen=True, slots=True)
class WrapUpStarted:
    agent_id: AgentId
    contact_id: ContactId
    until: float
    """Instant at which wrap-up ends by itself, UTC seconds."""


@dataclass(frozen=True, slots=True)
class WrapUpFinished:
    agent_id: AgentId
    contact_id: ContactId
    disposition: str = ""
    """Empty when the deadline ended it."""
