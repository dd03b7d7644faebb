"""What the dialplan is told over FastAGI."""

from __future__ import annotations

from dataclasses import replace

from ivr.agi.server import Question
from ivr.core.caller_memory import MOST_NUMBERS, CallerMemory
from ivr.edge.question import questions
from tests.support.town import town

MONDAY_NINE = 1795420800.0
"""2026-11-23 09:00 in Madrid."""


async def test_the_opening_state_follows_the_hours_in_the_centres_time_zone() -> None:
    plan = replace(town(), opening_hours="Mo-Fr 08:00-20:00")
    ask = questions(plan, CallerMemory(), lambda: MONDAY_NINE)["opening"]
    told = await ask(Question("opening"))
    assert told == {
        "CENTRALITA_OPENING": "open",
        "CENTRALITA_NEXT": "2026-11-23T20:00:00+01:00",
    }
    ask = questions(plan, CallerMemory(), lambda: MONDAY_NINE - 7200)["opening"]
    assert (await ask(Question("opening")))["CENTRALITA_OPENING"] == "closed"


async def test_a_centre_without_hours_is_always_open() -> None:
    ask = questions(town(), CallerMemory(), lambda: MONDAY_NINE)["opening"]
    assert await ask(Question("opening")) == {"CENTRALITA_OPENING": "open", "CENTRALITA_NEXT": ""}


async def test_the_emergency_message_is_the_plans() -> None:
    plan = replace(town(), emergency_message="emergency-112")
    ask = questions(plan, CallerMemory(), lambda: 0.0)["emergency"]
    assert (await ask(Question("emergency"))) == {"CENTRALITA_EMERGENCY": "emergency-112"}


async def test_the_language_of_a_number_is_the_one_chosen_last() -> None:
    callers = CallerMemory[str]()
    ask = questions(town(), callers, lambda: 0.0)["language"]
    question = Question("language", environment={"agi_callerid": "600"})
    assert (await ask(question)) == {"CENTRALITA_LANGUAGE": "es"}
    callers.remember("600", "it")
    assert (await ask(question)) == {"CENTRALITA_LANGUAGE": "it"}
    assert (await ask(Question("language", ("601",)))) == {"CENTRALITA_LANGUAGE": "es"}


def test_the_memory_is_bounded_and_forgets_the_oldest() -> None:
    callers = CallerMemory[str]()
    for number in range(MOST_NUMBERS + 1):
        callers.remember(str(number), "es")
    callers.remember("", "it")
    assert [callers.of(one) for one in ("0", str(MOST_NUMBERS), "")] == [None, "es", None]


async def test_an_emergency_message_that_was_set_meanwhile_is_told() -> None:
    told = ["notice-outage"]
    ask = questions(town(), CallerMemory(), lambda: 0.0, lambda: told[0])["emergency"]
    assert (await ask(Question("emergency"))) == {"CENTRALITA_EMERGENCY": "notice-outage"}
    told[0] = ""
    assert (await ask(Question("emergency"))) == {"CENTRALITA_EMERGENCY": ""}
