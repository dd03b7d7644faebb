"""The journal in memory: for tests, trials and simulations.

Owns rows in the same stored form as the other implementations, so that what cannot be written to
a disk cannot be written here either. Never outlives its process. Edge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from wiring.journal import MEMORY, PAGE, Fact, JournalClosed, Record
from wiring.journal_group import Bell
from wiring.journal_row import Row, draft, number, records


class MemoryJournal:
    """A journal that keeps its promises until the process ends."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._bell = Bell(MEMORY)
        self._is_closed = False

    async def append(self, facts: Sequence[Fact]) -> int:
        """Write these facts; see `wiring.journal.Journal.append`."""
        if self._is_closed:
            raise JournalClosed(f"{MEMORY} is closed")
        self._rows += number(draft(facts), len(self._rows) + 1)
        written = len(self._rows)
        self._bell.ring(written)
        await asyncio.sleep(0)  # others may run meanwhile, as with a disk
        return written

    async def read(self, after: int = 0, limit: int = PAGE) -> list[Record]:
        """The next records; see `wiring.journal.Reader.read`."""
        start = max(after, 0)
        return records(self._rows[start : start + limit], start, MEMORY)

    async def last(self) -> int:
        """Seq of the newest record, 0 when there is none."""
        return self._bell.last

    async def changed(self, after: int) -> None:
        """Return once a record with a greater seq exists."""
        await self._bell.wait(after)

    async def close(self) -> None:
        """Take no more facts."""
        self._is_closed = True
        self._bell.silence()
