"""The floor as desks see it: which contact is where, and what every agent does.

Owns the fold of the journal into contacts and seats. Never decides, never sends. Followers may get
an event twice or late; the contact's journey table says which ones count, and a contact that
ended stays known for a while so that latecomers do not bring it back. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contact import event as e
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import WAITING, State, advance, open_offers
from contact.plan import CentrePlan
from cti.core.contact import Contact as Contact
from cti.core.contact import begun
from cti.core.kind import Phone, Work

_REMEMBERED = 1000
"""Ended contacts that are still recognised; late news of older ones is ignored anyway."""


@dataclass(slots=True)
class Seat:
    """One agent's place."""

    agent_id: AgentId
    mode: e.Mode = e.Mode.LOGGED_OUT
    reason: str = ""
    work: Work = Work.IDLE
    phone: Phone = Phone.REACHABLE
    since: float = 0.0
    """Last change of mode or work, UTC seconds."""
    served: int = 0
    contact: Contact | None = None
    """The contact at hand, or the last one."""
    offer_id: OfferId | None = None
    waited_s: float = 0.0
    """Age of the contact when it was offered, seconds."""
    ring_until: float = 0.0
    connected_at: float | None = None
    wrap_until: float = 0.0
    extension_count: int = 0
    wrapped: ContactId | None = None
    """Contact of the last finished wrap-up; its start may be told again."""

    def has(self, contact_id: ContactId) -> bool:
        """True when this contact is or was the last one at this seat."""
        return self.contact is not None and self.contact.contact_id == contact_id

    def turn(self, work: Work, at: float) -> None:
        """Change the work and remember since when."""
        if work is not self.work:
            self.since = at
        self.work = work


@dataclass(slots=True)
class Floor:
    """All live contacts and all seats."""

    live: dict[ContactId, Contact] = field(default_factory=dict)
    seats: dict[AgentId, Seat] = field(default_factory=dict)
    waiting: dict[ContactId, float] = field(default_factory=dict)
    """Contacts queued or offered → instant from which they wait."""
    ended: dict[ContactId, Contact] = field(default_factory=dict)
    """The last ones that ended, oldest first."""

    @classmethod
    def of(cls, plan: CentrePlan) -> Floor:
        """The empty floor of this centre."""
        return cls(seats={agent: Seat(agent) for agent in plan.agents})

    def contact(self, contact_id: ContactId) -> Contact | None:
        """The contact, live or recently ended."""
        return self.live.get(contact_id) or self.ended.get(contact_id)

    def seats_with(self, contact_id: ContactId) -> list[Seat]:
        """The seats that have this contact at hand."""
        contact = self.contact(contact_id)
        seats = map(self.seats.get, sorted(contact.agents)) if contact else ()
        return [seat for seat in seats if seat and seat.has(contact_id)]

    def fold(self, event: e.Event, at: float) -> bool:
        """Take an event in. False: it came twice or too late, and nothing changed."""
        if isinstance(event, e.CONTACT_EVENTS):
            return self._fold_contact(event, at)
        if isinstance(event, e.TICKET_EVENTS):
            return self._fold_ticket(event)
        fold = _SEAT_FOLDS.get(type(event))
        if fold is None:
            return True
        seat = self.seats.get(getattr(event, "agent_id", AgentId("")))
        return seat is not None and fold(seat, event, at)

    def _fold_contact(self, event: Any, at: float) -> bool:
        contact = self.contact(event.contact_id)
        if contact is None:
            contact = begun(event)
            if contact is None:
                return False
        before = contact.state
        still_open = open_offers(contact.open_offers, before, event)
        after = advance(before, event, still_open)
        fold = _CONTACT_FOLDS.get(type(event))
        if before is after and fold not in _REPEATABLE:
            return False
        if fold is not None and not fold(self, contact, event, at):
            return False
        contact.state, contact.open_offers = after, still_open
        self._place(contact)
        return True

    def _fold_ticket(self, event: Any) -> bool:
        contact = self.contact(event.contact_id)
        ticket = event.ticket if isinstance(event, e.TicketOpened) else ""
        if contact is None or contact.ticket == ticket:
            return False
        contact.ticket = ticket
        return True

    def _place(self, contact: Contact) -> None:
        """Keep the lists in step with the contact's state."""
        key = contact.contact_id
        if contact.state in WAITING:
            self.waiting[key] = contact.since
        else:
            self.waiting.pop(key, None)
        if contact.state is not State.ENDED:
            self.live[key] = contact
            return
        self.live.pop(key, None)
        self.ended[key] = contact
        if len(self.ended) > _REMEMBERED:
            del self.ended[next(iter(self.ended))]


def _on_language(floor: Floor, contact: Contact, event: e.LanguageChosen, at: float) -> bool:
    contact.language = event.language
    return True


def _on_classified(floor: Floor, contact: Contact, event: e.ContactClassified, at: float) -> bool:
    contact.language, contact.topic, contact.queue = event.language, event.topic, event.queue
    return True


