"""What is asked about callbacks: each command becomes one event or a refusal.

Owns the conditions under which a callback is promised, moved or cancelled. Changes nothing. Pure.
"""

from __future__ import annotations

from dataclasses import fields

from acd.core.floor import Floor
from acd.core.request import Answer, known_queue, wrong_rings
from contact import command as c
from contact import event as e
from contact.command import Code, Refusal
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId, callback_id
from contact.journey import State
from contact.promise import Promise

COMMANDS = frozenset({c.PromiseCallback, c.MoveCallback, c.CancelCallback})

_CHANGEABLE = (State.PROMISED, State.QUEUED, State.OFFERED)


def answer(
    floor: Floor, command: c.PromiseCallback | c.MoveCallback | c.CancelCallback, now: float
) -> Answer:
    """The event that carries the command out, or why it is not."""
    if isinstance(command, c.PromiseCallback):
        return _promise(floor, command, now)
    promise = _changeable(floor, command.contact_id)
    if isinstance(promise, Refusal):
        return promise
    if isinstance(command, c.MoveCallback):
        return _move(promise, command, now)
    who = Who.AGENT if command.is_from_desk else Who.CITIZEN
    return e.ContactEnded(command.contact_id, Ending(who, Reason.CALLBACK_CANCELLED))


def _promise(floor: Floor, command: c.PromiseCallback, now: float) -> Answer:
    if command.contact_id not in floor.contacts:
        detail = f"{command.contact_id} has not arrived or has ended"
        return Refusal(Code.UNKNOWN_CONTACT, detail)
    refusal = _wrong_promise(floor, command)
    if refusal is not None:
        return refusal
    present = floor.promises.of_number(command.number)
    if present is not None:
        changeable = _changeable(floor, present.contact_id)
        if isinstance(changeable, Refusal):
            return changeable
        window = (command.earliest, command.latest)
        move = c.MoveCallback(present.contact_id, *window, origin=command.contact_id)
        return _move(changeable, move, now)
    return _wrong_window(command, now) or _made(floor, command)


def _wrong_promise(floor: Floor, command: c.PromiseCallback) -> Refusal | None:
    queue = known_queue(floor, command.queue)
    if isinstance(queue, Refusal):
        return queue
    if queue.callback is None:
        detail = f"queue {queue.name} promises no callbacks; give it 'callback:' in queues.yaml"
        return Refusal(Code.NO_CALLBACKS, detail)
    if not command.number:
        return Refusal(Code.NUMBER_REQUIRED, "the number is withheld; ask the citizen for one")
    wrong = wrong_rings(command)
    return Refusal(Code.WRONG_RINGS, wrong) if wrong else None


def _made(floor: Floor, command: c.PromiseCallback) -> Answer:
    contact_id = callback_id(command.contact_id)
    if contact_id in floor.contacts:
        return Refusal(Code.ALREADY_SO, f"{command.contact_id} has been promised a callback")
    if floor.has_ended(contact_id):
        detail = f"the callback that {command.contact_id} was promised has ended already"
        return Refusal(Code.WRONG_STATE, detail)
    names = [one.name for one in fields(command) if one.name != "contact_id"]
    asked = {name: getattr(command, name) for name in names}
    return e.CallbackPromised(contact_id, command.contact_id, **asked)


def _changeable(floor: Floor, contact_id: ContactId) -> Promise | Refusal:
    """The open promise, if it can be moved and cancelled still."""
    promise = floor.promises.open.get(contact_id)
    if promise is None:
        return Refusal(Code.UNKNOWN_CONTACT, f"{contact_id} is no open promise of a callback")
    if promise.is_on_line or floor.contacts[contact_id].state not in _CHANGEABLE:
        return Refusal(Code.WRONG_STATE, "the citizen is on the line already")
    return promise


def _move(promise: Promise, command: c.MoveCallback, now: float) -> Answer:
    if (promise.earliest, promise.latest) == (command.earliest, command.latest):
        return Refusal(Code.ALREADY_SO, "the callback is promised for this time already")
    moved = e.CallbackMoved(command.contact_id, command.earliest, command.latest, command.origin)
    return _wrong_window(command, now) or moved


def _wrong_window(command: c.PromiseCallback | c.MoveCallback, now: float) -> Refusal | None:
    if command.earliest <= command.latest and command.latest > now:
        return None
    detail = "a window begins before it ends, and ends in the future"
    return Refusal(Code.WRONG_WINDOW, f"{detail}; {command.earliest} to {command.latest} does not")
