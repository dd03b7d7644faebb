"""The journal in an SQLite file: the default, nothing else to install.

Owns two threads, one that writes and one that reads. Never lets two processes write. Edge.

Write-ahead log with `synchronous=FULL`: a commit returns after its fsync. Readers have connections
of their own and neither wait for the writer nor make it wait.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

from wiring import journal_sqlite_file as file
from wiring.journal import (
    PAGE,
    Fact,
    JournalAbsent,
    JournalClosed,
    JournalDamaged,
    JournalFailed,
    Record,
)
from wiring.journal_group import Bell, GroupCommit
from wiring.journal_row import Draft, Row, draft, is_sound, number, records

log = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")

LOOK_S = 0.2
"""How often a reader in another process looks for news, seconds."""

_INSERT = "INSERT INTO journal VALUES (?, ?, ?, ?, ?)"


class SqliteReader:
    """The journal of a file, for reading."""

    def __init__(self, path: Path, connection: sqlite3.Connection, thread: ThreadPoolExecutor):
        self._path = path
        self._connection = connection
        self._thread = thread
        self._is_closed = False

    @classmethod
    async def open(cls, path: Path) -> SqliteReader:
        """Raises JournalAbsent when there is no journal at this path."""
        thread = ThreadPoolExecutor(1, "journal reader")
        try:
            connection = await _in(thread, file.connect_reader, path)
        except JournalAbsent:
            thread.shutdown()
            raise
        return cls(path, connection, thread)

    async def read(self, after: int = 0, limit: int = PAGE) -> list[Record]:
        """The next records; see `wiring.journal.Reader.read`. A torn tail is left out."""
        self._demand_open()
        return await _in(self._thread, self._read, max(after, 0), limit)

    async def last(self) -> int:
        """Seq of the newest record, 0 when there is none."""
        self._demand_open()
        return await _in(self._thread, self._last)

    async def changed(self, after: int) -> None:
        """Return once a record with a greater seq exists.

        SQLite tells other processes nothing, so this looks every `LOOK_S` seconds.
        """
        while await self.last() <= after:  # noqa: ASYNC110 (there is nothing to be woken by)
            await asyncio.sleep(LOOK_S)

    async def close(self) -> None:
        """Let go of the file."""
        if not self._is_closed:
            self._is_closed = True
            await _in(self._thread, self._connection.close)
            self._thread.shutdown()

    def _demand_open(self) -> None:
        if self._is_closed:
            raise JournalClosed(f"{self._path} is closed")

    def _last(self) -> int:
        try:
            return file.last(self._connection)
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self._path}: {error}") from error

    def _read(self, after: int, limit: int) -> list[Record]:
        try:
            rows = file.rows(self._connection, "WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
            if rows and not is_sound(rows[-1]):
                rows = self._without_torn_tail(rows)
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self._path} after row {after}: {error}") from error
        return records(rows, after, str(self._path))

    def _without_torn_tail(self, rows: list[Row]) -> list[Row]:
        """An unsound row is a torn tail only when no sound one follows it."""
        torn = {row.seq for row in file.torn_tail(self._connection)}
        if torn:
            log.warning("%s: ignoring the torn rows %d to %d", self._path, min(torn), max(torn))
        return [row for row in rows if row.seq not in torn]


class SqliteJournal:
    """The journal of a file, for its one writer."""

    def __init__(
        self, path: Path, writer: _Writer, reader: SqliteReader, thread: ThreadPoolExecutor
    ):
        self._path = path
        self._writer = writer
        self._reader = reader
        self._thread = thread
        self._bell = Bell(str(path), writer.last)
        self._group = GroupCommit(self._commit, str(path))
        self._is_closed = False

    @classmethod
    async def open(cls, path: Path, connect: file.Connect = sqlite3.connect) -> SqliteJournal:
        """Open or create. Raises JournalBusy, JournalAbsent or JournalFailed."""
        thread = ThreadPoolExecutor(1, "journal writer")
        try:
            writer = await _in(thread, _Writer, path, connect)
        except (JournalFailed, JournalAbsent):
            thread.shutdown()
            raise
        return cls(path, writer, await SqliteReader.open(path), thread)

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
        """Write what was handed over, then let go of file and lock."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._group.close()
        self._bell.silence()
        await self._reader.close()
        await _in(self._thread, self._writer.close)
        self._thread.shutdown()

    async def _commit(self, drafts: Sequence[Draft]) -> int:
        last = await _in(self._thread, self._writer.commit, drafts)
        self._bell.ring(last)
        return last


class _Writer:
    """What happens in the writing thread."""

    def __init__(self, path: Path, connect: file.Connect) -> None:
        self._path = path
        self._lock = file.lock(path)
        try:
            self._connection, self.last = file.connect_writer(path, connect)
        except (sqlite3.Error, OSError) as error:
            self._lock.close()
            raise JournalFailed(f"{path} cannot be opened: {error}") from error
        except JournalAbsent:
            self._lock.close()
            raise

    def commit(self, drafts: Sequence[Draft]) -> int:
        """One transaction. Raises JournalFailed and leaves nothing behind."""
        rows = number(drafts, self.last + 1)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(_INSERT, [_as_text(row) for row in rows])
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise JournalFailed(f"{self._path}: {error}") from error
        self.last += len(rows)
        return self.last

    def close(self) -> None:
        """Let go of file and lock."""
        self._connection.close()
        self._lock.close()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # the next BEGIN fails clearly if this did not work
                self._connection.execute("ROLLBACK")


async def _in(
    thread: ThreadPoolExecutor, work: Callable[_P, _T], *args: _P.args, **_none: _P.kwargs
) -> _T:
    """What `work` returns when it is done in that thread."""
    return await asyncio.get_running_loop().run_in_executor(thread, work, *args)


def _as_text(row: Row) -> tuple[int, float, str, str, int]:
    return row.seq, row.at, row.name, row.fields.decode(), row.checksum
