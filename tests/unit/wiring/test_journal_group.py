"""Group commit and the bell, with a disk made of a list that waits to be told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from contact import event as e
from wiring.journal import JournalClosed, JournalFailed
from wiring.journal_group import Bell, GroupCommit
from wiring.journal_row import Draft, draft


class Disk:
    """Keeps rows; each commit waits for `turn`, and fails when told so."""

    def __init__(self) -> None:
        self.rows: list[Draft] = []
        self.groups: list[int] = []
        self.turns = asyncio.Semaphore(0)
        self.fails = False

    async def commit(self, drafts: Sequence[Draft]) -> int:
        self.groups.append(len(drafts))
        await self.turns.acquire()
        if self.fails:
            self.fails = False
            raise JournalFailed("the disk is full")
        self.rows += drafts
        return len(self.rows)


def one(number: int) -> list[Draft]:
    return draft([(float(number), e.CentreStarted(number, ""))])


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_comes_during_a_commit_goes_together_into_the_next_one() -> None:
    disk = Disk()
    group = GroupCommit(disk.commit, "here")
    first = asyncio.ensure_future(group.append(one(1)))
    await settle()
    others = [asyncio.ensure_future(group.append(one(n))) for n in range(2, 9)]
    await settle()
    disk.turns.release()
    disk.turns.release()

    assert await asyncio.gather(first, *others) == list(range(1, 9))
    assert disk.groups == [1, 7]


async def test_a_lonely_append_is_committed_at_once() -> None:
    disk = Disk()
    disk.turns.release()
    assert await GroupCommit(disk.commit, "here").append(one(1)) == 1
    assert disk.groups == [1]


async def test_a_failed_commit_fails_everything_handed_over_before_it_was_known() -> None:
    disk = Disk()
    disk.fails = True
    group = GroupCommit(disk.commit, "here")
    appends = [asyncio.ensure_future(group.append(one(1)))]
    await settle()
    appends.append(asyncio.ensure_future(group.append(one(2))))
    await settle()
    disk.turns.release()
    disk.turns.release()

    found = await asyncio.gather(*appends, return_exceptions=True)
    assert [str(error) for error in found] == ["the disk is full"] * 2
    assert disk.rows == []
    assert await group.append(one(3)) == 1


async def test_closing_waits_for_what_is_under_way_and_takes_no_more() -> None:
    disk = Disk()
    group = GroupCommit(disk.commit, "here")
    first = asyncio.ensure_future(group.append(one(1)))
    await settle()
    closing = asyncio.ensure_future(group.close())
    await settle()
    assert not closing.done()
    with pytest.raises(JournalClosed):
        await group.append(one(2))
    disk.turns.release()

    await closing
    assert await first == 1


async def test_a_writer_that_is_cancelled_leaves_nobody_waiting() -> None:
    disk = Disk()
    group = GroupCommit(disk.commit, "here")
    appends = [asyncio.ensure_future(group.append(one(n))) for n in range(3)]
    await settle()
    (work,) = [task for task in asyncio.all_tasks() if task.get_name() == "journal group commit"]
    work.cancel()

    found = await asyncio.gather(*appends, return_exceptions=True)
    assert all(isinstance(error, JournalFailed) for error in found)


async def test_the_bell_wakes_only_those_whose_record_is_there() -> None:
    bell = Bell("here")
    near = asyncio.ensure_future(bell.wait(0))
    far = asyncio.ensure_future(bell.wait(5))
    await settle()

    bell.ring(5)
    await settle()
    assert (near.done(), far.done()) == (True, False)

    bell.ring(6)
    await far


async def test_a_bell_that_falls_silent_says_why() -> None:
    bell = Bell("here", 3)
    waiting = asyncio.ensure_future(bell.wait(3))
    await settle()
    bell.silence(JournalFailed("the connection was lost"))

    with pytest.raises(JournalFailed, match="lost"):
        await waiting
    await bell.wait(2)
