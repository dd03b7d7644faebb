"""Calendars of a site: what they become, what is refused, what is doubtful."""

from __future__ import annotations

from pathlib import Path

import pytest

from contact.calendar import Calendar, Holidays, Override, Standing
from contact.plan import CentrePlan
from dialplan.prompt_use import prompts_used
from dialplan.site import Site, SiteProblems, read_texts, shipped_prompts
from tests.unit.dialplan.test_flow_builder import HALL

GOOD = Path(__file__).parent / "good"
USED = "    calendar: hall\n    limits: [{when: closed, say: closed}]\n"


def site(calendars: str = HALL, queue: str = USED, centre: str = "") -> Site:
    files = ("centre.yaml", "queues.yaml", "agents.yaml", "flows/line.yaml")
    texts = {name: (GOOD / name).read_text(encoding="utf-8") for name in files}
    texts["queues.yaml"] = texts["queues.yaml"].replace("    ring_s: 12\n", queue, 1)
    texts["centre.yaml"] += centre
    return read_texts({**texts, "calendars.yaml": calendars}, shipped_prompts())


def refused(calendars: str = HALL, queue: str = USED, centre: str = "") -> list[str]:
    with pytest.raises(SiteProblems) as caught:
        site(calendars, queue, centre)
    return [str(problem) for problem in caught.value.problems]


def plan() -> CentrePlan:
    return site().plan


def test_a_calendar_arrives_with_all_its_fields() -> None:
    assert plan().calendars == {
        "hall": Calendar(
            "Mo-Fr 08:00-20:00; PH off",
            Holidays("IT", "MI", ("07-31", "2026-08-14")),
            (
                Override("2026-12-24T14:00", "2026-12-26T00:00", Standing.CLOSED, "closed", "Eve"),
                Override("2026-12-26T10:00", "2026-12-26T12:00", Standing.OPEN),
            ),
        )
    }


def test_queues_and_the_centre_name_a_calendar_and_its_words_are_needed() -> None:
    one = site(centre="calendar: hall\n")
    assert (one.plan.queues["everybody"].calendar, one.plan.calendar) == ("hall", "hall")
    assert one.warnings == ()
    assert "closed" in prompts_used(one.plan)
    assert "" not in prompts_used(one.plan)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Mo-Fr 08:00-20:00", "weekdays", "'weekdays; PH off' are no opening hours"),
        ("PH off", "PH Mo-Fr 09:00-10:00", "PH cannot be combined with weekdays"),
        ("country: IT", "country: ITA", "country: 'ITA' has the wrong form"),
        ("country: IT", "country: XX", "country: there is no country 'XX'"),
        ("region: MI", "region: PV1", "region: there is no region of IT 'PV1'"),
        ('"07-31"', '"02-30"', "municipal.0: there is no 02-30"),
        ('"2026-08-14"', '"2027-02-29"', "municipal.1: there is no 2027-02-29"),
        ('"07-31"', '"31 July"', "municipal.0: '31 July' has the wrong form"),
        ("2026-12-24T14:00", "2026-12-24T24:30", "from: there is no 2026-12-24T24:30"),
        ("2026-12-24T14:00", "2026-12-24", "from: '2026-12-24' has the wrong form"),
        ("2026-12-24T14:00", "2026-12-27T14:00", "to: 2026-12-26T00:00 is not after"),
        ("state: closed", "state: shut", "state: 'shut' is not allowed"),
        ("say: closed", "say: close", "say: there is no prompt 'close'; did you mean 'closed'?"),
        ("why: Eve", "because: Eve", "because: the field 'because' is unknown"),
    ],
)
def test_a_calendar_that_is_wrong_is_refused(before: str, after: str, told: str) -> None:
    (problem,) = refused(HALL.replace(before, after, 1))
    assert problem.startswith("calendars.yaml:")
    assert told in problem


def test_a_queue_with_a_calendar_needs_a_way_out_while_it_is_closed() -> None:
    (problem,) = refused(queue="    calendar: hall\n")
    assert "the queue 'everybody' has no way out while it is closed" in problem


def test_hours_and_calendar_together_are_refused() -> None:
    (problem,) = refused(queue=USED + "    opening_hours: Mo\n")
    assert "queues.0.calendar: the calendar has hours of its own, and so has 'opening_hours'" in (
        problem
    )


def test_a_calendar_that_is_named_but_not_there_is_refused() -> None:
    (problem,) = refused(queue=USED.replace("hall", "hal"))
    assert "there is no calendar 'hal'; did you mean 'hall'?" in problem


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("PH off", "SH off", "'SH' means no day: no calendar of holidays is known"),
        ("    holidays: {country: IT, region: MI", "    #", "add 'holidays:' to the calendar"),
        ("; PH off", "", "the hours of this calendar never mention PH"),
        ("calendars:", "calendars:\n  spare: {hours: Mo}", "nothing uses the calendar 'spare'"),
    ],
)
def test_a_calendar_that_is_hardly_meant_so_is_a_warning(
    before: str, after: str, told: str
) -> None:
    assert told in str(site(HALL.replace(before, after, 1)).warnings[0])


def test_holidays_of_a_calendar_are_no_warning() -> None:
    assert site().warnings == ()
