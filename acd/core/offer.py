"""An offer: a contact reserved for exactly one agent, until it ends in one of four ways.

Theory. An offer is made and, once the agent's phone reports, alerting; the difference matters to
people only, both can end in any way. It ends accepted (they talk), declined (the phone said no),
expired (nobody answered in time) or withdrawn (the contact is gone, or another of those rung at
once has it). The first end wins: whatever
comes later is late, and that is what keeps an answer, a hang-up and a deadline in the same instant
from making two conversations of one. Owns the table and the record. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from contact import event as e
from contact.identity import AgentId, ContactId, OfferId
from contact.table import Answer, Go, Late, Table


class OfferState(StrEnum):
    MADE = "made"
    ALERTING = "alerting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OFFER_EVENTS = (
    e.AgentAlerting,
    e.ContactConnected,
    e.OfferDeclined,
    e.OfferExpired,
    e.OfferWithdrawn,
)

TWICE = "the phone reports twice"
DECIDED = "the offer had ended when this was reported"

_ENDS: dict[type, Answer] = {
    e.ContactConnected: Go(OfferState.ACCEPTED),
    e.OfferDeclined: Go(OfferState.DECLINED),
    e.OfferExpired: Go(OfferState.EXPIRED),
    e.OfferWithdrawn: Go(OfferState.WITHDRAWN),
}
_OVER: dict[type, Answer] = {event: Late(DECIDED) for event in OFFER_EVENTS}

_ROWS: dict[Enum, dict[type, Answer]] = {
    OfferState.MADE: {**_ENDS, e.AgentAlerting: Go(OfferState.ALERTING)},
    OfferState.ALERTING: {**_ENDS, e.AgentAlerting: Late(TWICE)},
    OfferState.ACCEPTED: _OVER,
    OfferState.DECLINED: _OVER,
    OfferState.EXPIRED: _OVER,
    OfferState.WITHDRAWN: _OVER,
}

OFFER = Table("offer", tuple(OfferState), OFFER_EVENTS, _ROWS)
"""How an offer goes on."""

_MOVES: dict[OfferState, dict[type, OfferState]] = OFFER.moves()


@dataclass(slots=True, eq=False)
class Offer:
    """One live offer, as folded from the journal."""

    offer_id: OfferId
    contact_id: ContactId
    agent_id: AgentId
    ring_until: float
    """Instant at which it expires, UTC seconds."""
    state: OfferState = OfferState.MADE
    attempt: int = 0
    """Attempt to reach the citizen that is under way, in a callback; 0: none."""

    def follow(self, event: object) -> bool:
        """Move by an event; False when it comes late."""
        after = _MOVES[self.state].get(type(event))
        if after is None:
            return False
        self.state = after
        return True
