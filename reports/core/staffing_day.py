"""A day of half hours, each with the agents that it needs.

Owns the table of the day and its sums. Each half hour is taken as long enough for its own steady
state; what a line that grew before carries over is not seen, so that no demand should be allowed to
be missed for long. Never reads a file. Pure.

Source: stationary independent period by period (Green, Kolesar and
Soares 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.core.staffing import AtLeastInTime, Demand, Staffing, staff
from reports.core.steady_state import Load

PERIOD_H = 0.5


@dataclass(frozen=True, slots=True)
class HalfHour:
    """What is expected in one half hour."""

    begins: str
    """Local time, '08:30'."""
    load: Load | None
    """None: nothing arrives and nobody is needed."""


@dataclass(frozen=True, slots=True)
class StaffedHalfHour:
    """One line of the day's table."""

    begins: str
    staffing: Staffing | None

    @property
    def contacts(self) -> float:
        """Offered in this half hour."""
        return self.staffing.state.load.contacts_per_hour * PERIOD_H if self.staffing else 0.0

    @property
    def agents(self) -> int:
        return self.staffing.agents if self.staffing else 0

    @property
    def rostered(self) -> int:
        return self.staffing.rostered if self.staffing else 0


@dataclass(frozen=True, slots=True)
class StaffedDay:
    """The table of a day."""

    half_hours: tuple[StaffedHalfHour, ...]

    @property
    def contacts(self) -> float:
        """Offered in the whole day."""
        return sum(one.contacts for one in self.half_hours)

    @property
    def peak(self) -> int:
        """Most agents at work at the same time."""
        return max((one.agents for one in self.half_hours), default=0)

    @property
    def agent_hours(self) -> float:
        """Hours at work, of all agents together."""
        return PERIOD_H * sum(one.agents for one in self.half_hours)

    @property
    def rostered_hours(self) -> float:
        """Hours on the roster, of all heads together."""
        return PERIOD_H * sum(one.rostered for one in self.half_hours)

    def service_level(self, demand: AtLeastInTime) -> float | None:
        """Of all contacts of the day, not the mean of the half hours, 0 to 1; None: no contacts."""
        served = whole = 0.0
        for one in self.half_hours:
            if one.staffing:
                counts = one.staffing.state.in_time(demand.within_s, demand.basis)
                served += one.contacts * counts[0]
                whole += one.contacts * counts[1]
        return min(1.0, served / whole) if whole else None


def staff_day(
    half_hours: Sequence[HalfHour], demands: Sequence[Demand], shrinkage: float = 0.0
) -> StaffedDay:
    """The fewest agents for each half hour alone. Raises OutOfReach."""
    return StaffedDay(
        tuple(
            StaffedHalfHour(one.begins, staff(one.load, demands, shrinkage) if one.load else None)
            for one in half_hours
        )
    )
