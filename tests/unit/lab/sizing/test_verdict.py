"""When a demand counts as kept: the worse end of the half-width decides."""

from __future__ import annotations

import pytest

from lab.simulator import Simulation
from lab.simulator.estimate import Estimate
from lab.simulator.page import Cell, Presence
from lab.simulator.simulation import Run
from lab.sizing.verdict import Finding, judge
from reports.core.staffing import (
    AtLeastInTime,
    AtMostAbandoned,
    AtMostBlocked,
    AtMostMeanWait,
    AtMostOccupied,
    Demand,
)
from reports.core.steady_state import Basis
from tests.unit.lab.sizing.centre import N_MODEL, centre

LEVEL, WAIT = AtLeastInTime(0.8, 20.0), AtMostMeanWait(10.0)


@pytest.mark.parametrize(
    ("demand", "value", "half_width", "kept_unsure_clearly_kept_clearly_missed"),
    [
        (LEVEL, 0.9, 0.04, (True, False, True, False)),
        (LEVEL, 0.9, 0.07, (True, False, False, False)),
        (LEVEL, 0.9, 0.11, (False, True, False, False)),
        (LEVEL, 0.75, 0.04, (False, False, False, False)),
        (LEVEL, 0.75, 0.01, (False, False, False, True)),
        (WAIT, 9.0, 0.4, (True, False, True, False)),
        (WAIT, 9.0, 2.0, (False, True, False, False)),
        (WAIT, 14.0, 1.0, (False, False, False, True)),
        (AtMostOccupied(0.8), 0.79, 0.02, (False, True, False, False)),
        (AtMostBlocked(0.1), 0.05, 0.01, (True, False, True, False)),
        (LEVEL, 0.9, None, (False, True, False, False)),
        (LEVEL, None, None, (False, False, False, False)),
    ],
)
def test_the_worse_end_decides(
    demand: Demand,
    value: float | None,
    half_width: float | None,
    kept_unsure_clearly_kept_clearly_missed: tuple[bool, ...],
) -> None:
    one = Finding(demand, "c", Estimate(value, half_width))
    told = (one.is_kept, one.is_unsure, one.is_clearly_kept, one.is_clearly_missed)
    assert told == kept_unsure_clearly_kept_clearly_missed


def played() -> Simulation:
    """Two classes with two pages each: 100 offered, and the second has all the trouble."""
    simulation = Simulation(centre(N_MODEL))
    good = Cell(offered=50, connected=50, within=50, waited=10, wait_s=50.0)
    bad = Cell(
        offered=50, blocked=5, connected=30, within=20, abandoned=15, wait_s=450.0,
        abandoned_within=10,
    )  # fmt: skip
    presences = ((Presence(5.0, 10.0),) * 2, (Presence(3.0, 30.0),) * 2)
    simulation.runs.append(Run(((good, good), (bad, bad)), presences, 200, 1.0))
    return simulation


@pytest.mark.parametrize(
    ("demand", "each", "whole"),
    [
        (LEVEL, [1.0, 0.4], 0.7),
        (AtLeastInTime(0.8, 20.0, Basis.WITHOUT_SHORT), [1.0, 0.5], 70 / 90),
        (AtLeastInTime(0.8, 20.0, Basis.ANSWERED), [1.0, 20 / 30], 70 / 80),
        (AtMostAbandoned(0.1), [0.0, 0.3], 0.15),
        (AtMostBlocked(0.1), [0.0, 0.1], 0.05),
        (WAIT, [1.0, 10.0], 500 / 95),
        (AtMostOccupied(0.8), [0.5, 0.1], 0.2),
    ],
)
def test_each_demand_is_judged_by_its_own_figure(
    demand: Demand, each: list[float], whole: float
) -> None:
    findings = judge(played(), [demand], is_overall=False)
    assert [one.measured.value for one in findings] == pytest.approx(each)
    names = ["both", "only-b"] if isinstance(demand, AtMostOccupied) else ["a", "b"]
    assert [one.whose for one in findings] == names
    (one,) = judge(played(), [demand], is_overall=True)
    assert (one.whose, one.measured.value) == ("the centre", pytest.approx(whole))


def test_a_class_to_which_nobody_comes_is_asked_nothing() -> None:
    simulation = played()
    simulation.scenario = centre(N_MODEL.replace("0.5, skills", "0, skills"))
    assert [one.whose for one in judge(simulation, [LEVEL], is_overall=False)] == ["b"]
