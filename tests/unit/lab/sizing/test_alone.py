"""Erlang's answers for each class alone."""

from __future__ import annotations

import pytest

from lab.sizing.alone import each_alone
from reports.core.staffing import AtLeastInTime
from tests.unit.lab.sizing.centre import N_MODEL, TWO_LANGUAGES, centre, one_group

LEVEL = (AtLeastInTime(0.8, 20.0),)


def test_each_class_has_agents_of_the_group_that_can_do_least_else() -> None:
    found = each_alone(centre(TWO_LANGUAGES), LEVEL)
    assert [(one.name, one.group) for one in found] == [("spanish", 0), ("basque", 1)]
    assert [one.erlangs for one in found] == pytest.approx([10.0, 3.2])
    assert [one.group for one in each_alone(centre(N_MODEL), LEVEL)] == [0, 1]


def test_a_rate_of_the_class_stands_in_place_of_the_group_s() -> None:
    text = N_MODEL.replace("0.9, skills", "0.9, service_rate_per_min: 0.1, skills")
    assert each_alone(centre(text), LEVEL)[1].erlangs == pytest.approx(9.0)


def test_a_patience_of_many_hours_is_endless_and_who_never_comes_needs_nobody() -> None:
    assert each_alone(one_group(60, 240, 90_000), LEVEL)[0].agents == 7
    text = N_MODEL.replace("0.5, skills", "0, skills")
    assert [one.name for one in each_alone(centre(text), LEVEL)] == ["b"]
