"""What can have happened to the centre as a whole and to its queues, as journaled.

Owns these events; `contact.event` has the closed list of all. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact.identity import AgentId


@dataclass(frozen=True, slots=True)
class CentreStarted:
    """The application came up. Epochs tell one run from the next (I16)."""

    epoch: int
    plan_version: str
    """Digest of the centre plan in force (I21)."""


@dataclass(frozen=True, slots=True)
class QueueClosed:
    """No contact may enter the queue any more, by the calendar or by hand."""

    queue: str
    clears: bool = False
    """Those who wait leave by its way out, too."""
    by: AgentId | None = None
    """The supervisor, or 'api:NAME' for a key of the API; None: the calendar."""


@dataclass(frozen=True, slots=True)
class QueueOpened:
    """Contacts may enter the queue again."""

    queue: str
    by: AgentId | None = None
    """As for `QueueClosed`."""


@dataclass(frozen=True, slots=True)
class AgentsBorrowed:
    """The queue's wait is long: other agents serve it, too, from now on."""

    queue: str
    expected_s: float | None
    """Expected wait of the last in the line, seconds; None: nobody of its own is ready."""


@dataclass(frozen=True, slots=True)
class AgentsReturned:
    """The queue can do without the agents that it had borrowed."""

    queue: str
    expected_s: float | None
    """Expected wait of the last in the line, without them, seconds; 0: nobody waits."""


@dataclass(frozen=True, slots=True)
class EmergencyMessageSet:
    """Callers hear this first from now on, where their flow says so."""

    prompt: str
    """Key of a prompt; empty: nothing any more."""
    by: AgentId | None = None
    """The supervisor, or 'api:NAME' for a key of the API; None: nobody in particular."""
