"""Galician cardinal numbers (Real Academia Galega, Normas ortográficas). Pure."""

from __future__ import annotations

from sounds.numeral.piece import Gender, Piece, Pieces, checked

_SMALL = (
    "cero", "un", "dous", "tres", "catro", "cinco", "seis", "sete", "oito", "nove",
    "dez", "once", "doce", "trece", "catorce", "quince", "dezaseis", "dezasete",
    "dezaoito", "dezanove",
)  # fmt: skip
_TENS = (
    "", "", "vinte", "trinta", "corenta", "cincuenta", "sesenta", "setenta", "oitenta", "noventa",
)  # fmt: skip
_HUNDREDS = ("", "", "dous", "tres", "catro", "cinco", "seis", "sete", "oito", "nove")
_FEMININE = {
    1: Piece("number-1-feminine", "unha"),
    2: Piece("number-2-feminine", "dúas"),
}


def cardinal(number: int, gender: Gender = Gender.NONE) -> Pieces:
    """A number from 0 to 999,999. Raises NotSpeakable."""
    thousands, rest = divmod(checked(number), 1000)
    if not thousands:
        return _below_thousand(rest, gender)
    several = () if thousands == 1 else _below_thousand(thousands, gender)
    return (*several, Piece("number-1000", "mil"), *(_below_thousand(rest, gender) if rest else ()))


def _below_thousand(number: int, gender: Gender) -> Pieces:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, gender)
    return (_hundred(hundreds, rest, gender), *(_below_hundred(rest, gender) if rest else ()))


def _hundred(hundreds: int, rest: int, gender: Gender) -> Piece:
    if hundreds == 1:
        return Piece("hundred-and", "cento") if rest else Piece("number-100", "cen")
    if gender is not Gender.FEMININE:
        return Piece(f"number-{hundreds}00", f"{_HUNDREDS[hundreds]}centos")
    stem = "duas" if hundreds == 2 else _HUNDREDS[hundreds]
    return Piece(f"number-{hundreds}00-feminine", f"{stem}centas")


def _below_hundred(number: int, gender: Gender) -> Pieces:
    if gender is Gender.FEMININE and number in _FEMININE:
        return (_FEMININE[number],)
    if number < len(_SMALL):
        return (Piece(f"digit-{number}" if number < 10 else f"number-{number}", _SMALL[number]),)
    tens, unit = divmod(number, 10)
    if not unit:
        return (Piece(f"number-{tens}0", _TENS[tens]),)
    return (Piece(f"tens-{tens}0", f"{_TENS[tens]} e"), *_below_hundred(unit, gender))
