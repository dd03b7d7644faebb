"""Opening hours follow the clock on the wall, also where that clock is turned."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from opening_hours import ParserError

from wiring.timetable import Timetable

MADRID = ZoneInfo("Europe/Madrid")
DAY_S = 86400.0


def instant(local: str) -> float:
    """UTC seconds of a local time in Madrid, or of one with an offset of its own."""
    at = datetime.fromisoformat(local)
    return (at if at.tzinfo else at.replace(tzinfo=MADRID)).timestamp()


def wall(at: float | None) -> str:
    return "never" if at is None else datetime.fromtimestamp(at, MADRID).isoformat()


def test_no_hours_are_always_open_and_never_change() -> None:
    table = Timetable("", "Europe/Madrid")
    assert table.is_open(0.0)
    assert table.next_change(0.0) is None


def test_a_change_lies_later_than_the_instant_asked_about() -> None:
    table = Timetable("Mo-Fr 08:00-20:00", "Europe/Madrid")
    opens, closes = instant("2026-11-23T08:00"), instant("2026-11-23T20:00")
    assert [table.is_open(at) for at in (opens - 1, opens, closes - 1, closes)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert table.next_change(opens - 1) == opens
    assert table.next_change(opens) == closes


def test_a_year_of_changes_keeps_to_the_clock_on_the_wall() -> None:
    """Also on the two days on which that clock is turned."""
    table = Timetable("Mo-Fr 08:00-20:00; Sa 09:00-14:00; Dec 25 off", "Europe/Madrid")
    at, seen = instant("2027-01-01T00:00"), []
    while at < instant("2028-01-01T00:00"):
        before, change = at, table.next_change(at)
        assert change is not None and change > before
        assert table.is_open(change) is not table.is_open(change - 1)
        seen.append(f"{datetime.fromtimestamp(change, MADRID):%a %H:%M} {table.is_open(change)}")
        at = change
    assert set(seen) == {
        *(f"{day} 08:00 True" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")),
        *(f"{day} 20:00 False" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")),
        "Sat 09:00 True",
        "Sat 14:00 False",
    }


@pytest.mark.parametrize(
    ("hours", "before", "change"),
    [
        ("02:30-10:00", "2027-03-28T00:00", "2027-03-28T03:00:00+02:00"),
        ("02:30-10:00", "2027-10-31T00:00", "2027-10-31T02:30:00+01:00"),
        ("20:00-02:30", "2027-10-30T21:00", "2027-10-31T02:30:00+01:00"),
    ],
)
def test_an_hour_that_is_left_out_or_comes_twice_has_one_change(hours, before, change) -> None:
    assert wall(Timetable(hours, "Europe/Madrid").next_change(instant(before))) == change


def test_the_same_hours_are_other_instants_in_another_time_zone() -> None:
    opens = [
        Timetable("08:00-20:00", zone).next_change(instant("2026-11-23T00:00"))
        for zone in ("Europe/Madrid", "Atlantic/Canary")
    ]
    assert opens == [instant("2026-11-23T08:00"), instant("2026-11-23T09:00")]


def test_hours_and_zones_that_are_none_are_refused() -> None:
    with pytest.raises(ParserError):
        Timetable("weekdays", "Europe/Madrid")
    with pytest.raises(ZoneInfoNotFoundError):
        Timetable("", "Europe/Madriz")
