"""Which journal a URL means."""

from __future__ import annotations

from pathlib import Path

import pytest

from wiring.journal import open_journal, open_reader, path_of
from wiring.journal_memory import MemoryJournal


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////var/lib/centralita/journal.sqlite", "/var/lib/centralita/journal.sqlite"),
        ("sqlite:///state/journal.sqlite", "state/journal.sqlite"),
        ("/var/journal.sqlite", "/var/journal.sqlite"),
        ("journal.sqlite", "journal.sqlite"),
    ],
)
def test_a_file_is_named_by_url_or_path(url: str, path: str) -> None:
    assert path_of(url) == Path(path)


@pytest.mark.parametrize("url", ["", "mysql://host/base", "sqlite://", "sqlite:///", "memory:x"])
async def test_an_unknown_kind_of_url_is_refused_with_the_right_ones(url: str) -> None:
    with pytest.raises(ValueError, match="right would be 'memory:'"):
        await open_journal(url)


async def test_a_journal_in_memory_opens_by_name_but_not_for_strangers() -> None:
    journal = await open_journal("memory:")
    assert isinstance(journal, MemoryJournal)
    await journal.close()
    with pytest.raises(ValueError, match="cannot be read from outside"):
        await open_reader("memory:")
