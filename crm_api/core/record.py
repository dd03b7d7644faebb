"""The record of a contact: what the CRM keeps of one citizen's attempt (A6, C3).

Theory. A record is the fold of the contact's events, and `contact.journey` says which of them
count: an event that moves nothing there changes nothing here, so that a replay, a duplicate or a
late report leaves the record as it is. Remarks (language, topic) count as long as the contact
lives. The disposition comes after the end, from the agent's wrap-up, or with the end of what was
written; the first one stands. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from contact import event as e
from contact.identity import ContactId
from contact.journey import JOURNEY, LIVE, State
from contact.table import Go
from crm_api.core.text import harmless

LONGEST_ID = 150
"""Asterisk's own limit for the ids of channels, characters."""
LONGEST_NUMBER = 64
LONGEST_WORD = 64
"""Languages, topics, queues, agents, dispositions: words of the centre plan, characters."""


@dataclass(frozen=True, slots=True)
class Record:
    """One contact. Instants are UTC seconds, None as long as they have not come."""

    contact_id: ContactId
    seq: int
    """Sequence number of the arrival in the journal: the order of arrivals."""
    entry_point: str
    caller_number: str
    """As presented; empty when withheld."""
    arrived_at: float
    state: State = State.ARRIVED
    language: str = ""
    topic: str = ""
    queue: str = ""
    queued_at: float | None = None
    """First entry into a waiting line."""
    connected_at: float | None = None
    ended_at: float | None = None
    agent_id: str = ""
    """Who talked with the citizen."""
    ended_by: str = ""
    ending: str = ""
    wait_s: float | None = None
    """From the first waiting line to the agent, or to the end."""
    talk_s: float | None = None
    disposition: str = ""
    score: int | None = None
    """Given in the survey after the end."""


def arrived(event: e.ContactArrived, seq: int, at: float) -> Record:
    """The record of a contact that has just come."""
    return Record(
        ContactId(harmless(event.contact_id, LONGEST_ID)),
        seq,
        harmless(event.entry_point, LONGEST_NUMBER),
        harmless(event.caller_number, LONGEST_NUMBER),
        at,
    )


def promised(event: e.CallbackPromised, seq: int, at: float) -> Record:
    """The record of a callback: it begins with its promise, and its number is to be dialled."""
    return Record(
        ContactId(harmless(event.contact_id, LONGEST_ID)),
        seq,
        harmless(event.entry_point, LONGEST_NUMBER),
        harmless(event.number, LONGEST_NUMBER),
        at,
        State.PROMISED,
        language=harmless(event.language, LONGEST_WORD),
        topic=harmless(event.topic, LONGEST_WORD),
        queue=harmless(event.queue, LONGEST_WORD),
    )


def fold(record: Record, event: Any, at: float) -> Record:
    """The record after one more event of this contact; the same object when nothing changed."""
    change = _CHANGES.get(type(event))
    if isinstance(event, e.WrapUpFinished):
        return _disposed(record, event)
    if isinstance(event, e.SurveyAnswered):
        return record if record.score is not None else replace(record, score=event.score)
    if type(event) not in e.CONTACT_EVENTS:
        return record
    answer = JOURNEY.answer(_offered(record.state, event), type(event))
    if isinstance(answer, Go):
        moved = replace(record, state=State(answer.state.value))
        return change(moved, event, at) if change else moved
    if isinstance(event, _REMARKS) and record.state in LIVE and change:
        return change(record, event, at)
    return record


def _offered(state: State, event: Any) -> State:
    """The state in which an event finds the contact.

    A record keeps no open offers. So where several agents are rung at once the first offer that
    ends brings it back to the line, although another may still be accepted.
    """
    is_accepted = state is State.QUEUED and isinstance(event, e.ContactConnected)
    return State.OFFERED if is_accepted else state


_REMARKS = (e.LanguageChosen, e.ContactClassified)


def _disposed(record: Record, event: e.WrapUpFinished) -> Record:
    if record.disposition or not event.disposition:
        return record
    return replace(record, disposition=harmless(event.disposition, LONGEST_WORD))


def _spoke(record: Record, event: e.LanguageChosen, _at: float) -> Record:
    return replace(record, language=harmless(event.language, LONGEST_WORD))


def _classified(record: Record, event: e.ContactClassified, _at: float) -> Record:
    return replace(
        record,
        language=harmless(event.language, LONGEST_WORD),
        topic=harmless(event.topic, LONGEST_WORD),
        queue=harmless(event.queue, LONGEST_WORD),
    )


def _queued(record: Record, event: e.ContactQueued, at: float) -> Record:
    return replace(
        record,
        queue=harmless(event.queue, LONGEST_WORD),
        language=record.language or harmless(event.language, LONGEST_WORD),
        queued_at=at if record.queued_at is None else record.queued_at,
    )


def _connected(
    record: Record, event: e.ContactConnected | e.ContactServedInFallback, at: float
) -> Record:
    return replace(
        record,
        agent_id=harmless(event.agent_id, LONGEST_WORD),
        connected_at=at if record.connected_at is None else record.connected_at,
        wait_s=_between(record.queued_at, at) if record.wait_s is None else record.wait_s,
    )


def _ended(record: Record, event: e.ContactEnded, at: float) -> Record:
    wait_s = record.wait_s
    if record.connected_at is None:
        wait_s = _between(record.queued_at, at)
    return replace(
        record,
        ended_at=at,
        ended_by=event.ending.who.value,
        ending=event.ending.reason.value,
        agent_id=record.agent_id or harmless(event.agent_id or "", LONGEST_WORD),
        wait_s=wait_s,
        talk_s=_between(record.connected_at, at),
        disposition=record.disposition or harmless(event.disposition, LONGEST_WORD),
    )


def _between(start: float | None, end: float) -> float | None:
    return None if start is None else max(0.0, end - start)


_CHANGES: dict[type, Callable[[Record, Any, float], Record]] = {
    e.LanguageChosen: _spoke,
    e.ContactClassified: _classified,
    e.ContactQueued: _queued,
    e.ContactConnected: _connected,
    e.ContactServedInFallback: _connected,
    e.ContactEnded: _ended,
}
"""What each event adds to the record beyond the state."""
