"""How alembic runs a migration: on the connection it is given, or on `sqlalchemy.url`.

The application gives a connection (crm_api/edge/store.py). A developer who writes a new revision
sets the URL: `alembic -x url=sqlite+aiosqlite:////tmp/crm.sqlite revision --autogenerate`.
"""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from crm_api.edge.table import METADATA, Instant


def spell(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Revisions must outlive our code: they name the database's own type."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run the revisions. Batch mode: SQLite cannot alter a table in place."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        render_item=spell,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_url(url: str) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(migrate_url(context.get_x_argument(as_dictionary=True)["url"]))
