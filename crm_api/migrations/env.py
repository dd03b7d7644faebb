"""How alembic runs a migration: on the connection it is given, or on the URL after `-x url=`.

The application gives a connection (crm_api/edge/store.py). A developer who writes a new revision
gives one: `alembic -x url=sqlite:////tmp/crm.sqlite revision --autogenerate`.
"""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from crm_api.edge.store import open_store
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
    store = open_store(url)
    try:
        await store.write(migrate)
    finally:
        await store.close()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(migrate_url(context.get_x_argument(as_dictionary=True)["url"]))
