"""One promise, three journals: memory, SQLite, PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest

from contact import event as e
from contact.identity import ContactId
from tests.support.journal_place import ANA, ENDED, OFFER, arrival
from wiring.journal import Journal, JournalClosed, Record, UnwritableEvent


async def test_an_empty_journal_has_nothing_and_its_newest_seq_is_0(journal: Journal) -> None:
    assert await journal.read() == []
    assert await journal.last() == 0
    assert await journal.append([]) == 0


async def test_what_is_read_is_what_was_appended_down_to_the_last_bit(journal: Journal) -> None:
    facts = [(1700000000.1, arrival(1)), (1700000000.1 + 0.2, OFFER), (0.0, ENDED)]

    assert await journal.append(facts) == 3

    assert await journal.read() == [
        Record(seq, at, event) for seq, (at, event) in enumerate(facts, start=1)
    ]
    assert await journal.last() == 3


async def test_concurrent_appends_are_numbered_gaplessly_in_the_order_of_the_calls(
    journal: Journal,
) -> None:
    seqs = await asyncio.gather(
        *(journal.append([(float(n), arrival(n)), (float(n), OFFER)]) for n in range(300))
    )

    assert seqs == list(range(2, 601, 2))
    found = await journal.read(limit=1000)
    assert [record.seq for record in found] == list(range(1, 601))
    assert [record.event for record in found[::2]] == [arrival(n) for n in range(300)]


async def test_appends_that_come_during_a_commit_keep_their_order(journal: Journal) -> None:
    waiting = []
    for n in range(60):
        waiting.append(asyncio.ensure_future(journal.append([(float(n), arrival(n))])))
        await asyncio.sleep(0)

    assert await asyncio.gather(*waiting) == list(range(1, 61))
    assert [record.event for record in await journal.read()] == [arrival(n) for n in range(60)]


async def test_reading_goes_in_pages(journal: Journal) -> None:
    await journal.append([(float(n), arrival(n)) for n in range(1, 26)])

    assert [r.seq for r in await journal.read(limit=10)] == list(range(1, 11))
    assert [r.seq for r in await journal.read(20, 10)] == list(range(21, 26))
    assert await journal.read(25) == []
    assert await journal.read(99) == []


async def test_who_waits_for_news_is_woken_by_the_append(journal: Journal) -> None:
    await journal.append([(1.0, arrival(1))])
    await journal.changed(0)
    waiting = asyncio.ensure_future(journal.changed(1))
    await asyncio.sleep(0)
    assert not waiting.done()

    await journal.append([(2.0, arrival(2))])

    await asyncio.wait_for(waiting, 5)
    assert len(await journal.read(1)) == 1


async def test_closing_writes_what_was_handed_over(journal: Journal) -> None:
    waiting = [asyncio.ensure_future(journal.append([(1.0, arrival(n))])) for n in range(5)]
    await asyncio.sleep(0)

    await journal.close()

    assert await asyncio.gather(*waiting) == [1, 2, 3, 4, 5]


async def test_a_closed_journal_says_so_to_writers_and_to_those_who_wait(journal: Journal) -> None:
    waiting = asyncio.ensure_future(journal.changed(0))
    await asyncio.sleep(0)

    await journal.close()
    await journal.close()

    with pytest.raises(JournalClosed):
        await waiting
    with pytest.raises(JournalClosed):
        await journal.append([(1.0, arrival(1))])


@pytest.mark.parametrize(
    "bad",
    [
        (float("nan"), arrival(1)),
        (1.0, e.ContactArrived(ContactId("one"), "012", "\ud800")),
        (1.0, e.WrapUpStarted(ANA, ContactId("one"), float("inf"))),
        (1.0, e.MenuEntered(ContactId("one"), object())),  # type: ignore[arg-type]
    ],
    ids=["no instant", "half a character", "infinite deadline", "an object"],
)
async def test_an_event_that_cannot_be_written_is_refused_and_nothing_of_its_append_stands(
    journal: Journal, bad: tuple[float, e.Event]
) -> None:
    with pytest.raises(UnwritableEvent):
        await journal.append([(1.0, arrival(1)), bad])

    assert await journal.append([(2.0, arrival(2))]) == 1
    assert [record.event for record in await journal.read()] == [arrival(2)]


async def test_an_append_whose_caller_was_cancelled_is_written_nevertheless(
    journal: Journal,
) -> None:
    first = asyncio.ensure_future(journal.append([(1.0, arrival(1))]))
    await asyncio.sleep(0)
    first.cancel()

    assert await journal.append([(2.0, arrival(2))]) == 2
    assert [record.event for record in await journal.read()] == [arrival(1), arrival(2)]
