"""Dates, hours, sums of money, rows of digits and waits against known answers."""

from __future__ import annotations

import pytest

from contact.plan import Prompt
from sounds.numeral import spoken
from sounds.numeral.piece import NotSpeakable


@pytest.mark.parametrize(
    ("language", "month", "day", "words"),
    [
        ("es", 1, 6, "seis de enero"),
        ("es", 10, 31, "treinta y uno de octubre"),
        ("it", 1, 1, "primo gennaio"),
        ("it", 12, 8, "otto dicembre"),
        ("it", 5, 23, "ventitré maggio"),
        ("eu", 1, 6, "urtarrilaren seian"),
        ("eu", 2, 1, "otsailaren batean"),
        ("eu", 7, 31, "uztailaren hogeita hamaikan"),
        ("eu", 8, 20, "abuztuaren hogeian"),
        ("eu", 12, 25, "abenduaren hogeita bostean"),
        ("ca", 1, 1, "u de gener"),
        ("ca", 4, 23, "vint-i-tres d'abril"),
        ("ca", 9, 11, "onze de setembre"),
        ("gl", 7, 25, "vinte e cinco de xullo"),
        ("gl", 5, 17, "dezasete de maio"),
        ("en", 1, 6, "January sixth"),
        ("en", 2, 29, "February twenty-ninth"),
        ("en", 8, 30, "August thirtieth"),
    ],
)
def test_a_date_is_said_as_the_language_does(
    language: str, month: int, day: int, words: str
) -> None:
    assert spoken.date(month, day, language).words == words


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (2, 30), (4, 31), (6, 0)])
def test_a_day_that_does_not_exist_is_refused(month: int, day: int) -> None:
    with pytest.raises(NotSpeakable, match="no day"):
        spoken.date(month, day, "es")


@pytest.mark.parametrize(
    ("language", "hour", "minute", "words"),
    [
        ("es", 0, 0, "las doce de la noche"),
        ("es", 1, 5, "la una y cinco de la madrugada"),
        ("es", 9, 30, "las nueve y treinta de la mañana"),
        ("es", 12, 0, "las doce del mediodía"),
        ("es", 13, 0, "la una de la tarde"),
        ("es", 21, 45, "las nueve y cuarenta y cinco de la noche"),
        ("it", 1, 0, "l'una di notte"),
        ("it", 12, 23, "le dodici e ventitré"),
        ("it", 16, 30, "le quattro e trenta del pomeriggio"),
        ("it", 20, 0, "le otto di sera"),
        ("eu", 8, 0, "goizeko zortziak"),
        ("eu", 14, 30, "arratsaldeko ordu biak eta hogeita hamar"),
        ("eu", 21, 0, "gaueko bederatziak"),
        ("ca", 14, 45, "les dues i quaranta-cinc de la tarda"),
        ("ca", 3, 0, "les tres de la matinada"),
        ("gl", 14, 0, "as dúas da tarde"),
        ("gl", 13, 10, "a unha e dez da tarde"),
        ("en", 14, 0, "two o'clock in the afternoon"),
        ("en", 9, 5, "nine oh five in the morning"),
        ("en", 18, 30, "six thirty in the evening"),
    ],
)
def test_an_hour_is_said_on_the_clock_of_twelve(
    language: str, hour: int, minute: int, words: str
) -> None:
    assert spoken.time(hour, minute, language).words == words


@pytest.mark.parametrize(("hour", "minute"), [(24, 0), (-1, 0), (8, 60)])
def test_an_hour_that_does_not_exist_is_refused(hour: int, minute: int) -> None:
    with pytest.raises(NotSpeakable, match="is no time of day"):
        spoken.time(hour, minute, "es")


@pytest.mark.parametrize(
    ("language", "cents", "words"),
    [
        ("es", 0, "cero euros"),
        ("es", 1, "un céntimo"),
        ("es", 100, "un euro"),
        ("es", 2150, "veintiún euros y cincuenta céntimos"),
        ("es", 3131, "treinta y un euros y treinta y un céntimos"),
        ("it", 100, "un euro"),
        ("it", 1250, "dodici euro e cinquanta centesimi"),
        ("eu", 100, "euro bat"),
        ("eu", 1250, "hamabi euro eta berrogeita hamar zentimo"),
        ("ca", 2101, "vint-i-un euros i un cèntim"),
        ("gl", 2202, "vinte e dous euros e dous céntimos"),
        ("en", 99_900_099, "nine hundred and ninety-nine thousand euros and ninety-nine cents"),
    ],
)
def test_a_sum_of_money_agrees_with_its_nouns(language: str, cents: int, words: str) -> None:
    assert spoken.money(cents, language).words == words


@pytest.mark.parametrize("cents", [-1, 100_000_000])
def test_a_sum_without_words_is_refused(cents: int) -> None:
    with pytest.raises(NotSpeakable, match="no words here"):
        spoken.money(cents, "es")


@pytest.mark.parametrize(
    ("language", "row", "words"),
    [
        ("es", "944205000", "nueve cuatro cuatro, dos cero cinco, cero cero cero"),
        ("es", "1234", "uno dos tres cuatro"),
        ("ca", "1234567", "u dos tres, quatre cinc, sis set"),
        ("eu", "112", "bat bat bi"),
        ("gl", "12", "un dous"),
        ("it", "3331234567", "tre tre tre, uno due tre, quattro cinque sei sette"),
        ("en", "12345", "one two three, four five"),
        ("es", "94 420", "nueve cuatro, cuatro dos cero"),
        ("es", "+34 012", "cero cero, tres cuatro, cero uno dos"),
    ],
)
def test_digits_are_said_one_by_one_in_groups(language: str, row: str, words: str) -> None:
    assert spoken.digits(row, language).words == words


@pytest.mark.parametrize("row", ["", "T-12", "-1", "one"])
def test_a_row_that_is_not_of_digits_is_refused(row: str) -> None:
    with pytest.raises(NotSpeakable, match="is no row of digits"):
        spoken.digits(row, "es")


def test_clips_follow_in_the_order_in_which_they_are_heard() -> None:
    assert spoken.money(3150, "es").keys == (
        "tens-30", "number-1-short", "euros", "and", "number-50", "cents",
    )  # fmt: skip
    assert spoken.number(21, "eu").prompts == (Prompt("tens-20", "eu"), Prompt("digit-1", "eu"))
    assert spoken.time(7, 0, "eu").keys == ("part-morning", "hour-7")
    assert spoken.digits("1-10", "it").keys == ("digit-1", "digit-1", "digit-0")


def test_a_wait_is_one_whole_sentence() -> None:
    told = spoken.wait(130.0, 280.0, "en", {"wait-about-2-5": "Two to five."})
    assert (told.words, told.keys) == ("Two to five.", ("wait-about-2-5",))


def test_a_wait_that_is_no_range_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="no range"):
        spoken.wait(9.0, 3.0, "en", {})


def test_a_language_without_rules_is_refused_by_name() -> None:
    with pytest.raises(NotSpeakable, match="no rules for language 'fr'; known: es, it"):
        spoken.number(1, "fr")
