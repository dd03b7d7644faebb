"""Spanish cardinal numbers (Real Academia Española, Ortografía, 2010). Pure."""

from __future__ import annotations

from sounds.numeral.piece import Gender, Piece, Pieces, checked

_SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
    "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete",
    "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés",
    "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "", "cien", "doscient", "trescient", "cuatrocient", "quinient", "seiscient", "setecient",
    "ochocient", "novecient",
)  # fmt: skip
_BEFORE_NOUN = {
    (1, Gender.MASCULINE): Piece("number-1-short", "un"),
    (1, Gender.FEMININE): Piece("number-1-feminine", "una"),
    (21, Gender.MASCULINE): Piece("number-21-short", "veintiún"),
    (21, Gender.FEMININE): Piece("number-21-feminine", "veintiuna"),
}


def cardinal(number: int, gender: Gender = Gender.NONE) -> Pieces:
    """A number from 0 to 999,999. Raises NotSpeakable."""
    thousands, rest = divmod(checked(number), 1000)
    if not thousands:
        return _below_thousand(rest, gender)
    # "Mil" is a masculine noun to the unit before it; hundreds take the gender all the same.
    several = () if thousands == 1 else _thousands(thousands, gender)
    return (*several, Piece("number-1000", "mil"), *(_below_thousand(rest, gender) if rest else ()))


def _thousands(count: int, gender: Gender) -> Pieces:
    hundreds = _hundreds(count, gender)
    rest = count % 100
    return (*hundreds, *(_below_hundred(rest, Gender.MASCULINE) if rest else ()))


def _below_thousand(number: int, gender: Gender) -> Pieces:
    rest = number % 100
    if number < 100:
        return _below_hundred(number, gender)
    return (*_hundreds(number, gender), *(_below_hundred(rest, gender) if rest else ()))


def _hundreds(number: int, gender: Gender) -> Pieces:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return ()
    if hundreds == 1:
        return (Piece("hundred-and", "ciento") if rest else Piece("number-100", "cien"),)
    if gender is Gender.FEMININE:
        return (Piece(f"number-{hundreds}00-feminine", f"{_HUNDREDS[hundreds]}as"),)
    return (Piece(f"number-{hundreds}00", f"{_HUNDREDS[hundreds]}os"),)


def _below_hundred(number: int, gender: Gender) -> Pieces:
    if special := _BEFORE_NOUN.get((number, gender)):
        return (special,)
    if number < len(_SMALL):
        return (Piece(f"digit-{number}" if number < 10 else f"number-{number}", _SMALL[number]),)
    tens, unit = divmod(number, 10)
    if not unit:
        return (Piece(f"number-{tens}0", _TENS[tens]),)
    return (Piece(f"tens-{tens}0", f"{_TENS[tens]} y"), *_below_hundred(unit, gender))
