"""More exact figures from the same run: what chance did to the input is taken out again.

Owns control variates (Lavenberg & Welch 1981). Of every stretch of a run it is known what came
(`inflow`) and what was to be expected. Waits follow these deviations nearly in proportion; the part
that they explain is subtracted, and what is left tells the half-width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from lab.simulator.estimate import student
from lab.simulator.scenario import Scenario
from tests.support.fate import Fate
from tests.support.inflow import Inflow

LEVEL = 0.99


class Oracle(Protocol):
    """A run on paper that can be gone on with."""

    def play(self, contacts: int) -> list[Fate]: ...


@dataclass(frozen=True)
class Figure:
    """A figure and its half-width at 99 %."""

    value: float
    half_width: float

    def agrees(self, exact: float) -> bool:
        return abs(self.value - exact) <= self.half_width

    def __str__(self) -> str:
        return f"{self.value:.6g} ± {self.half_width:.2g}"


class LongRun:
    """Stretches of equal numbers of contacts, the first of which is thrown away."""

    def __init__(self, scenario: Scenario, oracle: Oracle, batches: int, contacts: int) -> None:
        inflow = Inflow(scenario)
        self._fates: list[list[Fate]] = []
        self._controls: list[list[float]] = []
        for _ in range(batches + 1):
            self._fates.append(oracle.play(contacts))
            self._controls.append(inflow.play(contacts))
        del self._fates[0], self._controls[0]

    def mean_wait_s(self, number: int = 0) -> Figure:
        """Over all of this class who were not blocked."""
        return self._ratio(number, lambda fate: fate.wait_s, lambda fate: fate.admitted)

    def p_wait(self, number: int = 0) -> Figure:
        return self._ratio(number, lambda fate: fate.waited, lambda fate: fate.admitted)

    def abandoned(self, number: int = 0) -> Figure:
        return self._ratio(number, lambda fate: fate.abandoned, lambda fate: fate.offered)

    def blocked(self, number: int = 0) -> Figure:
        return self._ratio(number, lambda fate: fate.blocked, lambda fate: fate.offered)

    def _ratio(
        self, number: int, above: Callable[[Fate], float], below: Callable[[Fate], float]
    ) -> Figure:
        fates = [row[number] for row in self._fates]
        return controlled(list(map(above, fates)), list(map(below, fates)), self._controls)


def controlled(
    above: Sequence[float], below: Sequence[float], controls: Sequence[Sequence[float]]
) -> Figure:
    """Σ above ÷ Σ below, less what the controls explain; each control has the mean 0."""
    count, known = len(above), len(controls[0])
    value = sum(above) / sum(below)
    deviations = [y - value * x for y, x in zip(above, below, strict=True)]
    means = [sum(column) / count for column in zip(*controls, strict=True)]
    centred = [[one - mean for one, mean in zip(row, means, strict=True)] for row in controls]
    products = [
        [sum(row[i] * row[j] for row in centred) for j in range(known)] for i in range(known)
    ]
    shared = [
        sum(one * row[i] for one, row in zip(deviations, centred, strict=True))
        for i in range(known)
    ]
    slopes = _solve(products, shared)
    left = [one - _inner(slopes, row) for one, row in zip(deviations, centred, strict=True)]
    freedom = count - 1 - known
    # The farther the controls are from their means, the less is known there (the intercept of a
    # regression): this term keeps many controls from promising too much.
    spread = 1.0 / count + _inner(means, _solve(products, means))
    deviation = sqrt(sum(one * one for one in left) / freedom * spread)
    mean_below = sum(below) / count
    return Figure(
        value - _inner(slopes, means) / mean_below,
        student((1 + LEVEL) / 2, freedom) * deviation / mean_below,
    )


def _inner(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


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
