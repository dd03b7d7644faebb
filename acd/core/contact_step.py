"""How events about a contact change the floor, offers aside.

Owns these steps; `fold` says which belongs to which event. Never decides. Pure.
"""

from __future__ import annotations

import math
from typing import Any

from acd.core.agent_step import put_down, rest
from acd.core.deadline import Deadline, Kind
from acd.core.estimate import Expected
from acd.core.floor import Floor
from acd.core.waiting import NEVER, WaitingContact
from contact import command as c
from contact import event as e
from contact.channel import VOICE
from contact.journey import WAITING, State
from contact.limit import Cause
from contact.plan import Ring

Wanted = e.ContactQueued | e.CallbackPromised | c.QueueContact
"""What says what a contact asks for."""
_ARRIVED = State.ARRIVED

CHECK_S = 30.0
"""How often a waiting contact is measured anew against the limits of its queue, seconds."""

MEASURED = frozenset({Cause.NOBODY, Cause.FULL, Cause.SCARCE, Cause.LONG_WAIT})
"""Causes that can come up while a contact waits, without an instant at which they must."""


def arrived(floor: Floor, event: e.ContactArrived, _at: float) -> bool:
    contact_id = event.contact_id
    if contact_id in floor.contacts or floor.has_ended(contact_id):
        return False
    floor.contacts[contact_id] = WaitingContact(contact_id, _ARRIVED, event.channel)
    return True


