"""One whole centre for each module of stories, and what must hold when a story is over.

Owns boot and end of the centre. A module that wants other rules than `Rules()` says so in `RULES`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from lab.centre import Centre, free_settings
from tests.support.exchange import ROOT
from tests.support.story import Story, telling
from tests.support.story_site import Rules, StorySite, write_site


@pytest.fixture(scope="module")
def story_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> StorySite:
    """The module's site folder."""
    rules = getattr(request.module, "RULES", Rules())
    return write_site(tmp_path_factory.mktemp("story") / "site", rules)


@pytest.fixture(scope="module")
def story_centre(story_site: StorySite) -> Iterator[Centre]:
    """Asterisk and the application, both real, for all stories of the module."""
    settings = free_settings(story_site.folder, story_site.folder.parent / "state")
    note = Path(os.environ.get("CENTRALITA_ASTERISK", ROOT / ".asterisk" / "env"))
    own_phones = {"phone_address": "", "asterisk": note}
    with asyncio.Runner() as runner:
        centre = Centre(settings.model_copy(update=own_phones))
        try:
            runner.run(centre.start())
            yield centre
        finally:
            runner.run(centre.stop())


@pytest.fixture
async def story(
    story_centre: Centre, story_site: StorySite, tmp_path: Path
) -> AsyncIterator[Story]:
    """A story; when it is over nothing is left, every contact has ended, nobody complained."""
    async with telling(story_centre, story_site, tmp_path) as told:
        yield told