def _on_queued(floor: Floor, contact: Contact, event: e.ContactQueued, at: float) -> bool:
    contact.language, contact.queue, contact.since = event.language, event.queue, event.since
    return True


def _on_recognised(floor: Floor, contact: Contact, event: e.CitizenRecognised, at: float) -> bool:
    contact.known = len(event.citizen_ids)
    return True


def _on_offer(floor: Floor, contact: Contact, event: e.OfferMade, at: float) -> bool:
    if event.offer_id in contact.offers or contact.state not in WAITING:
        return False
    contact.offers.add(event.offer_id)
    contact.agents.add(event.agent_id)
    seat = floor.seats.get(event.agent_id)
    if seat is not None:
        seat.contact, seat.offer_id = contact, event.offer_id
        seat.waited_s, seat.ring_until = event.reason.waited_s, event.ring_until
        seat.connected_at = None
        seat.turn(Work.ALERTING, at)
    return True


def _on_offer_end(
    floor: Floor,
    contact: Contact,
    event: e.OfferExpired | e.OfferDeclined | e.OfferWithdrawn,
    at: float,
) -> bool:
    """An offer that is over concerns the seat that still has it, whatever became of the contact."""
    seat = floor.seats.get(event.agent_id)
    if seat is None or seat.offer_id != event.offer_id or seat.work is not Work.ALERTING:
        return False
    seat.offer_id = None
    seat.turn(Work.IDLE, at)
    contact.agents.discard(event.agent_id)
    return True


def _on_connected(floor: Floor, contact: Contact, event: e.ContactConnected, at: float) -> bool:
    contact.agents = {event.agent_id}
    seat = floor.seats.get(event.agent_id)
    if seat is not None:
        seat.contact, seat.offer_id, seat.connected_at = contact, event.offer_id, at
        seat.turn(Work.CONNECTED, at)
    return True


def _on_gone(
    floor: Floor, contact: Contact, event: e.ContactEnded | e.ContactFellBack, at: float
) -> bool:
    for seat in floor.seats_with(contact.contact_id):
        if seat.work is Work.CONNECTED:
            seat.served += isinstance(event, e.ContactEnded)
            seat.turn(Work.IDLE, at)
    return True


def _on_mode(seat: Seat, event: e.AgentModeChanged, at: float) -> bool:
    if seat.mode is e.Mode.LOGGED_OUT and event.mode is not e.Mode.LOGGED_OUT:
        seat.served = 0
    seat.mode, seat.reason, seat.since = event.mode, event.reason, at
    return True


def _on_device(seat: Seat, event: e.AgentDeviceChanged, at: float) -> bool:
    seat.phone = Phone.REACHABLE if event.reachable else Phone.UNREACHABLE
    if event.reachable and event.engaged:
        seat.phone = Phone.ENGAGED
    return True


def _on_wrap_up(seat: Seat, event: e.WrapUpStarted, at: float) -> bool:
    if seat.work is not Work.IDLE or not seat.has(event.contact_id):
        return False
    if seat.wrapped == event.contact_id:
        return False
    seat.wrap_until, seat.extension_count = event.until, 0
    seat.turn(Work.WRAP_UP, at)
    return True


def _on_extended(seat: Seat, event: e.WrapUpExtended, at: float) -> bool:
    if seat.work is not Work.WRAP_UP or not seat.has(event.contact_id):
        return False
    if event.until <= seat.wrap_until:
        return False
    seat.wrap_until = event.until
    seat.extension_count += 1
    return True


def _on_wrapped_up(seat: Seat, event: e.WrapUpFinished, at: float) -> bool:
    if seat.work is not Work.WRAP_UP or not seat.has(event.contact_id):
        return False
    seat.wrapped = event.contact_id
    seat.turn(Work.IDLE, at)
    return True


_CONTACT_FOLDS: Mapping[type, Callable[[Floor, Contact, Any, float], bool]] = {
    e.LanguageChosen: _on_language,
    e.ContactClassified: _on_classified,
    e.ContactQueued: _on_queued,
    e.CitizenRecognised: _on_recognised,
    e.OfferMade: _on_offer,
    e.OfferExpired: _on_offer_end,
    e.OfferDeclined: _on_offer_end,
    e.OfferWithdrawn: _on_offer_end,
    e.ContactConnected: _on_connected,
    e.ContactFellBack: _on_gone,
    e.ContactEnded: _on_gone,
}

_REPEATABLE = (_on_language, _on_classified, _on_queued, _on_recognised, _on_offer, _on_offer_end)
"""Folds that count although the journey stays where it is."""

_SEAT_FOLDS: Mapping[type, Callable[[Seat, Any, float], bool]] = {
    e.AgentModeChanged: _on_mode,
    e.AgentDeviceChanged: _on_device,
    e.WrapUpStarted: _on_wrap_up,
    e.WrapUpExtended: _on_extended,
    e.WrapUpFinished: _on_wrapped_up,
}
