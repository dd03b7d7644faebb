"""The measured centre is what it says; the exponent is a slope. How fast, only the bench says."""

from __future__ import annotations

import pytest
from rich.console import Console

from contact.event import OfferMade
from lab import bench_decision
from lab.bench_decision import Centre, Cost, exponent


@pytest.mark.parametrize("is_distinct", [False, True])
def test_everybody_who_can_works_and_as_many_wait_as_said(is_distinct):
    centre = Centre(60, 300, is_distinct=is_distinct)
    assert centre.floor.matching.order.size == 300
    assert len(centre.floor.matching.profiles) == (60 if is_distinct else 40)
    made = centre.engine.handle(centre.next_end(), centre.now).events
    assert any(isinstance(event, OfferMade) for event in made)
    assert centre.take(made)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_the_exponent_is_the_slope_on_logarithmic_paper(power):
    costs = [Cost(size, (3.0 * size**power, 0.0), (1.0, 1.0), 1.0) for size in (100, 1000, 10000)]
    assert exponent(costs, lambda one: one.decision_us[0]) == pytest.approx(power)


async def test_each_kind_of_centre_has_its_three_verdicts():
    sizes = ((30, 60), (60, 120))
    results = await bench_decision.measure_decision(Console(quiet=True), sizes, samples=60)
    assert len(results) == 6
    assert all(one.is_met == (one.value <= float(one.demand.strip("≤ "))) for one in results)
