"""Which frame tells an event to the desk that it concerns.

Owns the choice of frame. Never decides who is told. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.plan import CentrePlan
from cti.core import view
from cti.core.floor import Seat
from cti.core.frame import Connected, Ended, Frame, OfferEnded
from cti.core.kind import OfferEnd, Work

_OFFER_ENDS = {
    e.OfferExpired: OfferEnd.EXPIRED,
    e.OfferDeclined: OfferEnd.DECLINED,
    e.OfferWithdrawn: OfferEnd.WITHDRAWN,
}

STATE_CHANGES = (
    e.OfferMade,
    *_OFFER_ENDS,
    e.ContactConnected,
    e.ContactEnded,
    e.ContactFellBack,
    *e.AGENT_EVENTS,
)
"""Events after which the desk is told the agent's state anew."""


def news(plan: CentrePlan, seat: Seat, event: e.Event, now: float) -> Frame | None:
    """The frame that tells this event to its seat, besides the state; None: nothing to tell."""
    contact = seat.contact
    if contact is None or getattr(event, "contact_id", None) != contact.contact_id:
        return None
    match event:
        case e.OfferMade():
            return view.pop(plan, seat, contact, now)
        case e.OfferExpired() | e.OfferDeclined() | e.OfferWithdrawn():
            return _offer_ended(event, now)
        case e.ContactConnected():
            return Connected(at=now, offer_id=event.offer_id, contact_id=event.contact_id)
        case e.ContactEnded() if seat.connected_at is not None:
            return _ended(event, now)
        case e.WrapUpStarted() | e.WrapUpExtended():
            return view.wrap_up(plan, seat, contact, now)
        case e.CitizenRecognised() | e.TicketOpened() | e.TicketClosed():
            return view.pop_update(contact, now) if seat.work is not Work.IDLE else None
    return None


def _offer_ended(
    event: e.OfferExpired | e.OfferDeclined | e.OfferWithdrawn, now: float
) -> OfferEnded:
    reason = _OFFER_ENDS[type(event)]
    if isinstance(event, e.OfferWithdrawn) and event.taken_by_another:
        reason = OfferEnd.TAKEN
    return OfferEnded(at=now, offer_id=event.offer_id, contact_id=event.contact_id, reason=reason)


def _ended(event: e.ContactEnded, now: float) -> Ended:
    ending = event.ending
    return Ended(
        at=now, contact_id=event.contact_id, who=ending.who.value, reason=ending.reason.value
    )
