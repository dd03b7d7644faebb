"""The application dies while citizens and agents talk, and others wait (F02, F04, D0, D2)."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack

from contact import event as e
from contact.ending import Reason, Who
from tests.faults.trouble import Trouble, invited, rings, told_to_hang_up
from tests.support.ear import FRAME
from tests.support.story_cast import PATIENCE_S, Agent, Citizen
from tests.support.story_site import Rules

RULES = Rules(ring_s=10, wrap_up_s=1)
STRAIGHT = "099"
TALKS = {"ring_ms": 50, "answer_ms": 300, "talk_ms": 9000}
"""A phone that is hung up by its agent after nine seconds of conversation."""


async def test_conversations_go_on_and_the_fallback_rings_who_was_ready(trouble: Trouble) -> None:
    """F04: voices both ways, BYE to the other side, no leg alone; the books have all of it."""
    async with AsyncExitStack() as stack:
        ana = await stack.enter_async_context(trouble.agent("ana"))
        edurne = await stack.enter_async_context(trouble.agent("edurne", is_ready=False))
        with_ana = await trouble.queues_up(stack, dials=STRAIGHT)
        await ana.sees("connected", contact_id=with_ana.contact_id)
        blas = await stack.enter_async_context(trouble.agent("blas", keys=TALKS))
        with_blas = await trouble.queues_up(stack, dials=STRAIGHT)
        await blas.sees("connected", contact_id=with_blas.contact_id)
        first, second, third = [await trouble.queues_up(stack, "10") for _ in range(3)]
        await trouble.kill()
        await both_are_heard(with_ana, ana)
        await both_are_heard(with_blas, blas)

        await trouble.fallback_has(lambda ids: third.contact_id in ids)
        third.hang_up()
        await third.gone()
        await with_blas.gone()  # his agent hung up: the citizen's phone was told
        await invited(blas.phone, 2)
        with_ana.hang_up()
        await told_to_hang_up(ana.phone)
        await with_ana.gone()
        await invited(ana.phone, 2)
        ana.ear._peer = None  # another call comes from another port
        await both_are_heard(second, ana)
        second.hang_up()
        await second.gone()
        await first.gone()  # the agent hung up in the fallback conversation, too
        assert rings(edurne.phone) == 0
        members = await trouble.members()
        assert {name: one.paused for name, one in members.items()} == {
            "ana": False,
            "blas": False,
            "edurne": True,
        }
        await trouble.restart()
        await trouble.nothing_left()
        endings = [
            (with_ana, Who.CITIZEN, Reason.SERVED, "ana"),
            (with_blas, Who.CITIZEN, Reason.SERVED, "blas"),
            (first, Who.AGENT, Reason.SERVED_BY_FALLBACK, "blas"),
            (second, Who.CITIZEN, Reason.SERVED_BY_FALLBACK, "ana"),
            (third, Who.CITIZEN, Reason.ABANDONED_IN_FALLBACK, ""),
        ]
        for citizen, *wanted in endings:
            assert list(await trouble.ending(citizen.contact_id)) == wanted
        await trouble.assert_books_closed()
        before = [one.event for one in await trouble.past() if is_of_contact(one.event)]

        await trouble.kill()
        await trouble.restart()
        after = [one.event for one in await trouble.past() if is_of_contact(one.event)]
        assert after == before, "the second restart imported something twice"


async def both_are_heard(citizen: Citizen, agent: Agent) -> None:
    """What one says, the other hears."""
    voices = random.randbytes(25 * FRAME), random.randbytes(25 * FRAME)
    async with asyncio.timeout(PATIENCE_S):  # what is said before they are joined nobody hears
        while agent.ear.heard(voices[0]) is None or citizen.ear.heard(voices[1]) is None:
            spoken = citizen.ear.say(voices[0]), agent.ear.say(voices[1])
            await asyncio.gather(*spoken)


def is_of_contact(event: e.Event) -> bool:
    return type(event) in e.CONTACT_EVENTS
