"""The tables of the CRM, the same on SQLite and PostgreSQL.

Owns their shape; `crm_api/migrations` brings a database there. Instants are UTC seconds in Python
and proper time stamps in the database. Edge.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

_EARLIEST = datetime(1, 1, 1, tzinfo=UTC).timestamp()
_LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()


class Instant(TypeDecorator[float]):
    """UTC seconds ↔ time stamp. SQLite forgets the time zone, so it is put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return datetime.fromtimestamp(min(max(value, _EARLIEST), _LATEST), UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> float | None:
        if value is None:
            return None
        seconds: float = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        return seconds


Key = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts by itself only columns that are called INTEGER."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CITIZENS = Table(
    "citizens",
    METADATA,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("search_key", String(800), nullable=False, comment="name without case and accents"),
    Column("language", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

CITIZEN_NUMBERS = Table(
    "citizen_numbers",
    METADATA,
    Column("citizen_id", Key, ForeignKey("citizens.id", ondelete="CASCADE"), primary_key=True),
    Column("number", String(64), primary_key=True, comment="E.164, or as given if it has no such"),
    Index("ix_citizen_numbers_number", "number"),
)

CONTACTS = Table(
    "contacts",
    METADATA,
    Column("contact_id", String(150), primary_key=True),
    Column("seq", BigInteger, nullable=False, comment="journal record of the arrival"),
    Column("entry_point", String(64), nullable=False),
    Column("caller_number", String(64), nullable=False, comment="as presented"),
    Column("caller", String(64), nullable=False, comment="E.164; empty when nobody's"),
    Column("state", String(20), nullable=False),
    Column("language", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("queue", String(64), nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("queued_at", Instant),
    Column("connected_at", Instant),
    Column("ended_at", Instant),
    Column("agent_id", String(64), nullable=False),
    Column("ended_by", String(20), nullable=False),
    Column("ending", String(40), nullable=False),
    Column("wait_s", Float),
    Column("talk_s", Float),
    Column("score", Integer, comment="given in the survey"),
    Column("disposition", String(64), nullable=False),
    Column("citizen_id", Key, ForeignKey("citizens.id", ondelete="SET NULL")),
    Index("ix_contacts_seq", "seq"),
    Index("ix_contacts_arrived_at", "arrived_at"),
    Index("ix_contacts_caller_seq", "caller", "seq"),
    Index("ix_contacts_citizen_id_seq", "citizen_id", "seq"),
)

TICKETS = Table(
    "tickets",
    METADATA,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("number", String(20), nullable=False, unique=True, comment="told to the citizen"),
    Column("contact_id", String(150), ForeignKey("contacts.contact_id"), unique=True),
    Column("citizen_id", Key, ForeignKey("citizens.id", ondelete="SET NULL")),
    Column("topic", String(64), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("disposition", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_tickets_citizen_id_state", "citizen_id", "state"),
    Index("ix_tickets_state_id", "state", "id"),
)

TICKET_SERIES = Table(
    "ticket_series",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False, comment="the last serial given; none is skipped"),
)

POSITIONS = Table(
    "positions",
    METADATA,
    Column("follower", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False, comment="last journal record taken"),
)

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("report_key", String(200), nullable=False, unique=True),
    Column("event", String(40), nullable=False),
    Column("content", Text, nullable=False, comment="JSON of the event"),
)
"""Facts found here that have not come back in the journal yet."""
