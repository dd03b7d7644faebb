"""Runs cut into batches: what every figure of a simulation is made of.

Owns which pages belong together and what is divided by what. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from typing import TypeVar

from lab.simulator import estimate
from lab.simulator.estimate import Pair
from lab.simulator.page import Cell, Presence
from lab.simulator.simulation import Simulation

T = TypeVar("T")
Batches = list[Sequence[T]]
"""The pages of one run in stretches of nearly equal length."""


def batches_each(simulation: Simulation) -> int:
    """Into how many batches each run is cut. A day with a profile is one piece."""
    if simulation.scenario.profile:
        return 1
    return min(estimate.batches_each(len(simulation.runs)), simulation.length.page_count)


def cells_of(simulation: Simulation, classes: Iterable[int]) -> list[Batches[Cell]]:
    """For each run the cells of these classes (by number), batch by batch."""
    numbers, each = tuple(classes), batches_each(simulation)
    return [_together([run.cells[one] for one in numbers], each) for run in simulation.runs]


def presences_of(simulation: Simulation, groups: Iterable[int]) -> list[Batches[Presence]]:
    """For each run the presences of these groups (by number), batch by batch."""
    numbers, each = tuple(groups), batches_each(simulation)
    return [_together([run.presences[one] for one in numbers], each) for run in simulation.runs]


def pairs(
    runs: list[Batches[T]], above: Callable[[T], float], below: Callable[[T], float]
) -> list[list[Pair]]:
    """For each run and batch the sums of both, to be divided."""
    return [[(sum(map(above, one)), sum(map(below, one))) for one in run] for run in runs]


def _together(several: Sequence[Sequence[T]], count: int) -> Batches[T]:
    stretches = [_cut(pages, count) for pages in several]
    return [tuple(chain.from_iterable(one)) for one in zip(*stretches, strict=True)]


def _cut(pages: Sequence[T], count: int) -> Batches[T]:
    ends = [len(pages) * number // count for number in range(count + 1)]
    return [pages[begin:end] for begin, end in pairwise(ends)]
