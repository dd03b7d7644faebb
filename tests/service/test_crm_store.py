"""The CRM's database: migrations, patience with others, and instants that keep their time zone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from crm_api.edge import table as t
from crm_api.edge.store import AWAY, Store, StoreUnsuitable, migrate, open_store, upgrade
from tests.support.crm_world import DATABASES, START, empty_database, new_database


@pytest.fixture(params=DATABASES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return await empty_database(request.param, tmp_path)


@pytest.fixture(params=DATABASES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = open_store(await new_database(request.param, tmp_path))
    yield opened
    await opened.close()


async def test_the_migrations_lead_to_the_tables_that_the_code_means(url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, t.METADATA))

    opened = open_store(url)
    await opened.write(upgrade)
    assert await opened.read(differences) == []
    await opened.close()


async def test_migrating_twice_and_at_the_same_time_is_the_same_as_once(url: str) -> None:
    await asyncio.gather(migrate(url), migrate(url))
    await migrate(url)
    opened = open_store(url)
    versions = await opened.read(
        lambda link: link.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    )
    await opened.close()
    assert versions == ["0002"]


async def test_a_migration_that_fails_halfway_leaves_nothing_f63(url: str) -> None:
    def broken(connection: Connection) -> None:
        upgrade(connection)
        raise SystemError("killed in the middle")

    opened = open_store(url)
    with pytest.raises(SystemError):
        await opened.write(broken)
    assert await opened.read(lambda link: inspect(link).get_table_names()) == []
    await opened.write(upgrade)
    await opened.close()


async def test_instants_come_back_as_the_same_instant(store: Store) -> None:
    values = {"name": "Ane", "search_key": "ane", "language": "", "version": 1}
    for at in (START + 0.123456, 0.0, -62135596800.0, 253402300799.0):
        citizen = t.CITIZENS.insert().values(**values, created_at=at, updated_at=at)
        await store.write(lambda link, citizen=citizen: link.execute(citizen))
    found = await store.read(
        lambda link: (
            link.execute(
                t.CITIZENS.select()
                .order_by(t.CITIZENS.c.id)
                .with_only_columns(t.CITIZENS.c.created_at)
            )
            .scalars()
            .all()
        )
    )
    assert found == pytest.approx([START + 0.123456, 0.0, -62135596800.0, 253402300799.0])


async def test_a_row_cannot_point_to_a_citizen_who_is_not_there(store: Store) -> None:
    lost = t.CITIZEN_NUMBERS.insert().values(citizen_id=7, number="+34944205000")
    with pytest.raises(IntegrityError):
        await store.write(lambda link: link.execute(lost))


async def test_a_file_that_somebody_else_writes_is_away_for_a_second_and_then_back_f55(
    tmp_path: Path,
) -> None:
    url = await new_database("sqlite", tmp_path)
    opened = open_store(url)
    series = t.TICKET_SERIES.insert().values(year=2026, last=0)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AWAY):
        await opened.write(lambda link: link.execute(series))
    assert await opened.read(lambda link: link.execute(t.TICKET_SERIES.select()).all()) == []
    other.execute("ROLLBACK")
    other.close()
    await opened.write(lambda link: link.execute(series))
    assert len(await opened.read(lambda link: link.execute(t.TICKET_SERIES.select()).all())) == 1
    await opened.close()


async def test_a_server_that_drops_its_connections_is_away_and_then_back_f61(
    tmp_path: Path,
) -> None:
    url = await new_database("postgresql", tmp_path)
    opened = open_store(url)
    one = text("SELECT 1")
    assert await opened.read(lambda link: link.execute(one).scalar()) == 1
    other = await asyncpg.connect(url)
    await other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    await other.close()
    with pytest.raises(AWAY):
        await opened.read(lambda link: link.execute(one).scalar())
    assert await opened.read(lambda link: link.execute(one).scalar()) == 1
    await opened.close()


async def test_a_server_that_is_not_there_is_away() -> None:
    opened = open_store("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(AWAY):
        await opened.read(lambda link: link.execute(text("SELECT 1")))
    await opened.close()


async def test_another_kind_of_database_is_refused_with_what_would_be_right() -> None:
    with pytest.raises(StoreUnsuitable, match=r"give sqlite:///path or postgresql://"):
        open_store("mysql://somewhere/crm")
