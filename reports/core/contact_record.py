"""What became of one contact: the journey folded with the seconds of its stages.

Owns the record of a contact and its fold. Never judges it; counting is `reports.core.tally`. Pure.

The stages divide the life of a contact without gap or overlap: in the menu, waiting (queued,
offered, in the fallback queue), talking. So arrival to end is always their sum (R4). Whether an
event moves the contact is decided by the shared journey table alone, so that what comes twice or
too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from contact import event as e
from contact.channel import VOICE
from contact.ending import TALKED, Ending
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import JOURNEY, NONE_OPEN, State, advance, open_offers
from contact.table import Go


class Stage(StrEnum):
    """What the citizen is doing."""

    MENU = "in menu"
    PROMISED = "promised"
    """Nobody is on the line: a callback whose time has not come, or not again."""
    WAIT = "waiting"
    TALK = "talking"
    OVER = "over"


_STAGE = {
    State.ARRIVED: Stage.MENU,
    State.IN_MENU: Stage.MENU,
    State.QUEUED: Stage.WAIT,
    State.OFFERED: Stage.WAIT,
    State.IN_FALLBACK: Stage.WAIT,
    State.CONNECTED: Stage.TALK,
    State.PROMISED: Stage.PROMISED,
    State.REFERRED: Stage.MENU,
    State.ENDED: Stage.OVER,
}


@dataclass(slots=True)
class ContactRecord:
    """One contact. Instants are UTC seconds, None while they have not come.

    A callback arrives when it is promised, and its caller number is the one to be dialled.
    """

    contact_id: ContactId
    entry_point: str
    caller_number: str
    arrived_at: float
    state: State = State.ARRIVED
    stage: Stage = Stage.MENU
    changed_at: float = 0.0
    """Beginning of the present stage."""
    is_employee: bool = False
    """Somebody of the administration itself called."""
    language: str = ""
    topic: str = ""
    queue: str = ""
    queued_at: float | None = None
    """When it first began to wait, in a queue of ours or in the fallback queue."""
    alerted_at: float | None = None
    """When an agent's phone first rang for it."""
    answered_at: float | None = None
    """When citizen and agent could first talk."""
    answer_wait_s: float | None = None
    """Seconds waited before that."""
    ended_at: float | None = None
    ending: Ending | None = None
    agent_id: AgentId | None = None
    """The last agent who talked."""
    offers: set[OfferId] = field(default_factory=set)
    open_offers: frozenset[OfferId] = NONE_OPEN
    """Several while several agents are rung at once."""
    has_fallen_back: bool = False
    wrapped_up: set[AgentId] = field(default_factory=set)
    """Agents whose wrap-up of this contact has begun."""
    wrap_up_at: float = 0.0
    """When the last wrap-up began."""
    wrap_up_s: float = 0.0
    """Finished wrap-up, seconds."""
    disposition: str = ""
    channel: str = VOICE
    score: int | None = None
    """Given in the survey; None: not."""
    ticket: str = ""
    latest: float = 0.0
    """The citizen of a callback was told: by this instant, UTC seconds."""
    _seconds: dict[Stage, float] = field(default_factory=dict)

    def seconds(self, stage: Stage, until: float | None = None) -> float:
        """Seconds spent in a stage; `until` adds the present stage up to that instant."""
        spent = self._seconds.get(stage, 0.0)
        if until is not None and stage is self.stage and stage is not Stage.OVER:
            spent += max(0.0, until - self.changed_at)
        return spent

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_live(self) -> bool:
        return self.state is not State.ENDED

    @property
    def is_by_voice(self) -> bool:
        return self.channel == VOICE

    def move(self, event: e.Event, at: float) -> bool:
        """Fold an event of the journey; whether it moved the contact. Remarks move nothing."""
        answer = JOURNEY.answer(self.state, type(event))
        if isinstance(answer, Go):
            if isinstance(event, e.OfferMade) and event.offer_id in self.offers:
                return False
            self.open_offers = open_offers(self.open_offers, self.state, event)
            self._enter(advance(self.state, event, self.open_offers), event, at)
            return True
        if isinstance(event, e.SurveyAnswered) and self.score is None:
            self.score = event.score
        if self.is_live and type(event) in _REMARKS:
            _REMARKS[type(event)](self, event, at)
        return False

    def _enter(self, state: State, event: e.Event, at: float) -> None:
        before, self.state = self.state, state
        if isinstance(event, e.ContactServedInFallback):
            self._turn(Stage.TALK, at)
            self.reach(event.agent_id, at)
        elif state is not before:
            # Staying put keeps the stage, too: someone served in the fallback queue goes on talking
            # when it is said once more that the contact is there.
            self._turn(_STAGE[state], at)
        note = _MOVES.get(type(event))
        if note is not None:
            note(self, event, at)

    def _turn(self, stage: Stage, at: float) -> None:
        if stage is self.stage:
            return
        self._seconds[self.stage] = self.seconds(self.stage, at)
        self.stage = stage
        self.changed_at = max(at, self.changed_at)
        if stage is Stage.WAIT and self.queued_at is None:
            self.queued_at = self.changed_at

    def reach(self, agent_id: AgentId | None, at: float) -> None:
        """Citizen and agent can talk from now on."""
        self.agent_id = agent_id or self.agent_id
        if self.answered_at is None:
            self.answered_at = at
            self.answer_wait_s = self.seconds(Stage.WAIT)


