"""Catalan cardinal numbers (Institut d'Estudis Catalans, Ortografia catalana). Pure."""

from __future__ import annotations

from sounds.numeral.piece import Gender, Piece, Pieces, checked

_SMALL = (
    "zero", "u", "dos", "tres", "quatre", "cinc", "sis", "set", "vuit", "nou",
    "deu", "onze", "dotze", "tretze", "catorze", "quinze", "setze", "disset", "divuit",
    "dinou", "vint", "vint-i-u", "vint-i-dos", "vint-i-tres", "vint-i-quatre", "vint-i-cinc",
    "vint-i-sis", "vint-i-set", "vint-i-vuit", "vint-i-nou",
)  # fmt: skip
_TENS = (
    "", "", "", "trenta", "quaranta", "cinquanta", "seixanta", "setanta", "vuitanta", "noranta",
)  # fmt: skip
_BEFORE_NOUN = {
    (1, Gender.MASCULINE): Piece("number-1-short", "un"),
    (1, Gender.FEMININE): Piece("number-1-feminine", "una"),
    (2, Gender.FEMININE): Piece("number-2-feminine", "dues"),
    (21, Gender.MASCULINE): Piece("number-21-short", "vint-i-un"),
    (21, Gender.FEMININE): Piece("number-21-feminine", "vint-i-una"),
    (22, Gender.FEMININE): Piece("number-22-feminine", "vint-i-dues"),
}


def cardinal(number: int, gender: Gender = Gender.NONE) -> Pieces:
    """A number from 0 to 999,999. Raises NotSpeakable."""
    thousands, rest = divmod(checked(number), 1000)
    if not thousands:
        return _below_thousand(rest, gender)
    before = gender if gender is Gender.FEMININE else Gender.MASCULINE
    several = () if thousands == 1 else _below_thousand(thousands, before)
    return (*several, Piece("number-1000", "mil"), *(_below_thousand(rest, gender) if rest else ()))


def _below_thousand(number: int, gender: Gender) -> Pieces:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, gender)
    return (_hundred(hundreds, gender), *(_below_hundred(rest, gender) if rest else ()))


def _hundred(hundreds: int, gender: Gender) -> Piece:
    if hundreds == 1:
        return Piece("number-100", "cent")
    if gender is not Gender.FEMININE:
        return Piece(f"number-{hundreds}00", f"{_SMALL[hundreds]}-cents")
    stem = "dues" if hundreds == 2 else _SMALL[hundreds]
    return Piece(f"number-{hundreds}00-feminine", f"{stem}-centes")


def _below_hundred(number: int, gender: Gender) -> Pieces:
    if special := _BEFORE_NOUN.get((number, gender)):
        return (special,)
    if number < len(_SMALL):
        return (Piece(f"digit-{number}" if number < 10 else f"number-{number}", _SMALL[number]),)
    tens, unit = divmod(number, 10)
    if not unit:
        return (Piece(f"number-{tens}0", _TENS[tens]),)
    return (Piece(f"number-{tens}0", f"{_TENS[tens]}-"), *_below_hundred(unit, gender))
