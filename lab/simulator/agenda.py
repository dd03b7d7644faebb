"""What will happen when, on the virtual clock.

Owns the heap and the order of what happens at the same instant. Pure.
"""

from __future__ import annotations

from enum import IntEnum
from heapq import heappop, heappush
from math import inf
from typing import Any


class Kind(IntEnum):
    """What happens; at the same instant the smaller number comes first."""

    END = 0
    """A conversation ends."""
    LEAVE = 1
    """A patience is used up."""
    STAFF = 2
    """A half hour begins."""
    PAGE = 3
    """A page of the counts ends."""
    ARRIVE = 4
    """A contact arrives."""


class Agenda:
    """Everything that is known to happen."""

    __slots__ = ("_heap", "_number")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, int, Any]] = []
        self._number = 0

    def add(self, at: float, kind: int, about: Any) -> None:
        """Plan something. At `inf` it never happens."""
        if at < inf:
            self._number += 1
            heappush(self._heap, (at, kind, self._number, about))

    def next(self) -> float:
        """The next instant; inf: nothing will ever happen."""
        return self._heap[0][0] if self._heap else inf

    def pop(self) -> tuple[float, int, int, Any]:
        """Instant, kind, number and subject of what happens next. Raises IndexError when empty."""
        return heappop(self._heap)
