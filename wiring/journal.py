"""The journal's face: what every implementation promises, its errors, and how one is opened.

Owns the contract (`Journal` for the one writer, `Reader` for everybody else) and the choice of the
implementation by URL. Never stores anything itself. Edge.

The promise. Facts are numbered gaplessly from 1 in the order of the append calls. An append has
returned only once its facts are on the disk. Facts of one append are written all or none. Whoever
reads gets exactly what was written or an error that names the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from contact.event import Event

PAGE = 1000
"""Records that `read` returns at most when not told otherwise."""


class JournalError(Exception):
    """Something about the journal; the text is a sentence for a person."""


class JournalFailed(JournalError):
    """The facts are not known to be durable.

    They stand in the journal completely or not at all, and so does everything that was handed over
    before the failure was known: it fails together, so that no fact can stand without those before
    it. A later append tries anew.
    """


class JournalClosed(JournalFailed):
    """The journal was closed."""


class JournalBusy(JournalFailed):
    """Another process writes this journal; the text says which."""


class JournalDamaged(JournalError):
    """A row is missing, altered or unreadable; the text says which."""


class JournalAbsent(JournalError):
    """There is no journal at that place, or it is not a journal."""


class UnwritableEvent(JournalError, ValueError):
    """An event holds a value that has no wire form; nothing was written."""


@dataclass(frozen=True, slots=True)
class Record:
    """One journaled fact."""

    seq: int
    """Place in the journal, from 1 without gaps."""
    at: float
    """Instant of the fact, UTC seconds."""
    event: Event


Fact = tuple[float, Event]
"""An instant (UTC seconds) and what became true then."""


class Reader(Protocol):
    """The journal for those who only read; works while another process writes."""

    async def read(self, after: int = 0, limit: int = PAGE) -> list[Record]:
        """The next records after this seq, at most `limit`. Raises JournalDamaged."""

    async def last(self) -> int:
        """Seq of the newest record, 0 when there is none."""

    async def changed(self, after: int) -> None:
        """Return once a record with a greater seq exists. Raises JournalClosed on closing."""

    async def close(self) -> None:
        """Let go of files and connections. A second time does nothing."""


class Journal(Reader, Protocol):
    """The journal for its one writer."""

    async def append(self, facts: Sequence[Fact]) -> int:
        """Write these facts durably; the seq of the last of them (of the newest if there is none).

        Concurrent appends share one commit; the order of the calls is kept. A cancelled append is
        written nevertheless, because others may already build on it. Raises JournalFailed, or
        UnwritableEvent before anything is written.
        """

    async def close(self) -> None:
        """Write what was handed over, then let go. A second time does nothing."""


MEMORY = "memory:"
_POSTGRESQL = ("postgresql", "postgres")


async def open_journal(url: str) -> Journal:
    """The journal at this URL, created when it is not there, locked for this writer.

    `memory:`, `postgresql://…`, `sqlite:///path` or just a path. Raises JournalBusy when another
    process writes it, JournalAbsent when there is something else at that place, ValueError for an
    unknown kind of URL.
    """
    if url == MEMORY:
        from wiring.journal_memory import MemoryJournal

        return MemoryJournal()
    if urlsplit(url).scheme in _POSTGRESQL:
        from wiring.journal_postgresql import PostgresqlJournal

        return await PostgresqlJournal.open(url)
    from wiring.journal_sqlite import SqliteJournal

    return await SqliteJournal.open(path_of(url))


async def open_reader(url: str) -> Reader:
    """The journal at this URL for reading only, also while the application writes it.

    Raises JournalAbsent when there is none, ValueError for an unknown kind of URL and for
    `memory:`, which nobody outside its process can see.
    """
    if url == MEMORY:
        raise ValueError("a journal in memory cannot be read from outside its process")
    if urlsplit(url).scheme in _POSTGRESQL:
        from wiring.journal_postgresql import PostgresqlReader

        return await PostgresqlReader.open(url)
    from wiring.journal_sqlite import SqliteReader

    return await SqliteReader.open(path_of(url))


def path_of(url: str) -> Path:
    """The file that a URL of the SQLite kind means. Raises ValueError for any other kind."""
    prefix = "sqlite:///"
    if url.startswith(prefix) and len(url) > len(prefix):
        return Path(url.removeprefix(prefix))
    scheme = urlsplit(url).scheme
    if not url or scheme:
        raise ValueError(
            f"a journal cannot be kept at a URL of the kind {scheme + ':' if scheme else url!r}; "
            "right would be 'memory:', 'sqlite:///folder/journal.sqlite', a path, "
            "or 'postgresql://user@host/database'"
        )
    return Path(url)
