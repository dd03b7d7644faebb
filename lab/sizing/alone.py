"""What Erlang's formulas say of each class alone, as if it had agents of its own.

Owns the first guess of the search: for each class the fewest agents who serve nobody else. Several
skills make some of them spare, so that the sum is about the most that is needed. A guess only: the
shapes of durations, rings, priorities and waiting places are left aside, and of a profile the
fullest half hour is taken. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lab.simulator.check import can_serve
from lab.simulator.scenario import AgentGroup, ContactClass, Scenario
from reports.core.staffing import Demand, OutOfReach, staff
from reports.core.steady_state import LONGEST_PATIENCE_S, Load


@dataclass(frozen=True, slots=True)
class Alone:
    """One class with agents of its own."""

    name: str
    group: int
    """Number of the group they are from."""
    erlangs: float
    agents: int
    """The fewest, by Erlang A with patience and by Erlang C without."""


def each_alone(scenario: Scenario, demands: Sequence[Demand]) -> tuple[Alone, ...]:
    """Every class to which somebody comes. Raises OutOfReach, also for too great a load.

    Its agents are of the group that can do the least else, so that the versatile stay free.
    """
    return tuple(
        _alone(scenario, kind, demands) for kind in scenario.classes if scenario.rate_of(kind)
    )


def _alone(scenario: Scenario, kind: ContactClass, demands: Sequence[Demand]) -> Alone:
    number = min(
        (one for one, group in enumerate(scenario.groups) if can_serve(group, kind)),
        key=lambda one: (_versatility(scenario, scenario.groups[one]), one),
    )
    per_min = kind.service_rate_per_min or scenario.groups[number].rate_per_min
    patience_s = kind.patience_s
    if patience_s is None or patience_s > LONGEST_PATIENCE_S:
        patience_s = math.inf
    try:
        load = Load(60.0 * _most_per_min(scenario, kind), 60.0 / per_min, patience_s)
    except ValueError as error:
        raise OutOfReach(f"{kind.name}: {error}") from None
    return Alone(kind.name, number, load.erlangs, staff(load, demands).agents)


def _versatility(scenario: Scenario, group: AgentGroup) -> int:
    """How many classes the group serves."""
    return sum(can_serve(group, kind) for kind in scenario.classes)


def _most_per_min(scenario: Scenario, kind: ContactClass) -> float:
    rates = [one.arrivals[kind.name] for one in scenario.profile] or [kind.rate_per_min]
    return max(rates)
