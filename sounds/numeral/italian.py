"""Italian cardinal numbers, written as one word (Serianni, Grammatica italiana). Pure."""

from __future__ import annotations

from sounds.numeral.piece import Gender, Piece, Pieces, checked, text_of

_SMALL = (
    "zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove",
    "dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici",
    "diciassette", "diciotto", "diciannove",
)  # fmt: skip
_TENS = (
    "", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta",
    "novanta",
)  # fmt: skip
_ELIDING = (1, 8)
"""Units before which a ten loses its last vowel."""
_ONE = {
    Gender.MASCULINE: Piece("number-1-short", "un"),
    Gender.FEMININE: Piece("number-1-feminine", "una"),
}


def cardinal(number: int, gender: Gender = Gender.NONE) -> Pieces:
    """A number from 0 to 999,999; only a lone one has a gender. Raises NotSpeakable."""
    if number == 1 and gender in _ONE:
        return (_ONE[gender],)
    thousands, rest = divmod(checked(number), 1000)
    after = _below_thousand(rest) if rest or not thousands else ()
    if not thousands:
        return after
    if thousands == 1:
        return (Piece("number-1000", "mille"), *after)
    return (*_below_thousand(thousands), Piece("thousands", "mila"), *after)


def written(pieces: Pieces) -> str:
    """The pieces of one number as the one word that is written."""
    word = text_of(pieces, "").replace("oo", "o")
    return f"{word[:-1]}é" if word.endswith("tre") and word != "tre" else word


def _below_thousand(number: int) -> Pieces:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    several = () if hundreds == 1 else _below_hundred(hundreds)
    return (*several, Piece("number-100", "cento"), *(_below_hundred(rest) if rest else ()))


def _below_hundred(number: int) -> Pieces:
    if number < len(_SMALL):
        return (Piece(f"digit-{number}" if number < 10 else f"number-{number}", _SMALL[number]),)
    tens, unit = divmod(number, 10)
    if unit in _ELIDING:
        return (Piece(f"number-{number}", _TENS[tens][:-1] + _SMALL[unit]),)
    whole = Piece(f"number-{tens}0", _TENS[tens])
    return (whole, *_below_hundred(unit)) if unit else (whole,)
