"""Calendars with holidays and exceptions, also where the clock is turned and on a leap day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from contact.calendar import Calendar, Holidays, Opening, Override, Standing
from wiring.timetable import Timetable

MADRID = ZoneInfo("Europe/Madrid")
BASQUE = Holidays("ES", "PV", ("07-31",))
WEEKDAYS = "Mo-Fr 08:00-20:00; PH off"


def instant(local: str) -> float:
    at = datetime.fromisoformat(local)
    return (at if at.tzinfo else at.replace(tzinfo=MADRID)).timestamp()


def wall(at: float | None) -> str:
    return "never" if at is None else datetime.fromtimestamp(at, MADRID).isoformat()


def table(hours: str = WEEKDAYS, *overrides: Override, holidays: bool = True) -> Timetable:
    calendar = Calendar(hours, BASQUE if holidays else None, overrides)
    return Timetable("", "Europe/Madrid", calendar)


def override(since: str, until: str, standing: Standing, say: str = "") -> Override:
    return Override(since, until, standing, say)


def standings(of: Timetable, *locals_: str) -> list[str]:
    return [str(of.opening(instant(one)).standing) for one in locals_]


def test_holidays_of_country_region_and_town_are_holidays_and_others_are_not() -> None:
    days = ("2026-12-25", "2026-04-06", "2026-07-31", "2026-07-30", "2026-07-26")
    told = standings(table(), *(f"{day}T11:00" for day in days))
    assert told == ["holiday", "holiday", "holiday", "open", "closed"]


@pytest.mark.parametrize("friday", ["2026-04-03", "2027-03-26", "2028-04-14"])
def test_good_friday_moves_with_easter(friday: str) -> None:
    assert standings(table(), f"{friday}T11:00") == ["holiday"]


def test_a_holiday_may_have_hours_of_its_own() -> None:
    of = table("Mo-Fr 08:00-20:00; PH 09:00-14:00")
    assert standings(of, "2026-12-25T11:00", "2026-12-25T15:00") == ["open", "holiday"]
    of = table("Mo-Fr 08:00-20:00; Su,PH 10:00-12:00")
    assert standings(of, "2026-12-25T11:00", "2026-12-27T11:00") == ["open", "open"]


def test_the_order_of_the_rules_decides_as_in_the_notation() -> None:
    assert standings(table("PH off; Mo-Fr 08:00-20:00"), "2026-12-25T11:00") == ["open"]


def test_without_a_country_no_day_is_a_holiday() -> None:
    assert standings(table(holidays=False), "2026-12-25T11:00") == ["open"]


def test_the_next_change_leaps_over_holidays_and_weekends() -> None:
    thursday = instant("2026-12-24T20:00")
    assert wall(table().next_change(thursday)) == "2026-12-28T08:00:00+01:00"
    assert wall(table("24/7; PH off").next_change(thursday)) == "2026-12-25T00:00:00+01:00"


def test_a_calendar_of_two_years_changes_exactly_where_it_opens_and_closes() -> None:
    """Beside a look at every quarter of an hour."""
    of = table(
        "Mo-Fr 08:00-20:00; Sa 09:00-14:00; PH off",
        override("2027-02-10T10:15", "2027-02-10T12:00", Standing.CLOSED),
        override("2027-12-25T10:00", "2027-12-25T11:00", Standing.OPEN),
    )
    start, end = int(instant("2026-12-20T00:00")), int(instant("2028-03-10T00:00"))
    seen = [at for at in range(start + 900, end, 900) if of.is_open(at) is not of.is_open(at - 900)]
    told, at = [], of.next_change(start)
    while at is not None and at < end:
        told.append(int(at))
        at = of.next_change(at)
    assert told == seen


def test_what_never_changes_again_is_told_so() -> None:
    assert table("24/7", holidays=False).next_change(0.0) is None
    once = table("24/7", override("2031-01-01T00:00", "2031-01-02T00:00", Standing.CLOSED))
    assert wall(once.next_change(instant("2026-01-01T00:00"))) == "2031-01-01T00:00:00+01:00"
    assert once.next_change(instant("2031-01-02T00:00")) is None


def test_an_override_goes_before_hours_and_holidays_and_brings_its_words() -> None:
    of = table(
        WEEKDAYS,
        override("2026-12-25T10:00", "2026-12-25T12:00", Standing.OPEN),
        override("2026-12-24T14:00", "2026-12-25T00:00", Standing.CLOSED, "closed"),
    )
    assert of.opening(instant("2026-12-24T13:59")) == Opening(Standing.OPEN)
    assert of.opening(instant("2026-12-24T14:00")) == Opening(Standing.CLOSED, "closed")
    assert standings(of, "2026-12-25T11:00", "2026-12-25T12:00") == ["open", "holiday"]


def test_where_two_overrides_overlap_the_later_one_counts() -> None:
    of = table(
        WEEKDAYS,
        override("2026-11-23T00:00", "2026-11-24T00:00", Standing.CLOSED),
        override("2026-11-23T10:00", "2026-11-23T11:00", Standing.OPEN),
    )
    assert standings(of, "2026-11-23T09:59", "2026-11-23T10:00", "2026-11-23T11:00") == [
        "closed",
        "open",
        "closed",
    ]


@pytest.mark.parametrize(
    ("until", "change"),
    [
        ("2027-03-28T02:30", "2027-03-28T03:00:00+02:00"),
        ("2027-03-28T03:00", "2027-03-28T03:00:00+02:00"),
        ("2027-10-31T02:30", "2027-10-31T02:30:00+01:00"),
        ("2027-10-31T03:00", "2027-10-31T03:00:00+01:00"),
    ],
)
def test_an_override_ends_by_the_clock_on_the_wall_in_both_nights(until: str, change: str) -> None:
    night = until[:10] + "T00:00"
    of = table("24/7", override(night, until, Standing.CLOSED))
    assert wall(of.next_change(instant(night))) == change
    assert not of.is_open(instant(change) - 1)
    assert of.is_open(instant(change))


@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", 23), ("2026-10-25", 25)])
def test_a_holiday_lasts_as_long_as_its_day_on_the_wall(day: str, hours: int) -> None:
    of = Timetable("", "Europe/Madrid", Calendar("24/7; PH off", Holidays("ES", "", (day,))))
    begins = of.next_change(instant(day) - 3600)
    assert wall(begins).startswith(f"{day}T00:00:00")
    ends = of.next_change(begins)
    assert ends - begins == hours * 3600


def test_a_leap_day_is_a_day_like_any_other_and_may_be_a_holiday() -> None:
    assert standings(table(), "2028-02-29T11:00") == ["open"]
    leap = Timetable("", "Europe/Madrid", Calendar(WEEKDAYS, Holidays("ES", "", ("02-29",))))
    assert standings(leap, "2028-02-29T11:00", "2027-03-01T11:00") == ["holiday", "open"]
    assert wall(leap.next_change(instant("2028-02-28T20:00"))) == "2028-03-01T08:00:00+01:00"
