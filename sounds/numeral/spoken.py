"""Composed speech: a number, date, hour, sum of money, row of digits or wait, as clips and words.

Owns the order of the pieces. The same rules give the text and the sequence of recorded clips. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contact.plan import Prompt
from contact.wait_band import band_of
from sounds.numeral.piece import Gender, NotSpeakable, Piece, Pieces, text_of
from sounds.numeral.rules import RULES, Rules

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BASQUE_TWENTY = Piece("tens-20", "hogeita")
_OH = Piece("oh", "oh")
_OCLOCK = Piece("oclock", "o'clock")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something composed, in one language."""

    language: str
    words: str
    keys: tuple[str, ...]
    """Names of the clips in the prompt catalogue, in the order in which they are heard."""

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """For the line."""
        return tuple(Prompt(key, self.language) for key in self.keys)


def number(value: int, language: str, gender: Gender = Gender.NONE) -> Spoken:
    """A cardinal number from 0 to 999,999. Raises NotSpeakable."""
    rules = _rules(language)
    pieces = rules.cardinal(value, gender)
    return Spoken(language, rules.written(pieces), _keys(pieces))


def date(month: int, day: int, language: str) -> Spoken:
    """A day of a month: "6 de enero", "urtarrilaren 6an", "January 6th". Raises NotSpeakable."""
    if not 1 <= month <= 12 or not 1 <= day <= _MONTH_DAYS[month - 1]:
        raise NotSpeakable(f"no day {day} of month {month}; give e.g. 01-06 for the 6th of January")
    rules = _rules(language)
    month_piece = Piece(f"month-{month}", rules.months[month - 1])
    if language in ("eu", "en"):
        return _spoken(language, (month_piece, *_ordinal_day(day, language)))
    words = rules.days.get(day)
    said = (Piece(f"day-{day}", words),) if words else rules.cardinal(day, Gender.NONE)
    text = text_of((Piece("", words or rules.written(said)), month_piece))
    return Spoken(language, text, _keys((*said, month_piece)))


def time(hour: int, minute: int, language: str) -> Spoken:
    """A time of day, 0:00 to 23:59, on the clock of twelve hours. Raises NotSpeakable."""
    if not 0 <= hour <= 23 or not 0 <= minute <= 59:
        raise NotSpeakable(f"{hour}:{minute:02} is no time of day; give 0:00 to 23:59")
    rules = _rules(language)
    part = _part(rules, hour)
    if language == "en":
        return _spoken(language, (*_english_clock(hour, minute), *part))
    of_clock = (hour - 1) % 12
    said = Piece(f"hour-{of_clock + 1}", rules.hours[of_clock])
    minutes: Pieces = ()
    written: Pieces = (said,)
    if minute:
        minutes = (_and(rules), *rules.cardinal(minute, Gender.NONE))
        written = (said, _and(rules), Piece("", rules.written(minutes[1:])))
    if language == "eu":
        return Spoken(language, text_of((*part, *written)), _keys((*part, said, *minutes)))
    return Spoken(language, text_of((*written, *part)), _keys((said, *minutes, *part)))


def money(cents: int, language: str) -> Spoken:
    """A sum in cents of a euro, up to 999,999.99 euros. Raises NotSpeakable."""
    rules = _rules(language)
    if cents < 0:
        raise NotSpeakable("a sum below nothing has no words here; give it without its sign")
    euros, rest = divmod(cents, 100)
    parts = []
    if euros or not rest:
        parts.append(_counted(rules, euros, rules.euros, ("one-euro", "euros")))
    if rest:
        parts.append(_counted(rules, rest, rules.cents, ("one-cent", "cents")))
    words = f" {rules.conjunction} ".join(text for text, _ in parts)
    keys = tuple(key for _, some in parts for key in ("and", *some))[1:]
    return Spoken(language, words, keys)


