"""How events about an offer change the floor.

Owns these steps; `fold` says which belongs to which event. Never decides. Pure.
"""

from __future__ import annotations

from typing import Any

from acd.core.agent import Work, Written
from acd.core.agent_step import note_work, pick_up, put_down
from acd.core.contact_step import note_announcement
from acd.core.deadline import RING, Deadline, Kind, noted
from acd.core.estimate import Pace
from acd.core.floor import Floor
from acd.core.offer import Offer
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.channel import VOICE
from contact.event import Event
from contact.journey import State

_IDLE = Work.IDLE

BAR_S = 30.0
"""How long an agent is not offered again a contact that he did not take, seconds (F46)."""


def offered(floor: Floor, event: e.OfferMade, at: float) -> bool:
    contact = floor.contacts.get(event.contact_id)
    agent = floor.agent(event.agent_id)
    if contact is None:
        return False
    if event.contact_id in floor.offers and not _is_of_one_round(floor, event):
        return False
    is_busy = agent.asked is not None or (agent.work is not _IDLE and contact.channel == VOICE)
    if is_busy or not contact.follow(event):
        return False
    if contact.channel == VOICE:
        if not agent.written:
            agent.counted_from = at
        agent.follow(event)
        agent.contact_id, agent.queue, agent.work_since = contact.contact_id, contact.queue, at
    else:
        pick_up(agent, contact.contact_id, Written(contact.channel, contact.queue, at))
    floor.offer_count += 1
    agent.last_offer = floor.offer_count
    contact.offer_count += 1
    floor.matching.leave(contact)
    floor.matching.seat(agent)
    offers = floor.offers.setdefault(event.contact_id, {})
    offers[event.offer_id] = Offer(
        event.offer_id, event.contact_id, event.agent_id, event.ring_until
    )
    floor.agenda.add(noted((event.ring_until, RING, event.offer_id, event.contact_id)))
    return True


def _is_of_one_round(floor: Floor, event: e.OfferMade) -> bool:
    """Agents are rung at once or not at all: who is rung beside others is rung until the same
    instant."""
    return all(one.ring_until == event.ring_until for one in floor.open_offers(event.contact_id))


def alerting(floor: Floor, event: e.AgentAlerting, _at: float) -> bool:
    offer = offer_of(floor, event)
    return offer is not None and offer.follow(event)


def connected(floor: Floor, event: e.ContactConnected, at: float) -> bool:
    offer = offer_of(floor, event)
    contact = floor.contacts.get(event.contact_id)
    if offer is None or contact is None or not contact.follow(event):
        return False
    offer.follow(event)
    floor.close_offer(offer)
    if floor.promises.open:
        floor.promises.fold(event)
    contact.agent_id = offer.agent_id
    agent = floor.agent(offer.agent_id)
    if contact.channel == VOICE:
        agent.follow(event)
    else:
        agent.asked = None
    agent.contact_count += 1
    agent.no_answer_count = 0
    if floor.matching.is_shared:
        floor.matching.seat(agent)  # below the capacity there may be room for more
    if contact.queue not in floor.unasked:
        _learn(floor.pace(contact.queue), contact, at)
    return True


def _learn(pace: Pace, contact: WaitingContact, at: float) -> None:
    """The wait is over: what it says about the pace of the queue and about what was told."""
    pace.note_conversation()
    pace.note_wait(at - contact.queued_at, has_left=False)
    if contact.told is not None:
        pace.judge(contact.told, at - contact.told_at, at)


def not_taken(floor: Floor, event: e.OfferExpired | e.OfferDeclined, at: float) -> bool:
    offer = offer_of(floor, event)
    if offer is None:
        return False
    agent = floor.agent(offer.agent_id)
    agent.bars[event.contact_id] = at + BAR_S
    floor.agenda.add(Deadline(at + BAR_S, Kind.BAR, agent.agent_id, event.contact_id))
    agent.idle_since = at
    if isinstance(event, e.OfferExpired):
        agent.no_answer_count += 1
    _close(floor, offer, event, at)
    return True


def withdrawn(floor: Floor, event: e.OfferWithdrawn, at: float) -> bool:
    offer = offer_of(floor, event)
    if offer is None:
        return False
    _close(floor, offer, event, at)
    return True


def _close(floor: Floor, offer: Offer, event: Event, at: float) -> None:
    """End an offer that led to no conversation.

    When it was the last one open, the contact waits at its old place again.
    """
    offer.follow(event)
    floor.close_offer(offer)
    agent = floor.agent(offer.agent_id)
    if offer.contact_id in agent.written:
        put_down(floor, agent, offer.contact_id, at)
    else:
        agent.follow(event)
        agent.contact_id = None
        note_work(floor, agent, at)
    floor.matching.seat(agent)
    contact = floor.contacts.get(offer.contact_id)
    if contact is not None and contact.follow(event) and contact.state is State.QUEUED:
        floor.join(contact)
        note_announcement(floor, contact)


def offer_of(floor: Floor, event: Any) -> Offer | None:
    """The live offer that the event is about; None when contact, offer and agent do not agree."""
    offers = floor.offers.get(event.contact_id)
    offer = offers.get(event.offer_id) if offers else None
    return None if offer is None or offer.agent_id != event.agent_id else offer