def moved(floor: Floor, event: e.MenuEntered | e.ContactTakenBack, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or not contact.follow(event):
        return False
    _leave_fallback_agent(floor, contact, at)
    return True


def queued(floor: Floor, event: e.ContactQueued, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or event.contact_id in floor.offers:
        return False
    if not contact.follow(event):
        if not _differs(contact, event):
            return False
        floor.matching.leave(contact)
    describe(floor, contact, event)
    contact.announce_at, contact.queued_at, contact.told = None, at, None
    floor.join(contact)
    _note_aging(floor, contact)
    _note_limits(floor, contact)
    return True


def diverted(floor: Floor, event: e.ContactDiverted, _at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or contact.queue != event.queue or not contact.follow(event):
        return False
    floor.matching.leave(contact)
    if event.cause is not Cause.CHOSEN:  # who chose to leave is measured again on return
        contact.left_queues |= {event.queue}
    return True


def describe(floor: Floor, contact: WaitingContact, wanted: Wanted) -> None:
    """Let the contact want this: what it asks for, and its place in the order of service."""
    queue = floor.queue(wanted.queue)
    contact.channel = comes_by(wanted)
    contact.queue, contact.language, contact.skills = wanted.queue, wanted.language, wanted.skills
    contact.priority, contact.since = wanted.priority, wanted.since
    contact.preferred, contact.rings = wanted.preferred, wanted.rings or (Ring(wanted.skills),)
    contact.rules, contact.weight = queue, queue.weight
    contact.head_start_s = wanted.head_start_s + queue.head_start_s
    contact.ring, contact.is_promoted, contact.shortage_told = 1, False, NEVER
    contact.wanted, contact.has_no_limits = wanted, has_no_limits(wanted)
    contact.key = contact.rank()


def comes_by(wanted: Wanted) -> str:
    """By which channel the contact comes; who is rung back comes by voice."""
    return VOICE if isinstance(wanted, e.CallbackPromised) else wanted.channel


def has_no_limits(wanted: Wanted) -> bool:
    """Whether no limit leads the contact out; what is promised has none as long as it is open."""
    return not isinstance(wanted, e.CallbackPromised) and wanted.has_no_limits


def _differs(contact: WaitingContact, event: e.ContactQueued) -> bool:
    """A waiting contact is queued anew, not just reported twice."""
    return contact.state is State.QUEUED and not wants(contact, event)


def wants(contact: WaitingContact, wanted: Wanted) -> bool:
    """Whether the contact asked for the same when it was queued."""
    return contact.wanted is not None and _wanted(contact.wanted) == _wanted(wanted)


def _wanted(wanted: Wanted) -> tuple[Any, ...]:
    """All that was asked for, to tell one wish from another."""
    return (
        wanted.queue,
        wanted.skills,
        wanted.priority,
        wanted.since,
        wanted.head_start_s,
        wanted.preferred,
        wanted.rings,
        comes_by(wanted),
        has_no_limits(wanted),
    )


def widened(floor: Floor, event: e.RingWidened, _at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or contact.state not in WAITING:
        return False
    if not contact.ring < event.ring <= len(contact.rings):
        return False
    is_waiting = floor.matching.leave(contact)
    contact.ring, contact.shortage_told = event.ring, NEVER
    if is_waiting:
        floor.join(contact)
    _note_aging(floor, contact)
    return True


def promoted(floor: Floor, event: e.ContactPromoted, _at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or contact.state not in WAITING or contact.is_promoted:
        return False
    is_waiting = floor.matching.leave(contact)
    contact.is_promoted = True
    contact.key = contact.rank()
    if is_waiting:
        floor.join(contact)
    return True


def _note_aging(floor: Floor, contact: WaitingContact) -> None:
    """Put down when the contact comes to its next ring, and when it is overtaken no longer."""
    if len(contact.rings) > 1 and (ring := contact.next_ring()) is not None:
        at = contact.since + ring.after_s
        floor.agenda.add(Deadline(at, Kind.WIDEN, contact.contact_id))
    until = contact.since + floor.plan.overtaking_s
    if until < math.inf and not contact.is_promoted:
        floor.agenda.add(Deadline(until, Kind.PROMOTE, contact.contact_id))


def _note_limits(floor: Floor, contact: WaitingContact) -> None:
    """Put down when the contact has waited too long for its queue, and when to look again."""
    queue = contact.rules
    if not (queue.limits or queue.borrowing) or not contact.is_by_voice():
        return
    tag = repr(contact.queued_at)
    for limit in queue.limits:
        if limit.cause is Cause.OVERDUE:
            at = max(contact.queued_at, contact.since + limit.bound)
            floor.agenda.add(Deadline(at, Kind.LIMIT, contact.contact_id, tag))
    if queue.borrowing or any(limit.cause in MEASURED for limit in queue.limits):
        at = contact.queued_at + CHECK_S
        floor.agenda.add(Deadline(at, Kind.MEASURE, contact.contact_id, tag))


def skills_missing(floor: Floor, event: e.SkillsMissing, _at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or not floor.matching.is_waiting(event.contact_id):
        return False
    contact.shortage_told = floor.matching.requirement_of(contact).shortage
    return True


def position_reported(floor: Floor, event: e.PositionReported, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or not floor.matching.is_waiting(event.contact_id):
        return False
    every_s = floor.queue(contact.queue).announce_s
    contact.announce_at = at + every_s if every_s > 0 else None
    told = (event.expected_s, event.low_s, event.high_s)
    if contact.told is None and None not in told:
        contact.told, contact.told_at = Expected(*told), at  # type: ignore[arg-type]
    note_announcement(floor, contact)
    return True


def fell_back(floor: Floor, event: e.ContactFellBack, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or not contact.follow(event):
        return False
    floor.matching.leave(contact)
    _leave_agent(floor, contact, event, at)
    return True


def served_in_fallback(floor: Floor, event: e.ContactServedInFallback, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    agent = floor.agent(event.agent_id)
    if contact is None or contact.state is not State.IN_FALLBACK:
        return False
    if agent.fallback_contact == event.contact_id:
        return False
    _leave_fallback_agent(floor, contact, at)
    contact.fallback_agent_id, floor.is_plain = event.agent_id, False
    agent.fallback_contact = event.contact_id
    floor.matching.seat(agent)
    return True


def ended(floor: Floor, event: e.ContactEnded, at: float) -> bool:
    floor.remember_ended(event.contact_id)
    contact = floor.contacts.pop(event.contact_id, None)
    if contact is None:
        return False
    if contact.state in WAITING:
        if contact.queue not in floor.unasked and not floor.is_without_leg(contact):
            floor.pace(contact.queue).note_wait(at - contact.queued_at, has_left=True)
        floor.matching.leave(contact)
    contact.follow(event)
    if floor.promises.open:
        floor.promises.fold(event)
    if contact.agent_id is not None:
        _leave_agent(floor, contact, event, at)
    if contact.fallback_agent_id is not None:
        _leave_fallback_agent(floor, contact, at)
    return True


def _leave_agent(
    floor: Floor, contact: WaitingContact, event: e.ContactEnded | e.ContactFellBack, at: float
) -> None:
    """Part the contact from the agent to whom it is connected, if it is."""
    agent = floor.agents.get(contact.agent_id) if contact.agent_id else None
    if agent is None:
        return
    if contact.contact_id in agent.written:
        put_down(floor, agent, contact.contact_id, at)
        agent.idle_since = at
        floor.matching.seat(agent)
    elif agent.contact_id == contact.contact_id and agent.follow(event):
        rest(floor, agent, at)


def _leave_fallback_agent(floor: Floor, contact: WaitingContact, at: float) -> None:
    agent = floor.agents.get(contact.fallback_agent_id) if contact.fallback_agent_id else None
    if agent is not None and agent.fallback_contact == contact.contact_id:
        agent.fallback_contact = None
        agent.idle_since = at
        floor.matching.seat(agent)


def note_announcement(floor: Floor, contact: WaitingContact) -> None:
    if contact.announce_at is not None:
        floor.agenda.add(Deadline(contact.announce_at, Kind.ANNOUNCE, contact.contact_id))
