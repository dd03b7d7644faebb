"""English numbers against known answers."""

from __future__ import annotations

import pytest

from sounds.numeral.piece import Gender, NotSpeakable
from sounds.numeral.spoken import number

KNOWN = {
    0: "zero",
    1: "one",
    8: "eight",
    10: "ten",
    11: "eleven",
    12: "twelve",
    13: "thirteen",
    15: "fifteen",
    18: "eighteen",
    20: "twenty",
    21: "twenty-one",
    30: "thirty",
    40: "forty",
    44: "forty-four",
    50: "fifty",
    62: "sixty-two",
    80: "eighty",
    99: "ninety-nine",
    100: "one hundred",
    101: "one hundred and one",
    110: "one hundred and ten",
    200: "two hundred",
    365: "three hundred and sixty-five",
    999: "nine hundred and ninety-nine",
    1000: "one thousand",
    1001: "one thousand and one",
    1100: "one thousand one hundred",
    1492: "one thousand four hundred and ninety-two",
    2026: "two thousand and twenty-six",
    21000: "twenty-one thousand",
    100000: "one hundred thousand",
    345678: "three hundred and forty-five thousand six hundred and seventy-eight",
}

BEFORE_A_NOUN = [
    (1, "masculine", "one"),
    (21, "feminine", "twenty-one"),
]


@pytest.mark.parametrize(("value", "words"), KNOWN.items())
def test_a_number_is_said_as_in_counting(value: int, words: str) -> None:
    assert number(value, "en").words == words


@pytest.mark.parametrize(("value", "gender", "words"), BEFORE_A_NOUN)
def test_a_number_takes_the_gender_of_its_noun(value: int, gender: str, words: str) -> None:
    assert number(value, "en", Gender(gender)).words == words


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="give a number from 0 to 999999"):
        number(1_000_000, "en")
