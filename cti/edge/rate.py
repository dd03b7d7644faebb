"""How fast a desk may ask.

Owns one token bucket. Edge.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """Lets `burst` through at once and `per_s` a second for ever."""

    per_s: float
    burst: float
    level: float = 0.0
    """How full the bucket is; above `burst` it runs over."""
    at: float = 0.0
    """Instant of the last look, seconds of any steady clock."""

    def admits(self, now: float) -> bool:
        """True when one more fits at `now`; it counts either way."""
        self.level = max(0.0, self.level - (now - self.at) * self.per_s) + 1
        self.at = now
        return self.level <= self.burst
