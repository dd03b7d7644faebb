"""One whole centre for each accident, and the books that must be closed when it is over.

Owns boot and end of the centre. A module that wants other rules than `Rules()` says so in `RULES`,
other settings than the product's own in `SETTINGS`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lab.centre import Centre, free_settings
from tests.faults.trouble import Trouble
from tests.support.exchange import ROOT
from tests.support.story_site import Rules, write_site


@pytest.fixture
async def trouble(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Trouble]:
    """A centre at work. Afterwards every contact has one ending, here and in the CRM."""
    site = write_site(tmp_path / "site", getattr(request.module, "RULES", Rules()))
    settings = free_settings(site.folder, tmp_path / "state")
    changes = {"phone_address": "", "asterisk": ROOT / ".asterisk" / "env"}
    changes |= getattr(request.module, "SETTINGS", {})
    centre = Centre(settings.model_copy(update=changes))
    try:
        await centre.start()
        journal = await centre.reader()
        try:
            story = Trouble(centre, site, tmp_path, journal, await journal.last(), 0)
            yield story
            await story.assert_books_closed()
        finally:
            await journal.close()
    finally:
        await centre.stop()
