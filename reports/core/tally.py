"""Contacts counted: totals and the same per queue, language, topic and entry point.

Owns what is counted and how it is averaged. Never changes a record. Pure.

What is counted is the line: a service level in seconds says nothing about an e-mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from contact.ending import Ending, Reason
from reports.core.contact_record import ContactRecord, Stage
from reports.core.figures import Figures
from reports.core.service_level import Clock, Count, Definition


class Dimension(StrEnum):
    """By what contacts can be told apart."""

    QUEUE = "queue"
    LANGUAGE = "language"
    TOPIC = "topic"
    ENTRY_POINT = "entry point"
    CALLER = "caller"


_KEY: dict[Dimension, Callable[[ContactRecord], str]] = {
    Dimension.QUEUE: lambda contact: contact.queue,
    Dimension.LANGUAGE: lambda contact: contact.language,
    Dimension.TOPIC: lambda contact: contact.topic,
    Dimension.ENTRY_POINT: lambda contact: contact.entry_point,
    Dimension.CALLER: lambda contact: "employee" if contact.is_employee else "citizen",
}

_ABANDONED = frozenset({Reason.ABANDONED, Reason.ABANDONED_IN_FALLBACK})
_LEFT = _ABANDONED | {Reason.LEFT_IN_MENU}


@dataclass(frozen=True, slots=True)
class Tally:
    """One group of contacts in figures. Counts are contacts, durations seconds."""

    offered: int
    """Everyone who arrived, also those who never reached anybody (C3, C4)."""
    live: int
    endings: dict[Ending, int]
    """Only endings that occurred. Their sum and `live` make `offered` (R1)."""
    answered: int
    """Citizen and agent could talk, in the fallback queue too."""
    abandoned: int
    """Left unanswered while queued, offered or in the fallback queue."""
    short_abandoned: int
    """Those of them who waited less than the plan's `short_abandon_s`."""
    counts: dict[Clock, Count]
    """The service level's counts by each of the three clocks."""
    asa_s: float | None
    """Average speed of answer: waiting of the answered; None without any."""
    aht_s: float | None
    """Average handling time: talk and wrap-up of those answered and ended; None without any."""
    longest_wait_s: float
    """Longest waiting of anyone, also of those who still wait."""
    scored: int = 0
    """Citizens who gave a score in the survey."""
    score: float | None = None
    """Mean of these scores; None without any."""


def total(figures: Figures, definition: Definition, short_abandon_s: float = 5.0) -> Tally:
    """Everyone on the line."""
    return tally(_on_the_line(figures), definition, short_abandon_s, figures.now)


def by(
    figures: Figures, dimension: Dimension, definition: Definition, short_abandon_s: float = 5.0
) -> dict[str, Tally]:
    """Group → tally, in alphabetical order; '' are those who never got that far."""
    groups: dict[str, list[ContactRecord]] = {}
    for contact in _on_the_line(figures):
        groups.setdefault(_KEY[dimension](contact), []).append(contact)
    return {
        name: tally(groups[name], definition, short_abandon_s, figures.now)
        for name in sorted(groups)
    }


def _on_the_line(figures: Figures) -> Iterator[ContactRecord]:
    return (contact for contact in figures.contacts.values() if contact.is_by_voice)


def tally(
    contacts: Iterable[ContactRecord], definition: Definition, short_abandon_s: float, until: float
) -> Tally:
    """These contacts counted as of `until`."""
    group = list(contacts)
    answered = [contact for contact in group if contact.is_answered]
    abandoned = [contact for contact in group if _is_abandoned(contact)]
    endings = Counter(contact.ending for contact in group if contact.ending is not None)
    return Tally(
        offered=len(group),
        live=sum(contact.is_live for contact in group),
        endings=dict(endings),
        answered=len(answered),
        abandoned=len(abandoned),
        short_abandoned=sum(c.seconds(Stage.WAIT) < short_abandon_s for c in abandoned),
        counts={clock: count(group, definition, clock) for clock in Clock},
        asa_s=_mean(contact.answer_wait_s or 0.0 for contact in answered),
        aht_s=_mean(
            contact.seconds(Stage.TALK) + contact.wrap_up_s
            for contact in answered
            if not contact.is_live
        ),
        longest_wait_s=max((c.seconds(Stage.WAIT, until) for c in group), default=0.0),
        scored=sum(contact.score is not None for contact in group),
        score=_mean(float(contact.score) for contact in group if contact.score is not None),
    )


def count(contacts: Iterable[ContactRecord], definition: Definition, clock: Clock) -> Count:
    """The service level's six counts of these contacts by one clock."""
    found = Counter(_fate(contact, definition, clock) for contact in contacts)
    found.pop("", None)
    return Count(**found)


def _fate(contact: ContactRecord, definition: Definition, clock: Clock) -> str:
    """The name of the count this contact belongs to; empty: it has not entered."""
    if not _has_entered(contact, clock):
        return ""
    waited_s = _waited_s(contact, clock)
    if contact.is_answered:
        in_time = waited_s <= definition.threshold_s
        return "answered_in_time" if in_time else "answered_late"
    if contact.ending is None:
        return "undecided"
    if contact.ending.reason in _LEFT:
        return "abandoned_early" if waited_s < definition.early_s else "abandoned_late"
    return "other"


def _has_entered(contact: ContactRecord, clock: Clock) -> bool:
    if clock is Clock.ARRIVED:
        return True
    return (contact.queued_at if clock is Clock.QUEUED else contact.alerted_at) is not None


def _waited_s(contact: ContactRecord, clock: Clock) -> float:
    """Seconds from the clock's start to the answer or the end."""
    if clock is Clock.QUEUED:
        if contact.answer_wait_s is not None:
            return contact.answer_wait_s
        return contact.seconds(Stage.WAIT)
    start = contact.arrived_at if clock is Clock.ARRIVED else contact.alerted_at
    decided = contact.answered_at if contact.is_answered else contact.ended_at
    return 0.0 if decided is None or start is None else max(0.0, decided - start)


def _is_abandoned(contact: ContactRecord) -> bool:
    """A citizen who had talked and then left a queue was answered, not abandoned."""
    ending = contact.ending
    return ending is not None and ending.reason in _ABANDONED and not contact.is_answered


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None
