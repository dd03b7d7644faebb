"""The CRM's database on a PostgreSQL server.

Owns its connections, and the translation of what a server says when it goes down, comes up or ends
a deadlock: all of that means "again in a moment" (F61, F66). Edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from asyncpg import PostgresError
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from crm_api.edge.store import StoreAway

T = TypeVar("T")

_CONNECTIONS = 4
_PATIENCE_S = 1.0
"""How long a request waits for a connection before it is told to come again."""

_PASSING = ("08", "40", "53", "57")
"""Classes of SQLSTATE that pass by themselves: connection, rollback of one of two that were in each
other's way, resources, operator's intervention (PostgreSQL manual, appendix A)."""


class PostgresqlStore:
    """A few connections to one database."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_PATIENCE_S,
        )

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction that sees one state of the database."""
        with _passing():
            async with self._engine.connect() as connection:
                await connection.execution_options(isolation_level="REPEATABLE READ")
                return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction: committed when it returns, undone when it raises."""
        with _passing():
            async with self._engine.begin() as connection:
                return await connection.run_sync(work)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()


@contextmanager
def _passing() -> Iterator[None]:
    """Raises StoreAway instead of what passes by itself."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or _is_passing(error.orig):
            raise StoreAway("the database is out of reach") from error
        raise
    except PostgresError as error:  # before there is a connection, nobody wraps it
        if _is_passing(error):
            raise StoreAway("the database takes no connection") from error
        raise


def _is_passing(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", "") or "").startswith(_PASSING)
