"""What the exchange knows of the centre: who would serve in the fallback, and what it asks."""

from __future__ import annotations

import asyncio
import re

import aiohttp

from contact import event as e
from contact.ending import Reason, Who
from lab.sipp import Script, play
from tests.support.story import Story
from tests.support.story_cast import PATIENCE_S
from tests.support.story_site import REGISTERS


async def test_the_fallback_queue_has_exactly_the_agents_who_are_logged_in(story: Story) -> None:
    """AMI mirror: not ready is paused with the reason, ready is not, logged out is no member."""
    await members(story, {})
    async with story.agent("ana", "", is_ready=False) as ana:
        await members(story, {"ana": "paused:logged in"})
        await ana.robot.ready()
        await members(story, {"ana": ""})
        async with story.agent("blas", ""):
            await members(story, {"ana": "", "blas": ""})
            await ana.robot.not_ready("break")
            await members(story, {"ana": "paused:break", "blas": ""})
        await members(story, {"ana": "paused:break"})
    await members(story, {})


async def test_an_agent_who_did_not_answer_is_paused_in_the_fallback_queue_too(
    story: Story,
) -> None:
    """AMI mirror: what the distribution decides about an agent holds there as well."""
    async with story.agent("ana", "agent_busy") as ana, story.citizen("099") as citizen:
        await ana.is_in(mode="not ready", reason="declined")
        await members(story, {"ana": "paused:declined"})
        await ana.robot.not_ready("meeting")
        await members(story, {"ana": "paused:meeting"})
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_an_agent_whose_phone_is_not_registered_is_a_member_that_is_not_rung(
    story: Story,
) -> None:
    """AMI mirror: the exchange sees for itself that the phone is not there."""
    async with story.agent(REGISTERS, ""):
        await members(story, {REGISTERS: ""})
        assert "(Unavailable)" in await console(story, "queue show fallback")


async def test_the_dialplan_is_told_that_the_centre_is_open(story: Story) -> None:
    """FastAGI: an administrator's own number asks the application before it goes on to the line."""
    steps = (
        'Gosub,"centralita-ask,opening,1"',
        "Set(CALLERID(name)=${CENTRALITA_AGI}-${CENTRALITA_OPENING})",
        'Goto,"from-trunk,012,1"',
    )
    for number, step in enumerate(steps, 1):
        await console(story, f"dialplan add extension 700,{number},{step} into from-trunk")
    try:
        script = Script("citizen_leaves", "700", [["600123123", "", "1500"]], count=1, limit_s=20)
        outcome = await play(story.sip, story.folder, script)
    finally:
        await console(story, "dialplan remove extension 700@from-trunk")
    assert outcome.successful == 1, outcome.errors
    arrived = await story.happens(e.ContactArrived, caller_number="600123123")
    assert arrived.event.caller_name == "answered-open"
    await story.ends(arrived.event.contact_id, Who.CITIZEN, Reason.LEFT_IN_MENU)


async def test_who_types_the_bare_address_gets_to_the_desk(story: Story) -> None:
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{story.centre.settings.http_url}/") as page,
    ):
        assert (page.status, page.url.path) == (200, "/desk/")


async def members(story: Story, wanted: dict[str, str]) -> None:
    """Wait until the fallback queue has exactly these members, with what they are paused for."""
    found: dict[str, str] = {}
    try:
        async with asyncio.timeout(PATIENCE_S):
            while (found := read_members(await console(story, "queue show fallback"))) != wanted:
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"the fallback queue has {found}, not {wanted}") from None


def read_members(text: str) -> dict[str, str]:
    """Agent → '' or 'paused:<reason>', out of Asterisk's console."""
    found = {}
    for line in text.splitlines():
        if member := re.match(r"\s+(\w+) \(PJSIP/desk-\1\)", line):
            paused = re.search(r"\(paused(?::(.*?))? was ", line)
            found[member[1]] = f"paused:{paused[1]}" if paused else ""
    return found


async def console(story: Story, line: str) -> str:
    assert story.centre.exchange is not None
    return await story.centre.exchange.console(line)
