"""Basque cardinal numbers, counted by twenties (Euskaltzaindia, Zenbakien idazkera). Pure."""

from __future__ import annotations

from sounds.numeral.piece import Gender, Piece, Pieces, checked

_SMALL = (
    "zero", "bat", "bi", "hiru", "lau", "bost", "sei", "zazpi", "zortzi", "bederatzi",
    "hamar", "hamaika", "hamabi", "hamahiru", "hamalau", "hamabost", "hamasei", "hamazazpi",
    "hemezortzi", "hemeretzi",
)  # fmt: skip
_TWENTIES = ("", "hogei", "berrogei", "hirurogei", "laurogei")
_HUNDREDS = (
    "", "ehun", "berrehun", "hirurehun", "laurehun", "bostehun", "seiehun", "zazpiehun",
    "zortziehun", "bederatziehun",
)  # fmt: skip
AND = Piece("and", "eta")


def cardinal(number: int, gender: Gender = Gender.NONE) -> Pieces:
    """A number from 0 to 999,999; Basque has no gender. Raises NotSpeakable."""
    del gender
    thousands, rest = divmod(checked(number), 1000)
    if not thousands:
        return _below_thousand(rest)
    several = () if thousands == 1 else _below_thousand(thousands)
    thousand = Piece("number-1000", "mila")
    if not rest:
        return (*several, thousand)
    # "Eta" stands once, before the last group: mila eta ehun, mila ehun eta bat.
    last = (AND,) if rest < 100 or not rest % 100 else ()
    return (*several, thousand, *last, *_below_thousand(rest))


def _below_thousand(number: int) -> Pieces:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    whole = Piece(f"number-{hundreds}00", _HUNDREDS[hundreds])
    return (whole, AND, *_below_hundred(rest)) if rest else (whole,)


def _below_hundred(number: int) -> Pieces:
    if number < len(_SMALL):
        return (Piece(f"digit-{number}" if number < 10 else f"number-{number}", _SMALL[number]),)
    twenties, rest = divmod(number, 20)
    if not rest:
        return (Piece(f"number-{number}", _TWENTIES[twenties]),)
    return (Piece(f"tens-{twenties * 20}", f"{_TWENTIES[twenties]}ta"), *_below_hundred(rest))
