"""The journey of a contact, from arrival to end: one table that everybody folds with.

Theory. A contact is in exactly one of nine states. Its past is the sequence of its events, and the
state is the fold of that sequence, so that two readers of one journal never disagree. Followers
receive every event at least once, perhaps twice and perhaps after the contact has ended; therefore
every pair of state and event has an answer here, and the answer to what comes twice or too late is
to stay put. No event leads out of `ended` (I6, I7): whoever closes first is right.

Two remarks on the less obvious moves. An offer that expires, is declined or withdrawn brings the
contact back to `queued` without a new ContactQueued, so its age and place stay as they were. A
contact in the fallback queue is out of our hands but not lost: it comes back with
ContactTakenBack and queues again with its age, or ends there. A contact that a queue diverts is in
the dialogue's hands again until that has led it out.

A callback is a contact without an arrival: it is `promised` first, queues when its time has come,
and is promised again when an attempt fails, when its queue closes or when the citizen wants
another time. A window that is moved while the citizen is dialled moves nothing but the window.

Where several agents are rung at once, the contact stays offered until its last open offer has
ended. The table knows states only; so whoever folds keeps the set of open offers beside the state
(`open_offers`). A set forgives what comes twice, and the order in which offers end does not matter,
though distribution and line report their ends independently of one another. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from contact import event as e
from contact.identity import OfferId
from contact.table import Answer, Go, Late, Table


class State(StrEnum):
    NEW = "new"
    """Nothing is known of it yet."""
    ARRIVED = "arrived"
    IN_MENU = "in menu"
    QUEUED = "queued"
    OFFERED = "offered"
    CONNECTED = "connected"
    REFERRED = "referred"
    """Citizen and department talk; until then a referral leaves the contact in the menu."""
    IN_FALLBACK = "in fallback"
    PROMISED = "promised"
    """A callback whose time has not come, or not again."""
    ENDED = "ended"


ENTERED_BEFORE = "a journal read from the middle lacks the arrival"
TWICE = "a follower may receive an event twice"
OVERTAKEN = "the contact had moved on when this was reported"
OVER = "the contact has ended; what was under way reports late"
NOTE = "a remark about the contact that moves nothing"

_REMARKS = (
    e.LanguageChosen,
    e.MoreTimeAsked,
    e.DigitsCollected,
    e.EmployeeRecognised,
    e.RecordingConsented,
    e.ReferralOffered,
    e.ReferralReturned,
    e.MessageRecorded,
    e.SurveyAnswered,
    e.ContactClassified,
    e.RingWidened,
    e.ContactPromoted,
    e.SkillsMissing,
    e.PositionReported,
    e.CitizenRecognised,
    e.AgentAlerting,
    e.CallbackDialled,
    e.CallbackReached,
)
"""Events that tell about a contact and never move it."""


def _row(moves: dict[type, Answer], otherwise: str) -> dict[type, Answer]:
    """Every event's answer: the moves given, remarks as such, the rest late for this reason."""
    row: dict[type, Answer] = {event: Late(otherwise) for event in e.CONTACT_EVENTS}
    row.update({event: Late(NOTE) for event in _REMARKS})
    row.update(moves)
    return row


_END = {e.ContactEnded: Go(State.ENDED), e.ContactFellBack: Go(State.IN_FALLBACK)}

_ROWS = {
    State.NEW: _row(
        {e.ContactArrived: Go(State.ARRIVED), e.CallbackPromised: Go(State.PROMISED)},
        ENTERED_BEFORE,
    ),
    State.PROMISED: _row(
        {
            e.ContactEnded: Go(State.ENDED),
            e.ContactQueued: Go(State.QUEUED),
            e.CallbackMoved: Go(State.PROMISED),
        },
        OVERTAKEN,
    ),
    State.ARRIVED: _row(
        {**_END, e.MenuEntered: Go(State.IN_MENU), e.ContactQueued: Go(State.QUEUED)}, TWICE
    ),
    State.IN_MENU: _row(
        {
            **_END,
            e.MenuEntered: Go(State.IN_MENU),
            e.ContactQueued: Go(State.QUEUED),
            e.ReferralConnected: Go(State.REFERRED),
        },
        TWICE,
    ),
    State.QUEUED: _row(
        {
            **_END,
            e.ContactQueued: Go(State.QUEUED),
            e.ContactDiverted: Go(State.IN_MENU),
            e.OfferMade: Go(State.OFFERED),
            e.CallbackMoved: Go(State.PROMISED),
            e.CallbackPostponed: Go(State.PROMISED),
        },
        OVERTAKEN,
    ),
    State.OFFERED: _row(
        {
            **_END,
            e.OfferMade: Go(State.OFFERED),
            e.OfferExpired: Go(State.QUEUED),
            e.OfferDeclined: Go(State.QUEUED),
            e.OfferWithdrawn: Go(State.QUEUED),
            e.ContactConnected: Go(State.CONNECTED),
            e.CallbackMoved: Late(NOTE),
            e.CallbackFailed: Go(State.PROMISED),
        },
        OVERTAKEN,
    ),
    State.CONNECTED: _row({**_END}, OVERTAKEN),
    State.REFERRED: _row({**_END}, OVERTAKEN),
    State.IN_FALLBACK: _row(
        {
            e.ContactEnded: Go(State.ENDED),
            e.ContactTakenBack: Go(State.IN_MENU),
            e.ContactFellBack: Go(State.IN_FALLBACK),
            e.ContactServedInFallback: Go(State.IN_FALLBACK),
        },
        OVERTAKEN,
    ),
    State.ENDED: _row({}, OVER),
}

JOURNEY = Table("contact journey", tuple(State), e.CONTACT_EVENTS, _ROWS)
"""The table. Waiting states are QUEUED and OFFERED; live is everything between NEW and ENDED."""

WAITING = frozenset({State.QUEUED, State.OFFERED})
LIVE = frozenset(State) - {State.NEW, State.ENDED}


def advance(state: State, event: object, still_open: Collection[OfferId] = ()) -> State:
    """The state after the event. Events foreign to the journey leave it as it is.

    Still open: the contact's offers that outlive the event; it stays offered because of them.
    """
    if still_open and state is State.OFFERED and isinstance(event, _OFFER_ENDS):
        return state
    return MOVES[state].get(type(event), state)


MOVES: dict[State, dict[type, State]] = JOURNEY.moves()
"""State → event → next state, only where the contact moves."""


def open_offers(offers: frozenset[OfferId], state: State, event: object) -> frozenset[OfferId]:
    """The contact's open offers after an event that finds it in this state."""
    if isinstance(event, e.OfferMade):
        others = offers if state is State.OFFERED else NONE_OPEN
        return others | {event.offer_id} if state in WAITING else offers
    if not offers:
        return offers
    if isinstance(event, _OFFER_ENDS):
        return offers - {event.offer_id}
    return NONE_OPEN if isinstance(event, _CLOSES) else offers


NONE_OPEN: frozenset[OfferId] = frozenset()

_OFFER_ENDS = (e.OfferExpired, e.OfferDeclined, e.OfferWithdrawn)
_CLOSES = (e.ContactConnected, e.ContactFellBack, e.ContactEnded, e.CallbackFailed)
"""Events that end every offer of the contact."""
