"""Spanish numbers against known answers."""

from __future__ import annotations

import pytest

from sounds.numeral.piece import Gender, NotSpeakable
from sounds.numeral.spoken import number

KNOWN = {
    0: "cero",
    1: "uno",
    2: "dos",
    7: "siete",
    10: "diez",
    11: "once",
    15: "quince",
    16: "dieciséis",
    17: "diecisiete",
    19: "diecinueve",
    20: "veinte",
    21: "veintiuno",
    22: "veintidós",
    23: "veintitrés",
    25: "veinticinco",
    26: "veintiséis",
    29: "veintinueve",
    30: "treinta",
    31: "treinta y uno",
    42: "cuarenta y dos",
    50: "cincuenta",
    55: "cincuenta y cinco",
    67: "sesenta y siete",
    70: "setenta",
    78: "setenta y ocho",
    84: "ochenta y cuatro",
    99: "noventa y nueve",
    100: "cien",
    101: "ciento uno",
    110: "ciento diez",
    121: "ciento veintiuno",
    199: "ciento noventa y nueve",
    200: "doscientos",
    316: "trescientos dieciséis",
    400: "cuatrocientos",
    500: "quinientos",
    602: "seiscientos dos",
    700: "setecientos",
    777: "setecientos setenta y siete",
    900: "novecientos",
    999: "novecientos noventa y nueve",
    1000: "mil",
    1001: "mil uno",
    1100: "mil cien",
    1492: "mil cuatrocientos noventa y dos",
    2000: "dos mil",
    2026: "dos mil veintiséis",
    21000: "veintiún mil",
    31000: "treinta y un mil",
    100000: "cien mil",
    101000: "ciento un mil",
    200000: "doscientos mil",
    999999: "novecientos noventa y nueve mil novecientos noventa y nueve",
}

BEFORE_A_NOUN = [
    (1, "masculine", "un"),
    (1, "feminine", "una"),
    (21, "masculine", "veintiún"),
    (21, "feminine", "veintiuna"),
    (31, "masculine", "treinta y un"),
    (41, "feminine", "cuarenta y una"),
    (101, "feminine", "ciento una"),
    (200, "feminine", "doscientas"),
    (521, "feminine", "quinientas veintiuna"),
    (500, "masculine", "quinientos"),
    (1001, "masculine", "mil un"),
    (21000, "feminine", "veintiún mil"),
    (200000, "feminine", "doscientas mil"),
    (2300, "feminine", "dos mil trescientas"),
]


@pytest.mark.parametrize(("value", "words"), KNOWN.items())
def test_a_number_is_said_as_in_counting(value: int, words: str) -> None:
    assert number(value, "es").words == words


@pytest.mark.parametrize(("value", "gender", "words"), BEFORE_A_NOUN)
def test_a_number_takes_the_gender_of_its_noun(value: int, gender: str, words: str) -> None:
    assert number(value, "es", Gender(gender)).words == words


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="give a number from 0 to 999999"):
        number(1_000_000, "es")
