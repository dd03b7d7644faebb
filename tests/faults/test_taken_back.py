"""The restarted application takes back who still waits, in the order of arrival (F02, I8)."""

from __future__ import annotations

from contextlib import AsyncExitStack

from contact import event as e
from contact.ending import Reason
from tests.faults.trouble import Trouble, invited
from tests.support.story_site import Rules

RULES = Rules(ring_s=10, wrap_up_s=0)
QUICK = {"ring_ms": 20, "answer_ms": 50, "talk_ms": 300}
BASQUE = ("31", "32", "30")


async def test_a_restart_within_the_lease_keeps_everybody_in_place(trouble: Trouble) -> None:
    """F02: nobody reaches the fallback, one agent serves all in the order of arrival."""
    async with AsyncExitStack() as stack:
        edurne = await stack.enter_async_context(
            trouble.agent("edurne", keys=QUICK, is_ready=False)
        )
        waiting = [await trouble.queues_up(stack, keys) for keys in BASQUE]
        await trouble.kill()
        await trouble.restart()
        await trouble.outlives_a_lease(waiting[0].contact_id)
        assert (await trouble.fallback()).entries == ()
        await trouble.becomes_ready(edurne)
        for citizen in waiting:
            await citizen.gone()
        wanted = [one.contact_id for one in waiting]
        assert await trouble.connected() == wanted
        assert not [one for one in await trouble.past() if isinstance(one.event, e.ContactFellBack)]


async def test_those_in_the_fallback_are_taken_back_but_for_the_one_whose_turn_has_come(
    trouble: Trouble,
) -> None:
    """F02, I8: Ana's phone rings there for the oldest; Edurne then serves the others in order."""
    slow = {"ring_ms": 20, "answer_ms": 6000, "talk_ms": 0}
    async with AsyncExitStack() as stack:
        ana = await stack.enter_async_context(trouble.agent("ana", keys=slow))
        edurne = await stack.enter_async_context(
            trouble.agent("edurne", keys=QUICK, is_ready=False)
        )
        waiting = [await trouble.queues_up(stack, keys) for keys in ("31", *BASQUE)]
        oldest, *others = [one.contact_id for one in waiting]
        await trouble.kill()
        await trouble.fallback_has(lambda ids: ids == [oldest, *others])
        await invited(ana.phone)
        await trouble.restart()
        for contact_id in others:
            await trouble.happens(e.ContactTakenBack, contact_id=contact_id)
        served = await trouble.happens(e.ContactServedInFallback, contact_id=oldest)
        assert served.event.agent_id == "ana"
        await trouble.fallback_has(lambda ids: ids == [])
        await trouble.becomes_ready(edurne)
        for citizen in waiting[1:]:
            await citizen.gone()
        assert await trouble.connected() == [oldest, *others]
        waiting[0].hang_up()
        ended = await trouble.ending(oldest)
        assert ended[1:] == (Reason.SERVED_BY_FALLBACK, "ana")


async def test_a_second_death_after_the_return_keeps_everybody_in_place(trouble: Trouble) -> None:
    """F02: the log's old lines about the fallback are not taken for news."""
    async with AsyncExitStack() as stack:
        waiting = [await trouble.queues_up(stack, keys) for keys in BASQUE]
        wanted = [one.contact_id for one in waiting]
        await trouble.kill()
        await trouble.fallback_has(lambda ids: ids == wanted)
        await trouble.restart()
        for contact_id in wanted:
            back = await trouble.happens(e.ContactTakenBack, contact_id=contact_id)
            await trouble.happens(e.ContactQueued, after=back.seq, contact_id=contact_id)
        await trouble.fallback_has(lambda ids: ids == [])
        died_after = await trouble.journal.last()
        await trouble.kill()
        await trouble.restart()
        fell = [one for one in await trouble.past() if isinstance(one.event, e.ContactFellBack)]
        assert all(one.seq <= died_after for one in fell), fell
        assert (await trouble.fallback()).entries == ()
        edurne = await stack.enter_async_context(trouble.agent("edurne", keys=QUICK))
        for citizen in waiting:
            await citizen.gone()
        await edurne.is_in(work="idle")
        assert await trouble.connected() == wanted
