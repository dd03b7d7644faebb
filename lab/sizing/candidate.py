"""A described centre with other numbers of agents, and how long it is played.

Owns what of the file stays and what is tried. Pure.

Every candidate is played with the same seed, and the simulator draws what comes from streams of its
own for each class and purpose. So all candidates meet the same contacts with the same needs and the
same patience (common random numbers), and what differs between two of them is due to the agents.

A centre forgets in some mean service times how it was. A run that begins empty must therefore last
for several before it is counted, and a batch for many, or batches resemble one another and their
spread says little. In a large centre that is many contacts, however few would do for the figure.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from lab.simulator.check import can_serve
from lab.simulator.estimate import BATCH_COUNT
from lab.simulator.plan_builder import most_of
from lab.simulator.reading import PROFILE_REPLICATIONS
from lab.simulator.scenario import HalfHour, Scenario
from lab.simulator.simulation import WARM_UP_SHARE
from lab.sizing.division import Counts

MOST_REPLICATIONS = 1000
WARM_UP_SERVICES = 10.0
"""Mean service times at least that are not counted."""
BATCH_SERVICES = 20.0
"""Mean service times at least that a batch lasts."""


def counts_of(scenario: Scenario) -> Counts:
    """Agents of each group; with a profile those of its fullest half hour."""
    return tuple(most_of(scenario, group) for group in scenario.groups)


def manned(scenario: Scenario) -> Scenario:
    """Without the groups that the file gives nobody: they are not to be hired."""
    groups = tuple(one for one in scenario.groups if most_of(scenario, one))
    return replace(scenario, groups=groups)


def staffed(scenario: Scenario, counts: Counts) -> Scenario:
    """With so many agents in each group; a profile keeps the shape that the file gives its day."""
    before = counts_of(scenario)
    factors = {
        group.name: count / most
        for group, count, most in zip(scenario.groups, counts, before, strict=True)
    }
    return replace(
        scenario,
        groups=tuple(
            replace(group, count=count)
            for group, count in zip(scenario.groups, counts, strict=True)
        ),
        profile=tuple(
            HalfHour(
                one.arrivals, {name: round(one.staff[name] * by) for name, by in factors.items()}
            )
            for one in scenario.profile
        ),
    )


def lasting(scenario: Scenario, contacts: int) -> tuple[Scenario, int]:
    """Made as long as it takes to count about so many contacts, and how many to count in each run.

    Without a profile one run is as long as that, after a warm-up. A day with a profile keeps its
    length and is played so often (0: count the whole duration).
    """
    if not scenario.profile:
        warm_up_s = _warm_up_s(scenario, contacts)
        return replace(scenario, replications=1, warm_up_s=warm_up_s), contacts
    a_day = scenario.rate_per_min * scenario.duration_s / 60.0
    days = ceil(contacts / a_day) if a_day else 0
    runs = min(max(PROFILE_REPLICATIONS, days), MOST_REPLICATIONS)
    return replace(scenario, replications=runs), 0


def least_contacts(scenario: Scenario) -> int:
    """With fewer the half-widths of a run mean little; 0 with a profile, whose days are batches."""
    if scenario.profile:
        return 0
    minutes = BATCH_COUNT * BATCH_SERVICES * _longest_service_s(scenario) / 60.0
    return ceil(minutes * scenario.rate_per_min)


def _warm_up_s(scenario: Scenario, contacts: int) -> float:
    if scenario.warm_up_s is not None:
        return scenario.warm_up_s
    share = WARM_UP_SHARE * 60.0 * contacts / scenario.rate_per_min
    return max(share, WARM_UP_SERVICES * _longest_service_s(scenario))


def _longest_service_s(scenario: Scenario) -> float:
    """The greatest mean of any class with any group that can serve it."""
    rates = [
        kind.service_rate_per_min or group.rate_per_min
        for kind in scenario.classes
        for group in scenario.groups
        if can_serve(group, kind)
    ]
    return 60.0 / min(rates)
