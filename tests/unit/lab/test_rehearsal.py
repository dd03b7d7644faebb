"""A call played without a telephone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact.calendar import Calendar
from contact.plan import CentrePlan, Flow, Hours, Node, Prompt, Recognise, Say
from lab.rehearsal import SILENCE, Rehearsal, Scene, typed
from tests.support.town import FLOW, town

WEDNESDAY_NOON = 1_764_154_800.0
"""26 November 2025, 12:00 in Madrid."""
NIGHT = WEDNESDAY_NOON + 12 * 3600


def words(key: str, language: str) -> tuple[str, float]:
    return f"{key} in {language}", 2.0


async def played(plan: CentrePlan, *keys: str, at: float = WEDNESDAY_NOON) -> Rehearsal:
    rehearsal = Rehearsal(plan, Scene("012", at, "600111222"), words)
    await rehearsal.play(typed(keys))
    return rehearsal


def with_nodes(start: str, **nodes: Node) -> CentrePlan:
    plan = town()
    flow = Flow(FLOW.name, start, {**FLOW.nodes, **nodes})
    return replace(plan, flows={**plan.flows, FLOW.name: flow})


async def test_a_call_ends_where_a_person_is_sought_and_tells_for_what() -> None:
    rehearsal = await played(town(), "2", "2")
    assert rehearsal.ending == "waits for a person in the queue 'line' for it and streets"
    said = [line.what for line in rehearsal.lines if line.who == "line"]
    assert said[:3] == [
        "[es] welcome in es",
        "[es] language-menu in es",
        "[it] language-menu in it",
    ]


async def test_what_is_said_and_silence_take_their_time() -> None:
    rehearsal = await played(town(), SILENCE)
    silent = next(line for line in rehearsal.lines if "nothing" in line.what)
    assert silent.what == "presses nothing for 4 s"
    assert silent.after_s == pytest.approx(6.0)


async def test_when_the_keys_run_out_the_citizen_is_silent_to_the_end() -> None:
    assert (await played(town())).ending.startswith("waits for a person")


async def test_a_farewell_is_an_end_with_its_reason() -> None:
    assert (await played(town(), "1", "9")).ending == "ended: menu exhausted"


@pytest.mark.parametrize(("at", "said"), [(WEDNESDAY_NOON, "works"), (NIGHT, "sleeps")])
async def test_the_calendar_answers_for_the_pretended_time(at: float, said: str) -> None:
    plan = with_nodes(
        "hours",
        hours=Hours("Mo-Fr 08:00-20:00", "day", "night"),
        day=Say((Prompt("works"),), "wait"),
        night=Say((Prompt("sleeps"),), "bye"),
    )
    rehearsal = await played(plan, at=at)
    assert f"[es] {said} in es" in [line.what for line in rehearsal.lines]


@pytest.mark.parametrize(("at", "said"), [(WEDNESDAY_NOON, "works"), (NIGHT, "sleeps")])
async def test_a_calendar_of_the_plan_answers_too(at: float, said: str) -> None:
    plan = with_nodes(
        "hours",
        hours=Hours("", "day", "night", calendar="hall"),
        day=Say((Prompt("works"),), "wait"),
        night=Say((Prompt("sleeps"),), "bye"),
    )
    rehearsal = await played(
        replace(plan, calendars={"hall": Calendar("Mo-Fr 08:00-20:00")}), at=at
    )
    assert f"[es] {said} in es" in [line.what for line in rehearsal.lines]


async def test_nobody_is_known_to_the_crm_and_no_key_is_used_up_meanwhile() -> None:
    plan = with_nodes("who", who=Recognise("bye", "bye", "language"))
    rehearsal = await played(plan, "2", "2")
    assert rehearsal.ending == "waits for a person in the queue 'line' for it and streets"
    assert rehearsal.lines[0].what == "is not told by the CRM who calls"
    staff = replace(plan, employees=("600*",))
    assert (await played(staff, "2", "2")).ending == "ended: menu exhausted"
