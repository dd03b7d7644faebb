"""The CRM's database in one SQLite file.

Owns its connections and threads. A transaction is done in one go in a thread: an asynchronous
driver would change threads several times for every statement, which was measured to cost fifteen
times as much processor time as the statement itself. Edge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, create_engine, event

T = TypeVar("T")

_READERS = 3
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA busy_timeout=1000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=NORMAL",
)


class SqliteStore:
    """One file, one writing thread, several reading ones."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url.set(drivername="sqlite+pysqlite"), pool_size=_READERS + 1, max_overflow=0
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._immediate = self._engine.execution_options(immediate=True)
        self._writer = ThreadPoolExecutor(1, "crm-write")
        self._readers = ThreadPoolExecutor(_READERS, "crm-read")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction that sees one state of the database."""

        def reading() -> T:
            with self._engine.connect() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._readers, reading)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction: committed when it returns, undone when it raises."""

        def writing() -> T:
            with self._immediate.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writer, writing)

    async def close(self) -> None:
        """Let work under way finish, then let go of everything."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self._readers.shutdown)
        self._writer.shutdown()  # idle by now, so this does not block the loop
        self._engine.dispose()


def _prepare(connection: Any, _record: Any) -> None:
    """A new connection: our pragmas, and transactions begun by us alone."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: taking it later could fail halfway (F55)."""
    is_writer = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")
