"""Why one contact was served when and by whom it was: its story without all that did not decide.

Owns the choice of the lines, what became of each offer, and the summary. The sentences are those of
`reports.core.story`. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contact import event as e
from contact.identity import ContactId, OfferId
from contact.journey import State
from reports.core.contact_record import ContactRecord, Stage
from reports.core.figures import Figures, Recorded
from reports.core.sentence import Names, offer_reasons
from reports.core.story import StoryLine, story

DECISIVE = frozenset(
    one.__name__
    for one in (
        e.ContactQueued,
        e.RingWidened,
        e.ContactPromoted,
        e.SkillsMissing,
        e.OfferMade,
        e.OfferExpired,
        e.OfferDeclined,
        e.OfferWithdrawn,
        e.ContactConnected,
        e.ContactFellBack,
        e.ContactTakenBack,
        e.ContactServedInFallback,
        e.ContactEnded,
    )
)
"""Events that say who was asked to serve the contact, and what came of it."""

_OFFER_ENDS = (e.ContactConnected, e.OfferExpired, e.OfferDeclined, e.OfferWithdrawn)


@dataclass(frozen=True, slots=True)
class RoutedOffer:
    """One offer: why it was made and what became of it."""

    made: e.OfferMade
    line: StoryLine
    reasons: tuple[str, ...]
    """The reason in parts, each a clause for a person."""
    end: StoryLine | None
    """How it ended; None: it stands."""


@dataclass(frozen=True, slots=True)
class Routing:
    """All about the search for an agent."""

    contact_id: ContactId
    arrived_at: float
    """UTC seconds."""
    waited_s: float
    """In our queues and in the fallback queue, up to the end of the journal, seconds."""
    summary: str
    """A sentence or two: the wait, the offers, the agent."""
    lines: tuple[StoryLine, ...]
    offers: tuple[RoutedOffer, ...]
    """In the order in which they were made."""


def routing(
    records: Sequence[Recorded], contact_id: ContactId, until: float, names: Names | None = None
) -> Routing:
    """The routing of a contact out of its records, the first of which is its arrival.

    `until` is the end of the journal (UTC seconds), up to which a live contact waits.
    """
    figures = Figures()
    for record in records:
        figures.take(record)
    contact = figures.contacts.get(contact_id)
    whole = story(records, contact_id, names)
    lines = tuple(line for line in whole if line.name in DECISIVE)
    offers = _offers(records, {line.seq: line for line in whole}, names)
    if contact is None:
        return Routing(contact_id, whole[0].at, 0.0, "Its arrival is not known.", lines, offers)
    waited_s = contact.seconds(Stage.WAIT, until)
    summary = " ".join(_summary(contact, waited_s, lines, len(offers), names or {}))
    return Routing(contact_id, contact.arrived_at, waited_s, summary, lines, offers)


def _offers(
    records: Sequence[Recorded], lines: dict[int, StoryLine], names: Names | None
) -> tuple[RoutedOffer, ...]:
    ends: dict[OfferId, StoryLine] = {}
    for record in records:
        if isinstance(record.event, _OFFER_ENDS):
            ends.setdefault(record.event.offer_id, lines[record.seq])
    return tuple(
        RoutedOffer(
            record.event,
            lines[record.seq],
            offer_reasons(record.event, names),
            ends.get(record.event.offer_id),
        )
        for record in records
        if isinstance(record.event, e.OfferMade) and record.seq in lines
    )


# ---------------------------------------------------------------- in a sentence or two


def _summary(
    contact: ContactRecord,
    waited_s: float,
    lines: Sequence[StoryLine],
    offer_count: int,
    names: Names,
) -> list[str]:
    if contact.queued_at is None:
        return ["It has never waited for an agent.", *_state(contact)]
    offers = f"{offer_count} offer{'s' * (offer_count != 1)}"
    if contact.is_answered and contact.agent_id is not None:
        name = names.get(contact.agent_id, "")
        agent = f"{name} ({contact.agent_id})" if name else str(contact.agent_id)
        waited_s = contact.answer_wait_s or 0.0
        return [f"Connected with {agent} after a wait of {waited_s:.1f} s and {offers}."]
    waited = f"Waited {waited_s:.1f} s, {offers}, not connected."
    if offer_count:
        return [waited, *_state(contact)]
    return [waited, _why_never_offered(contact, lines), *_state(contact)]


def _why_never_offered(contact: ContactRecord, lines: Sequence[StoryLine]) -> str:
    if all(line.name != e.ContactQueued.__name__ for line in lines):
        return "Never offered: it waited in the fallback queue only."
    missing = [line.text for line in lines if line.name == e.SkillsMissing.__name__]
    if missing:
        return f"Never offered: {missing[-1][0].lower()}{missing[-1][1:]}"
    return f"Never offered: nobody who could serve it in queue {contact.queue} became available."


def _state(contact: ContactRecord) -> list[str]:
    if contact.ending is not None:
        return [f"It ended: {contact.ending.reason}, by the {contact.ending.who}."]
    return [] if contact.state is State.CONNECTED else [f"It is {contact.state} now."]
