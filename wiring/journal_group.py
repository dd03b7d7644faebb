"""Group commit: appends that come while a commit is under way go together into the next one.

Owns the order of appends and the waking of those who wait for news. Never knows where rows are
stored. Edge.

There is no timer: a lonely append is committed at once, and the busier the journal, the larger its
groups. Everything happens in the event loop's thread, so there is nothing to lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from wiring.journal import JournalClosed, JournalFailed
from wiring.journal_row import Draft

Commit = Callable[[Sequence[Draft]], Awaitable[int]]
"""Writes rows durably, all or none, and returns the seq of the last. Raises JournalFailed."""


class GroupCommit:
    """Gathers appends and hands them to `commit`, one group at a time."""

    def __init__(self, commit: Commit, place: str) -> None:
        self._commit = commit
        self._place = place
        self._waiting: list[tuple[Sequence[Draft], asyncio.Future[int]]] = []
        self._work: asyncio.Task[None] | None = None
        self._is_closed = False

    async def append(self, drafts: Sequence[Draft]) -> int:
        """The seq of the last of these rows, once they are durable. Raises JournalFailed."""
        if self._is_closed:
            raise JournalClosed(f"{self._place} is closed")
        written: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((drafts, written))
        if self._work is None:
            self._work = asyncio.create_task(self._run(), name="journal group commit")
        return await written

    async def close(self) -> None:
        """Take no more; return when all that was handed over is settled."""
        self._is_closed = True
        if self._work is not None:
            await asyncio.wait([self._work])

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._settle(group)
        finally:
            # Reached with something waiting only when this task is cancelled or has a defect;
            # nobody may be left waiting for an answer that will not come.
            self._work = None
            self._fail(JournalFailed(f"{self._place}: the writer stopped"))

    async def _settle(self, group: list[tuple[Sequence[Draft], asyncio.Future[int]]]) -> None:
        failure = JournalFailed(f"{self._place}: the writer stopped")
        last = None
        try:
            last = await self._commit([one for drafts, _ in group for one in drafts])
        except JournalFailed as error:
            failure = error
        finally:
            if last is None:
                # What came meanwhile was decided on the belief that this group stands.
                self._waiting = [*group, *self._waiting]
                self._fail(failure)
        if last is not None:
            _tell(group, last)

    def _fail(self, error: JournalFailed) -> None:
        waiting, self._waiting = self._waiting, []
        for _, written in waiting:
            if not written.done():
                written.set_exception(type(error)(*error.args))


def _tell(group: list[tuple[Sequence[Draft], asyncio.Future[int]]], last: int) -> None:
    """Tell each append of a written group the seq of its own last row."""
    end = last - sum(len(drafts) for drafts, _ in group)
    for drafts, written in group:
        end += len(drafts)
        if not written.done():
            written.set_result(end)


class Bell:
    """Wakes those who wait for records after a certain seq."""

    def __init__(self, place: str, last: int = 0) -> None:
        self.last = last
        """Seq of the newest record known to be durable."""
        self._place = place
        self._sleepers: set[asyncio.Future[None]] = set()
        self._error: Exception | None = None

    def ring(self, last: int) -> None:
        """There are records up to this seq."""
        self.last = max(self.last, last)
        self._wake()

    def silence(self, error: Exception | None = None) -> None:
        """There will be no more: whoever waits, now or later, gets this error or JournalClosed."""
        self._error = error or JournalClosed(f"{self._place} is closed")
        self._wake()

    async def wait(self, after: int) -> None:
        """Return once a record after this seq is known. Raises what `silence` was given."""
        while self.last <= after:
            if self._error is not None:
                raise self._error
            sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._sleepers.add(sleeper)
            try:
                await sleeper
            finally:
                self._sleepers.discard(sleeper)

    def _wake(self) -> None:
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)
