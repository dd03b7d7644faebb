"""More exact figures from the same run: what chance did to the input is taken out again.

Owns control variates (Lavenberg & Welch 1981). Of every stretch of a run it is known how many
contacts came and how much service they needed, and how many and how much were to be expected. Waits
follow these deviations nearly in proportion; the part that they explain is subtracted, and what is
left tells the half-width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

from lab.simulator.estimate import student
from lab.simulator.page import PAGE_COUNT, Cell
from lab.simulator.scenario import Scenario
from lab.simulator.simulation import Simulation
from lab.simulator.source import Source

BATCHES = 40
LEVEL = 0.99
Controls = list[list[float]]
"""For each batch the deviations from what was to be expected; each has the mean 0."""


@dataclass(frozen=True)
class Figure:
    """A figure and the half-width at 99 %."""

    value: float
    half_width: float

    def holds(self, exact: float) -> bool:
        return abs(self.value - exact) <= self.half_width

    def relative(self, exact: float) -> float:
        """Half-width as a share of the exact figure."""
        return self.half_width / exact


class Controlled:
    """A played run of a scenario with a duration, and what came in each part of it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        simulation = Simulation(scenario).finish()
        self.run = simulation.runs[0]
        self.contacts = self.run.contact_count
        self._begin = simulation.length.warm_up_s
        self.controls = self._controls()

    def mean_wait_s(self, number: int) -> Figure:
        """Of the contacts of a class, in the order of the scenario."""
        return self._ratio(
            number, lambda cell: cell.wait_s, lambda cell: cell.offered - cell.blocked
        )

    def p_wait(self, number: int) -> Figure:
        return self._ratio(
            number, lambda cell: cell.waited, lambda cell: cell.offered - cell.blocked
        )

    def abandoned(self, number: int) -> Figure:
        return self._ratio(number, lambda cell: cell.abandoned, lambda cell: cell.offered)

    def blocked(self, number: int) -> Figure:
        return self._ratio(number, lambda cell: cell.blocked, lambda cell: cell.offered)

    def occupancy(self, number: int) -> Figure:
        pages = self.run.presences[number]
        return controlled(
            _sums([page.busy_s for page in pages]),
            _sums([page.staffed_s for page in pages]),
            self.controls,
        )

    def _ratio(self, number: int, above, below) -> Figure:  # type: ignore[no-untyped-def]
        cells: Sequence[Cell] = self.run.cells[number]
        return controlled(
            _sums([above(cell) for cell in cells]),
            _sums([below(cell) for cell in cells]),
            self.controls,
        )

    def _controls(self) -> Controls:
        length = self.scenario.duration_s / BATCHES
        found: Controls = [[] for _ in range(BATCHES)]
        for kind in self.scenario.classes:
            if not kind.rate_per_min:
                continue
            source = Source(self.scenario, kind, 0, inf)
            counts, needs = [0] * BATCHES, [0.0] * BATCHES
            at = source.next_after(0.0)
            while at < self._begin + self.scenario.duration_s:
                need = source.citizen(at).need
                if at >= self._begin:
                    batch = int((at - self._begin) / length)
                    counts[batch] += 1
                    needs[batch] += need
                at = source.next_after(at)
            for batch, controls in enumerate(found):
                controls += [
                    counts[batch] - length * kind.rate_per_min / 60.0,
                    needs[batch] - counts[batch],
                ]
        return found


def controlled(above: Sequence[float], below: Sequence[float], controls: Controls) -> Figure:
    """Σ above ÷ Σ below, less what the controls explain."""
    count, known = len(above), len(controls[0])
    value = sum(above) / sum(below)
    deviations = [y - value * x for y, x in zip(above, below, strict=True)]
    means = [sum(row[k] for row in controls) / count for k in range(known)]
    centred = [[row[k] - means[k] for k in range(known)] for row in controls]
    slopes = _solve(
        [[sum(row[i] * row[j] for row in centred) for j in range(known)] for i in range(known)],
        [sum(d * row[i] for d, row in zip(deviations, centred, strict=True)) for i in range(known)],
    )
    left = [
        d - sum(slope * one for slope, one in zip(slopes, row, strict=True))
        for d, row in zip(deviations, centred, strict=True)
    ]
    explained = sum(slope * mean for slope, mean in zip(slopes, means, strict=True))
    mean_below = sum(below) / count
    freedom = count - 1 - known
    deviation = sqrt(sum(one * one for one in left) / freedom / count) / mean_below
    return Figure(value - explained / mean_below, student((1 + LEVEL) / 2, freedom) * deviation)


def _sums(pages: Sequence[float]) -> list[float]:
    each = PAGE_COUNT // BATCHES
    return [sum(pages[begin : begin + each]) for begin in range(0, PAGE_COUNT, each)]


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss with pivots; a handful of unknowns."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        best = max(range(i, len(rows)), key=lambda number: abs(rows[number][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for other in range(len(rows)):
            if other != i:
                factor = rows[other][i] / rows[i][i]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[i], strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(rows)]
