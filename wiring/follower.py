"""The follower: feeds the journal to somebody who keeps a store of their own.

Owns the loop: catch up, then follow for ever, at most a few batches a second, and wait while the
store is out of reach. Never decides what a record means, never keeps the position itself: whoever
takes a batch stores the new position in the same transaction as what it caused, so that a record
counts once even if it is given twice. Edge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from wiring.journal import Reader, Record


class PositionAhead(RuntimeError):
    """The store has seen more than the journal holds: they do not belong together."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a follower moves."""

    limit: int = 1000
    """Most records in a batch."""
    rest_s: float = 0.1
    """After each batch, so that a busy journal is taken in few large bites, seconds."""
    away: tuple[type[Exception], ...] = ()
    """Exceptions that mean the store is out of reach and the batch is to be tried again (F53)."""
    retry_s: float = 0.25
    """Before the first new attempt, seconds; doubled each time."""
    longest_retry_s: float = 5.0


class Follower:
    """Reads a journal on behalf of one store."""

    def __init__(
        self,
        name: str,
        journal: Reader,
        position: Callable[[], Awaitable[int]],
        take: Callable[[Sequence[Record]], Awaitable[None]],
        pace: Pace | None = None,
    ) -> None:
        self.name = name
        self.taken = 0
        """Sequence number of the last record taken."""
        self.is_away = False
        """The store was out of reach at the last attempt."""
        self._journal = journal
        self._position = position
        self._take = take
        self._pace = pace or Pace()

    async def catch_up(self) -> int:
        """Take everything that the journal holds now; the number of records taken.

        Raises PositionAhead when the store has already seen more than the journal holds.
        """
        last = await self._journal.last()
        self.taken = first = await self._position()
        if self.taken > last:
            raise PositionAhead(
                f"{self.name}: its store has seen record {self.taken}, but the journal ends at "
                f"{last}; give it the journal it belongs to, or an empty store"
            )
        while self.taken < last:
            await self._take_next()
        return self.taken - first

    async def ready(self) -> None:
        """Catch up, however long the store stays out of reach."""
        await self.insist(self.catch_up)

    async def run(self) -> None:
        """Catch up, then follow for ever."""
        await self.ready()
        while True:
            await self._journal.changed(self.taken)
            await self.insist(self._take_next)
            await asyncio.sleep(self._pace.rest_s)

    async def _take_next(self) -> int:
        records = await self._journal.read(self.taken, self._pace.limit)
        if records:
            await self._take(records)
            self.taken = records[-1].seq
        return len(records)

    async def insist(self, step: Callable[[], Awaitable[object]]) -> None:
        """Do the step; as long as the store is out of reach, try it again."""
        delay_s = self._pace.retry_s
        while True:
            try:
                await step()
            except self._pace.away:
                self.is_away = True
                await asyncio.sleep(delay_s)
                delay_s = min(delay_s * 2, self._pace.longest_retry_s)
            else:
                self.is_away = False
                return
