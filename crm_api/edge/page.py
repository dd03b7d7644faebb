"""Pages of a list: newest first, continued by cursor.

Owns the rule. The cursor is the place of the last item, so that a page stays right while new items
come in. Edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select

from crm_api.edge.shape import Page


def read_page(
    connection: Connection, query: Select[Any], place: Column[int], page: Page
) -> tuple[Sequence[RowMapping], str | None]:
    """The rows of the page and the cursor of the next one. The query selects `place`."""
    if page.cursor is not None:
        query = query.where(place < int(page.cursor))
    query = query.order_by(place.desc()).limit(page.limit + 1)
    rows = (connection.execute(query)).mappings().all()
    if len(rows) <= page.limit:
        return rows, None
    shown = rows[: page.limit]
    return shown, str(shown[-1][place.name])
