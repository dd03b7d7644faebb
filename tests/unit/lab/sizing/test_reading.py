"""A file to be sized: mistakes as in every simulation, and groups that may not be hired."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialplan.problem import SiteProblems
from lab.sizing.reading import read_centre
from tests.unit.lab.sizing.centre import TWO_LANGUAGES


def test_a_group_with_a_count_of_0_is_not_hired(tmp_path: Path) -> None:
    file = tmp_path / "centre.yaml"
    file.write_text(TWO_LANGUAGES.replace("count: 3", "count: 0", 1), encoding="utf-8")
    assert [one.name for one in read_centre(file).groups] == ["spanish", "both"]


def test_a_class_that_only_such_groups_serve_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "centre.yaml"
    file.write_text(TWO_LANGUAGES.replace("count: 3", "count: 0"), encoding="utf-8")
    with pytest.raises(SiteProblems) as caught:
        read_centre(file)
    (told,) = map(str, caught.value.problems)
    assert told == (
        f"{file}:7:12: classes.1.name: whoever can serve 'basque' has a count of 0; give one of "
        "these groups a count of at least 1; counts are proportions here"
    )


def test_other_mistakes_are_those_of_a_simulation(tmp_path: Path) -> None:
    with pytest.raises(SiteProblems, match="cannot be read"):
        read_centre(tmp_path / "none.yaml")
