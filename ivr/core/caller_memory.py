"""What is remembered of the people behind a number, e.g. the language they chose last.

Owns that memory, bounded, filled from the journal alone. Never tells who they are: a number is a
hint and no identity. It holds no numbers, only keyed hashes of them. Pure.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_NUMBERS = 20_000
"""Numbers remembered; the one not heard of for longest is forgotten first."""


class CallerMemory(Generic[T]):
    """Number → what was so last time."""

    def __init__(self, key: bytes = b"") -> None:
        """`key`: secret of at most 64 bytes, without which no number can be found out."""
        self._key = key
        self._last: dict[bytes, T] = {}

    def _pseudonym(self, number: str) -> bytes:
        return blake2b(number.encode(), key=self._key, digest_size=16).digest()

    def remember(self, number: str, value: T) -> None:
        """So it was with the citizen at this number. A withheld number is nobody's."""
        if not number:
            return
        caller = self._pseudonym(number)
        self._last.pop(caller, None)
        self._last[caller] = value
        if len(self._last) > MOST_NUMBERS:
            del self._last[next(iter(self._last))]

    def of(self, number: str) -> T | None:
        """What was so last time, or None when the number is not known."""
        return self._last.get(self._pseudonym(number))
