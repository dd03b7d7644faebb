"""A journal read into figures or into the story of one contact.

Owns the paging. Never writes a journal; works while the application writes it. Edge.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from contact.identity import ContactId
from reports.core.figures import Figures
from reports.core.routing import Routing, routing
from reports.core.sentence import Names
from reports.core.story import StoryLine, story
from wiring.journal import Reader, Record, open_reader

PAGE = 5000
"""Records per page."""


class UnknownContact(LookupError):
    """No contact, or more than one, is meant by what was asked for."""


async def read_figures(url: str) -> Figures:
    """The figures of the whole journal. Raises JournalAbsent or JournalDamaged."""
    figures = Figures()
    reader = await open_reader(url)
    try:
        async for record in records(reader):
            figures.take(record)
    finally:
        await reader.close()
    return figures


async def read_story(url: str, wanted: str, names: Names | None = None) -> tuple[StoryLine, ...]:
    """The story of the contact with this id, or of the only one whose id begins so.

    Raises UnknownContact, JournalAbsent or JournalDamaged.
    """
    found, contact_id, _ = await _records_of(url, wanted)
    return story(found, contact_id, names)


async def read_routing(url: str, wanted: str, names: Names | None = None) -> Routing:
    """Why this contact was served when and by whom it was; see `read_story`."""
    return routing(*await _records_of(url, wanted), names)


async def _records_of(url: str, wanted: str) -> tuple[list[Record], ContactId, float]:
    """The records of the contact that is meant, its whole id, and the journal's last instant."""
    reader = await open_reader(url)
    found: list[Record] = []
    until = 0.0
    try:
        async for record in records(reader):
            until = record.at
            if str(getattr(record.event, "contact_id", "")).startswith(wanted):
                found.append(record)
    finally:
        await reader.close()
    contact_id = _the_one(found, wanted)
    own = [record for record in found if getattr(record.event, "contact_id", "") == contact_id]
    return own, contact_id, until


async def records(reader: Reader, after: int = 0) -> AsyncIterator[Record]:
    """Everything that the journal holds now, page by page."""
    while page := await reader.read(after, PAGE):
        for record in page:
            yield record
        after = page[-1].seq


def _the_one(found: list[Record], wanted: str) -> ContactId:
    ids = list(dict.fromkeys(str(getattr(record.event, "contact_id", "")) for record in found))
    if wanted and wanted in ids:
        return ContactId(wanted)
    if not ids or not wanted:
        raise UnknownContact(f"no contact in the journal is called {wanted!r}")
    if len(ids) > 1:
        raise UnknownContact(
            f"{wanted!r} fits {len(ids)} contacts, among them {', '.join(ids[:3])}; "
            "give more of its beginning"
        )
    return ContactId(ids[0])
