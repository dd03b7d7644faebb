"""What a turn has made and touched so far, and what follows from each event.

Owns the consequences of events; every one is folded before the next is decided. Never brings
anybody together, which is the turn's. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from acd.core.agent import DECLINED, NO_ANSWER
from acd.core.floor import Floor
from acd.core.fold import fold
from acd.core.offer import Offer
from acd.core.ring_round import withdrawal
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.event import Event, Mode
from contact.identity import AgentId, ContactId
from contact.journey import State

_NO_CONTACT = ContactId("")
_NEW, _CONNECTED = State.NEW, State.CONNECTED


class BrokenTurn(RuntimeError):
    """The engine made an event that its own floor calls late: a bug, never a matter of input."""


FOLLOW_UPS: dict[type, Callable[[Consequence, Any, Any, State], None]] = {}
"""Events with consequences; the others only change the floor."""


class Consequence:
    """Takes what happened, and makes what must be so after it."""

    __slots__ = ("_agents", "_contacts", "_entering", "_floor", "_now", "_queues", "events")

    def __init__(self, floor: Floor, now: float) -> None:
        self._floor = floor
        self._now = now
        self.events: list[Event] = []
        """What this turn made, in order."""
        self._contacts: dict[ContactId, None] = {}
        """Touched: they may have begun to wait."""
        self._agents: dict[AgentId, None] = {}
        """Touched: they may have become available."""
        self._entering: tuple[ContactId, ...] = ()
        """Those that entered a queue in this turn; who comes back to it was inside before."""
        self._queues: tuple[str, ...] = ()
        """Touched: the wait in them may be another."""

    def take(self, event: Event) -> bool:
        """Fold a fact and note what it touches; False when it is late."""
        floor, kind, before = self._floor, type(event), _NEW
        follow_up = FOLLOW_UPS.get(kind)
        if follow_up is None and floor.is_plain:
            return fold(floor, event, self._now)
        contact = floor.contacts.get(getattr(event, "contact_id", _NO_CONTACT))
        if contact is None:
            if not fold(floor, event, self._now):
                return False
        else:
            before, served_by, queue = contact.state, contact.fallback_agent_id, contact.queue
            if not fold(floor, event, self._now):
                return False
            if floor.may_borrow or floor.closed:
                self._note_queues(contact, queue)
            if served_by is not None:
                self._agents[served_by] = None  # may have put the phone down
        if follow_up is not None:
            follow_up(self, event, contact, before)
        return True

    def _note_queues(self, contact: WaitingContact, before: str) -> None:
        if before != contact.queue:
            self._entering += (contact.contact_id,)
        if self._floor.may_borrow:
            self._queues += (before, contact.queue)

    def make(self, event: Event) -> None:
        """Decide a fact. Raises BrokenTurn when it cannot be true."""
        self.events.append(event)
        if not self.take(event):
            raise BrokenTurn(f"made in vain: {event!r}")

    def _withdraw(self, offer: Offer) -> None:
        self.make(withdrawal(self._floor, offer))

    def _withdraw_all(self, contact_id: ContactId) -> None:
        if contact_id in self._floor.offers:
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
        if self._floor.matching.is_shared and self._floor.agent(event.agent_id).takes_anything():
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
        if before is not _CONNECTED or contact.agent_id is None:
            return
        self._agents[contact.agent_id] = None
        wrap_up_s = contact.rules.wrap_up_s
        if wrap_up_s > 0 and isinstance(event, e.ContactEnded) and contact.is_by_voice():
            until = self._now + wrap_up_s
            self.make(e.WrapUpStarted(contact.agent_id, contact.contact_id, until))

    _FOLLOW_UPS: ClassVar = FOLLOW_UPS
    _FOLLOW_UPS |= {
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
