"""Two applications on one journal or on one exchange (F12, I16)."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

from contact import event as e
from contact.ending import Reason, Who
from lab.centre import Centre, free_ports
from tests.faults.trouble import Trouble
from tests.support.story_site import Rules

RULES = Rules(wrap_up_s=0)
CANNOT_RUN = 3


async def test_a_second_copy_on_the_same_journal_is_refused_and_the_first_goes_on(
    trouble: Trouble,
) -> None:
    """F12: a clear sentence and exit status 3, even with ports of its own."""
    settings = trouble.centre.settings
    http, agi = free_ports(2)
    own_ports = Centre(settings.model_copy(update={"http_port": http, "agi_port": agi}))
    for copy, wanted in ((trouble.centre, "taken by"), (own_ports, "is already written by")):
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "centralita", "up"),
            *("--site", str(settings.site), "--state", str(settings.state)),
            env=copy.environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await second.communicate()
        assert wanted in " ".join(said.decode().split()), said.decode()
        assert "Traceback" not in said.decode()
        assert second.returncode == CANNOT_RUN
    async with trouble.citizen("099") as citizen:
        await trouble.happens(e.ContactQueued, contact_id=citizen.contact_id)


async def test_a_second_copy_on_the_same_exchange_makes_the_first_stop(
    trouble: Trouble, tmp_path: Path
) -> None:
    """F12: the first says why and exits with an error; the second one serves who waits."""
    settings = trouble.centre.settings
    http, agi = free_ports(2)
    state = tmp_path / "second"
    state.mkdir(mode=0o700)
    shutil.copy(settings.state / "secrets.json", state)
    changes = {"state": state, "http_port": http, "agi_port": agi}
    second = Centre(settings.model_copy(update=changes))
    first = trouble.centre.application
    assert first is not None
    async with trouble.citizen("099") as citizen:
        await trouble.happens(e.ContactQueued, contact_id=citizen.contact_id)
        try:
            await second.start_application()
            async with asyncio.timeout(10):
                status = await first.wait()
            assert status == CANNOT_RUN
            last = " ".join(trouble.centre.last_words(3).split())
            assert "another copy of the application has taken over" in last
            journal = await second.reader()
            adopted = [one.event for one in await journal.read()]
            await journal.close()
            assert citizen.contact_id in [
                one.contact_id for one in adopted if isinstance(one, e.ContactArrived)
            ]
        finally:
            await second.stop_application()
        trouble.centre.application = None
        await trouble.restart()
        citizen.hang_up()
        assert await trouble.ending(citizen.contact_id) == (Who.CITIZEN, Reason.ABANDONED, "")
