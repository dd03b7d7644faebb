"""Inserts that know what to do when the row is there already.

Owns the spelling: SQLite and PostgreSQL use the same words, SQLAlchemy keeps them apart. Edge.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(dialect: str, table: Table) -> Any:
    """An insert with ON CONFLICT for this dialect, 'sqlite' or 'postgresql'."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
