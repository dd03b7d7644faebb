"""A centre on an address of the network instead of the machine's own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contact import event as e
from contact.ending import Reason, Who
from lab.centre import Centre, free_settings
from lab.sipp import Script, play
from tests.support.exchange import ROOT
from tests.support.story import Story, telling
from tests.support.story_site import Rules, write_site

ELSEWHERE = "127.0.0.2"


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Story]:
    """A centre of its own, told to listen there."""
    site = write_site(tmp_path / "site", Rules())
    note = Path(os.environ.get("CENTRALITA_ASTERISK", ROOT / ".asterisk" / "env"))
    changes = {"host": ELSEWHERE, "phone_address": "", "asterisk": note}
    centre = Centre(free_settings(site.folder, tmp_path / "state").model_copy(update=changes))
    try:
        await centre.start()
        async with telling(centre, site, tmp_path) as story:
            yield story
    finally:
        await centre.stop()


async def test_who_dials_the_network_s_address_is_answered(elsewhere: Story) -> None:
    """ARI and AMI stay on 127.0.0.1, and the application finds them there."""
    script = Script("citizen_leaves", "012", [["600123124", "", "1500"]], count=1, limit_s=20)
    outcome = await play(
        f"{ELSEWHERE}:{elsewhere.centre.settings.sip_port}", elsewhere.folder, script
    )
    assert outcome.successful == 1, outcome.errors
    arrived = await elsewhere.happens(e.ContactArrived, caller_number="600123124")
    await elsewhere.ends(arrived.event.contact_id, Who.CITIZEN, Reason.LEFT_IN_MENU)
