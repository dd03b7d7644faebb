"""When a desk's request has come true.

Owns which fact fulfils which command. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.command import (
    Command,
    ExtendWrapUp,
    FinishWrapUp,
    HangUp,
    LogOut,
    SetNotReady,
    SetReady,
)

_MODE_ASKED = {
    SetReady: e.Mode.READY,
    SetNotReady: e.Mode.NOT_READY,
    LogOut: e.Mode.LOGGED_OUT,
}


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
    return False
