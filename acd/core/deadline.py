"""What is due when: a heap from which nothing is ever searched out.

Owns the pending instants. Whether an entry still means anything is asked of the state when it comes
up (lazy deletion), so cancelling costs nothing. Never reads a clock. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from heapq import heappop, heappush
from typing import NamedTuple


class Kind(IntEnum):
    """What is due; at the same instant the smaller number comes first."""

    RING = 1
    """An offer expires; `about` is the offer."""
    WRAP_UP = 2
    """Wrap-up ends by itself; `about` is the agent."""
    BAR = 3
    """An agent may be offered a contact again; `about` is the agent, `contact` the contact."""
    ANNOUNCE = 4
    """A waiting contact is to be told its place; `about` is the contact."""
    PROMOTE = 5
    """A waiting contact is overtaken no longer; `about` is the contact."""
    WIDEN = 6
    """A waiting contact comes to its next ring; `about` is the contact."""
    LIMIT = 7
    """A contact has waited too long for its queue; `about` is the contact, `contact` the stay."""
    MEASURE = 8
    """A contact is measured anew against its queue's limits; as for LIMIT."""
    DUE = 9
    """A promised callback begins to wait for an agent; `about` is the contact."""
    BREAK = 10
    """The time of a promised callback is over; `about` is the contact."""


class Deadline(NamedTuple):
    """One pending instant. Orders by instant, kind, then id."""

    at: float
    """UTC seconds."""
    kind: Kind
    about: str
    contact: str = ""

    def after(self, every_s: float, now: float) -> Deadline:
        """The same once more, at the first multiple of this many seconds later that is to come."""
        times = max(1, math.floor((now - self.at) / every_s) + 1)
        return self._replace(at=self.at + times * every_s)


RING = Kind.RING
noted: Callable[[tuple[float, Kind, str, str]], Deadline] = partial(tuple.__new__, Deadline)
"""A deadline from all its values, at half the cost: for those that come with every offer."""


class Agenda:
    """All pending deadlines."""

    def __init__(self, is_valid: Callable[[Deadline], bool]) -> None:
        self._heap: list[Deadline] = []
        self._is_valid = is_valid

    def add(self, deadline: Deadline) -> None:
        heappush(self._heap, deadline)

    def next(self) -> float | None:
        """The earliest instant that still means something, or None."""
        heap = self._heap
        while heap:
            if self._is_valid(heap[0]):
                return heap[0].at
            heappop(heap)
        return None

    def pop_due(self, now: float) -> Deadline | None:
        """The first valid deadline at or before `now`, taken out, or None."""
        at = self.next()
        return heappop(self._heap) if at is not None and at <= now else None
