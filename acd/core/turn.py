"""One turn: everything that follows from one message or deadline, at one instant.

Theory. Between turns one thing always holds: no available agent and no waiting contact exist who
could be brought together and are not barred. So a turn needs to look only at whom it touched: at a
contact that began to wait and at an agent who became available. Every event that a turn makes is
folded before the next is decided, and its consequences follow at once, which keeps the order of the
events the order in which they became true.

Owns the consequences of events. Never keeps state of its own beyond the turn. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from acd.core.agent import Agent
from acd.core.deadline import Deadline, Kind
from acd.core.explanation import Choice
from acd.core.floor import Floor
from acd.core.fold import fold
from acd.core.offer import Offer
from acd.core.waiting import WaitingContact
from contact import event as e
from contact.event import Event, Mode
from contact.identity import AgentId, ContactId, offer_id
from contact.journey import State

NO_ANSWER = "no answer"
"""Not-ready reason after an offer that expired."""
DECLINED = "declined"
"""Not-ready reason after the agent's phone said no."""


class BrokenTurn(RuntimeError):
    """The engine made an event that its own floor calls late: a bug, never a matter of input."""


class Turn:
    """Takes what happened, makes what follows."""

    def __init__(self, floor: Floor, now: float) -> None:
        self._floor = floor
        self._now = now
        self.events: list[Event] = []
        """What this turn made, in order."""

    def take(self, event: Event) -> bool:
        """Fold a fact and do what follows from it; False when it is late."""
        contact = self._floor.contacts.get(getattr(event, "contact_id", ContactId("")))
        before = contact.state if contact is not None else State.NEW
        if not fold(self._floor, event, self._now):
            return False
        follow_up = self._FOLLOW_UPS.get(type(event))
        if follow_up is not None:
            follow_up(self, event, contact, before)
        return True

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
                self._end_ringing(self._floor.offers[contact_id])
            case Kind.WRAP_UP:
                self.make(e.WrapUpFinished(AgentId(due.about), contact_id))
            case Kind.BAR:
                agent = self._floor.agents[AgentId(due.about)]
                del agent.bars[contact_id]
                self.settle_agent(agent)
            case Kind.ANNOUNCE:
                self._report_position(self._floor.contacts[ContactId(due.about)])

    def settle_everything(self) -> None:
        """After a replay: finish what a journal that was cut short leaves half done."""
        for offer in tuple(self._floor.offers.values()):
            if not self._is_wanted(offer):
                self._withdraw(offer)
        for _, _, contact_id in tuple(self._floor.matching.order):
            self.settle_contact(self._floor.contacts[contact_id])

    # ------------------------------------------------------------ bringing together

    def settle_contact(self, contact: WaitingContact) -> None:
        """A waiting contact is offered, or told how it stands."""
        if not self._floor.matching.is_waiting(contact.contact_id):
            return
        choice = Choice(self._floor.matching, self._floor.agents, contact)
        if choice.candidates:
            self._offer(contact, choice)
        else:
            self._tell(contact)

    def settle_agent(self, agent: Agent) -> None:
        """An available agent is offered the contact that is first for him."""
        while agent.is_available():
            contact_id = self._floor.matching.first_contact_for(agent)
            if contact_id is None:
                return
            self.settle_contact(self._floor.contacts[contact_id])

    def _offer(self, contact: WaitingContact, choice: Choice) -> None:
        floor = self._floor
        self.make(
            e.OfferMade(
                offer_id=offer_id(contact.contact_id, contact.offer_count + 1),
                contact_id=contact.contact_id,
                agent_id=choice.candidates[0],
                ring_until=self._now + floor.queue(contact.queue).ring_s,
                reason=choice.reason(floor.matching, floor.agents, contact, self._now),
            )
        )

    # ------------------------------------------------------------ telling those who wait

    def _tell(self, contact: WaitingContact) -> None:
        self._tell_shortage(contact)
        if contact.announce_at is None or contact.announce_at <= self._now:
            self._report_position(contact)

    def _tell_shortage(self, contact: WaitingContact) -> None:
        requirement = self._floor.matching.requirement(contact.skills)
        if not requirement.logged_in_count and contact.shortage_told != requirement.shortage:
            self.make(e.SkillsMissing(contact.contact_id, dict(contact.skills)))

    def _report_position(self, contact: WaitingContact) -> None:
        if self._floor.queue(contact.queue).announce_s > 0:
            position = self._floor.matching.position(contact)
            self.make(e.PositionReported(contact.contact_id, position))

    def _tell_everybody_short(self, agent: Agent) -> None:
        """The agent logged out: those whom nobody else could serve are told."""
        for requirement in self._floor.matching.requirements_of(agent):
            if requirement.logged_in_count == 0:
                for group in requirement.groups:
                    for _, _, contact_id in tuple(group.line):
                        self._tell_shortage(self._floor.contacts[contact_id])

    # ------------------------------------------------------------ what follows from what

    def _is_wanted(self, offer: Offer) -> bool:
        contact = self._floor.contacts.get(offer.contact_id)
        return contact is not None and contact.state is State.OFFERED

    def _end_ringing(self, offer: Offer) -> None:
        if self._is_wanted(offer):
            self.make(e.OfferExpired(offer.offer_id, offer.contact_id, offer.agent_id))
        else:
            self._withdraw(offer)

    def _withdraw(self, offer: Offer) -> None:
        self.make(e.OfferWithdrawn(offer.offer_id, offer.contact_id, offer.agent_id))

    def _after_queued(self, _event: Any, contact: WaitingContact, _before: State) -> None:
        self.settle_contact(contact)

    def _after_expired(
        self, event: e.OfferExpired, contact: WaitingContact | None, before: State
    ) -> None:
        if contact is not None and self._floor.queue(contact.queue).not_ready_after_no_answer:
            self._stand_down(event.agent_id, NO_ANSWER)
        self._after_offer(event, contact, before)

    def _after_declined(
        self, event: e.OfferDeclined, contact: WaitingContact | None, before: State
    ) -> None:
        self._stand_down(event.agent_id, DECLINED)
        self._after_offer(event, contact, before)

    def _after_offer(
        self,
        event: e.OfferExpired | e.OfferDeclined | e.OfferWithdrawn,
        contact: WaitingContact | None,
        _before: State,
    ) -> None:
        if contact is not None:
            self.settle_contact(contact)
        self.settle_agent(self._floor.agent(event.agent_id))

    def _stand_down(self, agent_id: AgentId, reason: str) -> None:
        """A ready agent who did not take an offer is ready no longer."""
        if self._floor.agent(agent_id).mode is Mode.READY:
            self.make(e.AgentModeChanged(agent_id, Mode.NOT_READY, reason))

    def _after_gone(self, event: Any, contact: WaitingContact, before: State) -> None:
        """The contact ended or fell back."""
        offer = self._floor.offers.get(contact.contact_id)
        if offer is not None:
            self._withdraw(offer)
        if before is State.CONNECTED and contact.agent_id is not None:
            wrap_up_s = self._floor.queue(contact.queue).wrap_up_s
            if isinstance(event, e.ContactEnded) and wrap_up_s > 0:
                self._start_wrap_up(contact.agent_id, contact.contact_id, wrap_up_s)
            self.settle_agent(self._floor.agent(contact.agent_id))
        if contact.fallback_agent_id is not None:
            self.settle_agent(self._floor.agent(contact.fallback_agent_id))

    def _start_wrap_up(self, agent_id: AgentId, contact_id: ContactId, wrap_up_s: float) -> None:
        self.make(e.WrapUpStarted(agent_id, contact_id, self._now + wrap_up_s))

    def _after_taken_back(self, _event: Any, contact: WaitingContact, _before: State) -> None:
        if contact.fallback_agent_id is not None:
            self.settle_agent(self._floor.agent(contact.fallback_agent_id))

    def _after_agent_event(self, event: Any, _contact: Any, _before: State) -> None:
        self.settle_agent(self._floor.agent(event.agent_id))

    def _after_mode(self, event: e.AgentModeChanged, _contact: Any, _before: State) -> None:
        agent = self._floor.agent(event.agent_id)
        self.settle_agent(agent)
        if event.mode is Mode.LOGGED_OUT:
            self._tell_everybody_short(agent)

    _FOLLOW_UPS: ClassVar[dict[type, Callable[[Turn, Any, Any, State], None]]] = {
        e.ContactQueued: _after_queued,
        e.OfferExpired: _after_expired,
        e.OfferDeclined: _after_declined,
        e.OfferWithdrawn: _after_offer,
        e.ContactEnded: _after_gone,
        e.ContactFellBack: _after_gone,
        e.ContactTakenBack: _after_taken_back,
        e.AgentModeChanged: _after_mode,
        e.AgentDeviceChanged: _after_agent_event,
        e.WrapUpFinished: _after_agent_event,
    }
    """Events with consequences; the others only change the floor."""
