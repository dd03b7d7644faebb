"""The CRM's database on a PostgreSQL server.

Owns its connections. Edge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import create_async_engine

T = TypeVar("T")

_CONNECTIONS = 4
_PATIENCE_S = 1.0
"""How long a request waits for a connection before it is told to come again."""


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
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work in a transaction: committed when it returns, undone when it raises."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()
