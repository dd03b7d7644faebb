"""The mutation score counts what the tool says, and nothing that was not tried."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from lab.mutation import module_of, prepare, read, show

RESULTS = """
    acd.core.offer.x_one__mutmut_1: killed
    acd.core.offer.xǁOfferǁfollow__mutmut_2: survived
    acd.core.line.x_two__mutmut_1: timeout
    acd.core.line.x_two__mutmut_2: no tests
    acd.core.line.x_two__mutmut_3: not checked
a remark: killed
"""


def test_the_score_is_the_share_of_those_tried_that_were_noticed() -> None:
    verdict = read(RESULTS)
    assert (len(verdict.ends), len(verdict.tried)) == (5, 4)
    assert verdict.score == 50.0
    assert verdict.survivors == [
        "acd.core.offer.xǁOfferǁfollow__mutmut_2",
        "acd.core.line.x_two__mutmut_2",
    ]


def test_nothing_tried_is_no_score() -> None:
    assert read("").score == 0.0
    assert not read("").tried


def test_a_mutant_is_told_with_its_module_and_what_was_left_out() -> None:
    say = Console(record=True, width=100, file=io.StringIO())
    show(read(RESULTS), say)
    text = say.export_text()
    assert module_of("acd.core.offer.xǁOfferǁfollow__mutmut_2") == "acd.core.offer"
    assert "score 50.0 % of 4 mutants" in text
    assert "not tried in the time given: 1" in text
    assert "x_two__mutmut_2: no tests" in text


@pytest.mark.parametrize("name", ["acd/core/offer.py", "tests/unit/acd", "tests/conftest.py"])
def test_the_copy_has_what_the_tests_need_and_the_settings(tmp_path: Path, name: str) -> None:
    prepare(tmp_path)
    assert (tmp_path / name).exists()
    settings = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    assert 'source_paths = ["acd/core"]' in settings
