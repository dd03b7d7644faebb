"""A described centre with other numbers of agents, and how long it is played.

Owns what of the file stays and what is tried. Pure.

Every candidate is played with the same seed, and the simulator draws what comes from streams of its
own for each class and purpose. So all candidates meet the same contacts with the same needs and the
same patience (common random numbers), and what differs between two of them is due to the agents.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from lab.simulator.plan_builder import most_of
from lab.simulator.reading import PROFILE_REPLICATIONS
from lab.simulator.scenario import HalfHour, Scenario
from lab.sizing.division import Counts

MOST_REPLICATIONS = 1000


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

    Without a profile one run is as long as that. A day with a profile keeps its length and is
    played so often (0: count the whole duration).
    """
    if not scenario.profile:
        return replace(scenario, replications=1), contacts
    a_day = scenario.rate_per_min * scenario.duration_s / 60.0
    runs = min(max(PROFILE_REPLICATIONS, ceil(contacts / a_day)), MOST_REPLICATIONS)
    return replace(scenario, replications=runs), 0
