"""Basque numbers against known answers."""

from __future__ import annotations

import pytest

from sounds.numeral.piece import Gender, NotSpeakable
from sounds.numeral.spoken import number

KNOWN = {
    0: "zero",
    1: "bat",
    2: "bi",
    4: "lau",
    9: "bederatzi",
    10: "hamar",
    11: "hamaika",
    12: "hamabi",
    15: "hamabost",
    18: "hemezortzi",
    19: "hemeretzi",
    20: "hogei",
    21: "hogeita bat",
    29: "hogeita bederatzi",
    30: "hogeita hamar",
    31: "hogeita hamaika",
    39: "hogeita hemeretzi",
    40: "berrogei",
    41: "berrogeita bat",
    50: "berrogeita hamar",
    55: "berrogeita hamabost",
    60: "hirurogei",
    70: "hirurogeita hamar",
    77: "hirurogeita hamazazpi",
    80: "laurogei",
    81: "laurogeita bat",
    90: "laurogeita hamar",
    99: "laurogeita hemeretzi",
    100: "ehun",
    101: "ehun eta bat",
    120: "ehun eta hogei",
    200: "berrehun",
    300: "hirurehun",
    365: "hirurehun eta hirurogeita bost",
    400: "laurehun",
    500: "bostehun",
    999: "bederatziehun eta laurogeita hemeretzi",
    1000: "mila",
    1001: "mila eta bat",
    1100: "mila eta ehun",
    1110: "mila ehun eta hamar",
    1984: "mila bederatziehun eta laurogeita lau",
    2000: "bi mila",
    2026: "bi mila eta hogeita sei",
    2300: "bi mila eta hirurehun",
    21000: "hogeita bat mila",
    100000: "ehun mila",
    345678: "hirurehun eta berrogeita bost mila seiehun eta hirurogeita hemezortzi",
}

BEFORE_A_NOUN = [
    (1, "masculine", "bat"),
    (21, "feminine", "hogeita bat"),
]


@pytest.mark.parametrize(("value", "words"), KNOWN.items())
def test_a_number_is_said_as_in_counting(value: int, words: str) -> None:
    assert number(value, "eu").words == words


@pytest.mark.parametrize(("value", "gender", "words"), BEFORE_A_NOUN)
def test_a_number_takes_the_gender_of_its_noun(value: int, gender: str, words: str) -> None:
    assert number(value, "eu", Gender(gender)).words == words


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="give a number from 0 to 999999"):
        number(1_000_000, "eu")
