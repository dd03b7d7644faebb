"""What the builder did, as one line and for programs."""

from __future__ import annotations

from sounds.wish import Built, summary


def test_the_outcome_is_told_in_one_line() -> None:
    built = Built(["es/hold"], ["a fault", "another"], 12, 33.6)
    assert summary(built) == "12 files, 34 s, 1 made, 2 problems"


def test_programs_get_every_problem_and_what_was_made() -> None:
    built = Built(["es/hold"], ["a fault"], 12, 33.66)
    assert built.plain == {
        "made": ["es/hold"], "problems": ["a fault"], "files": 12, "seconds": 33.7,
    }  # fmt: skip
