"""Whose request a command is, and when it has come true.

Owns which fact fulfils which command. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.command import (
    CloseQueue,
    Command,
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

_MODE_ASKED = {
    SetReady: e.Mode.READY,
    SetNotReady: e.Mode.NOT_READY,
    LogOut: e.Mode.LOGGED_OUT,
}


def asker(command: Command) -> AgentId | None:
    """At whose desk this was asked; None: at nobody's."""
    if isinstance(command, SetSkills | CloseQueue | OpenQueue):
        return command.by
    own: AgentId | None = getattr(command, "agent_id", None)
    return own


def is_fulfilled(command: Command, event: e.Event) -> bool:
    """True when the event is what the command asked for, whoever brought it about."""
    if isinstance(event, e.AgentModeChanged):
        same_agent = getattr(command, "agent_id", None) == event.agent_id
        return same_agent and _MODE_ASKED.get(type(command)) is event.mode
    if isinstance(event, e.WrapUpFinished):
        return isinstance(command, FinishWrapUp) and command.contact_id == event.contact_id
    if isinstance(event, e.WrapUpExtended):
        return isinstance(command, ExtendWrapUp) and command.contact_id == event.contact_id
    if isinstance(event, e.ContactEnded):
        return isinstance(command, HangUp) and command.contact_id == event.contact_id
    return _is_set(command, event)


def _is_set(command: Command, event: e.Event) -> bool:
    match command, event:
        case CloseQueue(), e.QueueClosed():
            return (command.queue, command.clears) == (event.queue, event.clears)
        case OpenQueue(), e.QueueOpened():
            return command.queue == event.queue
        case SetSkills(), e.AgentSkillsChanged():
            return (command.agent_id, command.skills) == (event.agent_id, event.skills)
    return False
