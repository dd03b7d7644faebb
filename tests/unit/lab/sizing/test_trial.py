"""Candidates: each played once, and not at all where the answer is known without."""

from __future__ import annotations

from lab.sizing.candidate import staffed
from lab.sizing.division import Counts
from lab.sizing.trial import Answer, Trial, Trials, can_keep_up
from reports.core.staffing import AtLeastInTime, AtMostOccupied, Demand
from tests.unit.lab.sizing.centre import N_MODEL, Silent, centre

LEVEL = AtLeastInTime(0.8, 20.0)


def trials(*demands: Demand, contacts: int = 2000) -> Trials:
    return Trials(centre(N_MODEL), demands or (LEVEL,), contacts, False, Silent())


def test_a_candidate_is_played_once_and_told_before_and_after() -> None:
    some = trials()
    audience = some.audience
    assert isinstance(audience, Silent)
    assert some.is_enough((3, 3))
    assert some.trial((3, 3)) is some.trial((3, 3))
    assert audience.begun == [one.counts for one in audience.ended] == [(3, 3)]


def test_less_than_what_is_not_enough_is_not_played() -> None:
    some = trials()
    for counts, answer in (((5, 3), Answer.UNSURE), ((3, 5), Answer.MISSED)):
        some.tried[counts] = Trial(counts, answer)
    assert [some.answer(one) for one in ((4, 2), (2, 4), (3, 3))] == [
        Answer.UNSURE,
        Answer.MISSED,
        Answer.MISSED,
    ]
    assert len(some.tried) == 2


def test_a_line_without_end_is_not_played() -> None:
    some = trials()
    for counts in ((0, 5), (1, 0), (0, 0)):
        assert some.trial(counts) == Trial(counts, Answer.MISSED)
    scenario = centre(N_MODEL)
    known: dict[Counts, bool] = {(1, 1): True, (2, 0): True, (1, 0): False, (0, 9): False}
    assert {one: can_keep_up(staffed(scenario, one)) for one in known} == known


def test_a_day_with_a_profile_may_be_too_busy_but_everybody_needs_somebody() -> None:
    scenario = centre(N_MODEL + "profile: [9.0]\n")
    assert can_keep_up(staffed(scenario, (1, 1)))
    assert not can_keep_up(staffed(scenario, (0, 1)))


def test_what_is_clear_after_a_short_look_gets_no_long_one() -> None:
    offered = {}
    for counts in ((4, 4), (2, 1)):
        figures = trials().trial(counts).figures
        assert figures is not None
        offered[counts] = sum(one.offered_count for one in figures.classes)
    assert offered == {(4, 4): 500, (2, 1): 2000}


def test_an_agent_costs_what_one_is_occupied_and_a_group_of_nobody_cannot_give() -> None:
    some = trials(AtMostOccupied(0.9))
    assert some.is_enough((3, 0))
    both, nobody = some.costs((3, 0))
    assert 0.3 < both < 0.6
    assert nobody == float("inf")
