"""What is remembered of the people behind a number, e.g. the language they chose last.

Owns that memory, bounded, filled from the journal alone. Never tells who they are: a number is a
hint and no identity. Pure.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")

MOST_NUMBERS = 20_000
"""Numbers remembered; the one not heard of for longest is forgotten first."""


class CallerMemory(Generic[T]):
    """Number → what was so last time."""

    def __init__(self) -> None:
        self._last: dict[str, T] = {}

    def remember(self, number: str, value: T) -> None:
        """So it was with the citizen at this number. A withheld number is nobody's."""
        if not number:
            return
        self._last.pop(number, None)
        self._last[number] = value
        if len(self._last) > MOST_NUMBERS:
            del self._last[next(iter(self._last))]

    def of(self, number: str) -> T | None:
        """What was so last time, or None when the number is not known."""
        return self._last.get(number)
