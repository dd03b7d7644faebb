"""The application dies (F02, F04): the exchange goes on alone, and nobody is left in silence."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack

from tests.faults.trouble import (
    NEW_CALLER_S,
    WAITING_CALLER_S,
    Trouble,
    longest_gap,
)
from tests.support.ear import FRAME
from tests.support.story_cast import begins_at
from tests.support.story_site import Rules, music, prompt

RULES = Rules(ring_s=10, wrap_up_s=1)
FIVE = ("11", "23", "32", "43", "10")
"""Keys of five citizens: four languages, two queues, nobody at work who could serve them."""


async def test_a_new_caller_hears_the_fallback_within_three_seconds(trouble: Trouble) -> None:
    """F02: in the language of the number that was dialled, then music."""
    await trouble.kill()
    for number, language in (("012", "es"), ("800555012", "it")):
        began = time.monotonic()
        async with trouble.caller(number) as citizen:
            await citizen.hears(language, "fallback-moment")
            voice = prompt(language, "fallback-moment")[FRAME:-FRAME]
            after_s = begins_at(citizen.ear, voice) - began
            print(f"{number}: a voice after {after_s:.2f} s")
            assert after_s <= NEW_CALLER_S
            await citizen.hears_part_of(music(), since=began)
    await trouble.restart()


async def test_those_who_wait_reach_the_fallback_within_ten_seconds_oldest_first(
    trouble: Trouble,
) -> None:
    """F02, I8: five citizens, four languages, two queues; music all the while."""
    async with AsyncExitStack() as stack:
        waiting = [await trouble.queues_up(stack, keys) for keys in FIVE]
        wanted = [one.contact_id for one in waiting]
        killed = await trouble.kill()
        found = await trouble.fallback_has(lambda ids: len(ids) == len(wanted))
        took = time.monotonic() - killed
        print(f"all in the fallback queue after {took:.1f} s")
        assert took <= WAITING_CALLER_S
        assert found == wanted
        gap = max(longest_gap(one.ear, killed, time.monotonic()) for one in waiting)
        print(f"longest silence {gap:.2f} s")
        assert gap <= WAITING_CALLER_S
        await trouble.restart()
