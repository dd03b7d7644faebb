"""What only a journal on a server can suffer: lost connections and lost locks."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.support.journal_place import arrival, change, empty_database, reopened
from wiring.journal import JournalBusy, JournalFailed, open_journal


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
    with pytest.raises(
        JournalFailed, match=r"database centre on 127\.0\.0\.1 cannot be"
    ) as failure:
        await open_journal("postgresql://user:secret@127.0.0.1:1/centre")
    assert "secret" not in str(failure.value)


WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name LIKE 'centralita journal writer%'
"""


async def until_it_waits(server: asyncpg.Connection) -> None:
    async with asyncio.timeout(10):
        while not await server.fetchval(WAITING):
            await asyncio.sleep(0.01)
