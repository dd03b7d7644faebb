"""Galician numbers against known answers."""

from __future__ import annotations

import pytest

from sounds.numeral.piece import Gender, NotSpeakable
from sounds.numeral.spoken import number

KNOWN = {
    0: "cero",
    1: "un",
    2: "dous",
    4: "catro",
    7: "sete",
    8: "oito",
    9: "nove",
    10: "dez",
    14: "catorce",
    16: "dezaseis",
    17: "dezasete",
    18: "dezaoito",
    19: "dezanove",
    20: "vinte",
    21: "vinte e un",
    22: "vinte e dous",
    30: "trinta",
    38: "trinta e oito",
    40: "corenta",
    44: "corenta e catro",
    50: "cincuenta",
    60: "sesenta",
    71: "setenta e un",
    80: "oitenta",
    99: "noventa e nove",
    100: "cen",
    101: "cento un",
    121: "cento vinte e un",
    200: "douscentos",
    300: "trescentos",
    400: "catrocentos",
    500: "cincocentos",
    700: "setecentos",
    806: "oitocentos seis",
    999: "novecentos noventa e nove",
    1000: "mil",
    1001: "mil un",
    1100: "mil cen",
    2000: "dous mil",
    2026: "dous mil vinte e seis",
    21000: "vinte e un mil",
    100000: "cen mil",
    200000: "douscentos mil",
    345678: "trescentos corenta e cinco mil seiscentos setenta e oito",
}

BEFORE_A_NOUN = [
    (1, "masculine", "un"),
    (1, "feminine", "unha"),
    (2, "feminine", "dúas"),
    (21, "feminine", "vinte e unha"),
    (21, "masculine", "vinte e un"),
    (32, "feminine", "trinta e dúas"),
    (200, "feminine", "duascentas"),
    (500, "feminine", "cincocentas"),
    (2000, "feminine", "dúas mil"),
    (102, "feminine", "cento dúas"),
]


@pytest.mark.parametrize(("value", "words"), KNOWN.items())
def test_a_number_is_said_as_in_counting(value: int, words: str) -> None:
    assert number(value, "gl").words == words


@pytest.mark.parametrize(("value", "gender", "words"), BEFORE_A_NOUN)
def test_a_number_takes_the_gender_of_its_noun(value: int, gender: str, words: str) -> None:
    assert number(value, "gl", Gender(gender)).words == words


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="give a number from 0 to 999999"):
        number(1_000_000, "gl")
