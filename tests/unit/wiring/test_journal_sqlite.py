"""What only a file can suffer: modes, torn tails, full disks, failing writes (F55 to F60)."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from contact import event as e
from contact.identity import ContactId
from wiring.journal import (
    JournalAbsent,
    JournalDamaged,
    JournalFailed,
    Record,
    open_journal,
    open_reader,
)
from wiring.journal_sqlite import SqliteJournal


def note(number: int, size: int = 0) -> tuple[float, e.Event]:
    return float(number), e.MenuEntered(ContactId("one"), f"{number}{'x' * size}")


def numbers(found: list[Record]) -> list[float]:
    return [record.at for record in found]


async def filled(path: Path, count: int) -> None:
    journal = await open_journal(str(path))
    for n in range(1, count + 1):
        await journal.append([note(n)])
    await journal.close()


async def test_the_files_of_a_journal_are_their_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal.sqlite"
    journal = await open_journal(str(path))
    await journal.append([note(1)])

    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == [
        "journal.sqlite",
        "journal.sqlite-shm",
        "journal.sqlite-wal",
        "journal.sqlite.lock",
    ]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    await journal.close()


async def test_every_commit_is_forced_to_the_disk(tmp_path: Path) -> None:
    statements: list[str] = []

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(*args, **options)
        connection.set_trace_callback(statements.append)
        return connection

    journal = await SqliteJournal.open(tmp_path / "journal.sqlite", connect)
    await journal.append([note(1)])
    await journal.close()
    assert "PRAGMA synchronous = FULL" in statements
    assert "PRAGMA journal_mode = WAL" in statements


async def test_a_log_cut_at_any_of_its_last_200_bytes_leaves_a_readable_prefix(
    tmp_path: Path,
) -> None:
    living = tmp_path / "living.sqlite"
    journal = await open_journal(str(living))
    for n in range(1, 6):
        await journal.append([note(n)])
    log = (tmp_path / "living.sqlite-wal").read_bytes()
    crashed = tmp_path / "crashed.sqlite"

    for cut in range(200):
        shutil.copy(living, crashed)
        (tmp_path / "crashed.sqlite-wal").write_bytes(log[: len(log) - cut])
        found = await open_journal(str(crashed))
        have = numbers(await found.read())
        assert have == ([1.0, 2.0, 3.0, 4.0, 5.0] if cut == 0 else [1.0, 2.0, 3.0, 4.0])
        await found.close()
    await journal.close()


async def test_a_torn_last_row_is_set_aside_with_a_remark_and_its_number_used_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "journal.sqlite"
    await filled(path, 4)
    tear(path, "UPDATE journal SET fields = substr(fields, 1, 9) WHERE seq >= 3")

    with caplog.at_level(logging.WARNING):
        journal = await open_journal(str(path))
    assert "set 2 torn rows aside, from row 3 on" in caplog.text
    assert numbers(await journal.read()) == [1.0, 2.0]
    assert await journal.append([note(9)]) == 3
    assert numbers(await journal.read()) == [1.0, 2.0, 9.0]
    await journal.close()

    connection = sqlite3.connect(path)
    assert connection.execute("SELECT seq FROM torn ORDER BY seq").fetchall() == [(3,), (4,)]
    connection.close()


async def test_a_reader_leaves_a_torn_tail_out_with_a_remark(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "journal.sqlite"
    await filled(path, 4)
    tear(path, "UPDATE journal SET name = CAST(x'ff00' AS TEXT) WHERE seq = 4")

    reader = await open_reader(str(path))
    with caplog.at_level(logging.WARNING):
        assert numbers(await reader.read()) == [1.0, 2.0, 3.0]
    assert "ignoring the torn rows 4 to 4" in caplog.text
    await reader.close()


async def test_an_unsound_row_before_a_sound_one_is_no_torn_tail(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    await filled(path, 4)
    tear(path, "UPDATE journal SET checksum = 1 WHERE seq = 2")

    journal = await open_journal(str(path))
    with pytest.raises(JournalDamaged, match="row 2 was altered"):
        await journal.read(limit=2)
    await journal.close()


def tear(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


class FailingConnection(sqlite3.Connection):
    """A real connection whose n-th write operation fails as a bad disk does."""

    left = -1
    """Operations that still succeed; negative: all of them."""

    def _count(self) -> None:
        if self.left == 0:
            self.left = -1
            raise sqlite3.OperationalError("disk I/O error")
        self.left -= 1

    def execute(self, *args: Any) -> sqlite3.Cursor:
        self._count()
        return super().execute(*args)

    def executescript(self, script: str) -> sqlite3.Cursor:
        if self.left == 0:
            super().executescript(script.partition("CREATE TABLE torn")[0])
        self._count()
        return super().executescript(script)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        """Fails in the middle: one row is in, the next is not."""
        statement, rows = args
        if self.left == 0:
            super().executemany(statement, rows[:1])
        self._count()
        return super().executemany(statement, rows)


@pytest.mark.parametrize("n", [0, 1, 2])
async def test_when_the_nth_write_fails_nothing_half_written_remains(
    tmp_path: Path, n: int
) -> None:
    opened: list[FailingConnection] = []

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        opened.append(sqlite3.connect(*args, factory=FailingConnection, **options))
        return opened[0]

    journal = await SqliteJournal.open(tmp_path / "journal.sqlite", connect)
    await journal.append([note(1)])
    opened[0].left = n

    with pytest.raises(JournalFailed, match="disk I/O error"):
        await journal.append([note(2), note(3)])

    assert numbers(await journal.read()) == [1.0]
    assert await journal.append([note(4), note(5)]) == 3
    await journal.close()
    again = await open_journal(str(tmp_path / "journal.sqlite"))
    assert numbers(await again.read()) == [1.0, 4.0, 5.0]
    await again.close()


@pytest.mark.parametrize("n", range(8))
async def test_when_the_nth_operation_of_opening_fails_the_file_can_be_opened_later(
    tmp_path: Path, n: int
) -> None:
    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(*args, factory=FailingConnection, **options)
        connection.left = n
        return connection

    with pytest.raises((JournalFailed, JournalAbsent), match="disk I/O error"):
        await SqliteJournal.open(tmp_path / "journal.sqlite", connect)
    journal = await SqliteJournal.open(tmp_path / "journal.sqlite")
    assert await journal.append([note(1)]) == 1
    await journal.close()


async def test_a_full_disk_fails_the_append_whole_and_room_lets_the_next_one_in(
    tmp_path: Path,
) -> None:
    opened: list[sqlite3.Connection] = []

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        opened.append(sqlite3.connect(*args, check_same_thread=False, **options))
        return opened[0]

    journal = await SqliteJournal.open(tmp_path / "journal.sqlite", connect)
    await journal.append([note(1)])
    (pages,) = opened[0].execute("PRAGMA page_count").fetchone()
    opened[0].execute(f"PRAGMA max_page_count = {pages + 3}")

    with pytest.raises(JournalFailed, match="disk is full"):
        await journal.append([note(n, size=3000) for n in range(2, 9)])
    assert numbers(await journal.read()) == [1.0]

    opened[0].execute("PRAGMA max_page_count = 100000")
    assert await journal.append([note(9, size=3000)]) == 2
    assert numbers(await journal.read()) == [1.0, 9.0]
    await journal.close()


async def test_a_stranger_s_lock_delays_the_commit_but_does_not_fail_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = await open_journal(str(path))
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")

    append = asyncio.ensure_future(journal.append([note(1)]))
    assert not (await asyncio.wait([append], timeout=0.05))[0]
    stranger.execute("ROLLBACK")

    assert await append == 1
    stranger.close()
    await journal.close()


async def test_somebody_else_s_database_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "crm.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE citizen (name TEXT)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(JournalAbsent, match="not a journal; it was left untouched"):
        await open_journal(str(path))
    with pytest.raises(JournalAbsent, match="is not a journal"):
        await open_reader(str(path))
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("remember the milk\n" * 100)

    with pytest.raises(JournalAbsent, match="cannot be read as a journal"):
        await open_journal(str(path))
    with pytest.raises(JournalAbsent, match="cannot be read as a journal"):
        await open_reader(str(path))
    assert path.read_text() == "remember the milk\n" * 100


async def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    with pytest.raises(JournalFailed, match=r"state/journal\.sqlite\.lock cannot be opened"):
        await open_journal(str(tmp_path / "state" / "journal.sqlite"))
