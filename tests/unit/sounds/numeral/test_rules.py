"""The clips that the rules ask for are recorded, in the very words of the rules."""

from __future__ import annotations

from calendar import monthrange

import pytest

from sounds.library import open_library
from sounds.numeral.piece import Gender, Pieces
from sounds.numeral.rules import RULES
from sounds.numeral.spoken import date, digits, money, number, time

LIBRARY = open_library()
LANGUAGES = pytest.mark.parametrize("language", RULES)
SAMPLE = (*range(1100), *range(1100, 1_000_000, 997))


def heard(keys: tuple[str, ...], language: str) -> str:
    """The words of clips one after the other, as a bare row of letters."""
    texts = LIBRARY.catalogue.texts[language]
    return bare("".join(texts[key] for key in keys))


def bare(text: str) -> str:
    """Only the letters; an Italian three at the end of a word is written with an accent."""
    return "".join(letter for letter in text.lower() if letter.isalpha()).replace("é", "e")


def plain(pieces: Pieces) -> str:
    return bare("".join(piece.words for piece in pieces))


def test_every_language_of_the_catalogue_has_rules() -> None:
    assert RULES.keys() == LIBRARY.catalogue.languages.keys()


@LANGUAGES
def test_the_clips_of_a_number_are_heard_as_its_words(language: str) -> None:
    for value in SAMPLE:
        pieces = RULES[language].cardinal(value, Gender.NONE)
        assert heard(number(value, language).keys, language) == plain(pieces), value


@LANGUAGES
def test_the_clips_of_every_day_are_heard_as_its_words(language: str) -> None:
    for month in range(1, 13):
        for day in range(1, monthrange(2028, month)[1] + 1):
            spoken = date(month, day, language)
            assert bare(spoken.words) == heard(spoken.keys, language)


@LANGUAGES
def test_the_clips_of_every_minute_of_the_day_are_heard_as_its_words(language: str) -> None:
    for minute in range(24 * 60):
        spoken = time(minute // 60, minute % 60, language)
        assert bare(spoken.words) == heard(spoken.keys, language)


@LANGUAGES
def test_every_sum_and_every_digit_has_its_clips(language: str) -> None:
    for cents in (*range(10_000), *range(10_000, 99_999_999, 1_234_567)):
        assert heard(money(cents, language).keys, language)
    assert heard(digits("0123456789", language).keys, language)


@LANGUAGES
def test_the_clips_of_a_language_are_few(language: str) -> None:
    composed = ("digit", "number", "tens", "hundred", "thousands", "month", "day", "hour", "part")
    few = [key for key in LIBRARY.catalogue.texts[language] if key.partition("-")[0] in composed]
    assert len(few) <= 120
