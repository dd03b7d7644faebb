"""A follower catches up, follows, rests, and waits for a store that is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from contact.event import CentreStarted
from wiring.follower import Follower, Pace, PositionAhead
from wiring.journal import Journal, Record, open_journal


class Shelf:
    """A store that remembers what it took; it can be out of reach for some attempts."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.attempts = 0
        self.is_away_for = 0
        self.full = asyncio.Event()
        self.wanted = 0

    @property
    def seqs(self) -> list[int]:
        return [seq for batch in self.batches for seq in batch]

    async def position(self) -> int:
        return self.seqs[-1] if self.seqs else 0

    async def take(self, records: Sequence[Record]) -> None:
        self.attempts += 1
        if self.attempts <= self.is_away_for:
            raise ConnectionRefusedError("no database")
        self.batches.append([record.seq for record in records])
        if len(self.seqs) >= self.wanted:
            self.full.set()

    async def until(self, count: int) -> None:
        self.wanted = count
        if len(self.seqs) < count:
            self.full.clear()
            async with asyncio.timeout(10):
                await self.full.wait()


PACE = Pace(limit=4, rest_s=0.0, away=(OSError,), retry_s=0.001, longest_retry_s=0.004)


@pytest.fixture
async def journal() -> AsyncIterator[Journal]:
    opened = await open_journal("memory:")
    yield opened
    await opened.close()


async def write(journal: Journal, count: int) -> None:
    await journal.append([(1.0, CentreStarted(number, "plan")) for number in range(count)])


@asynccontextmanager
async def running(follower: Follower) -> AsyncIterator[None]:
    task = asyncio.create_task(follower.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_it_takes_everything_in_bounded_batches_and_in_order(journal: Journal) -> None:
    await write(journal, 10)
    shelf = Shelf()
    follower = Follower("shelf", journal, shelf.position, shelf.take, PACE)
    assert await follower.catch_up() == 10
    assert shelf.batches == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]
    assert follower.taken == 10
    assert await follower.catch_up() == 0


async def test_it_follows_what_is_written_later(journal: Journal) -> None:
    shelf = Shelf()
    async with running(Follower("shelf", journal, shelf.position, shelf.take, PACE)):
        for count in (1, 4, 9):
            await write(journal, count - len(shelf.seqs))
            await shelf.until(count)
    assert shelf.seqs == list(range(1, 10))


async def test_it_continues_where_the_store_says(journal: Journal) -> None:
    await write(journal, 6)
    shelf = Shelf()
    shelf.batches = [[1, 2, 3, 4]]
    await Follower("shelf", journal, shelf.position, shelf.take, PACE).catch_up()
    assert shelf.batches == [[1, 2, 3, 4], [5, 6]]


async def test_a_store_out_of_reach_is_tried_again_until_it_is_back_f53(journal: Journal) -> None:
    await write(journal, 3)
    shelf = Shelf()
    shelf.is_away_for = 5
    follower = Follower("shelf", journal, shelf.position, shelf.take, PACE)
    async with running(follower):
        await shelf.until(3)
        assert shelf.attempts == 6
        await write(journal, 1)
        await shelf.until(4)
    assert shelf.seqs == [1, 2, 3, 4]
    assert not follower.is_away


async def test_an_error_that_is_no_absence_ends_it(journal: Journal) -> None:
    await write(journal, 1)
    shelf = Shelf()

    async def take(_records: Sequence[Record]) -> None:
        raise LookupError("a bug")

    with pytest.raises(LookupError):
        await Follower("shelf", journal, shelf.position, take, PACE).run()


async def test_a_store_that_has_seen_more_than_the_journal_is_refused(journal: Journal) -> None:
    await write(journal, 2)
    shelf = Shelf()
    shelf.batches = [[1, 2, 3]]
    follower = Follower("shelf", journal, shelf.position, shelf.take, PACE)
    with pytest.raises(PositionAhead, match=r"seen record 3, but the journal ends at 2"):
        await follower.run()


async def test_while_it_rests_records_gather_into_one_batch(journal: Journal) -> None:
    shelf = Shelf()
    pace = Pace(rest_s=0.2)
    async with running(Follower("shelf", journal, shelf.position, shelf.take, pace)):
        await write(journal, 1)
        await shelf.until(1)
        for _ in range(20):
            await write(journal, 1)
        await shelf.until(21)
    assert shelf.seqs == list(range(1, 22))
    assert len(shelf.batches) <= 4, "the first is taken at once, the others while it rests"
