"""Answers to what nodes of a flow want to know.

Owns who answers which question and how long it may take. A question that nobody answers in time is
answered with None, so that no citizen waits for a calendar or a database. Edge.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from contact.calendar import Calendar, Opening
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.question import IsOpen, WhatStands
from wiring.timetable import Timetable

log = logging.getLogger(__name__)

ANSWER_S = 2.0
"""Longest time that a citizen waits for an answer in silence, seconds."""

Answer = Callable[[Any], Awaitable[Any]]


class Unanswerable(Exception):
    """Whoever should know cannot tell now."""


class Inquiries:
    """Answers one question after the other, many at a time."""

    def __init__(self, answers: Mapping[type, Answer], submit: Callable[[Any], None]) -> None:
        """`answers`: kind of question → who answers it; may raise Unanswerable."""
        self._answers = answers
        self._submit = submit
        self._asked: asyncio.Queue[do.Ask] = asyncio.Queue()

    def ask(self, inquiry: do.Ask) -> None:
        """Take a question; never waits."""
        self._asked.put_nowait(inquiry)

    async def run(self) -> None:
        """Answer for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                inquiry = await self._asked.get()
                group.create_task(self._answer(inquiry), name=f"inquiry-{inquiry.number}")

    async def _answer(self, inquiry: do.Ask) -> None:
        answer = None
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await self._answers[type(inquiry.question)](inquiry.question)
        except (TimeoutError, OSError, Unanswerable) as error:
            log.warning("nobody answers %s: %r", type(inquiry.question).__name__, error)
        self._submit(seen.InquiryAnswered(inquiry.contact_id, inquiry.number, answer))


def calendar_answers(
    time_zone: str, now: Callable[[], float], calendars: Mapping[str, Calendar] | None = None
) -> dict[type, Answer]:
    """Kind of question → what the calendar says. `now` gives UTC seconds."""
    named = {
        name: Timetable("", time_zone, calendar) for name, calendar in (calendars or {}).items()
    }

    @cache
    def timetable(hours: str) -> Timetable:
        return Timetable(hours, time_zone)

    async def is_open(question: IsOpen) -> bool:
        return timetable(question.hours).is_open(now())

    async def what_stands(question: WhatStands) -> Opening:
        if question.calendar not in named:
            raise Unanswerable(f"the plan has no calendar {question.calendar!r}")
        return named[question.calendar].opening(now())

    return {IsOpen: is_open, WhatStands: what_stands}
