"""What holds for journals that outlive their process: SQLite and PostgreSQL (F58 to F60)."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import pytest

from contact import event as e
from contact.identity import ContactId
from tests.support.journal_place import ENDED, OFFER, arrival, change, reopened
from wiring.journal import (
    JournalAbsent,
    JournalBusy,
    JournalClosed,
    JournalDamaged,
    open_journal,
    open_reader,
)


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
