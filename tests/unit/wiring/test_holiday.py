"""Holidays of country, region and town."""

from __future__ import annotations

from datetime import date

import pytest

from contact.calendar import Holidays
from wiring.holiday import holidays_of, known_places


@pytest.mark.parametrize(("year", "friday"), [(2025, "04-18"), (2026, "04-03"), (2027, "03-26")])
def test_a_holiday_that_moves_with_easter_is_found_every_year(year: int, friday: str) -> None:
    assert date.fromisoformat(f"{year}-{friday}") in holidays_of(Holidays("ES"), year)


def test_a_region_has_days_that_the_country_has_not() -> None:
    monday = date(2026, 4, 6)
    assert monday in holidays_of(Holidays("ES", "PV"), 2026)
    assert monday not in holidays_of(Holidays("ES"), 2026)
    assert date(2026, 12, 7) in holidays_of(Holidays("IT", "MI"), 2026)


def test_a_town_adds_days_of_every_year_and_of_one_year() -> None:
    town = Holidays("ES", "PV", ("07-31", "2026-08-14"))
    assert {date(2026, 7, 31), date(2026, 8, 14)} <= holidays_of(town, 2026)
    assert date(2027, 7, 31) in holidays_of(town, 2027)
    assert date(2027, 8, 14) not in holidays_of(town, 2027)


def test_a_leap_day_is_a_holiday_in_leap_years_only() -> None:
    town = Holidays("ES", "", ("02-29",))
    assert date(2028, 2, 29) in holidays_of(town, 2028)
    assert holidays_of(town, 2027) == holidays_of(Holidays("ES"), 2027)


def test_places_are_known_by_country_and_region() -> None:
    assert "PV" in known_places()["ES"]
    assert "XX" not in known_places()
    with pytest.raises(NotImplementedError):
        holidays_of(Holidays("ES", "XX"), 2026)
