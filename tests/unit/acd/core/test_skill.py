"""Skills as bits say the same as comparing levels one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acd.core.skill import HIGHEST_LEVEL, SkillBook, lack

_SKILLS = st.dictionaries(st.sampled_from(["es", "eu", "taxes"]), st.integers(1, HIGHEST_LEVEL))


@given(held=_SKILLS, required=_SKILLS)
def test_bits_serve_exactly_when_every_level_is_reached(
    held: dict[str, int], required: dict[str, int]
) -> None:
    book = SkillBook()
    serves = not book.required(required) & ~book.held(held)
    assert serves == all(held.get(skill, 0) >= level for skill, level in required.items())
    assert serves == (lack(held, required) == "")


def test_a_level_of_zero_asks_for_nothing_and_one_above_the_highest_for_too_much() -> None:
    book = SkillBook()
    assert book.required({"es": 0}) == 0
    assert book.required({"es": 99}) & ~book.held({"es": 99})


def test_what_is_missing_is_said_in_words() -> None:
    assert lack({"es": 3}, {"es": 5, "taxes": 1}) == "lacks es 5, taxes 1"


def test_a_skill_of_level_zero_is_held_by_nobody() -> None:
    book = SkillBook()
    assert book.required({"es": 1}) & ~book.held({"es": 0})
