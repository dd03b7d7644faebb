"""Where the events of the journal come from: the engine itself, a command, or somebody else.

Owns the list of what the engine makes and the way back from an answer to its command. Never
decides. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from acd.core.floor import Floor
from acd.core.request import LOGGED_IN
from acd.core.written import FINISHED
from contact import command as c
from contact import event as e
from contact.ending import Reason, Who
from contact.event import Event, Mode
from contact.identity import AgentId
from contact.limit import Cause

MADE: tuple[type, ...] = (
    e.ContactQueued,
    e.RingWidened,
    e.ContactPromoted,
    e.ContactDiverted,
    e.QueueClosed,
    e.QueueOpened,
    e.AgentsBorrowed,
    e.AgentsReturned,
    e.SkillsMissing,
    e.PositionReported,
    e.OfferMade,
    e.OfferExpired,
    e.OfferWithdrawn,
    e.AgentModeChanged,
    e.AgentSkillsChanged,
    e.WrapUpStarted,
    e.WrapUpExtended,
    e.WrapUpFinished,
    e.CallbackPromised,
    e.CallbackMoved,
    e.CallbackPostponed,
    e.CallbackFailed,
    e.ContactEnded,
)
"""Events that the engine makes, whatever they are about."""

OF_WRITTEN = (e.ContactConnected, e.OfferDeclined, e.ContactEnded)
"""Events that the line reports of a contact by voice, and the engine makes of a written one."""

FOUND = (e.OfferWithdrawn, e.CallbackFailed)
"""Those of them that the line reports, too: when it comes back and the phone has gone silent, when
the citizen who was dialled is busy."""

_ENDED_HERE = (Reason.CALLBACK_CANCELLED, Reason.CALLBACK_BROKEN)
"""Why a contact ends that the engine ends; all others are ended by the line."""


def is_made(event: Event) -> bool:
    """Whether the engine makes such an event, whatever the channel of the contact."""
    if isinstance(event, e.ContactEnded):
        return event.ending.reason in _ENDED_HERE
    return type(event) in MADE


def is_own(floor: Floor, event: Event) -> bool:
    """Whether the engine made this event, which has not been folded yet."""
    if not isinstance(event, OF_WRITTEN):
        return is_made(event)
    contact = floor.contacts.get(event.contact_id)
    is_written = contact is not None and not contact.is_by_voice()
    is_deed = getattr(event, "ending", FINISHED) == FINISHED
    return (is_written and is_deed) or is_made(event)


def asked_by(event: Event) -> tuple[c.Command, ...]:
    """Commands of which this event may be the answer; none for an event that answers no command."""
    way_back = _COMMANDS.get(type(event))
    return () if way_back is None else way_back(event)


def _queued(event: e.ContactQueued) -> tuple[c.Command, ...]:
    asked = {one.name: getattr(event, one.name) for one in fields(c.QueueContact)}
    return (c.QueueContact(**asked),)


def _diverted(event: e.ContactDiverted) -> tuple[c.Command, ...]:
    if event.cause is not Cause.CHOSEN:
        return ()
    return (c.LeaveQueue(event.contact_id, event.way_out.target),)


def _promised(event: e.CallbackPromised) -> tuple[c.Command, ...]:
    names = [one.name for one in fields(c.PromiseCallback) if one.name != "contact_id"]
    return (c.PromiseCallback(event.origin, **{name: getattr(event, name) for name in names}),)


def _moved(event: e.CallbackMoved) -> tuple[c.Command, ...]:
    return (c.MoveCallback(event.contact_id, event.earliest, event.latest, event.origin),)


def _ended(event: e.ContactEnded) -> tuple[c.Command, ...]:
    if event.ending == FINISHED:
        who = event.agent_id or AgentId("")
        return (c.FinishContact(who, event.contact_id, event.disposition),)
    if event.ending.reason is not Reason.CALLBACK_CANCELLED:
        return ()
    return (c.CancelCallback(event.contact_id, event.ending.who is Who.AGENT),)


def _mode_changed(event: e.AgentModeChanged) -> tuple[c.Command, ...]:
    match event.mode:
        case Mode.READY:
            return (c.SetReady(event.agent_id),)
        case Mode.LOGGED_OUT:
            return (c.LogOut(event.agent_id),)
    wish = c.SetNotReady(event.agent_id, event.reason)
    return (c.LogIn(event.agent_id), wish) if event.reason == LOGGED_IN else (wish,)


def _wrapped_up(event: e.WrapUpFinished) -> tuple[c.Command, ...]:
    return (c.FinishWrapUp(event.agent_id, event.contact_id, event.disposition),)


def _extended(event: e.WrapUpExtended) -> tuple[c.Command, ...]:
    return (c.ExtendWrapUp(event.agent_id, event.contact_id),)


def _reskilled(event: e.AgentSkillsChanged) -> tuple[c.Command, ...]:
    return (c.SetSkills(event.agent_id, event.skills, event.by),)


def _closed(event: e.QueueClosed) -> tuple[c.Command, ...]:
    return (c.CloseQueue(event.queue, event.clears, event.by),)


def _opened(event: e.QueueOpened) -> tuple[c.Command, ...]:
    return (c.OpenQueue(event.queue, event.by),)


def _accepted(event: e.ContactConnected) -> tuple[c.Command, ...]:
    return (c.AcceptContact(event.agent_id, event.contact_id),)


def _declined(event: e.OfferDeclined) -> tuple[c.Command, ...]:
    return (c.DeclineContact(event.agent_id, event.contact_id),)


_COMMANDS: Mapping[type, Callable[[Any], tuple[c.Command, ...]]] = {
    e.ContactQueued: _queued,
    e.ContactDiverted: _diverted,
    e.CallbackPromised: _promised,
    e.CallbackMoved: _moved,
    e.ContactEnded: _ended,
    e.AgentModeChanged: _mode_changed,
    e.WrapUpFinished: _wrapped_up,
    e.WrapUpExtended: _extended,
    e.AgentSkillsChanged: _reskilled,
    e.QueueClosed: _closed,
    e.QueueOpened: _opened,
    e.ContactConnected: _accepted,
    e.OfferDeclined: _declined,
}
"""Events that answer a command → what may have been asked."""

ANSWERS = frozenset(_COMMANDS)
"""Events that a command can bring about, besides what follows from other events."""
