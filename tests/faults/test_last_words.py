"""The application dies while a citizen hears why the queue does not take the contact (F02, F05)."""

from __future__ import annotations

import asyncio

from contact import event as e
from contact.ending import Reason, Who
from tests.faults.trouble import Trouble
from tests.support.story_cast import Citizen
from tests.support.story_site import Rules, prompt

RULES = Rules(
    queues={
        "straight": {"opening_hours": "off", "limits": [{"when": "closed", "say": "closed"}]},
        "citizen-line": {"limits": [{"when": "full", "above": 0, "say": "too-busy"}]},
    }
)
CLOSED, FULL = "099", "077"
BEGINNING = 4000
"""Bytes of a prompt by which it is recognised: half a second."""


async def test_last_words_that_a_death_cut_off_are_said_again_and_the_contact_ends_as_decided(
    trouble: Trouble,
) -> None:
    async with trouble.citizen(CLOSED) as late, trouble.citizen(FULL) as surplus:
        await surplus.press("11")
        await asyncio.gather(is_told(late, "closed"), is_told(surplus, "too-busy"))
        killed = await trouble.kill()
        await trouble.restart()
        for citizen, words in ((late, "closed"), (surplus, "too-busy")):
            await citizen.hears("es", words, since=killed)
            await citizen.gone()
    await ends_once(trouble, late, Reason.CLOSED)
    await ends_once(trouble, surplus, Reason.OVERFLOWED)
    assert not [one for one in await trouble.past() if isinstance(one.event, e.ContactFellBack)]


async def test_last_words_are_said_also_to_one_who_has_been_in_the_fallback_queue_meanwhile(
    trouble: Trouble,
) -> None:
    """Dead for longer than a lease. Who hangs up now was turned away all the same."""
    async with trouble.citizen(CLOSED) as citizen:
        await is_told(citizen, "closed")
        await trouble.kill()
        await trouble.fallback_has(lambda ids: ids == [citizen.contact_id])
        await trouble.restart()
        back = await trouble.happens(e.ContactTakenBack, contact_id=citizen.contact_id)
        await is_told(citizen, "closed", since=citizen.ear.frames[-1].at)
        citizen.hang_up()
        await citizen.gone()
    await ends_once(trouble, citizen, Reason.CLOSED)
    past = await trouble.past(citizen.contact_id)
    assert [one.event for one in past if one.seq > back.seq and _queues(one.event)] == []


async def is_told(citizen: Citizen, words: str, since: float = 0.0) -> None:
    """Wait until the beginning of these words has been heard."""
    await citizen.ear.hears(prompt("es", words)[:BEGINNING], since=since)


async def ends_once(trouble: Trouble, citizen: Citizen, reason: Reason) -> None:
    """Turned away once, ended once, by the system."""
    assert await trouble.ending(citizen.contact_id) == (Who.SYSTEM, reason, "")
    past = [one.event for one in await trouble.past(citizen.contact_id)]
    for kind in (e.ContactDiverted, e.ContactEnded):
        assert sum(isinstance(event, kind) for event in past) == 1, past


def _queues(event: e.Event) -> bool:
    return isinstance(event, e.ContactQueued | e.ContactDiverted)
