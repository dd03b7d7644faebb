"""A day of half hours: each staffed alone, sums weighted by contacts."""

from __future__ import annotations

import pytest

from reports.core.staffing import AtLeastInTime, staff
from reports.core.staffing_day import HalfHour, staff_day
from reports.core.steady_state import Load

DEMAND = AtLeastInTime(0.8, 20)
QUIET, BUSY = Load(60, 240), Load(480, 240)
DAY = staff_day(
    [HalfHour("08:00", QUIET), HalfHour("08:30", BUSY), HalfHour("14:00", None)],
    [DEMAND],
    shrinkage=0.3,
)


def test_each_half_hour_is_staffed_as_if_it_were_alone():
    assert [one.agents for one in DAY.half_hours] == [7, 37, 0]
    assert [one.rostered for one in DAY.half_hours] == [10, 53, 0]
    assert DAY.half_hours[1].staffing == staff(BUSY, [DEMAND], 0.3)


def test_sums_are_contacts_and_hours():
    assert DAY.contacts == 270
    assert DAY.peak == 37
    assert DAY.agent_hours == 22
    assert DAY.rostered_hours == 31.5


def test_the_days_service_level_is_of_its_contacts_not_of_its_half_hours():
    assert DAY.service_level(DEMAND) == pytest.approx(
        (30 * 0.89478 + 240 * 0.80416) / 270, abs=1e-5
    )


def test_a_day_without_contacts_has_no_service_level():
    day = staff_day([HalfHour("08:00", None)], [DEMAND])
    assert day.service_level(DEMAND) is None
    assert (day.peak, day.agent_hours) == (0, 0)
