"""A round: the offers of one contact that are made at once, and who is rung in it.

Theory. Mostly a round is one offer. In a queue that rings all it is one for each available agent of
the ring, the longest idle first, up to the queue's bound; all of them expire together. The first
agent who is connected ends the round, and the others are not to blame. An agent who becomes
available while a round lasts is not added to it: rounds have one beginning and one end, so that
what is asked of each agent is the same, and a contact never has offers of two rounds. Such an agent
takes whoever else waits; the contact itself is offered anew when its round is over. A callback
rings one agent at a time: one offer of it is one attempt.

Owns the making of offers and the account of their withdrawal. Never changes anything. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from acd.core.callback import ring_until
from acd.core.choice import Choice
from acd.core.explanation import NO_ACCOUNT, reason_of
from acd.core.floor import Floor
from acd.core.offer import Offer
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.identity import offer_id
from contact.journey import State
from contact.plan import Strategy

_RING_ALL = Strategy.RING_ALL


def choice_for(floor: Floor, contact: WaitingContact) -> Choice:
    """Who could take this contact now, and how many of them are rung."""
    queue, ring_count = contact.rules, 1
    strategy = queue.strategy
    if strategy is _RING_ALL:
        if contact.contact_id in floor.promises.open:
            strategy = Strategy.LONGEST_IDLE
        else:
            ring_count = queue.ring_all_limit
    return Choice(floor.matching, floor.agents, contact, strategy, ring_count)


def offers_of(
    choice: Choice, floor: Floor, contact: WaitingContact, now: float
) -> list[e.OfferMade]:
    """One offer for everybody who is rung. Needs at least one candidate."""
    reason = reason_of(choice, floor.matching, contact, now) if floor.has_account else NO_ACCOUNT
    until = ring_until(floor, contact, now)
    contact_id, number = contact.contact_id, contact.offer_count + 1
    first = choice.agent_id
    made = [e.OfferMade(offer_id(contact_id, number), contact_id, first, until, reason)]
    for _, idle_since, agent_id in choice.rung[1:] if choice.ring_count > 1 else ():
        number += 1
        own = replace(reason, idle_s=max(0.0, now - idle_since)) if floor.has_account else reason
        made.append(e.OfferMade(offer_id(contact_id, number), contact_id, agent_id, until, own))
    return made


def withdrawal(floor: Floor, offer: Offer) -> e.OfferWithdrawn:
    """The end of an offer that nobody wants an answer to any more."""
    contact = floor.contacts.get(offer.contact_id)
    is_taken = contact is not None and contact.state is State.CONNECTED
    return e.OfferWithdrawn(
        offer.offer_id, offer.contact_id, offer.agent_id, taken_by_another=is_taken
    )
