"""The journal cannot be written (F55): the application promises nothing more and stops."""

from __future__ import annotations

import asyncio
import resource
import time
from contextlib import AsyncExitStack

from tests.faults.trouble import WAITING_CALLER_S, Trouble, longest_gap
from tests.support.story_site import Rules

RULES = Rules(wrap_up_s=0)
CANNOT_RUN = 3
"""Exit status."""


async def test_an_application_that_cannot_write_stops_and_citizens_reach_the_fallback(
    trouble: Trouble,
) -> None:
    """F55: from now on the kernel lets no file of the application grow, as a full disk does."""
    application = trouble.centre.application
    assert application is not None
    async with AsyncExitStack() as stack:
        waiting = [await trouble.queues_up(stack, keys) for keys in ("11", "32")]
        log = trouble.centre.settings.state / "journal.sqlite-wal"
        size = log.stat().st_size
        resource.prlimit(application.pid, resource.RLIMIT_FSIZE, (size, size))
        began = time.monotonic()
        unwritten = await stack.enter_async_context(trouble.caller("012"))
        async with asyncio.timeout(WAITING_CALLER_S):
            assert await application.wait() == CANNOT_RUN
        stopped = time.monotonic()
        last = " ".join(trouble.centre.last_words(4).split())
        assert "journal.sqlite" in last, trouble.centre.last_words()
        # The third one is greeted first: in time for the ear, a little later in the queue.
        found = await trouble.fallback_has(lambda ids: len(ids) == 3, WAITING_CALLER_S + 5)
        print(f"stopped after {stopped - began:.1f} s, all in the fallback queue")
        assert found[:2] == [one.contact_id for one in waiting]
        gaps = [longest_gap(one.ear, began, time.monotonic()) for one in (*waiting, unwritten)]
        assert max(gaps) <= WAITING_CALLER_S
        trouble.centre.application = None
        await trouble.restart()
        await trouble.contact_of(unwritten)
