"""The journal in PostgreSQL: for centres on several machines.

Owns one table, the advisory lock that lets a single writer in, and the notification that wakes
readers. Never lets go of the lock while it can still write: lock and inserts share one connection,
so a writer that lost the lock has lost its voice too. Edge.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from wiring.journal import (
    PAGE,
    Fact,
    JournalAbsent,
    JournalBusy,
    JournalClosed,
    JournalFailed,
    Record,
)
from wiring.journal_group import Bell, GroupCommit
from wiring.journal_row import Draft, Row, draft, number, records

_CHANNEL = "centralita_journal"
_LOCK = 0x43544A31
"""Key of the advisory lock; one journal per database."""
_TABLE = """
CREATE TABLE IF NOT EXISTS journal (
    seq bigint PRIMARY KEY,
    at double precision NOT NULL,
    name text NOT NULL,
    fields text NOT NULL,
    checksum bigint NOT NULL
)
"""
_INSERT = """
WITH written AS (
    INSERT INTO journal SELECT * FROM unnest(
        $1::bigint[], $2::double precision[], $3::text[], $4::text[], $5::bigint[]
    ) RETURNING seq
)
SELECT pg_notify('centralita_journal', max(seq)::text) FROM written
"""
_SELECT = "SELECT seq, at, name, fields, checksum FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2"
_LAST = "SELECT coalesce(max(seq), 0) FROM journal"
_HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = $1
"""
_BROKEN = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What the driver raises when the server refuses, fails or is gone."""


class PostgresqlReader:
    """The journal of a database, for reading."""

    def __init__(self, place: str, pool: Any, listener: Any) -> None:
        self._place = place
        self._pool = pool
        self._listener = listener
        self._bell = Bell(place)
        self._is_closed = False

    @classmethod
    async def open(cls, url: str) -> PostgresqlReader:
        """Raises JournalAbsent when there is no journal in that database."""
        place = place_of(url)
        try:
            listener = await _connect(url, "reader")
            pool = await asyncpg.create_pool(
                url, min_size=0, max_size=2, server_settings={"application_name": _name("reader")}
            )
            is_there = await pool.fetchval("SELECT to_regclass('journal') IS NOT NULL")
        except _BROKEN as error:
            raise JournalAbsent(f"{place} cannot be reached: {error}") from error
        reader = cls(place, pool, listener)
        if not is_there:
            await reader.close()
            raise JournalAbsent(f"there is no journal in {place}; it is made by `centralita up`")
        await reader._listen()
        return reader

    async def read(self, after: int = 0, limit: int = PAGE) -> list[Record]:
        """The next records; see `wiring.journal.Reader.read`."""
        start = max(after, 0)
        found = await self._fetch(_SELECT, start, limit)
        return records(
            (Row(seq, at, name, fields.encode(), check) for seq, at, name, fields, check in found),
            start,
            self._place,
        )

    async def last(self) -> int:
        """Seq of the newest record, 0 when there is none."""
        return int((await self._fetch(_LAST))[0][0])

    async def changed(self, after: int) -> None:
        """Return once a record with a greater seq exists; woken by the database."""
        self._bell.ring(await self.last())
        await self._bell.wait(after)

    async def close(self) -> None:
        """Let go of the connections."""
        if not self._is_closed:
            self._is_closed = True
            self._bell.silence()
            await self._listener.close()
            await self._pool.close()

    async def _listen(self) -> None:
        await self._listener.add_listener(
            _CHANNEL, lambda _connection, _pid, _channel, last: self._bell.ring(int(last))
        )
        self._listener.add_termination_listener(
            lambda _connection: self._bell.silence(
                JournalFailed(f"{self._place}: the connection was lost")
            )
        )

    async def _fetch(self, query: str, *values: int) -> list[Any]:
        if self._is_closed:
            raise JournalClosed(f"{self._place} is closed")
        try:
            return list(await self._pool.fetch(query, *values))
        except _BROKEN as error:
            raise JournalFailed(f"{self._place}: {error}") from error


class PostgresqlJournal:
    """The journal of a database, for its one writer."""

    def __init__(self, url: str, writer: Any, last: int, reader: PostgresqlReader) -> None:
        self._url = url
        self._place = place_of(url)
        self._writer = writer
        self._reader = reader
        self._bell = Bell(self._place, last)
        self._group = GroupCommit(self._commit, self._place)
        self._is_closed = False

    @classmethod
    async def open(cls, url: str) -> PostgresqlJournal:
        """Open or create. Raises JournalBusy or JournalFailed."""
        writer = await _writer(url)
        last = await writer.fetchval(_LAST)
        return cls(url, writer, last, await PostgresqlReader.open(url))

    async def append(self, facts: Sequence[Fact]) -> int:
        """Write these facts durably; see `wiring.journal.Journal.append`."""
        return await self._group.append(draft(facts))

    async def read(self, after: int = 0, limit: int = PAGE) -> list[Record]:
        """The next records; see `wiring.journal.Reader.read`."""
        return await self._reader.read(after, limit)

    async def last(self) -> int:
        """Seq of the newest durable record, 0 when there is none."""
        return self._bell.last

    async def changed(self, after: int) -> None:
        """Return once a record with a greater seq exists; woken by the commit."""
        await self._bell.wait(after)

    async def close(self) -> None:
        """Write what was handed over, then let go of connections and lock."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._group.close()
        self._bell.silence()
        await self._reader.close()
        await self._writer.close()

    async def _commit(self, drafts: Sequence[Draft]) -> int:
        if self._writer.is_closed():
            await self._reconnect()
        rows = number(drafts, self._bell.last + 1)
        if rows:
            await self._insert(rows)
        return self._bell.last

    async def _insert(self, rows: list[Row]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)]
        columns[3] = [fields.decode() for fields in columns[3]]
        try:
            await self._writer.execute(_INSERT, *columns)
        except _BROKEN as error:
            raise JournalFailed(f"{self._place}: {error}") from error
        except asyncio.CancelledError:
            # The server may have committed already; only a new look at the table can tell.
            self._writer.terminate()
            raise
        self._bell.ring(rows[-1].seq)

    async def _reconnect(self) -> None:
        """A new connection, the lock again, and a look at what the lost commit left."""
        self._writer = await _writer(self._url)
        self._bell.ring(await self._writer.fetchval(_LAST))


def place_of(url: str) -> str:
    """The database a URL means, without password, for error texts."""
    parts = urlsplit(url)
    return f"PostgreSQL database {parts.path.lstrip('/') or '?'} on {parts.hostname or 'this host'}"


async def _writer(url: str) -> Any:
    """A connection that holds the lock, with the table in place."""
    try:
        connection = await _connect(url, "writer")
    except _BROKEN as error:
        raise JournalFailed(f"{place_of(url)} cannot be reached: {error}") from error
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            holder = await connection.fetchval(_HOLDER, _LOCK) or "another process"
            raise JournalBusy(f"{place_of(url)} is already written by {holder}; stop it first")
        await connection.execute(_TABLE)
        if await connection.fetchval("SHOW synchronous_commit") == "off":
            await connection.execute("SET synchronous_commit = on")
    except (*_BROKEN, JournalBusy) as error:
        await connection.close()
        if isinstance(error, JournalBusy):
            raise
        raise JournalFailed(f"{place_of(url)}: {error}") from error
    return connection


async def _connect(url: str, role: str) -> Any:
    return await asyncpg.connect(url, server_settings={"application_name": _name(role)})


def _name(role: str) -> str:
    """How the server shows this connection; at most 63 bytes are kept."""
    return f"centralita journal {role}, process {os.getpid()} on {socket.gethostname()}"[:63]
