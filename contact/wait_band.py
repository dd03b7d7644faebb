"""How an expected wait is told: one of a few bands of minutes, each a whole sentence.

Owns the bands, the prompt of each, and which of them a range of waiting falls into. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """Waits that are told alike."""

    key: str
    """Name of its sentence in the prompt catalogue."""
    below_s: float
    """Holds waits shorter than this that no band before it holds, seconds."""


BANDS = (
    Band("wait-about-under-1", 60.0),
    Band("wait-about-1-2", 120.0),
    Band("wait-about-2-5", 300.0),
    Band("wait-about-5-10", 600.0),
    Band("wait-about-10-15", 900.0),
    Band("wait-about-15-20", 1200.0),
    Band("wait-about-20-30", 1800.0),
    Band("wait-about-30-45", 2700.0),
    Band("wait-about-45-60", 3600.0),
    Band("wait-about-over-60", math.inf),
)
"""From the shortest to the longest."""


def band_of(low_s: float, high_s: float) -> Band:
    """The band of a range of expected waiting, seconds: the one that holds the range's middle.

    Waits are skewed, so the middle of the range lies beyond the mean: when in doubt the longer wait
    is told, since a wait that ends early disappoints nobody. Raises ValueError for a range that is
    none.
    """
    if not 0 <= low_s <= high_s:
        raise ValueError(f"no range of waiting: {low_s:g} to {high_s:g} s")
    middle_s = low_s + (high_s - low_s) / 2
    return next((band for band in BANDS if middle_s < band.below_s), BANDS[-1])