def digits(text: str, language: str) -> Spoken:
    """A telephone or ticket number, one digit after the other, a comma between groups.

    Spaces and hyphens that are given part the groups; without any, groups are of three, and a
    single digit is never left alone. "+" is 00, as it is dialled. Raises NotSpeakable.
    """
    rules = _rules(language)
    groups = _groups(text, rules.tail)
    spoken = [[rules.cardinal(int(digit), Gender.NONE)[0] for digit in group] for group in groups]
    words = ", ".join(text_of(group) for group in spoken)
    return Spoken(language, words, tuple(piece.key for group in spoken for piece in group))


def wait(low_s: float, high_s: float, language: str, texts: Mapping[str, str]) -> Spoken:
    """A range of expected waiting, seconds; `texts` are the language's sentences.

    Raises NotSpeakable.
    """
    _rules(language)
    try:
        key = band_of(low_s, high_s).key
    except ValueError as error:
        raise NotSpeakable(str(error)) from error
    return Spoken(language, texts[key], (key,))


def _rules(language: str) -> Rules:
    if language not in RULES:
        raise NotSpeakable(f"no rules for language '{language}'; known: {', '.join(RULES)}")
    return RULES[language]


def _spoken(language: str, pieces: Pieces) -> Spoken:
    return Spoken(language, text_of(pieces), _keys(pieces))


def _keys(pieces: Pieces) -> tuple[str, ...]:
    return tuple(piece.key for piece in pieces)


def _and(rules: Rules) -> Piece:
    return Piece("and", rules.conjunction)


def _ordinal_day(day: int, language: str) -> Pieces:
    days = RULES[language].days
    if day in days:
        return (Piece(f"day-{day}", days[day]),)
    if language == "eu":
        return (_BASQUE_TWENTY, *_ordinal_day(day - 20, language))
    tens, unit = divmod(day, 10)
    return (*_hyphened(RULES[language].cardinal(tens * 10, Gender.NONE)), *_ordinal_day(unit, "en"))


def _hyphened(pieces: Pieces) -> Pieces:
    return tuple(Piece(piece.key, f"{piece.words}-") for piece in pieces)


def _part(rules: Rules, hour: int) -> Pieces:
    _, key, words = next(part for part in reversed(rules.parts) if part[0] <= hour)
    return (Piece(key, words),) if key else ()


def _english_clock(hour: int, minute: int) -> Pieces:
    cardinal: Callable[[int, Gender], Pieces] = RULES["en"].cardinal
    said = cardinal((hour - 1) % 12 + 1, Gender.NONE)
    if not minute:
        return (*said, _OCLOCK)
    return (*said, *((_OH,) if minute < 10 else ()), *cardinal(minute, Gender.NONE))


def _counted(
    rules: Rules, count: int, nouns: tuple[str, str], keys: tuple[str, str]
) -> tuple[str, tuple[str, ...]]:
    """The words and keys of so many euros or cents."""
    if count == 1:
        return nouns[0], (keys[0],)
    pieces = rules.cardinal(count, Gender.MASCULINE)
    return f"{rules.written(pieces)} {nouns[1]}", (*_keys(pieces), keys[1])


def _groups(text: str, tail: int) -> list[str]:
    plain = text.strip().replace("+", "00 ")
    if not re.fullmatch(r"[0-9][0-9 .\-/]*", plain):
        raise NotSpeakable(f"'{text}' is no row of digits; give digits, spaces and hyphens")
    given = re.findall(r"[0-9]+", plain)
    return [group for one in given for group in (_split(one, tail) if len(one) > 4 else [one])]


def _split(row: str, tail: int) -> list[str]:
    """In threes; of a last four either one group or two pairs, as the language has it."""
    groups = [row[at : at + 3] for at in range(0, len(row), 3)]
    if len(groups[-1]) == 1:
        last = groups[-2] + groups[-1]
        groups[-2:] = [last] if tail == 4 else [last[:2], last[2:]]
    return groups
