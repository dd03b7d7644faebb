"""How agents and requirements are ranked."""

from __future__ import annotations

import pytest

from acd.core.agent import Agent
from acd.core.line import Line
from acd.core.profile import Profile, Requirement, idle_key, level_sum, line_of
from contact.identity import AgentId
from contact.plan import Strategy


def _agent() -> Agent:
    return Agent(
        AgentId("ana"),
        idle_since=60.0,
        logged_in_at=20.0,
        work_s=10.0,
        contact_count=3,
        last_offer=7,
    )


@pytest.mark.parametrize(
    ("strategy", "value"),
    [
        (Strategy.LONGEST_IDLE, 60.0),
        (Strategy.FEWEST_CONTACTS, 3.0),
        (Strategy.ROUND_ROBIN, 7.0),
        (Strategy.LEAST_OCCUPIED, 0.25),
    ],
)
def test_each_strategy_ranks_by_its_own_value(strategy: Strategy, value: float) -> None:
    assert idle_key(_agent(), strategy) == (value, 60.0, "ana")
    assert line_of(strategy) is strategy


@pytest.mark.parametrize("strategy", [Strategy.RANDOM, Strategy.HIGHEST_SKILL_FIT])
def test_strategies_without_a_line_use_that_of_the_longest_idle(strategy: Strategy) -> None:
    assert line_of(strategy) is Strategy.LONGEST_IDLE
    with pytest.raises(ValueError, match=str(strategy)):
        idle_key(_agent(), strategy)


def test_fit_is_the_sum_of_levels_in_what_is_asked_for() -> None:
    assert level_sum({"es": 5, "eu": 3, "it": 9}, ("es", "eu", "fr")) == 8


def test_shortages_are_numbered_when_they_are_over() -> None:
    requirement = Requirement({}, 0)
    told = []
    for step in (1, 1, -1, -1, 1, -1, 1):
        requirement.count(step, 0)
        told.append((requirement.logged_in_count, requirement.shortage))
    assert told == [(1, 1), (2, 1), (1, 1), (0, 1), (1, 2), (0, 2), (1, 3)]


def test_what_a_profile_lacks_is_put_in_words_once() -> None:
    requirement = Requirement({"es": 5}, 1)
    profile = Profile({"es": 3}, 0, {Strategy.LONGEST_IDLE: Line()})
    assert requirement.lack_of(profile) == "lacks es 5"
    assert requirement.lack_of(profile) is requirement.lack_of(profile)


def test_those_ready_are_counted_beside_those_here() -> None:
    requirement = Requirement({}, 0)
    for here, ready in ((1, 0), (1, 1), (0, 1), (-1, -1)):
        requirement.count(here, ready)
    assert (requirement.logged_in_count, requirement.ready_count, requirement.shortage) == (1, 1, 1)
