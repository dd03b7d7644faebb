"""The SQLite file of a journal: its lock, its making, and the rows that a crash left torn.

Owns what lies on the disk. Never decides when something is written or read. Edge.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import IO

from wiring.journal import JournalAbsent, JournalBusy, JournalFailed
from wiring.journal_row import Row, is_sound

log = logging.getLogger(__name__)

Connect = Callable[..., sqlite3.Connection]
"""How a connection is made; `sqlite3.connect` unless a test wants a failing disk."""

BUSY_S = 5.0
"""How long a commit waits for a stranger who locked the file, seconds (F55)."""

_MARK = 0x43544A31
"""Application id in the file's header: this is a journal of ours, first format."""
_TABLES = """
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    name TEXT NOT NULL,
    fields TEXT NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE torn (
    seq INTEGER, at REAL, name TEXT, fields TEXT, checksum INTEGER
) STRICT;
"""
_SELECT = "SELECT seq, at, CAST(name AS BLOB), CAST(fields AS BLOB), checksum FROM journal "


def lock(path: Path) -> IO[str]:
    """The writer's lock, held until closed or until the process dies, however it dies.

    Raises JournalBusy naming the process that holds it, JournalFailed when no file can be made.
    """
    beside = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")
    except OSError as error:
        raise JournalFailed(f"{beside} cannot be opened: {error}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = file.read().strip() or "another process"
        file.close()
        raise JournalBusy(
            f"{path} is already written by {holder}; stop it first, or choose another journal"
        ) from error
    file.truncate()
    file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    file.flush()
    return file


def connect_writer(path: Path, connect: Connect) -> tuple[sqlite3.Connection, int]:
    """The file ready for writing and its newest seq; made if absent, for its owner's eyes only.

    Raises JournalAbsent for a file that is something else, sqlite3.Error or OSError.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)  # SQLite gives the log beside it the same mode
    connection = connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        _demand_ours(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _create(connection)
        _set_torn_tail_aside(connection, path)
        newest = last(connection)
    except (sqlite3.Error, JournalAbsent):
        connection.close()
        raise
    return connection, newest


def connect_reader(path: Path) -> sqlite3.Connection:
    """The file for reading only. Raises JournalAbsent."""
    if not path.is_file():
        raise JournalAbsent(f"there is no journal at {path}; it is made by `centralita up`")
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=BUSY_S
        )
        if connection.execute("PRAGMA application_id").fetchone()[0] != _MARK:
            connection.close()
            raise JournalAbsent(f"{path} is not a journal")
    except sqlite3.Error as error:
        raise JournalAbsent(f"{path} cannot be read as a journal: {error}") from error
    return connection


def _demand_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Never write into somebody else's database."""
    try:
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise JournalAbsent(f"{path} cannot be read as a journal: {error}") from error
    if mark != _MARK and tables:
        raise JournalAbsent(f"{path} is a database, but not a journal; it was left untouched")


def _create(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != _MARK:
        connection.executescript(f"BEGIN;{_TABLES}PRAGMA application_id = {_MARK};COMMIT;")


def _set_torn_tail_aside(connection: sqlite3.Connection, path: Path) -> None:
    """Rows that a crash left half-written were never acknowledged; keep them for inspection."""
    torn = torn_tail(connection)
    if not torn:
        return
    first = min(row.seq for row in torn)
    log.warning("%s: set %d torn rows aside, from row %d on", path, len(torn), first)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO torn SELECT * FROM journal WHERE seq >= ?", (first,))
    connection.execute("DELETE FROM journal WHERE seq >= ?", (first,))
    connection.execute("COMMIT")


def torn_tail(connection: sqlite3.Connection) -> list[Row]:
    """The unsound rows at the very end, newest first."""
    torn: list[Row] = []
    while True:
        before = torn[-1].seq if torn else 2**63 - 1
        found = rows(connection, "WHERE seq < ? ORDER BY seq DESC LIMIT 1", (before,))
        if not found or is_sound(found[0]):
            return torn
        torn += found


def rows(connection: sqlite3.Connection, clause: str, values: tuple[int, ...]) -> list[Row]:
    """The rows that an SQL clause picks, unchecked."""
    return [
        Row(seq, at, name.decode(errors="replace"), fields, checksum)
        for seq, at, name, fields, checksum in connection.execute(_SELECT + clause, values)
    ]


def last(connection: sqlite3.Connection) -> int:
    """Seq of the newest row, 0 when there is none."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])
