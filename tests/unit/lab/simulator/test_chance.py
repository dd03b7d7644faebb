"""Chance in streams: the same for every policy, with the mean and shape that were asked for."""

from __future__ import annotations

import itertools
import random
from math import inf
from statistics import fmean, pstdev

import pytest

from lab.simulator.chance import Arrivals, drawing, stream
from lab.simulator.scenario import HALF_HOUR_S, Law, Shape

COUNT = 20_000


def test_a_stream_depends_on_every_part_of_its_purpose_and_on_nothing_else() -> None:
    first = [stream(1, 0, "a", "service").random() for _ in range(2)]
    assert first[0] == first[1]
    others = {stream(*purpose).random() for purpose in itertools.product((1, 2), (0, 1), "ab")}
    assert len(others) == 8


@pytest.mark.parametrize(
    ("law", "cv"),
    [
        (Law(), 1.0),
        (Law(Shape.LOGNORMAL, 0.5), 0.5),
        (Law(Shape.LOGNORMAL, 1.2), 1.2),
        (Law(Shape.DETERMINISTIC), 0.0),
    ],
)
def test_a_shape_has_the_mean_one_and_its_variation(law: Law, cv: float) -> None:
    draw = drawing(law, random.Random(5))
    drawn = [draw() for _ in range(COUNT)]
    assert fmean(drawn) == pytest.approx(1.0, abs=0.03)
    assert pstdev(drawn) == pytest.approx(cv, abs=0.06)


def _instants(arrivals: Arrivals, until: float) -> list[float]:
    found = [arrivals.after(0.0)]
    while found[-1] < until:
        found.append(arrivals.after(found[-1]))
    return found[:-1]


def test_arrivals_come_with_the_rate_of_their_half_hour_and_then_anew() -> None:
    arrivals = Arrivals([2.0, 0.0, 6.0], drawing(Law(), random.Random(6)))
    counts = [0] * 3
    for at in _instants(arrivals, 300 * HALF_HOUR_S):
        counts[int(at // HALF_HOUR_S) % 3] += 1
    assert counts[1] == 0
    assert counts[0] == pytest.approx(100 * 60, rel=0.04)
    assert counts[2] == pytest.approx(100 * 180, rel=0.03)


def test_a_gap_that_reaches_into_another_half_hour_is_carried_over_exactly() -> None:
    """At one gap of a unit: 1 contact a minute for 30 minutes, then 2 a minute."""
    arrivals = Arrivals([1.0, 2.0], lambda: 31.0)
    assert arrivals.after(0.0) == pytest.approx(HALF_HOUR_S + 30.0)


def test_after_the_last_half_hour_nothing_changes_any_more() -> None:
    arrivals = Arrivals([1.0, 2.0], lambda: 1.0, last_half_hour=1)
    assert arrivals.after(5 * HALF_HOUR_S) == 5 * HALF_HOUR_S + 30.0
    assert arrivals.after(6 * HALF_HOUR_S) == 6 * HALF_HOUR_S + 30.0


@pytest.mark.parametrize("rates", [[0.0], [0.0, 0.0], [1.0, 0.0]])
def test_nobody_comes_where_the_rate_is_nought_for_ever(rates: list[float]) -> None:
    assert Arrivals(rates, lambda: 31.0, last_half_hour=1).after(0.0) == inf
