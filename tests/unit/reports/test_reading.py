"""A journal on the disk read into figures and stories, also while it is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from reports.core.story import story
from reports.edge import reading
from reports.edge.reading import UnknownContact, read_figures, read_routing, read_story
from tests.support.report_morning import SERVED, figures, records
from wiring.journal import Journal, JournalAbsent, open_journal


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    opened = await open_journal(str(tmp_path / "journal.sqlite"))
    await opened.append([(record.at, record.event) for record in records()])
    yield opened
    await opened.close()


@pytest.fixture
def url(journal: Journal, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'journal.sqlite'}"


async def test_the_figures_of_a_journal_are_the_fold_of_its_records(url: str) -> None:
    assert vars(await read_figures(url)) == vars(figures())


async def test_pages_make_no_difference(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 4)
    assert vars(await read_figures(url)) == vars(figures())


async def test_a_story_is_found_by_the_beginning_of_its_contact(url: str) -> None:
    assert await read_story(url, "serv") == story(records(), SERVED)
    assert [line.offset_s for line in await read_story(url, "left")] == [0, 0, 0, 4]


async def test_a_routing_is_found_in_the_same_way_and_waits_until_the_end(url: str) -> None:
    served = await read_routing(url, "serv")
    assert (served.contact_id, len(served.offers)) == (SERVED, 2)
    live = await read_routing(url, "liv")
    assert live.waited_s == 30.0


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ("nobody", "no contact in the journal is called 'nobody'"),
        ("", "no contact in the journal is called ''"),
        ("l", "'l' fits 3 contacts, among them left, left-late, live"),
    ],
)
async def test_a_contact_that_is_not_clearly_meant_is_said(
    url: str, wanted: str, complaint: str
) -> None:
    for read in (read_story, read_routing):
        with pytest.raises(UnknownContact, match=complaint):
            await read(url, wanted)


async def test_where_no_journal_is_the_reader_says_so(tmp_path: Path) -> None:
    with pytest.raises(JournalAbsent, match="there is no journal at"):
        await read_figures(str(tmp_path / "nothing.sqlite"))
