"""Asterisk dies with contacts inside (F18, L25)."""

from __future__ import annotations

import os
import signal
import time
from contextlib import AsyncExitStack

from contact import event as e
from contact.ending import Reason, Who
from tests.faults.trouble import Trouble
from tests.support.story_site import Rules

RULES = Rules(ring_s=10, wrap_up_s=0)
CUT = (Who.SYSTEM, Reason.CUT_BY_PLATFORM)


async def test_what_the_exchange_cut_is_in_the_books_and_new_contacts_work(
    trouble: Trouble,
) -> None:
    """F18: one in the menu, one waiting, one ringing, one in conversation: all cut by platform."""
    exchange = trouble.centre.exchange
    assert exchange is not None
    assert exchange.pid is not None
    async with AsyncExitStack() as stack:
        ana = await stack.enter_async_context(trouble.agent("ana"))
        keeps_ringing = {"ring_ms": 20, "answer_ms": 60_000, "talk_ms": 0}
        await stack.enter_async_context(trouble.agent("edurne", keys=keeps_ringing))
        talking = await trouble.queues_up(stack, dials="099")
        await ana.sees("connected", contact_id=talking.contact_id)
        ringing = await trouble.queues_up(stack, "30")
        await trouble.happens(e.AgentAlerting, contact_id=ringing.contact_id)
        waiting = await trouble.queues_up(stack, "31")
        in_menu = await stack.enter_async_context(trouble.citizen())
        os.kill(exchange.pid, signal.SIGKILL)
        await exchange.wait()
        began = time.monotonic()
        await exchange.start()
        await trouble.centre.ready()
        print(f"exchange and application ready {time.monotonic() - began:.1f} s after the death")
        agents = {talking: "ana"}
        for citizen in (talking, ringing, waiting, in_menu):
            ended = await trouble.ending(citizen.contact_id)
            assert ended == (*CUT, agents.get(citizen, ""))
        await ana.is_in(work="idle", mode="ready")
        async with trouble.citizen("099") as newcomer:
            await trouble.happens(e.ContactConnected, contact_id=newcomer.contact_id)
