"""What becomes of a promised callback as time goes by.

Theory. A callback lies aside until it is due: at the beginning of its window, and after an attempt
that failed when the time to retry has come. Then it queues like everybody, with the age of the
contact that asked for it, and waits for its turn; only, nobody is on the line, so nothing is told
to it and no limit of the queue leads it away: it has been promised. Whose age is beyond the bound
on overtaking by then is promoted before anybody is served. A closed queue lets no callback
wait; those that do are put off and go on when it opens.

The promise is broken, and the callback ends, when its window and the grace are over or when the
last attempt has failed; but never while an agent's or the citizen's phone rings for it, and never
while the citizen, having answered, waits on the line. Who moves it is promised as many attempts as
in the beginning.

One offer is one attempt at most. Agent first, it alerts the agent for as long as any offer and is
prolonged when the citizen is dialled; citizen first, it holds the agent while the citizen is
dialled and is prolonged when the agent's phone is to ring. Whoever lets it expire decides what it
was: an agent who does not answer, or an attempt that the citizen did not.

Owns these decisions; `acd.core.callback_request` owns what is asked. Changes nothing. Pure.
"""

from __future__ import annotations

from acd.core.floor import Floor
from acd.core.offer import Offer
from acd.core.request import place
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.callback import Dial, Failure
from contact.ending import Ending, Reason, Who
from contact.event import Event
from contact.identity import ContactId
from contact.journey import State
from contact.promise import Promise

BROKEN = Ending(Who.SYSTEM, Reason.CALLBACK_BROKEN)


def following(floor: Floor, contact_id: ContactId, now: float) -> Event | None:
    """What has to become of a contact that is a promised callback; None: nothing, or it is none."""
    promise = floor.promises.open.get(contact_id)
    if promise is None or promise.is_on_line or contact_id in floor.offers:
        return None
    contact = floor.contacts[contact_id]
    if contact.state not in (State.PROMISED, State.QUEUED):
        return None
    if _is_beyond(floor, promise, now):
        return e.ContactEnded(contact_id, BROKEN)
    is_due = contact.due_at <= now and contact.queue not in floor.closed
    if contact.state is State.PROMISED:
        return _queued(floor, promise.made) if is_due else None
    if not is_due:
        return e.CallbackPostponed(contact_id)
    is_promoted = contact.is_promoted or now < contact.since + floor.plan.overtaking_s
    return None if is_promoted else e.ContactPromoted(contact_id)


def _is_beyond(floor: Floor, promise: Promise, now: float) -> bool:
    """Neither time nor attempts are left."""
    terms = floor.terms(promise.made.queue)
    attempts = promise.attempt_count - promise.attempts_before
    return attempts >= terms.attempts or now >= promise.latest + terms.grace_s


def _queued(floor: Floor, made: e.CallbackPromised) -> e.ContactQueued:
    """It waits for an agent now, as it was promised and with its age."""
    return e.ContactQueued(
        contact_id=made.contact_id,
        queue=made.queue,
        language=made.language,
        skills=made.skills,
        priority=made.priority,
        since=made.since,
        position=place(floor, made, floor.queue(made.queue)),
        head_start_s=made.head_start_s,
        rings=made.rings,
        preferred=made.preferred,
    )


def ring_until(floor: Floor, contact: WaitingContact, now: float) -> float:
    """When an offer of the contact that is made now expires, UTC seconds."""
    queue, promise = contact.rules, floor.promises.open.get(contact.contact_id)
    if promise is None or promise.is_on_line:
        return now + queue.ring_s
    terms = floor.terms(contact.queue)
    return now + (terms.dial_s if terms.dial is Dial.CITIZEN_FIRST else queue.ring_s)


def expiry(floor: Floor, offer: Offer) -> Event:
    """The time of an offer is over: the agent did not answer, or the citizen who was dialled."""
    attempt = _attempt(floor, offer)
    if not attempt:
        return e.OfferExpired(offer.offer_id, offer.contact_id, offer.agent_id)
    return e.CallbackFailed(
        offer.contact_id, offer.offer_id, offer.agent_id, attempt, Failure.NO_ANSWER
    )


def _attempt(floor: Floor, offer: Offer) -> int:
    """The attempt that this offer is at present; 0: it is the agent's phone that rings."""
    promise = floor.promises.open.get(offer.contact_id)
    if promise is None or promise.is_on_line or offer.attempt:
        return offer.attempt
    is_citizen_first = floor.terms(promise.made.queue).dial is Dial.CITIZEN_FIRST
    return promise.attempt_count + 1 if is_citizen_first else 0
