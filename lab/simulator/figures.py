"""The figures of a simulation, with their half-widths.

Owns what is divided by what. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from lab.simulator import estimate
from lab.simulator.batch import Batches, batches_each, cells_of, pairs, presences_of
from lab.simulator.estimate import Estimate
from lab.simulator.page import Cell, Presence
from lab.simulator.simulation import Simulation


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Of one class, or of all together."""

    name: str
    offered_count: int
    connected_count: int
    abandoned_count: int
    blocked_count: int
    inside_count: int
    """Still waiting when the run ended; counted with the wait so far."""
    mean_wait_s: Estimate
    """Over all who were not blocked, waiting or not; of those who left, until they did."""
    p_wait: Estimate
    """Of all who were not blocked: not connected at the instant of the arrival."""
    p_within: Estimate
    """Of all offered: connected within the given time."""
    abandoned: Estimate
    """Of all offered."""
    blocked: Estimate
    """Of all offered."""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Of one group of agents."""

    name: str
    occupancy: Estimate
    """Share of the time logged in that was spent with a contact."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a simulation tells."""

    classes: tuple[ClassFigures, ...]
    groups: tuple[GroupFigures, ...]
    level: float
    """Of the half-widths."""
    batch_count: int


def figures_of(simulation: Simulation, level: float = estimate.LEVEL) -> Figures:
    """The figures after the play."""
    scenario = simulation.scenario
    return Figures(
        classes=tuple(
            _class(kind.name, cells_of(simulation, (number,)), level)
            for number, kind in enumerate(scenario.classes)
        ),
        groups=tuple(
            _group(group.name, presences_of(simulation, (number,)), level)
            for number, group in enumerate(scenario.groups)
        ),
        level=level,
        batch_count=batches_each(simulation) * len(simulation.runs),
    )


def _class(name: str, runs: list[Batches[Cell]], level: float) -> ClassFigures:
    offered, connected, abandoned, blocked = map(
        attrgetter, ("offered", "connected", "abandoned", "blocked")
    )
    cells = [cell for run in runs for batch in run for cell in batch]
    counts = [sum(map(one, cells)) for one in (offered, connected, abandoned, blocked)]
    waits = pairs(runs, attrgetter("wait_s"), admitted)
    waited = pairs(runs, attrgetter("waited"), admitted)
    within = pairs(runs, attrgetter("within"), offered)
    return ClassFigures(
        name=name,
        offered_count=counts[0],
        connected_count=counts[1],
        abandoned_count=counts[2],
        blocked_count=counts[3],
        inside_count=counts[0] - sum(counts[1:]),
        mean_wait_s=estimate.mean_wait(waits, level),
        p_wait=estimate.share(waited, level),
        p_within=estimate.share(within, level),
        abandoned=estimate.share(pairs(runs, abandoned, offered), level),
        blocked=estimate.share(pairs(runs, blocked, offered), level),
    )


def admitted(cell: Cell) -> int:
    """Contacts that were not blocked."""
    return cell.offered - cell.blocked


def _group(name: str, runs: list[Batches[Presence]], level: float) -> GroupFigures:
    busy = pairs(runs, attrgetter("busy_s"), attrgetter("staffed_s"))
    return GroupFigures(name, estimate.ratio(busy, level))
