"""One turn: everything that follows from one message or one tick, at one instant.

Theory. Between turns one thing always holds: no available agent and no waiting contact exist who
could be brought together and are not barred from each other. So a turn needs to look only at whom
it touched: at contacts that began to wait and at agents who may have become available. It first
lets everything become true that has to (an offer expires, wrap-up starts) and brings people
together once, at its end; so among all who wait at that instant the first in the order of service
is served first, whichever deadline came up earlier. Every event is folded before the next is
decided, which keeps the order of the events the order in which they became true.

Owns the consequences of events. Never keeps state of its own beyond the turn. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from typing import Any, ClassVar

from acd.core.agent import DECLINED, NO_ANSWER
from acd.core.aging import borrowing, next_ring, position, shortage
from acd.core.callback import expiry, following
from acd.core.choice import Choice
from acd.core.contact_step import CHECK_S
from acd.core.deadline import Deadline, Kind
from acd.core.floor import Floor
from acd.core.fold import fold
from acd.core.limit import closed, diversion, exceeded
from acd.core.offer import Offer
from acd.core.ring_round import choice_for, offers_of, withdrawal
from acd.core.waiting import OrderKey, WaitingContact
from contact import event as e
from contact.event import Event, Mode
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import State

NOBODY, NO_CONTACT = AgentId(""), ContactId("")


class BrokenTurn(RuntimeError):
    """The engine made an event that its own floor calls late: a bug, never a matter of input."""


class Turn:
    """Takes what happened, makes what follows."""

    def __init__(self, floor: Floor, now: float) -> None:
        self._floor = floor
        self._now = now
        self.events: list[Event] = []
        """What this turn made, in order."""
        self._contacts: dict[ContactId, None] = {}
        """Touched: they may have begun to wait."""
        self._agents: dict[AgentId, None] = {}
        """Touched: they may have become available."""
        self._entering: set[ContactId] = set()
        """Those that entered a queue in this turn; who comes back to it was inside before."""
        self._queues: dict[str, None] = {}
        """Touched: the wait in them may be another."""

    def take(self, event: Event) -> bool:
        """Fold a fact and note what it touches; False when it is late."""
        contact = self._floor.contacts.get(getattr(event, "contact_id", NO_CONTACT))
        before = contact.state if contact is not None else State.NEW
        served_by = contact.fallback_agent_id if contact is not None else None
        queue = contact.queue if contact is not None else ""
        if not fold(self._floor, event, self._now):
            return False
        if contact is not None:
            self._note_queues(contact, queue)
        if served_by is not None:
            self._agents[served_by] = None  # may have put the phone down
        follow_up = self._FOLLOW_UPS.get(type(event))
        if follow_up is not None:
            follow_up(self, event, contact, before)
        return True

    def _note_queues(self, contact: WaitingContact, before: str) -> None:
        if before != contact.queue:
            self._entering.add(contact.contact_id)
        if self._floor.may_borrow:
            self._queues.update({before: None, contact.queue: None})

    def make(self, event: Event) -> None:
        """Decide a fact. Raises BrokenTurn when it cannot be true."""
        self.events.append(event)
        if not self.take(event):
            raise BrokenTurn(f"made in vain: {event!r}")

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
                self._queues[self._floor.contacts[ContactId(due.about)].queue] = None
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
        for queue in tuple(self._queues):
            self._make_if(borrowing(self._floor, queue))
        for contact_id in sorted(self._contacts.keys() & self._floor.promises.open.keys()):
            self._make_all(following, contact_id)
        if not (self._contacts or self._agents):
            return tuple(self.events)
        for contact in filter(self._is_waiting, self._bring_together()):
            limit = exceeded(self._floor, contact, self._now)
            if limit is not None:
                self.make(diversion(contact, limit))
                continue
            self._make_if(shortage(self._floor, contact))
            self._make_if(position(self._floor, contact, self._now))
        return tuple(self.events)

    def _bring_together(self) -> list[WaitingContact]:
        """Make all offers there are to make; returns the touched contacts that get none."""
        floor, left, now = self._floor, [], self._now
        touched = self._touched_contacts()
        for contact in touched:
            self._look_at(contact)
        waiting = filter(self._is_waiting, touched)
        claims = [(floor.matching.turn_of(contact, now), NOBODY) for contact in waiting]
        claims += [(key, who) for who in self._agents if (key := self._first_for(who)) is not None]
        heapify(claims)
        while claims:
            key, agent_id = heappop(claims)
            self._make_all(following, key[-1])
            if floor.matching.is_waiting(key[-1]):
                contact = floor.contacts[key[-1]]
                choice = choice_for(floor, contact)
                if choice.keys:
                    self._offer(contact, choice)
                else:
                    left.append(contact)
            if agent_id and (after := self._first_for(agent_id)) is not None:
                if after == key:
                    raise BrokenTurn(f"{key[-1]} is first for {agent_id}, who may not take it")
                heappush(claims, (after, agent_id))
        return left

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
        contacts = map(self._floor.contacts.get, self._contacts)
        waiting = [one for one in contacts if one is not None and self._is_waiting(one)]
        if len(waiting) > 1:
            waiting.sort(key=lambda one: self._floor.matching.turn_of(one, self._now))
        return waiting

    def _first_for(self, agent_id: AgentId) -> OrderKey | None:
        """The place of the contact that this agent should take now, if any."""
        agent, matching = self._floor.agent(agent_id), self._floor.matching
        return matching.first_key_for(agent, self._now) if agent.takes_anything() else None

    def _is_waiting(self, contact: WaitingContact) -> bool:
        return self._floor.matching.is_waiting(contact.contact_id)

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

    # ------------------------------------------------------------ what follows from what

    def _end_alerting(self, offer: Offer) -> None:
        if self._floor.is_wanted(offer):
            self.make(expiry(self._floor, offer))
        else:
            self._withdraw(offer)

    def _withdraw(self, offer: Offer) -> None:
        self.make(withdrawal(self._floor, offer))

    def _withdraw_all(self, contact_id: ContactId) -> None:
        for offer in self._floor.open_offers(contact_id):
            self._withdraw(offer)

    def _stand_down(self, agent_id: AgentId, reason: str) -> None:
        """A ready agent who did not take an offer is ready no longer."""
        if self._floor.agent(agent_id).mode is Mode.READY:
            self.make(e.AgentModeChanged(agent_id, Mode.NOT_READY, reason))

    def _after_contact(self, event: Any, _contact: Any, _before: State) -> None:
        self._contacts[event.contact_id] = None

    def _after_queue(self, event: Any, _contact: Any, _before: State) -> None:
        """Those inside may have to leave, or others may serve them now."""
        self._touch(self._floor.inside(event.queue))

    def _after_agent(self, event: Any, _contact: Any, _before: State) -> None:
        self._agents[event.agent_id] = None

    def _after_connected(self, event: e.ContactConnected, _contact: Any, _before: State) -> None:
        """The first to accept wins; the others are not to blame."""
        self._withdraw_all(event.contact_id)
        if self._floor.agent(event.agent_id).takes_anything():
            self._agents[event.agent_id] = None

    def _after_withdrawn(self, event: e.OfferWithdrawn, _contact: Any, _before: State) -> None:
        self._contacts[event.contact_id] = self._agents[event.agent_id] = None

    def _after_expired(self, event: e.OfferExpired, contact: Any, _before: State) -> None:
        self._contacts[event.contact_id] = self._agents[event.agent_id] = None
        queue = self._floor.queue(contact.queue if contact is not None else "")
        count = self._floor.agent(event.agent_id).no_answer_count
        if 0 < queue.no_answer_limit <= count:
            self._stand_down(event.agent_id, NO_ANSWER)

    def _after_declined(self, event: e.OfferDeclined, _contact: Any, _before: State) -> None:
        self._contacts[event.contact_id] = None
        self._stand_down(event.agent_id, DECLINED)

    def _after_mode(self, event: e.AgentModeChanged, _contact: Any, _before: State) -> None:
        """Who logged out may have been the last to serve some who wait, in a later ring, too."""
        self._agents[event.agent_id] = None
        if event.mode is Mode.LOGGED_OUT:
            self._touch(self._floor.without_agents(self._floor.matching.requirements))

    def _after_skills(self, event: e.AgentSkillsChanged, _contact: Any, _before: State) -> None:
        """Whom the agent served before may be without anybody now."""
        self._agents[event.agent_id] = None
        self._touch(self._floor.without_agents(self._floor.matching.requirements))

    def _touch(self, contacts: Iterable[ContactId]) -> None:
        self._contacts.update(dict.fromkeys(contacts))

    def _after_gone(self, event: Any, contact: WaitingContact, before: State) -> None:
        """The contact ended or fell back: part it from whoever had to do with it."""
        self._withdraw_all(contact.contact_id)
        if before is not State.CONNECTED or contact.agent_id is None:
            return
        self._agents[contact.agent_id] = None
        wrap_up_s = self._floor.queue(contact.queue).wrap_up_s
        if isinstance(event, e.ContactEnded) and wrap_up_s > 0 and contact.is_by_voice():
            until = self._now + wrap_up_s
            self.make(e.WrapUpStarted(contact.agent_id, contact.contact_id, until))

    _FOLLOW_UPS: ClassVar[dict[type, Callable[[Turn, Any, Any, State], None]]] = {
        e.ContactQueued: _after_contact,
        e.CallbackPromised: _after_contact,
        e.CallbackMoved: _after_contact,
        e.CallbackFailed: _after_gone,
        e.QueueClosed: _after_queue,
        e.QueueOpened: _after_queue,
        e.AgentsBorrowed: _after_queue,
        e.RingWidened: _after_contact,
        e.OfferExpired: _after_expired,
        e.OfferDeclined: _after_declined,
        e.OfferWithdrawn: _after_withdrawn,
        e.ContactConnected: _after_connected,
        e.ContactEnded: _after_gone,
        e.ContactFellBack: _after_gone,
        e.AgentModeChanged: _after_mode,
        e.AgentDeviceChanged: _after_agent,
        e.AgentSkillsChanged: _after_skills,
        e.WrapUpFinished: _after_agent,
    }
    """Events with consequences; the others only change the floor."""
