"""Who answers what a node of a flow wants to know; what becomes of one without answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contact.identity import ContactId
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.question import IsOpen
from ivr.edge import inquiry
from ivr.edge.inquiry import Inquiries, Unanswerable, calendar_answers

C = ContactId("exchange-1")
WEDNESDAY_NOON = 1_764_154_800.0
"""26 November 2025, 12:00 in Madrid."""


async def answered(answer: Callable[[Any], Awaitable[Any]], question: Any) -> Any:
    """What comes back for one question."""
    back: asyncio.Queue[seen.InquiryAnswered] = asyncio.Queue()
    inquiries = Inquiries({type(question): answer}, back.put_nowait)
    task = asyncio.create_task(inquiries.run())
    inquiries.ask(do.Ask(C, 7, question))
    got = await back.get()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (got.contact_id, got.number) == (C, 7)
    return got.answer


@pytest.mark.parametrize(("hours", "is_open"), [("Mo-Fr 08:00-20:00", True), ("Sa,Su", False)])
async def test_the_calendar_answers_in_the_time_zone_of_the_centre(
    hours: str, is_open: bool
) -> None:
    answers = calendar_answers("Europe/Madrid", lambda: WEDNESDAY_NOON)
    assert await answered(answers[IsOpen], IsOpen(hours)) is is_open


@pytest.mark.parametrize("error", [Unanswerable("no database"), OSError("refused")])
async def test_a_question_that_cannot_be_answered_comes_back_with_none(error: Exception) -> None:
    async def fails(question: Any) -> Any:
        raise error

    assert await answered(fails, IsOpen("24/7")) is None


async def test_a_question_that_takes_too_long_comes_back_with_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inquiry, "ANSWER_S", 0.01)

    async def hangs(question: Any) -> Any:
        await asyncio.Event().wait()

    assert await answered(hangs, IsOpen("24/7")) is None
