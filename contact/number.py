"""Which numbers the centre may dial, and how a number is written.

Theory. A number that a network or a citizen names is a wish and no permission: who dials whatever
is asked pays for the most expensive numbers of the world. So a centre names patterns, digit by
digit, and nothing else is dialled. One number is written in one way only, without the prefix of the
own country, so that two promises to one citizen are found to be one.

Owns the patterns and the writing. Never dials. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

ANY_DIGIT = "X"
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a centre dials, and how it shows itself."""

    address: str
    """SIP address of the carrier who takes outgoing calls."""
    caller_number: str
    """The centre's number, shown to whom is dialled."""
    allowed: tuple[str, ...]
    """Patterns of digits, with X for any digit; a number is dialled if one fits it whole."""
    home_prefixes: tuple[str, ...] = ()
    """Left out at the beginning of a number, e.g. '+34'."""


def written(number: str, outgoing: Outgoing | None) -> str:
    """The number as promises are made to it, without the prefix of the own country."""
    for prefix in outgoing.home_prefixes if outgoing else ():
        if prefix and number.startswith(prefix):
            return number.removeprefix(prefix)
    return number


def may_dial(number: str, outgoing: Outgoing | None) -> bool:
    """Whether the centre dials this number."""
    return outgoing is not None and any(_fits(number, one) for one in outgoing.allowed)


def _fits(number: str, pattern: str) -> bool:
    return len(number) == len(pattern) and all(
        digit in _DIGITS and wanted in (digit, ANY_DIGIT)
        for digit, wanted in zip(number, pattern, strict=True)
    )
