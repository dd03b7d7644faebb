"""The application stands still for twenty seconds and goes on (F03, D1, D3)."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack

from contact import event as e
from contact.ending import Reason, Who
from tests.faults.trouble import (
    WAITING_CALLER_S,
    Trouble,
    assert_no_doubles,
    longest_gap,
)
from tests.support.story_site import Rules

RULES = Rules(ring_s=10, wrap_up_s=0)
FROZEN_S = 20.0
QUICK = {"ring_ms": 20, "answer_ms": 50, "talk_ms": 300}


async def test_nobody_is_in_silence_while_it_is_frozen_and_all_find_their_way_afterwards(
    trouble: Trouble,
) -> None:
    """F03: one in the menu, two who wait, one in conversation, one who dials, one who gives up."""
    async with AsyncExitStack() as stack:
        ana = await stack.enter_async_context(trouble.agent("ana"))
        talking = await trouble.queues_up(stack, dials="099")
        await ana.sees("connected", contact_id=talking.contact_id)
        edurne = await stack.enter_async_context(
            trouble.agent("edurne", keys=QUICK, is_ready=False)
        )
        waiting = [await trouble.queues_up(stack, keys) for keys in ("31", "32", "30")]
        in_menu = await stack.enter_async_context(trouble.citizen())
        async with trouble.frozen() as since:
            dialled = time.monotonic()
            newcomer = await stack.enter_async_context(trouble.caller("012"))
            await asyncio.sleep(FROZEN_S / 2)
            waiting[1].hang_up()
            await waiting[1].gone()
            await asyncio.sleep(since + FROZEN_S - time.monotonic())
        until = time.monotonic()
        gaps = [longest_gap(one.ear, since, until) for one in (waiting[0], waiting[2], in_menu)]
        gaps.append(longest_gap(newcomer.ear, dialled, until))
        print("longest silences: " + ", ".join(f"{one:.1f} s" for one in gaps))
        assert max(gaps) <= WAITING_CALLER_S

        came = (await trouble.contact_of(newcomer)).event.contact_id
        back = [waiting[0].contact_id, waiting[2].contact_id, in_menu.contact_id, came]
        for contact_id in back:
            taken = await trouble.happens(e.ContactTakenBack, contact_id=contact_id)
            await trouble.happens(e.ContactQueued, after=taken.seq, contact_id=contact_id)
        print(f"all taken back {time.monotonic() - until:.1f} s after it went on")
        assert await trouble.ending(waiting[1].contact_id) == (
            Who.CITIZEN,
            Reason.ABANDONED_IN_FALLBACK,
            "",
        )
        await trouble.fallback_has(lambda ids: ids == [])
        assert_no_doubles(await trouble.past())
        await trouble.becomes_ready(edurne)
        for citizen in (waiting[0], waiting[2]):
            await citizen.gone()
        assert not talking.has_gone
        assert await trouble.connected() == [
            talking.contact_id,
            waiting[0].contact_id,
            waiting[2].contact_id,
        ]
        talking.hang_up()  # Ana is free for the one who came from the menu, then the newcomer
        for contact_id in (in_menu.contact_id, came):
            await trouble.happens(e.ContactConnected, contact_id=contact_id)
            (in_menu if contact_id == in_menu.contact_id else newcomer).hang_up()
