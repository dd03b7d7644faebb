"""Catalan numbers against known answers."""

from __future__ import annotations

import pytest

from sounds.numeral.piece import Gender, NotSpeakable
from sounds.numeral.spoken import number

KNOWN = {
    0: "zero",
    1: "u",
    2: "dos",
    8: "vuit",
    9: "nou",
    10: "deu",
    11: "onze",
    15: "quinze",
    16: "setze",
    17: "disset",
    18: "divuit",
    19: "dinou",
    20: "vint",
    21: "vint-i-u",
    22: "vint-i-dos",
    28: "vint-i-vuit",
    30: "trenta",
    31: "trenta-u",
    45: "quaranta-cinc",
    50: "cinquanta",
    66: "seixanta-sis",
    70: "setanta",
    77: "setanta-set",
    80: "vuitanta",
    90: "noranta",
    99: "noranta-nou",
    100: "cent",
    101: "cent u",
    121: "cent vint-i-u",
    200: "dos-cents",
    234: "dos-cents trenta-quatre",
    500: "cinc-cents",
    800: "vuit-cents",
    999: "nou-cents noranta-nou",
    1000: "mil",
    1001: "mil u",
    1100: "mil cent",
    2000: "dos mil",
    2026: "dos mil vint-i-sis",
    21000: "vint-i-un mil",
    31000: "trenta-un mil",
    100000: "cent mil",
    200000: "dos-cents mil",
    101000: "cent un mil",
}

BEFORE_A_NOUN = [
    (1, "masculine", "un"),
    (1, "feminine", "una"),
    (2, "feminine", "dues"),
    (21, "masculine", "vint-i-un"),
    (21, "feminine", "vint-i-una"),
    (22, "feminine", "vint-i-dues"),
    (31, "masculine", "trenta-un"),
    (32, "feminine", "trenta-dues"),
    (200, "feminine", "dues-centes"),
    (500, "feminine", "cinc-centes"),
    (2000, "feminine", "dues mil"),
]


@pytest.mark.parametrize(("value", "words"), KNOWN.items())
def test_a_number_is_said_as_in_counting(value: int, words: str) -> None:
    assert number(value, "ca").words == words


@pytest.mark.parametrize(("value", "gender", "words"), BEFORE_A_NOUN)
def test_a_number_takes_the_gender_of_its_noun(value: int, gender: str, words: str) -> None:
    assert number(value, "ca", Gender(gender)).words == words


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="give a number from 0 to 999999"):
        number(1_000_000, "ca")
