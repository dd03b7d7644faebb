"""What a robot agent saw, and when.

Owns kept frames and those who wait for one. Edge.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame and when it came."""

    frame: dict[str, Any]
    monotonic: float
    """time.monotonic() when the frame was read, seconds."""
    wall: float
    """time.time() when the frame was read, UTC seconds."""

    @property
    def type(self) -> str:
        """The frame's type."""
        return str(self.frame["type"])


class Sightings:
    """The last frames of one desk, oldest first."""

    def __init__(self, keep: int) -> None:
        """Keep the newest `keep` frames."""
        self.frames: deque[Seen] = deque(maxlen=keep)
        self._waiters: list[tuple[Callable[[Seen], bool], asyncio.Future[Seen]]] = []

    def add(self, seen: Seen) -> None:
        """Keep a frame and wake who waits for it."""
        self.frames.append(seen)
        for fits, future in self._waiters:
            if not future.done() and fits(seen):
                future.set_result(seen)

    def of_type(self, kind: str) -> list[Seen]:
        """Every kept frame of this type, oldest first."""
        return [seen for seen in self.frames if seen.type == kind]

    async def wait_for(
        self, kind: str, timeout_s: float = 5.0, *, after: float = 0.0, **values: Any
    ) -> Seen:
        """The first frame of this type with these values, past or to come.

        `after` leaves out frames read before that time.monotonic(). Raises TimeoutError.
        """

        def fits(seen: Seen) -> bool:
            has_values = all(seen.frame.get(key) == value for key, value in values.items())
            return seen.type == kind and seen.monotonic >= after and has_values

        return await self.first(fits, timeout_s)

    async def first(self, fits: Callable[[Seen], bool], timeout_s: float = 5.0) -> Seen:
        """The first frame that fits, past or to come. Raises TimeoutError."""
        for seen in self.frames:
            if fits(seen):
                return seen
        future: asyncio.Future[Seen] = asyncio.get_running_loop().create_future()
        entry = (fits, future)
        self._waiters.append(entry)
        try:
            async with asyncio.timeout(timeout_s):
                return await future
        finally:
            self._waiters.remove(entry)
