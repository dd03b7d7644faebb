"""What was counted: pages of a run, one after the other, each with a cell per class and group.

Owns the shape of the counts. A run is cut into many short pages, so
that it can be decided afterwards how many of them make a batch. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_COUNT = 240
"""Pages of a run; a number with many divisors."""


@dataclass(slots=True, eq=False)
class Cell:
    """Contacts of one class that arrived during one page, whenever they were served."""

    offered: int = 0
    blocked: int = 0
    waited: int = 0
    """Not connected at the instant of the arrival."""
    connected: int = 0
    within: int = 0
    """Connected within the given time."""
    abandoned: int = 0
    wait_s: float = 0.0
    """Sum of the waits; of those who left, until they did."""
    abandoned_within: int = 0
    """Abandoned within the given time."""


@dataclass(slots=True, eq=False)
class Presence:
    """What one group did during one page."""

    busy_s: float = 0.0
    staffed_s: float = 0.0
