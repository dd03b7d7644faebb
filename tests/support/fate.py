"""What became of the contacts of one class, as the oracles of the simulator count it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lab.simulator.page import Cell


@dataclass(eq=False)
class Fate:
    """Counts of the contacts that arrived in one stretch of a run."""

    offered: int = 0
    blocked: int = 0
    waited: int = 0
    abandoned: int = 0
    within: int = 0
    wait_s: float = 0.0

    @property
    def admitted(self) -> int:
        return self.offered - self.blocked

    def counts(self) -> tuple[int, ...]:
        return (self.offered, self.blocked, self.waited, self.abandoned, self.within)


def fate_of(cells: Sequence[Cell]) -> Fate:
    """The simulator's pages of one class, put together."""
    found = Fate()
    for cell in cells:
        for name in ("offered", "blocked", "waited", "abandoned", "within", "wait_s"):
            setattr(found, name, getattr(found, name) + getattr(cell, name))
    return found
