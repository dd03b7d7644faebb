"""The CRM's database: engine, transactions, and the way there (migrations).

Owns the engine and its two kinds of transaction. Never knows what is stored. Edge.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

AWAY: tuple[type[Exception], ...] = (OperationalError, InterfaceError, PoolExhausted, OSError)
"""What it looks like when the database is out of reach or busy for too long (F53, F55)."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_MIGRATION_LOCK = 7_203_012
"""Any number that nobody else takes for an advisory lock in this database."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA busy_timeout=1000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=NORMAL",
)


class StoreUnsuitable(ValueError):
    """The database URL cannot be used; the text says what would be right."""


class Store:
    """One database, with transactions for reading and for writing."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
        if parsed.drivername not in _DRIVERS.values():
            raise StoreUnsuitable(
                f"the CRM cannot use a {parsed.drivername} database; "
                "give sqlite:///path or postgresql://…"
            )
        self.is_sqlite = parsed.drivername == _DRIVERS["sqlite"]
        self._engine = create_async_engine(parsed, pool_size=4, max_overflow=0, pool_timeout=1.0)
        if self.is_sqlite:
            event.listen(self._engine.sync_engine, "connect", _prepare)
            event.listen(self._engine.sync_engine, "begin", _begin)
        self._writer: AsyncEngine = self._engine.execution_options(immediate=True)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database."""
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed when the block ends, undone when it raises."""
        async with self._writer.begin() as connection:
            yield connection

    def insert(self, table: Table) -> Any:
        """An insert that knows ON CONFLICT, which both databases spell alike."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def migrate(self) -> None:
        """Bring the database to the present shape. One transaction: all or nothing (F63)."""
        async with self.writing() as connection:
            if not self.is_sqlite:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            await connection.run_sync(_upgrade)

    async def close(self) -> None:
        """Let go of all connections and their threads."""
        await self._engine.dispose()


def _prepare(connection: Any, _record: Any) -> None:
    """A new SQLite connection: our pragmas, and transactions begun by us alone."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: taking it later could fail halfway (F55)."""
    is_writer = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def migrate(url: str) -> None:
    """Bring the database at this URL to the present shape, then let go of it."""
    store = Store(url)
    try:
        await store.migrate()
    finally:
        await store.close()
