"""How events about a callback change the floor.

Owns these steps; `fold` says which belongs to which event. Never decides. Pure.
"""

from __future__ import annotations

from acd.core.contact_step import describe
from acd.core.deadline import Deadline, Kind
from acd.core.floor import Floor
from acd.core.offer import Offer
from acd.core.offer_step import offer_of
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.callback import Terms
from contact.identity import ContactId
from contact.journey import State

Dialling = e.CallbackDialled | e.CallbackReached | e.CallbackFailed


def promised(floor: Floor, event: e.CallbackPromised, _at: float) -> bool:
    contact_id = event.contact_id
    if contact_id in floor.contacts or floor.has_ended(contact_id):
        return False
    if floor.promises.of_number(event.number) is not None:
        return False
    contact = floor.contacts[contact_id] = WaitingContact(contact_id, State.PROMISED)
    describe(floor, contact, event)
    floor.promises.fold(event)
    _await(floor, contact, event.earliest)
    _note_end(floor, contact_id)
    return True


def moved(floor: Floor, event: e.CallbackMoved, _at: float) -> bool:
    promise = floor.promises.open.get(event.contact_id)
    contact = floor.contacts.get(event.contact_id)
    if promise is None or contact is None:
        return False
    if (promise.earliest, promise.latest) == (event.earliest, event.latest):
        return False
    contact.follow(event)
    floor.matching.leave(contact)
    floor.promises.fold(event)
    _await(floor, contact, event.earliest)
    _note_end(floor, event.contact_id)
    return True


def postponed(floor: Floor, event: e.CallbackPostponed, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or event.contact_id not in floor.promises.open or not contact.follow(event):
        return False
    floor.matching.leave(contact)
    _lie_aside(floor, contact, max(at, contact.due_at))
    if contact.due_at > at or contact.queue not in floor.closed:
        _note_due(floor, contact)  # otherwise nothing is due: it goes on when the queue opens
    return True


def dialled(floor: Floor, event: e.CallbackDialled, at: float) -> bool:
    offer = _dialling(floor, event)
    if offer is None or event.attempt <= floor.promises.open[event.contact_id].attempt_count:
        return False
    floor.promises.fold(event)
    offer.attempt = event.attempt
    _prolong(floor, offer, at + _terms(floor, event.contact_id).dial_s)
    return True


def reached(floor: Floor, event: e.CallbackReached, at: float) -> bool:
    offer = _dialling(floor, event)
    if offer is None or floor.promises.open[event.contact_id].is_on_line:
        return False
    floor.promises.fold(event)
    offer.attempt = 0
    queue = floor.contacts[event.contact_id].queue
    _prolong(floor, offer, at + floor.queue(queue).ring_s)
    return True


def failed(floor: Floor, event: e.CallbackFailed, at: float) -> bool:
    if _dialling(floor, event) is None:
        return False
    contact = floor.contacts[event.contact_id]
    contact.follow(event)
    floor.promises.fold(event)
    retry_at = at + _terms(floor, event.contact_id).retry_s
    _await(floor, contact, max(retry_at, floor.promises.open[event.contact_id].earliest))
    return True


def _dialling(floor: Floor, event: Dialling) -> Offer | None:
    """The live offer in which the citizen is dialled, if the event is about it."""
    contact = floor.contacts.get(event.contact_id)
    if contact is None or contact.state is not State.OFFERED:
        return None
    return offer_of(floor, event) if event.contact_id in floor.promises.open else None


def _prolong(floor: Floor, offer: Offer, until: float) -> None:
    offer.ring_until = until
    floor.agenda.add(Deadline(until, Kind.RING, offer.offer_id, offer.contact_id))


def _terms(floor: Floor, contact_id: ContactId) -> Terms:
    """Those of the queue that promised, wherever the contact was sent when it was on the line."""
    return floor.terms(floor.promises.open[contact_id].made.queue)


def _await(floor: Floor, contact: WaitingContact, until: float) -> None:
    _lie_aside(floor, contact, until)
    _note_due(floor, contact)


def _lie_aside(floor: Floor, contact: WaitingContact, until: float) -> None:
    """It lies aside until then, in the queue that promised."""
    contact.queue = floor.promises.open[contact.contact_id].made.queue
    contact.due_at = until


def _note_due(floor: Floor, contact: WaitingContact) -> None:
    floor.agenda.add(Deadline(contact.due_at, Kind.DUE, contact.contact_id))


def _note_end(floor: Floor, contact_id: ContactId) -> None:
    """Put down when the promise is broken."""
    promise = floor.promises.open[contact_id]
    until = promise.latest + _terms(floor, contact_id).grace_s
    floor.agenda.add(Deadline(until, Kind.BREAK, contact_id))