def arrived(event: e.ContactArrived, at: float) -> ContactRecord:
    """The record of a contact that has just arrived, or whose arrival was found afterwards."""
    arrived_at = min(event.arrived_at or at, at)
    return ContactRecord(
        event.contact_id,
        event.entry_point,
        event.caller_number,
        arrived_at,
        changed_at=arrived_at,
        channel=event.channel,
    )


def promised(event: e.CallbackPromised, at: float) -> ContactRecord:
    """The record of a callback that has just been promised."""
    return ContactRecord(
        event.contact_id,
        event.entry_point,
        event.number,
        at,
        state=State.PROMISED,
        stage=Stage.PROMISED,
        changed_at=at,
        language=event.language,
        topic=event.topic,
        queue=event.queue,
        latest=event.latest,
    )


def _moved(record: ContactRecord, event: e.CallbackMoved, _at: float) -> None:
    record.latest = event.latest


def _language(record: ContactRecord, event: e.LanguageChosen, _at: float) -> None:
    record.language = event.language


def _employee(record: ContactRecord, _event: e.EmployeeRecognised, _at: float) -> None:
    record.is_employee = True


def _classified(record: ContactRecord, event: e.ContactClassified, _at: float) -> None:
    record.language, record.topic, record.queue = event.language, event.topic, event.queue


def _queued(record: ContactRecord, event: e.ContactQueued, _at: float) -> None:
    record.language = event.language or record.language
    record.queue = event.queue


def _alerting(record: ContactRecord, event: e.AgentAlerting, at: float) -> None:
    if record.alerted_at is None and event.offer_id in record.offers:
        record.alerted_at = at


def _offered(record: ContactRecord, event: e.OfferMade, _at: float) -> None:
    record.offers.add(event.offer_id)


def _connected(record: ContactRecord, event: e.ContactConnected, at: float) -> None:
    record.reach(event.agent_id, at)


def _fell_back(record: ContactRecord, _event: e.ContactFellBack, _at: float) -> None:
    record.has_fallen_back = True


def _ended(record: ContactRecord, event: e.ContactEnded, at: float) -> None:
    record.ended_at = record.changed_at
    record.ending = event.ending
    record.disposition = event.disposition or record.disposition
    if event.ending.reason in TALKED:
        record.reach(event.agent_id, at)


_Note = Callable[[ContactRecord, Any, float], None]

_REMARKS: dict[type, _Note] = {
    e.LanguageChosen: _language,
    e.EmployeeRecognised: _employee,
    e.ContactClassified: _classified,
    e.AgentAlerting: _alerting,
    e.CallbackMoved: _moved,
}
_MOVES: dict[type, _Note] = {
    e.ContactQueued: _queued,
    e.OfferMade: _offered,
    e.ContactConnected: _connected,
    e.ContactFellBack: _fell_back,
    e.ContactEnded: _ended,
    e.CallbackMoved: _moved,
}
