"""The one clock of a process: UTC seconds that never step.

Owns the reading of time. It takes the wall clock once, at the start, and adds what the monotonic
clock says, so that neither a corrected wall clock nor a change of summer time makes a deadline fire
early or late (F16, I23). Edge.
"""

from __future__ import annotations

import time


class Clock:
    """UTC seconds since 1970-01-01, never decreasing."""

    def __init__(self) -> None:
        self._offset_s = time.time() - time.monotonic()

    def now(self) -> float:
        """This instant, UTC seconds."""
        return self._offset_s + time.monotonic()
