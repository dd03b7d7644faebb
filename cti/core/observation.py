"""What the desk edge notices, told to the engine.

Owns three observations. They are not journaled: a desk is a connection, and no connection
outlives the program. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from contact.command import (
    CloseQueue,
    ExtendWrapUp,
    FinishWrapUp,
    HangUp,
    LogOut,
    OpenQueue,
    SetNotReady,
    SetReady,
    SetSkills,
)
from contact.identity import AgentId

DeskId = NewType("DeskId", str)
"""One connection of one desk. Never used twice within a run."""

Wish = (
    SetReady
    | SetNotReady
    | FinishWrapUp
    | ExtendWrapUp
    | HangUp
    | LogOut
    | SetSkills
    | CloseQueue
    | OpenQueue
)
"""The commands that a desk may ask for, the last three a supervisor's only."""


@dataclass(frozen=True, slots=True)
class DeskOpened:
    """A desk has proved who sits there."""

    desk_id: DeskId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class DeskAsked:
    """A desk asks for something. The answer names the same request."""

    desk_id: DeskId
    request: int
    """Number that the desk gave to its request."""
    wish: Wish


@dataclass(frozen=True, slots=True)
class DeskClosed:
    """The connection is gone, whoever closed it."""

    desk_id: DeskId


OBSERVATIONS = (DeskOpened, DeskAsked, DeskClosed)
"""Messages that the desk engine takes from its edge."""
