"""Whole searches, against the formulas where they are exact and against each other elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.simulator import Simulation, Wanted
from lab.simulator.scenario import Scenario
from lab.sizing import Asked, Sized, size
from lab.sizing.trial import Answer
from lab.sizing.verdict import judge
from reports.core.staffing import (
    AtLeastInTime,
    AtMostAbandoned,
    AtMostMeanWait,
    AtMostOccupied,
    Demand,
    OutOfReach,
)
from reports.core.steady_state import Basis
from tests.unit.lab.sizing.centre import N_MODEL, TWO_LANGUAGES, Silent, centre, one_group

LEVEL = AtLeastInTime(0.8, 20.0)


def sized(
    scenario: Scenario, *demands: Demand, contacts: int = 8000, is_overall: bool = False
) -> Sized:
    return size(scenario, Asked(demands or (LEVEL,), contacts, is_overall), Silent())


@pytest.mark.parametrize(
    ("load", "demand", "agents"),
    [
        ((60, 240), LEVEL, 7),
        ((200, 180), AtMostOccupied(0.74), 14),
        ((60, 240), AtMostMeanWait(22.0), 7),
        ((100, 180, 120), LEVEL, 7),
        ((120, 180, 90), AtMostAbandoned(0.09), 8),
        ((120, 180, 90), AtLeastInTime(0.84, 20.0, Basis.WITHOUT_SHORT), 8),
        ((120, 180, 90), AtLeastInTime(0.81, 20.0, Basis.ANSWERED), 7),
    ],
)
def test_one_class_and_group_need_what_the_formulas_say(
    load: tuple[float, ...], demand: Demand, agents: int
) -> None:
    """One agent fewer misses and this number keeps the demand by some hundredths in theory."""
    found = sized(one_group(*load), demand)
    assert found.best.counts == (agents,)
    assert [one.agents for one in found.alone] == [agents]
    assert found.fewer == ((0, Answer.MISSED),)


@pytest.mark.parametrize(
    ("text", "spared"), [(N_MODEL, 0), (TWO_LANGUAGES, 1)], ids=["N", "two languages"]
)
def test_who_can_do_both_spares_agents_and_the_answer_holds_for_another_chance(
    text: str, spared: int
) -> None:
    found = sized(centre(text), contacts=4000)
    assert found.best.heads <= sum(one.agents for one in found.alone) - spared
    assert all(answer is not Answer.KEPT for _, answer in found.fewer)
    other_chance = Simulation(replace(found.scenario, seed=77), Wanted(15_000, 20.0)).finish()
    findings = judge(other_chance, [LEVEL], is_overall=False)
    assert len(findings) == 2
    for finding in findings:
        assert finding.measured.value is not None
        assert finding.measured.value >= 0.8


def test_more_load_never_needs_fewer_agents() -> None:
    scenario = centre(TWO_LANGUAGES)
    busier = tuple(replace(one, rate_per_min=1.3 * one.rate_per_min) for one in scenario.classes)
    heads = [
        sized(one, contacts=2000).best.heads
        for one in (scenario, replace(scenario, classes=busier))
    ]
    assert heads[0] < heads[1]


def test_the_centre_as_a_whole_asks_for_no_more_than_each_class() -> None:
    text = N_MODEL.replace("rate_per_min: 0.5", "rate_per_min: 0.1")
    each, whole = (sized(centre(text), contacts=2000, is_overall=one) for one in (False, True))
    assert whole.best.heads <= each.best.heads
    assert [one.whose for one in whole.best.findings] == ["the centre"]


def test_several_demands_are_kept_together() -> None:
    double = (AtLeastInTime(0.5, 5.0), AtLeastInTime(0.86, 40.0), AtMostOccupied(0.6))
    found = sized(one_group(60, 240), *double, contacts=3000)
    assert {str(one.demand) for one in found.best.findings} == set(map(str, double))
    assert all(one.is_kept for one in found.best.findings)
    assert found.best.heads == max(
        sized(one_group(60, 240), one, contacts=3000).best.heads for one in double
    )


def test_the_same_question_has_the_same_answer() -> None:
    one, two = (sized(centre(N_MODEL), contacts=1000) for _ in range(2))
    assert [trial.counts for trial in one.tried] == [trial.counts for trial in two.tried]
    assert one.best.findings == two.best.findings


def test_what_no_number_keeps_is_out_of_reach() -> None:
    with pytest.raises(OutOfReach, match=r"abandoned \(c, unsure\); .* --contacts"):
        sized(one_group(60, 240, 180), AtMostAbandoned(0.0001), contacts=400)


def test_a_load_beyond_all_formulas_is_out_of_reach() -> None:
    with pytest.raises(OutOfReach, match="c: the load must be at most"):
        sized(one_group(1e7, 240))


def test_a_day_with_a_profile_is_staffed_in_its_own_shape() -> None:
    text = (
        "agents: [{name: g, count: 4, rate_per_min: 0.5}]\n"
        "classes: [{name: c, rate_per_min: 1.5, patience_s: 60}]\n"
        "profile: [1.0, {arrivals: 2.0, staff: 2.0}]\n"
    )
    found = sized(centre(text), contacts=2000)
    (most,) = found.best.counts
    assert [one.staff["g"] for one in found.scenario.profile] == [round(most / 2), most]
    assert found.alone[0].erlangs == pytest.approx(6.0)


def test_contacts_that_are_too_few_are_told_and_a_large_centre_counts_more_by_itself() -> None:
    assert sized(one_group(60, 240), contacts=400).is_too_short
    assert not sized(one_group(60, 240), contacts=2000).is_too_short
    ordinary = Asked((LEVEL,))
    assert ordinary.contacts_for(one_group(60, 240)) == 15_000
    assert ordinary.contacts_for(one_group(6000, 240)) == 80_000
    assert Asked((LEVEL,), 500).contacts_for(one_group(6000, 240)) == 500
