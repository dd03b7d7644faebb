"""A waiting line: keys in order, served from the front, left from anywhere.

Owns one sorted sequence cut into short runs, so that joining, leaving and asking for one's rank
stay cheap at a hundred thousand keys. Never knows what the keys mean. Pure.

Why not a heap: a heap knows its head only, and a citizen asks for the place. Why not one list:
removing from the middle of a long list moves half of it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=tuple[Any, ...])

RUN_LENGTH = 512
"""A run that grows beyond this many keys is cut in two."""


class Line(Generic[K]):
    """Distinct keys in ascending order."""

    __slots__ = ("_lasts", "_runs", "first", "size")

    def __init__(self) -> None:
        self._runs: list[list[K]] = []
        self._lasts: list[K] = []
        self.size = 0
        """How many keys stand in the line; read only."""
        self.first: K | None = None
        """The first key, or None; read only. Kept ready, because it is what decisions look at."""

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[K]:
        for run in self._runs:
            yield from run

    def add(self, key: K) -> None:
        """Join at the key's own place. The key must not stand in the line yet."""
        self.size += 1
        runs, lasts = self._runs, self._lasts
        if not lasts:
            self.first = key
            runs.append([key])
            lasts.append(key)
            return
        if key > lasts[-1]:  # who comes mostly comes last
            at, run = len(runs) - 1, runs[-1]
            run.append(key)
        else:
            at = bisect_left(lasts, key)
            run = runs[at]
            insort(run, key)
            self.first = runs[0][0]
        if len(run) > RUN_LENGTH:
            half = len(run) // 2
            self._runs[at : at + 1] = [run[:half], run[half:]]
            self._lasts[at : at + 1] = [run[half - 1], run[-1]]
        else:
            lasts[at] = run[-1]

    def remove(self, key: K) -> None:
        """Leave. Raises KeyError when the key is not in the line."""
        runs, lasts = self._runs, self._lasts
        at = index = 0
        if key is not self.first:  # who leaves mostly is the first
            at = bisect_left(lasts, key)
            index = bisect_left(runs[at], key) if at < len(runs) else 0
            if at >= len(runs) or runs[at][index] != key:
                raise KeyError(key)
        run = runs[at]
        self.size -= 1
        del run[index]
        if not run:
            del runs[at], lasts[at]
        elif index == len(run):
            lasts[at] = run[-1]
        if not at and not index:
            self.first = runs[0][0] if runs else None

    def last(self) -> K | None:
        """The last key, or None."""
        return self._lasts[-1] if self._lasts else None

    def at(self, place: int) -> K:
        """The key with so many before it. Raises IndexError when the line is shorter."""
        for run in self._runs:
            if place < len(run):
                return run[place]
            place -= len(run)
        raise IndexError("the line is shorter")

    def rank(self, key: K) -> int:
        """How many keys stand before this one, which need not be in the line."""
        lasts = self._lasts
        if not lasts or key > lasts[-1]:
            return self.size
        at = bisect_left(lasts, key)
        return sum(map(len, self._runs[:at])) + bisect_left(self._runs[at], key)


def foremost(lines: Iterable[Line[K]]) -> K | None:
    """The first of all who stand in these lines, or None."""
    found = None
    for line in lines:
        first = line.first
        if first is not None and (found is None or first < found):
            found = first
    return found
