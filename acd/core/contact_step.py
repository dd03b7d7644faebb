"""How events about a contact change the floor, offers aside.

Owns these steps; `fold` says which belongs to which event. Never decides. Pure.
"""

from __future__ import annotations

from acd.core.agent_step import rest
from acd.core.deadline import Deadline, Kind
from acd.core.floor import Floor
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.journey import State


def arrived(floor: Floor, event: e.ContactArrived, _at: float) -> bool:
    contact_id = event.contact_id
    if contact_id in floor.contacts or floor.has_ended(contact_id):
        return False
    floor.contacts[contact_id] = WaitingContact(contact_id, State.ARRIVED)
    return True


def moved(floor: Floor, event: e.MenuEntered | e.ContactTakenBack, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or not contact.follow(event):
        return False
    _leave_fallback_agent(floor, contact, at)
    return True


def queued(floor: Floor, event: e.ContactQueued, _at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    if contact is None or event.contact_id in floor.offers:
        return False
    if not (contact.follow(event) or _differs(contact, event)):
        return False
    floor.matching.leave(contact)
    contact.queue, contact.language, contact.skills = event.queue, event.language, event.skills
    contact.priority, contact.since = event.priority, event.since
    contact.key = contact.rank()
    contact.announce_at = None
    floor.matching.join(contact)
    return True


def _differs(contact: WaitingContact, event: e.ContactQueued) -> bool:
    """A waiting contact is queued anew, not just reported twice."""
    old = (contact.queue, contact.skills, contact.priority, contact.since)
    return contact.state is State.QUEUED and old != (
        event.queue,
        event.skills,
        event.priority,
        event.since,
    )


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
    contact.fallback_agent_id = event.agent_id
    agent.fallback_contact = event.contact_id
    floor.matching.seat(agent)
    return True


def ended(floor: Floor, event: e.ContactEnded, at: float) -> bool:
    floor.remember_ended(event.contact_id)
    contact = floor.contacts.pop(event.contact_id, None)
    if contact is None:
        return False
    contact.follow(event)
    floor.matching.leave(contact)
    _leave_agent(floor, contact, event, at)
    _leave_fallback_agent(floor, contact, at)
    return True


def _leave_agent(
    floor: Floor, contact: WaitingContact, event: e.ContactEnded | e.ContactFellBack, at: float
) -> None:
    """Part the contact from the agent to whom it is connected, if it is."""
    agent = floor.agents.get(contact.agent_id) if contact.agent_id else None
    if agent is not None and agent.contact_id == contact.contact_id and agent.follow(event):
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
