"""The queue is full, closed, or takes too long: the citizen is told so, or led to where agents are.

Nobody can serve the queue `streets` here, so that whoever waits there waits too long.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

import pytest

from contact import event as e
from contact.ending import Reason, Who
from contact.identity import AgentId
from contact.limit import Cause, Exit, WayOut
from tests.support.story import Story
from tests.support.story_cast import Citizen
from tests.support.story_site import Rules, music, prompt

OVERDUE_S = 2.0
RULES = Rules(
    queues={
        "citizen-line": {"limits": [{"when": "full", "above": 1, "say": "too-busy"}]},
        "streets": {
            "topic_level": 9,
            "limits": [{"when": "waited too long", "above": OVERDUE_S, "queue": "citizen-line"}],
        },
        "straight": {"opening_hours": "off", "limits": [{"when": "closed", "say": "closed"}]},
    }
)
LANGUAGE_KEYS = {"it": "2", "en": "4"}
TAXES, STREETS = "1", "3"
STRAIGHT = "099"
VOICE, ANSWER = prompt("gl", "closed"), prompt("ca", "closed")
"""What citizen and agent say to one another: speech that the line itself never plays here."""


async def test_who_finds_the_queue_full_hears_so_in_the_chosen_language_and_it_is_over(
    story: Story,
) -> None:
    async with story.citizen() as first:
        await choose(first, "it", TAXES)
        await story.happens(e.ContactQueued, contact_id=first.contact_id)
        async with story.citizen() as second:
            chosen = time.monotonic()
            await choose(second, "it", TAXES)
            diverted = await story.happens(e.ContactDiverted, contact_id=second.contact_id)
            assert diverted.event.cause is Cause.FULL
            assert diverted.event.way_out == WayOut(Exit.MESSAGE, "too-busy")
            await second.hears("it", "too-busy", since=chosen)
            await second.gone()
            for language in ("es", "eu", "en"):
                assert not second.has_heard(language, "too-busy")
            assert not second.has_heard("it", "queue-wait")
        assert not first.has_gone
        await first.hears_part_of(music(), since=time.monotonic())
        await story.ends(second.contact_id, Who.SYSTEM, Reason.OVERFLOWED)
        row = await story.crm_contact(second.contact_id, state="ended")
        assert (row["ended_by"], row["ending"]) == ("system", "overflowed")
    await story.ends(first.contact_id, Who.CITIZEN, Reason.ABANDONED)
    async with story.citizen() as third:
        await choose(third, "it", TAXES)
        await third.hears("it", "queue-wait")
        await third.hears_part_of(music(), since=time.monotonic())
    await story.ends(third.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_who_hangs_up_before_the_last_word_was_turned_away_all_the_same(
    story: Story,
) -> None:
    async with story.citizen() as first:
        await choose(first, "en", TAXES)
        await story.happens(e.ContactQueued, contact_id=first.contact_id)
        async with story.citizen() as second:
            await choose(second, "en", TAXES)
            await second.ear.hears(prompt("en", "too-busy")[:8000])
        await story.ends(second.contact_id, Who.SYSTEM, Reason.OVERFLOWED)


async def test_who_has_waited_too_long_goes_with_the_age_to_where_an_agent_is(
    story: Story,
) -> None:
    async with story.agent("ana") as ana, story.citizen() as citizen:
        await choose(citizen, "en", STREETS)
        first = await story.happens(e.ContactQueued, contact_id=citizen.contact_id, queue="streets")
        diverted = await story.happens(e.ContactDiverted, contact_id=citizen.contact_id)
        assert diverted.event.cause is Cause.OVERDUE
        assert diverted.at - first.at == pytest.approx(OVERDUE_S, abs=0.5)
        second = await story.happens(
            e.ContactQueued, contact_id=citizen.contact_id, queue="citizen-line"
        )
        assert second.event.since == first.event.since
        offered = await story.happens(e.OfferMade, contact_id=citizen.contact_id, agent_id="ana")
        assert offered.event.reason.waited_s == offered.at - first.event.since
        await story.happens(e.ContactConnected, contact_id=citizen.contact_id, agent_id="ana")
        await asyncio.gather(citizen.ear.say(VOICE), ana.ear.say(ANSWER))
        await citizen.ear.hears(ANSWER)
        await ana.ear.hears(VOICE)
        await citizen.leaves()
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "ana")


async def test_who_dials_while_the_calendar_has_closed_the_queue_is_told_so(story: Story) -> None:
    async with story.agent("ana"), story.citizen(STRAIGHT) as citizen:
        diverted = await story.happens(e.ContactDiverted, contact_id=citizen.contact_id)
        assert diverted.event.cause is Cause.CLOSED
        await citizen.hears("es", "closed")
        await citizen.gone()
    await story.ends(citizen.contact_id, Who.SYSTEM, Reason.CLOSED)


async def test_the_administrator_opens_the_queue_and_closes_it_again_for_those_who_wait(
    story: Story,
) -> None:
    assert await queue(story, "open") == {"is_open": True, "is_cleared": False}
    async with story.citizen(STRAIGHT) as citizen:
        await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
        assert await queue(story, "close", "--clear") == {"is_open": False, "is_cleared": True}
        closed = await story.happens(e.QueueClosed, queue="straight")
        assert closed.event == e.QueueClosed("straight", True, AgentId("api:administrator"))
        await story.happens(e.ContactDiverted, contact_id=citizen.contact_id)
        await citizen.hears("es", "closed")
        await citizen.gone()
    await story.ends(citizen.contact_id, Who.SYSTEM, Reason.CLOSED)


async def queue(story: Story, action: str, *options: str) -> dict[str, bool]:
    """What the command line says of the queue `straight` afterwards."""
    settings = story.centre.settings
    where = ("--site", str(settings.site), "--state", str(settings.state), "--json")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "centralita", "queue", action, "straight", *options, *where),
        env={**os.environ, "CENTRALITA_HTTP_PORT": str(settings.http_port)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    (changed,) = json.loads(output)
    return {name: changed[name] for name in ("is_open", "is_cleared")}


async def choose(citizen: Citizen, language: str, topic_key: str) -> None:
    """Press through both menus without listening to them."""
    await citizen.press(LANGUAGE_KEYS[language])
    await citizen.hears(language, "topic-taxes")
    await citizen.press(topic_key)
