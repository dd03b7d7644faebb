"""One turn: everything that follows from one message or one tick, at one instant.

Theory. Between turns one thing always holds: no available agent and no waiting contact exist who
could be brought together and are not barred from each other. So a turn needs to look only at whom
it touched: at contacts that began to wait and at agents who may have become available. It first
lets everything become true that has to (an offer expires, wrap-up starts) and brings people
together once, at its end; so among all who wait at that instant the first in the order of service
is served first, whichever deadline came up earlier. Every event is folded before the next is
decided, which keeps the order of the events the order in which they became true.

Owns the meeting of contacts and agents. Never keeps state of its own beyond the turn. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

from acd.core.aging import borrowing, next_ring, position, shortage
from acd.core.callback import expiry, following
from acd.core.choice import Choice
from acd.core.consequence import BrokenTurn, Consequence
from acd.core.contact_step import CHECK_S
from acd.core.deadline import Deadline, Kind
from acd.core.floor import Floor
from acd.core.limit import closed, diversion, exceeded
from acd.core.offer import Offer
from acd.core.ring_round import choice_for, offers_of
from acd.core.waiting import OrderKey, WaitingContact
from contact import event as e
from contact.event import Event
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import State

NOBODY = AgentId("")
_QUEUED = State.QUEUED


class Turn(Consequence):
    """Takes what happened, makes what follows, and brings together."""

    __slots__ = ()

    def meet(self, due: Deadline) -> None:
        """Do what a deadline asks for."""
        contact_id = ContactId(due.contact)
        match due.kind:
            case Kind.RING:
                self._end_alerting(self._floor.offers[contact_id][OfferId(due.about)])
            case Kind.WRAP_UP:
                self.make(e.WrapUpFinished(AgentId(due.about), contact_id))
            case Kind.BAR:
                del self._floor.agents[AgentId(due.about)].bars[contact_id]
                self._agents[AgentId(due.about)] = None
            case Kind.ANNOUNCE | Kind.WIDEN | Kind.LIMIT | Kind.DUE | Kind.BREAK:
                self._contacts[ContactId(due.about)] = None
            case Kind.MEASURE:
                self._contacts[ContactId(due.about)] = None
                self._queues += (self._floor.contacts[ContactId(due.about)].queue,)
                self._floor.agenda.add(due.after(CHECK_S, self._now))
            case _:
                self.make(e.ContactPromoted(ContactId(due.about)))

    def look_everywhere(self) -> None:
        """After a replay: finish what a journal that was cut short leaves half done."""
        for offers in tuple(self._floor.offers.values()):
            for offer in tuple(offers.values()):
                if not self._floor.is_wanted(offer):
                    self._withdraw(offer)
        self._touch(self._floor.promises.open)
        self._touch(key[-1] for key in self._floor.matching.order)

    # ------------------------------------------------------------ bringing together

    def settle(self) -> tuple[Event, ...]:
        """Bring together whom the turn touched; who goes on waiting is told. All events made."""
        if self._queues:
            for queue in dict.fromkeys(self._queues):
                self._make_if(borrowing(self._floor, queue))
        if self._floor.promises.open:
            for contact_id in sorted(self._contacts.keys() & self._floor.promises.open.keys()):
                self._make_all(following, contact_id)
        if self._contacts or self._agents:
            for contact in self._bring_together():
                self._go_on_waiting(contact)
        return tuple(self.events)

    def _go_on_waiting(self, contact: WaitingContact) -> None:
        floor, now = self._floor, self._now
        queue = contact.rules
        limit = exceeded(floor, contact, now) if queue.limits else None
        if limit is not None:
            self.make(diversion(contact, limit))
            return
        self._make_if(shortage(floor, contact))
        if queue.announce_s > 0:
            self._make_if(position(floor, contact, now))

    def _bring_together(self) -> list[WaitingContact]:
        """Make all offers there are to make; returns the touched contacts that go on waiting."""
        floor, promises = self._floor, self._floor.promises.open
        if len(self._contacts) + len(self._agents) == 1 and not promises:  # no rival claims
            if self._contacts:
                return self._bring_one(*self._contacts)
            self._bring_for(*self._agents)
            return []
        left, claims = [], self._claims()
        while claims:
            key, agent_id = heappop(claims)
            contact = floor.contacts.get(key[-1])
            if promises:
                self._make_all(following, key[-1])
            if contact is not None and contact.state is _QUEUED and not self._serve(contact):
                left.append(contact)
            if agent_id and (after := self._next_for(agent_id, key)) is not None:
                heappush(claims, (after, agent_id))
        return [one for one in left if one.state is _QUEUED]

    def _bring_one(self, contact_id: ContactId) -> list[WaitingContact]:
        contact = self._floor.contacts.get(contact_id)
        if contact is None or contact.state is not _QUEUED:
            return []
        if len(contact.rings) > 1 or self._floor.closed:
            self._look_at(contact)
        return [contact] if contact.state is _QUEUED and not self._serve(contact) else []

    def _bring_for(self, agent_id: AgentId) -> None:
        """Serve those who wait for one agent, until they or the agent are no more."""
        key = self._first_for(agent_id)
        while key is not None:
            self._serve(self._floor.contacts[key[-1]])
            key = self._next_for(agent_id, key)

    def _serve(self, contact: WaitingContact) -> bool:
        """Offer a waiting contact to whom its queue's strategy chooses; False: there is nobody."""
        choice = choice_for(self._floor, contact)
        if not choice.keys:
            return False
        self._offer(contact, choice)
        return True

    def _claims(self) -> list[tuple[OrderKey, AgentId]]:
        """Places in the order of service, of touched contacts and of those for touched agents."""
        touched = self._touched_contacts()
        for contact in touched:
            self._look_at(contact)
        waiting = [one for one in touched if one.state is _QUEUED]
        claims = [(self._floor.matching.turn_of(one, self._now), NOBODY) for one in waiting]
        for agent_id in self._agents:
            key = self._first_for(agent_id)
            if key is not None:
                claims.append((key, agent_id))
        heapify(claims)
        return claims

    def _look_at(self, contact: WaitingContact) -> None:
        """Whether the contact goes on to another ring, or leaves a closed queue."""
        self._make_all(next_ring, contact)
        if self._floor.closed:
            is_entering = contact.contact_id in self._entering
            limit = closed(self._floor, contact, is_entering=is_entering)
            if limit is not None:
                self.make(diversion(contact, limit))

    def _touched_contacts(self) -> list[WaitingContact]:
        """Those who wait, in the order of service: what touched them leaves no trace."""
        is_waiting, contacts = self._floor.matching.is_waiting, self._floor.contacts
        waiting = [contacts[one] for one in self._contacts if is_waiting(one)]
        if len(waiting) > 1:
            waiting.sort(key=lambda one: self._floor.matching.turn_of(one, self._now))
        return waiting

    def _first_for(self, agent_id: AgentId) -> OrderKey | None:
        """The place of the contact that this agent should take now, if any."""
        agent = self._floor.agents.get(agent_id)
        if agent is None or not agent.takes_anything():
            return None
        return self._floor.matching.first_key_for(agent, self._now)

    def _next_for(self, agent_id: AgentId, key: OrderKey) -> OrderKey | None:
        """As `_first_for`, after this one was served."""
        following = self._first_for(agent_id)
        if following == key:
            raise BrokenTurn(f"{key[-1]} is first for {agent_id}, who may not take it")
        return following

    def _offer(self, contact: WaitingContact, choice: Choice) -> None:
        for offer in offers_of(choice, self._floor, contact, self._now):
            self.make(offer)

    def _make_all(self, decide: Callable[[Floor, Any, float], Event | None], about: Any) -> None:
        while self._make_if(decide(self._floor, about, self._now)):
            pass

    def _make_if(self, event: Event | None) -> bool:
        if event is not None:
            self.make(event)
        return event is not None

    def _end_alerting(self, offer: Offer) -> None:
        if self._floor.is_wanted(offer):
            self.make(expiry(self._floor, offer))
        else:
            self._withdraw(offer)
