"""The formulas that the simulator is held against give the published values."""

from __future__ import annotations

from math import inf

import pytest

from tests.support.controlled import controlled
from tests.support.inflow import Inflow
from tests.support.queue_theory import GT1, GT2, ageing, line, product_form, strict_priority
from tests.unit.lab.simulator.test_reading import read


@pytest.mark.parametrize(
    ("given", "wait_s", "p_wait", "abandoned", "blocked"),
    [
        ((15, 10.0, 1.0, inf, 0), 0.0, 0.0, 0.0, 0.036497),
        ((14, 10 / 3, 1 / 3), 7.8359, 0.1741319, 0.0, 0.0),
        ((4, 0.5, 0.25), 20.870, 0.17391, 0.0, 0.0),
        ((50, 48.0), 20.8337, 0.694456, 0.0, 0.0),
        ((50, 48.0, 1.0, 120.0), 3.70947, 0.467774, 0.030912, 0.0),
        ((55, 48.0, 1.0, 120.0), 1.0368, None, 0.00864, 0.0),
        ((16, 5.0, 0.25, 180.0), 40.626, None, 0.22570, 0.0),
        ((20, 5.0, 0.25, 180.0, 10), 16.465, None, 0.091045, 0.004652),
    ],
)
def test_one_line_waits_as_the_tables_say(
    given: tuple[float, ...], wait_s: float, p_wait: float | None, abandoned: float, blocked: float
) -> None:
    found = line(int(given[0]), *given[1:])
    assert found.mean_wait_s == pytest.approx(wait_s, rel=1e-4)
    assert p_wait is None or found.p_wait == pytest.approx(p_wait, rel=1e-4)
    assert found.abandoned == pytest.approx(abandoned, rel=1e-3)
    assert found.blocked == pytest.approx(blocked, rel=1e-3)


def test_priorities_and_ageing_wait_as_published_and_keep_the_mean() -> None:
    arrivals = (0.7, 1.4, 1.5)
    strict = strict_priority(12, arrivals, 1 / 3)
    aged = ageing(12, arrivals, 1 / 3, (4, 2, 1))
    assert strict == pytest.approx([11.637, 24.499, 202.119], abs=1e-3)
    assert aged == pytest.approx([43.649, 76.777, 138.388], abs=1e-3)
    for waits in (strict, aged):
        mean = sum(wait * rate for wait, rate in zip(waits, arrivals, strict=True)) / 3.6
        assert mean == pytest.approx(96.0064, abs=1e-3)


def test_the_product_form_gives_the_published_waits_and_idle_shares() -> None:
    first, second = product_form(GT1), product_form(GT2)
    assert [one / 60 for one in first.mean_wait_s] == pytest.approx(
        [0.501905, 0.541104, 0.425454], abs=1e-6
    )
    assert first.p_wait == pytest.approx([0.460880, 0.485154, 0.426629], abs=1e-6)
    assert first.idle == pytest.approx([0.398191, 0.322348, 0.374268], abs=1e-6)
    assert [one / 60 for one in second.mean_wait_s] == pytest.approx([2.104294, 0.901840], abs=1e-6)
    assert second.p_wait == pytest.approx([0.781595, 0.541104], abs=1e-6)


def test_what_a_control_explains_no_longer_makes_a_figure_unsure() -> None:
    controls = [[float(number % 7) - 3.0] for number in range(49)]
    waits = [10.0 + 2.0 * row[0] for row in controls]
    found = controlled(waits, [1.0] * 49, controls)
    assert found.value == pytest.approx(10.0)
    assert found.half_width == pytest.approx(0.0, abs=1e-9)


def test_the_controls_of_the_inflow_have_the_mean_nought() -> None:
    inflow = Inflow(read())
    inflow.play(1000)
    rows = [inflow.play(1000) for _ in range(60)]
    for column in zip(*rows, strict=True):
        mean = sum(column) / len(column)
        deviation = (sum((one - mean) ** 2 for one in column) / len(column) / 59) ** 0.5
        assert abs(mean) < 3.5 * deviation
