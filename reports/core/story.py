"""One contact told line by line, with the reason of its routing in a sentence.

Owns which lines there are; the sentences are those of `reports.core.sentence`. Never counts
anything. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contact import event as e
from contact.identity import ContactId
from contact.journey import JOURNEY, NONE_OPEN, NOTE, State, advance, open_offers
from contact.table import Go, Late
from reports.core.figures import Recorded
from reports.core.sentence import SENTENCES, Names, offer_reason


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened to a contact."""

    seq: int
    """Place in the journal."""
    at: float
    """UTC seconds."""
    offset_s: float
    """Seconds since the arrival."""
    name: str
    """Name of the event, e.g. 'OfferMade'."""
    text: str
    """A sentence for a person."""
    why: str = ""
    """The reason of a routing decision; empty for everything else."""
    remark: str = ""
    """Why it changed nothing; empty when it is as it should be."""


def story(
    records: Iterable[Recorded], contact_id: ContactId, names: Names | None = None
) -> tuple[StoryLine, ...]:
    """The lines of a contact in the order of the journal; none when it does not occur there."""
    lines: list[StoryLine] = []
    teller = _Teller(names or {})
    for record in records:
        is_new = not lines or record.seq > lines[-1].seq
        if is_new and getattr(record.event, "contact_id", None) == contact_id:
            lines.append(teller.line(record))
    return tuple(lines)


class _Teller:
    """Follows the journey, so that it can say what came too late."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._state = State.NEW
        self._open_offers = NONE_OPEN
        self._start: float | None = None

    def line(self, record: Recorded) -> StoryLine:
        event = record.event
        if self._start is None:
            self._start = getattr(event, "arrived_at", 0.0) or record.at
        why = offer_reason(event, self._names) if isinstance(event, e.OfferMade) else ""
        return StoryLine(
            record.seq,
            record.at,
            record.at - self._start,
            type(event).__name__,
            SENTENCES[type(event)](event, self._names),
            why,
            self._advance(event),
        )

    def _advance(self, event: e.Event) -> str:
        if type(event) not in JOURNEY.events:
            return ""
        answer = JOURNEY.answer(self._state, type(event))
        if isinstance(answer, Go):
            self._open_offers = open_offers(self._open_offers, self._state, event)
            self._state = advance(self._state, event, self._open_offers)
            return ""
        if isinstance(event, e.OfferWithdrawn):
            return ""  # the agent is told after the contact has moved on, as it should be
        return answer.remark if isinstance(answer, Late) and answer.remark != NOTE else ""
