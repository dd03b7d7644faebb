"""Italian numbers against known answers."""

from __future__ import annotations

import pytest

from sounds.numeral.piece import Gender, NotSpeakable
from sounds.numeral.spoken import number

KNOWN = {
    0: "zero",
    1: "uno",
    3: "tre",
    8: "otto",
    10: "dieci",
    11: "undici",
    14: "quattordici",
    17: "diciassette",
    18: "diciotto",
    19: "diciannove",
    20: "venti",
    21: "ventuno",
    22: "ventidue",
    23: "ventitré",
    28: "ventotto",
    30: "trenta",
    31: "trentuno",
    38: "trentotto",
    43: "quarantatré",
    50: "cinquanta",
    61: "sessantuno",
    70: "settanta",
    75: "settantacinque",
    88: "ottantotto",
    91: "novantuno",
    99: "novantanove",
    100: "cento",
    101: "centouno",
    103: "centotré",
    108: "centotto",
    110: "centodieci",
    121: "centoventuno",
    180: "centottanta",
    200: "duecento",
    333: "trecentotrentatré",
    500: "cinquecento",
    999: "novecentonovantanove",
    1000: "mille",
    1001: "milleuno",
    1100: "millecento",
    1861: "milleottocentosessantuno",
    2000: "duemila",
    2003: "duemilatré",
    2026: "duemilaventisei",
    21000: "ventunomila",
    23000: "ventitremila",
    100000: "centomila",
    108000: "centottomila",
    345678: "trecentoquarantacinquemilaseicentosettantotto",
}

BEFORE_A_NOUN = [
    (1, "masculine", "un"),
    (1, "feminine", "una"),
    (21, "feminine", "ventuno"),
    (200, "feminine", "duecento"),
]


@pytest.mark.parametrize(("value", "words"), KNOWN.items())
def test_a_number_is_said_as_in_counting(value: int, words: str) -> None:
    assert number(value, "it").words == words


@pytest.mark.parametrize(("value", "gender", "words"), BEFORE_A_NOUN)
def test_a_number_takes_the_gender_of_its_noun(value: int, gender: str, words: str) -> None:
    assert number(value, "it", Gender(gender)).words == words


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="give a number from 0 to 999999"):
        number(1_000_000, "it")
