"""From the floor to frames: what one desk is shown.

Owns the wording of a pop, a state and a welcome out of floor and plan. Never changes the floor.
Citizens' cards are not here: the CRM keeps them and the edge adds them when a frame leaves (S43).
Pure.
"""

from __future__ import annotations

from contact.plan import CentrePlan
from cti.core.floor import Contact, Floor, Seat
from cti.core.frame import (
    AgentState,
    Counts,
    Person,
    Pop,
    PopUpdate,
    Welcome,
    Who,
    Why,
    WrapUp,
)
from cti.core.kind import Match, Work
from cti.core.text import displayable


def who(contact: Contact) -> Who:
    """Who calls, without the cards."""
    match = (Match.UNKNOWN, Match.KNOWN, Match.MAYBE)[min(contact.known, 2)]
    number, name = displayable(contact.caller_number, 40), displayable(contact.caller_name)
    return Who(number=number, name=name, match=match)


def why(plan: CentrePlan, contact: Contact) -> Why:
    """What it is about and how it came here."""
    entry_point = plan.entry_points.get(contact.entry_point)
    return Why(
        topic=contact.topic,
        entry_point=displayable(contact.entry_point, 40),
        entry_label=entry_point.label if entry_point else "",
        queue=contact.queue,
    )


def pop(plan: CentrePlan, seat: Seat, contact: Contact, at: float) -> Pop:
    """The offer as the desk shows it."""
    return Pop(
        at=at,
        offer_id=seat.offer_id or "",
        contact_id=contact.contact_id,
        who=who(contact),
        why=why(plan, contact),
        language=contact.language,
        waited_s=round(seat.waited_s, 1),
        ring_until=seat.ring_until,
        ticket=contact.ticket,
        is_callback=contact.is_callback,
    )


def pop_update(contact: Contact, at: float) -> PopUpdate:
    """What became known of the contact since the pop."""
    return PopUpdate(at=at, contact_id=contact.contact_id, who=who(contact), ticket=contact.ticket)


def state(seat: Seat, at: float) -> AgentState:
    """What the agent chose and does."""
    return AgentState(
        at=at,
        mode=seat.mode,
        reason=seat.reason,
        work=seat.work,
        phone=seat.phone,
        since=seat.since,
        served=seat.served,
    )


def counts(floor: Floor, at: float) -> Counts:
    """How many wait, and since when the oldest."""
    waiting = floor.waiting
    return Counts(at=at, waiting=len(waiting), oldest_since=min(waiting.values(), default=None))


def wrap_up(plan: CentrePlan, seat: Seat, contact: Contact, at: float) -> WrapUp:
    """How long wrap-up lasts and what can be chosen."""
    queue = plan.queues.get(contact.queue)
    can_extend = queue is not None and seat.extension_count < queue.extension_limit
    return WrapUp(
        at=at,
        contact_id=contact.contact_id,
        until=seat.wrap_until,
        dispositions=queue.dispositions if queue else (),
        extension_s=queue.extension_s if queue and can_extend else 0.0,
    )


def welcome(plan: CentrePlan, floor: Floor, seat: Seat, at: float) -> Welcome:
    """The whole picture for a desk that just logged in."""
    contact = seat.contact if seat.work is not Work.IDLE else None
    wrapping = contact if seat.work is Work.WRAP_UP else None
    return Welcome(
        at=at,
        agent=Person(agent_id=seat.agent_id, name=plan.agents[seat.agent_id].name),
        centre=plan.name,
        state=state(seat, at),
        reasons=plan.not_ready_reasons,
        topics=plan.topics,
        counts=counts(floor, at),
        contact=pop(plan, seat, contact, at) if contact else None,
        connected_at=seat.connected_at if contact else None,
        wrap_up=wrap_up(plan, seat, wrapping, at) if wrapping else None,
    )
