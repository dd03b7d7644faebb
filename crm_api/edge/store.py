"""The CRM's database: two kinds of transaction, and the way to the present shape (migrations).

Owns the choice of the database by URL. What is done within a transaction is an ordinary function
over a SQLAlchemy connection, the same for both databases: it runs where waiting hurts nobody. Edge.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted


class StoreAway(ConnectionError):
    """The database cannot be used for the moment; the same work may succeed soon."""


AWAY: tuple[type[Exception], ...] = (OperationalError, InterfaceError, PoolExhausted, OSError)
"""What it looks like when the database is out of reach or busy for too long (F53, F55)."""

_MIGRATIONS = Path(__file__).parent.parent / "migrations"

T = TypeVar("T")


class StoreUnsuitable(ValueError):
    """The database URL cannot be used; the text says what would be right."""


class Store(Protocol):
    """One database."""

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction that sees one state of the database."""

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction: committed when it returns, undone when it raises."""

    async def close(self) -> None:
        """Let go of all connections and threads."""


def open_store(url: str) -> Store:
    """The database at this URL. Nothing is connected yet.

    `sqlite:///path` or `postgresql://…`, with or without a driver's name. Raises StoreUnsuitable
    for any other.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            from crm_api.edge.store_sqlite import SqliteStore

            return SqliteStore(parsed)
        case "postgresql":
            from crm_api.edge.store_postgresql import PostgresqlStore

            return PostgresqlStore(parsed)
        case other:
            raise StoreUnsuitable(
                f"the CRM cannot use a {other} database; give sqlite:///path or postgresql://…"
            )


def upgrade(connection: Connection) -> None:
    """Bring the database to the present shape. One transaction: all or nothing (F63)."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        # Two applications may come up at the same time: the second one waits here.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('centralita crm'))")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def migrate(url: str) -> None:
    """Bring the database at this URL to the present shape, then let go of it."""
    store = open_store(url)
    try:
        await store.write(upgrade)
    finally:
        await store.close()
