"""How sure a figure is: half-widths from batches.

Theory. Every figure is a ratio of two sums, e.g. of waits and of contacts. Contacts that arrive
near one another wait for one another, so the variance of the ratio is not that of independent
contacts; it is taken from *batches*: long stretches of the run, or whole runs, that have next to
nothing to do with one another (batch means; Law, Simulation Modeling and Analysis, chapter 9). The
deviations of the batches are y - r·x, the variance of the ratio follows from them (Cochran,
Sampling Techniques, section 6.3), and Student's t with one degree of freedom less than there are
batches gives the half-width.

Two corrections keep the promise that a half-width makes. If neighbours still resemble each other,
the variance is too small by (1 + c) / (1 - c), c being their correlation. And the spread of waits
grows with their level, so that a run with short waits believes itself more exact than it is; for
waits the interval is therefore laid on a logarithmic scale, and the half-width is its longer side.

Few batches are chosen on purpose: long ones are nearly independent, and ten give a half-width that
is only a tenth wider than that of a hundred. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, exp, pi, sqrt, tan
from statistics import NormalDist

LEVEL = 0.95
"""Of the half-widths that are printed."""
BATCH_COUNT = 10
"""Batches at least, over all runs together."""
MOST_CORRELATED = 0.8
"""A correlation above this is not believed: the run is too short for any half-width."""
WIDEST = 3.0
"""On the logarithmic scale; beyond, the half-width is as good as unknown."""

Pair = tuple[float, float]
"""Numerator and denominator of one batch."""
Runs = Sequence[Sequence[Pair]]
"""For each run its batches in their order."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its half-width."""

    value: float | None
    """None: there is nothing to tell it from."""
    half_width: float | None
    """None: too few batches."""


UNKNOWN = Estimate(None, None)


def batches_each(run_count: int) -> int:
    """Into how many batches each of so many runs is cut."""
    return max(1, ceil(BATCH_COUNT / run_count))


def ratio(runs: Runs, level: float = LEVEL) -> Estimate:
    """Sum of numerators ÷ sum of denominators."""
    batches = [pair for run in runs for pair in run]
    below = sum(x for _, x in batches)
    if not below:
        return UNKNOWN
    value = sum(y for y, _ in batches) / below
    count = len(batches)
    if count < 2:
        return Estimate(value, None)
    deviations = [[y - value * x for y, x in run] for run in runs]
    square = sum(one * one for run in deviations for one in run)
    variance = square * count / (count - 1) / below**2
    width = student((1.0 + level) / 2.0, count - 1) * sqrt(variance)
    return Estimate(value, width * _correction(deviations, square))


def mean_wait(runs: Runs, level: float = LEVEL) -> Estimate:
    """The same for waits: the longer side of the interval on the logarithmic scale."""
    plain = ratio(runs, level)
    if not plain.value or plain.half_width is None:
        return plain
    relative = min(plain.half_width / plain.value, WIDEST)
    return Estimate(plain.value, plain.value * (exp(relative) - 1.0))


def share(runs: Runs, level: float = LEVEL) -> Estimate:
    """The same for a share of contacts; what never or always happened is not believed certain.

    With n contacts and no exception, the share is within 1 - (1 - level)^(1/n) of 0 or 1.
    """
    plain = ratio(runs, level)
    if plain.value is None or plain.half_width is None or 0.0 < plain.value < 1.0:
        return plain
    count = sum(x for run in runs for _, x in run)
    return Estimate(plain.value, 1.0 - float((1.0 - level) ** (1.0 / count)))


def _correction(deviations: Sequence[Sequence[float]], square: float) -> float:
    """The factor for batches that resemble their neighbours."""
    if not square:
        return 1.0
    shared = sum(one * two for run in deviations for one, two in pairwise(run))
    correlation = min(max(0.0, shared / square), MOST_CORRELATED)
    return sqrt((1.0 + correlation) / (1.0 - correlation))


def student(probability: float, freedom: int) -> float:
    """Quantile of Student's t above the median.

    Exact for 1 and 2 degrees of freedom; from 3 on by the expansion of Fisher and Cornish (1960),
    whose error is below 1 % there and falls quickly.
    """
    if freedom == 1:
        return tan(pi * (probability - 0.5))
    if freedom == 2:
        double = 2.0 * probability - 1.0
        return double * sqrt(2.0 / (1.0 - double * double))
    z = NormalDist().inv_cdf(probability)
    terms = (
        z,
        (z**3 + z) / 4.0,
        (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0,
        (3.0 * z**7 + 19.0 * z**5 + 17.0 * z**3 - 15.0 * z) / 384.0,
        (79.0 * z**9 + 776.0 * z**7 + 1482.0 * z**5 - 1920.0 * z**3 - 945.0 * z) / 92160.0,
    )
    return sum(term / float(freedom) ** power for power, term in enumerate(terms))
