"""The calendar leads on in three ways, and an exception may have words of its own."""

from __future__ import annotations

import pytest

from contact.calendar import Calendar, Holidays, Opening, Override, Standing
from contact.plan import Finish, Hours, Prompt, Say
from ivr.core.question import WhatStands
from ivr.edge.inquiry import Unanswerable, calendar_answers
from tests.support.flow_line import FlowLine, with_flow

FEAST = Say((Prompt("closed-holiday"),), "bye")
SHUT = Finish((Prompt("closed"),))
NODES = {
    "hours": Hours("", "language", "shut", calendar="hall", when_holiday="feast"),
    "plain": Hours("", "language", "shut", calendar="hall"),
    "feast": FEAST,
    "shut": SHUT,
}


def line(start: str = "hours") -> FlowLine:
    return FlowLine(with_flow(NODES, start))


@pytest.mark.parametrize(
    ("answer", "node"),
    [
        (Opening(Standing.OPEN), "language"),
        (Opening(Standing.CLOSED), "shut"),
        (Opening(Standing.HOLIDAY), "feast"),
        (None, "shut"),
    ],
)
def test_what_the_calendar_says_leads_on(answer: Opening | None, node: str) -> None:
    one = line()
    assert one.questions == [WhatStands("hall")]
    one.learns(answer)
    assert one.node == node


def test_a_holiday_without_a_way_of_its_own_is_closed() -> None:
    one = line("plain")
    one.learns(Opening(Standing.HOLIDAY))
    assert one.node == "shut"


def test_words_of_an_exception_are_heard_before_it_leads_on() -> None:
    one = line()
    one.learns(Opening(Standing.CLOSED, "notice-outage"))
    assert (one.node, one.said) == ("hours", ["notice-outage"])
    one.hears_out()
    assert (one.node, one.said) == ("shut", ["closed"])


def test_keys_pressed_during_those_words_count_for_the_menu_behind_them() -> None:
    one = line()
    one.learns(Opening(Standing.OPEN, "notice-outage"))
    one.presses("2")
    assert one.node == "hours"
    one.hears_out()
    assert one.node == "topic"


def test_after_a_restart_the_calendar_is_asked_anew() -> None:
    one = line()
    one.learns(Opening(Standing.CLOSED, "notice-outage"))
    one.restarts()
    assert one.questions == [WhatStands("hall")]
    one.learns(Opening(Standing.OPEN))
    assert one.node == "language"


async def test_an_exception_that_ends_while_its_words_are_said_still_led_on_by_what_it_was() -> (
    None
):
    """The answer counts that was given when it was asked for."""
    shut = Override("2026-11-23T09:00", "2026-11-23T10:00", Standing.CLOSED, "notice-outage")
    hall = Calendar("Mo-Fr 08:00-20:00; PH off", Holidays("ES"), (shut,))
    now = [1795424399.0]  # one second before 10:00
    ask = calendar_answers("Europe/Madrid", lambda: now[0], {"hall": hall})[WhatStands]
    one, late = line(), line()
    one.learns(await ask(*one.questions))
    now[0] += 2
    one.hears_out()
    late.learns(await ask(WhatStands("hall")))
    assert (one.node, late.node) == ("shut", "language")


async def test_a_calendar_that_the_plan_has_not_cannot_be_asked() -> None:
    ask = calendar_answers("Europe/Madrid", lambda: 0.0)[WhatStands]
    with pytest.raises(Unanswerable):
        await ask(WhatStands("hall"))
