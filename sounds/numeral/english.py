"""English cardinal numbers, with the British "and". Pure."""

from __future__ import annotations

from sounds.numeral.piece import Gender, Piece, Pieces, checked

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
AND = Piece("and", "and")


def cardinal(number: int, gender: Gender = Gender.NONE) -> Pieces:
    """A number from 0 to 999,999; English has no gender. Raises NotSpeakable."""
    del gender
    thousands, rest = divmod(checked(number), 1000)
    if not thousands:
        return _below_thousand(rest)
    whole = (*_below_thousand(thousands), Piece("number-1000", "thousand"))
    if not rest:
        return whole
    return (*whole, *((AND,) if rest < 100 else ()), *_below_thousand(rest))


def _below_thousand(number: int) -> Pieces:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    whole = (*_below_hundred(hundreds), Piece("number-100", "hundred"))
    return (*whole, AND, *_below_hundred(rest)) if rest else whole


def _below_hundred(number: int) -> Pieces:
    if number < len(_SMALL):
        return (Piece(f"digit-{number}" if number < 10 else f"number-{number}", _SMALL[number]),)
    tens, unit = divmod(number, 10)
    if not unit:
        return (Piece(f"number-{tens}0", _TENS[tens]),)
    return (Piece(f"number-{tens}0", f"{_TENS[tens]}-"), *_below_hundred(unit))
