"""Pages of a list: newest first, continued by cursor.

Owns the rule. The cursor is the place of the last item, so that a page stays right while new items
come in. Edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, RowMapping, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from crm_api.edge.shape import Page


async def read_page(
    connection: AsyncConnection, query: Select[Any], place: Column[int], page: Page
) -> tuple[Sequence[RowMapping], str | None]:
    """The rows of the page and the cursor of the next one. The query selects `place`."""
    if page.cursor is not None:
        query = query.where(place < int(page.cursor))
    query = query.order_by(place.desc()).limit(page.limit + 1)
    rows = (await connection.execute(query)).mappings().all()
    if len(rows) <= page.limit:
        return rows, None
    shown = rows[: page.limit]
    return shown, str(shown[-1][place.name])
