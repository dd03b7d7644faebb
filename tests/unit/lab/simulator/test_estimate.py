"""Half-widths keep what they promise."""

from __future__ import annotations

import random

import pytest

from lab.simulator.estimate import (
    UNKNOWN,
    Estimate,
    Pair,
    batches_each,
    mean_wait,
    ratio,
    share,
    student,
)


@pytest.mark.parametrize(
    ("probability", "freedom", "quantile"),
    [
        (0.975, 1, 12.7062),
        (0.975, 2, 4.3027),
        (0.975, 3, 3.1824),
        (0.975, 9, 2.2622),
        (0.995, 4, 4.6041),
        (0.995, 9, 3.2498),
        (0.975, 1000, 1.9623),
    ],
)
def test_student_s_quantiles_are_those_of_the_tables(
    probability: float, freedom: int, quantile: float
) -> None:
    assert student(probability, freedom) == pytest.approx(quantile, rel=0.003)


def test_a_ratio_is_the_sums_divided_and_not_the_mean_of_ratios() -> None:
    assert ratio([[(1.0, 1.0), (0.0, 3.0)]]).value == 0.25


def test_nothing_below_the_line_gives_no_figure() -> None:
    assert ratio([[(0.0, 0.0), (0.0, 0.0)]]) == UNKNOWN
    assert mean_wait([[(0.0, 0.0)]]) == share([[(0.0, 0.0)]]) == UNKNOWN


def test_one_batch_gives_a_figure_without_a_half_width() -> None:
    assert ratio([[(3.0, 2.0)]]) == mean_wait([[(3.0, 2.0)]]) == Estimate(1.5, None)


def test_equal_batches_leave_no_doubt() -> None:
    assert ratio([[(2.0, 1.0)] * 10]) == Estimate(2.0, 0.0)


def test_the_half_width_of_independent_batches_is_student_s() -> None:
    found = ratio([[(1.0, 1.0), (3.0, 1.0)] * 5])
    assert found.half_width == pytest.approx(student(0.975, 9) * (10 / 9 / 10) ** 0.5)


def test_batches_that_resemble_their_neighbours_make_the_figure_less_sure() -> None:
    rising = [[(float(number), 1.0) for number in range(10)]]
    shuffled = [[rising[0][number]] for number in range(10)]
    assert _width(ratio(rising)) > 1.5 * _width(ratio(shuffled))


def test_the_half_width_of_waits_is_the_longer_side_on_a_logarithmic_scale() -> None:
    batches = [[(1.0, 1.0), (3.0, 1.0)] * 5]
    plain, wait = ratio(batches), mean_wait(batches)
    assert plain.value == wait.value == 2.0
    assert _width(wait) == pytest.approx(2.0 * (2.718281828 ** (_width(plain) / 2.0) - 1.0))


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_what_never_or_always_happened_is_not_certain(value: float) -> None:
    found = share([[(value * 100.0, 100.0)] * 10])
    assert found.value == value
    assert found.half_width == pytest.approx(0.003, rel=0.01)


@pytest.mark.parametrize(("runs", "each"), [(1, 10), (2, 5), (3, 4), (10, 1), (40, 1)])
def test_there_are_ten_batches_at_least(runs: int, each: int) -> None:
    assert batches_each(runs) == each


def test_ninety_five_of_a_hundred_intervals_hold_the_truth_though_neighbours_are_alike() -> None:
    """Waits like those of a queue: skewed, each much like the one before."""
    chance = random.Random(11)
    held = sum(_holds(chance) for _ in range(400))
    assert 370 <= held <= 396


def _holds(chance: random.Random) -> bool:
    wait, batches = 0.0, []
    for _ in range(10):
        batch: Pair = (0.0, 0.0)
        for _ in range(400):
            wait = max(0.0, wait + chance.expovariate(1.0) - chance.expovariate(0.7))
            batch = (batch[0] + wait, batch[1] + 1.0)
        batches.append(batch)
    found = mean_wait([batches])
    # M/M/1: mean wait rho / (mu - lambda) with mu = 1, lambda = 0.7
    return abs((found.value or 0.0) - 0.7 / 0.3) <= _width(found)


def _width(estimate: Estimate) -> float:
    assert estimate.half_width is not None
    return estimate.half_width
