"""The line behind occupied agents, against integrals, closed forms and a chain solved otherwise."""

from __future__ import annotations

import math

import pytest

from reports.core.waiting_line import CountedLine, Rates, counted_line

WAITS_S = (0.0, 1.0, 7.5, 60.0, 400.0)


def one_state(rates: Rates, ahead: int) -> CountedLine:
    """A line that everybody joins with so many waiting."""
    joined = (0.0,) * ahead + (1.0,)
    return CountedLine(rates, joined, 0.0, float(ahead))


def survival(rates: list[float], wait_s: float) -> float:
    """P(sum of exponential times > wait), rates all different: the textbook's partial fractions."""
    return sum(
        math.exp(-one * wait_s)
        * math.prod(other / (other - one) for other in rates if other is not one)
        for one in rates
    )


@pytest.mark.parametrize("ahead", [0, 1, 4])
@pytest.mark.parametrize("wait_s", WAITS_S)
def test_the_offered_wait_is_a_sum_of_exponential_times(ahead, wait_s):
    rates = Rates(arrival=1.0, service=0.1, leaving=0.03)
    stages = [rates.service + one * rates.leaving for one in range(ahead + 1)]
    found = one_state(rates, ahead).longer_share(wait_s)
    assert found == pytest.approx(survival(stages, wait_s), abs=1e-11)


@pytest.mark.parametrize("ahead", [0, 1, 4])
@pytest.mark.parametrize("wait_s", WAITS_S)
def test_who_is_served_in_time_was_patient_for_as_long(ahead, wait_s):
    """Against the integral over the offered wait, by parts and Simpson's rule."""
    rates = Rates(arrival=1.0, service=0.1, leaving=0.03)
    line = one_state(rates, ahead)
    steps = 2000
    points = [
        rates.leaving
        * math.exp(-rates.leaving * wait_s * one / steps)
        * (line.longer_share(wait_s * one / steps) - line.longer_share(wait_s))
        * (1 if one in (0, steps) else 4 if one % 2 else 2)
        for one in range(steps + 1)
    ]
    integral = 1.0 - line.longer_share(wait_s) - math.fsum(points) * wait_s / steps / 3.0
    assert line.served_share(wait_s) == pytest.approx(integral, abs=1e-8)


@pytest.mark.parametrize("wait_s", WAITS_S)
def test_without_leaving_the_wait_has_an_erlang_distribution(wait_s):
    line = one_state(Rates(arrival=1.0, service=0.1, leaving=0.0), 3)
    poisson = math.exp(-0.1 * wait_s) * sum(
        (0.1 * wait_s) ** k / math.factorial(k) for k in range(4)
    )
    assert line.longer_share(wait_s) == pytest.approx(poisson, abs=1e-14)
    assert line.served_share(wait_s) == pytest.approx(1.0 - poisson, abs=1e-14)


@pytest.mark.parametrize(
    ("agents", "arrival", "leaving", "room"),
    [(1, 0.3, 0.2, 5), (3, 4.0, 0.01, 40), (4, 3.0, 0.0, 7), (7, 2.0, 1.0, 0), (2, 9.0, 3.0, 60)],
)
def test_the_states_are_those_of_a_balance_solved_from_the_empty_centre(
    agents, arrival, leaving, room
):
    weights = [1.0]
    for state in range(1, agents + room + 1):
        weights.append(
            weights[-1] * arrival / (min(state, agents) + max(0, state - agents) * leaving)
        )
    total = math.fsum(weights)
    line = counted_line(agents, arrival, Rates(arrival, agents, leaving), room)
    assert line.blocked_share == pytest.approx(weights[-1] / total, rel=1e-12)
    assert line.waiting_share == pytest.approx(math.fsum(weights[agents:-1]) / total, rel=1e-12)
    queue = sum(one * weight for one, weight in enumerate(weights[agents:])) / total
    assert line.mean_queue == pytest.approx(queue, rel=1e-12)


def test_an_overloaded_line_of_patient_citizens_does_not_overflow():
    """Arrivals 1/s, service 0.5/s, each leaves after an hour: some 1,800 wait."""
    line = counted_line(1, 2.0, Rates(1.0, 0.5, 1 / 3600.0), math.inf)
    assert line.mean_queue == pytest.approx(1800, rel=1e-3)
    assert line.waiting_share == pytest.approx(1.0)
    fluid_s = 3600.0 * math.log(2.0)
    assert line.longer_share(0.8 * fluid_s) > 0.999
    assert line.longer_share(1.2 * fluid_s) < 0.001


@pytest.mark.parametrize("ahead", [5_000, 6_000, 7_000])
def test_a_wait_that_begins_below_the_smallest_float_is_still_exact(ahead):
    """exp(−6000) is no float; the sum of terms around 6,000 is, by the normal approximation."""
    found = one_state(Rates(1.0, 100.0, 0.0), ahead).longer_share(60.0)
    normal = 0.5 * math.erfc((6000.0 - ahead - 0.5) / math.sqrt(2.0 * 6000.0))
    assert found == pytest.approx(normal, abs=2e-3)


def test_everybody_who_waits_for_ever_is_served_or_leaves():
    line = counted_line(50, 48.0, Rates(0.8, 50 / 60.0, 1 / 120.0), math.inf)
    left = line.mean_queue / 120.0 / 0.8
    assert line.served_share(1e5) == pytest.approx(line.waiting_share - left, rel=1e-12)
