"""The happy call: dial, choose, wait, talk, wrap up; heard, seen and found in the CRM."""

from __future__ import annotations

import asyncio
import time

import pytest

from contact import event as e
from contact.ending import Reason, Who
from lab.sip_message import Message
from tests.support.story import Story
from tests.support.story_cast import Agent, Citizen, begins_at
from tests.support.story_site import Rules, music, prompt

RULES = Rules(ring_s=6)
LANGUAGE_KEYS = {"1": "es", "2": "it", "3": "eu", "4": "en"}
TAXES, REGISTRY = "1", "2"
VOICE, ANSWER = prompt("gl", "closed"), prompt("ca", "closed")
"""What citizen and agent say to one another: speech that the line itself never plays here."""


async def test_the_language_menu_is_heard_in_every_language_of_the_line(story: Story) -> None:
    """Line 1: welcome, then the menu in all four languages, then a person though no key came."""
    async with story.citizen() as citizen:
        await citizen.hears("es", "welcome")
        for language in LANGUAGE_KEYS.values():
            await citizen.hears(language, "language-menu")
        starts = [begins_at(citizen.ear, prompt("es", "welcome"))]
        starts += [
            begins_at(citizen.ear, prompt(one, "language-menu")) for one in LANGUAGE_KEYS.values()
        ]
        assert starts == sorted(starts)
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.LEFT_IN_MENU)


async def test_the_topics_are_asked_in_the_language_that_was_chosen(story: Story) -> None:
    """Line 1: after a key of the language menu the line speaks that language only."""
    async with asyncio.TaskGroup() as group:
        for key in LANGUAGE_KEYS:
            group.create_task(chooses_and_is_asked(story, key))


async def chooses_and_is_asked(story: Story, key: str) -> None:
    """A citizen presses this key and hears nothing but this language from then on."""
    language = LANGUAGE_KEYS[key]
    async with story.citizen() as citizen:
        await story.happens(e.MenuEntered, contact_id=citizen.contact_id, node="welcome")
        chosen = time.monotonic()
        await citizen.press(key)
        await citizen.hears(language, "topic-taxes", "topic-registry", since=chosen)
        for other in set(LANGUAGE_KEYS.values()) - {language}:
            assert not citizen.has_heard(other, "topic-taxes")
        await citizen.press(REGISTRY)
        queued = await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
        assert queued.event.language == language
        assert queued.event.skills == {language: 1, "registry": 1}
        await citizen.hears(language, "queue-wait", since=chosen)
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_a_key_stops_the_prompt_at_once(story: Story) -> None:
    """Line 1: barge-in. The next prompt begins within a second, the rest of this one never."""
    async with story.citizen() as citizen:
        await citizen.ear.hears(prompt("es", "welcome")[:8000])
        pressed = await citizen.press("1")
        await citizen.hears("es", "topic-taxes")
        assert begins_at(citizen.ear, prompt("es", "topic-taxes")) - pressed < 1.0
        assert not citizen.has_heard("es", "welcome")
        assert not citizen.has_heard("es", "language-menu")
        pressed = await citizen.press(TAXES)
        await citizen.hears("es", "queue-wait")
        assert begins_at(citizen.ear, prompt("es", "queue-wait")) - pressed < 1.0
        assert not citizen.has_heard("es", "topic-registry")


async def test_who_waits_hears_music_and_is_served_as_soon_as_an_agent_is_ready(
    story: Story,
) -> None:
    """Line 1: music in the queue while nobody is ready, silence of it when somebody answers."""
    async with story.agent("ana", is_ready=False) as ana, story.citizen() as citizen:
        await choose(citizen, "1", TAXES)
        await citizen.hears("es", "queue-wait")
        await citizen.hears_part_of(music(), since=time.monotonic())
        await ana.robot.ready()
        await story.happens(e.ContactConnected, contact_id=citizen.contact_id, agent_id="ana")
        spoken = asyncio.create_task(ana.ear.say(ANSWER))
        await citizen.ear.say(VOICE)
        await spoken
        await citizen.ear.hears(ANSWER)


async def test_a_call_from_the_welcome_to_the_closed_ticket(story: Story) -> None:
    """Line 1: the whole way, as citizen, agent, phone, journal and CRM saw it."""
    async with story.agent("ana", wrap_up_s=None) as ana, story.citizen() as citizen:
        await choose(citizen, "4", TAXES)
        pop = await ana.robot.seen.wait_for("pop", 15.0)
        connected = await story.happens(e.ContactConnected, contact_id=citizen.contact_id)
        assert pop.frame["contact_id"] == citizen.contact_id
        assert pop.frame["who"]["number"] == citizen.number
        assert pop.frame["why"]["topic"] == "taxes"
        assert pop.frame["why"]["entry_point"] == "012"
        assert pop.frame["language"] == "en"
        await talk(citizen, ana)
        citizen.hang_up()
        ended = await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "ana")
        await ana.is_in(work="wrap-up")
        await ana.robot.finish_wrap_up(citizen.contact_id, "answered")
        await ana.is_in(mode="ready", work="idle", served=1)
        invited = first_invite(await phone_messages(ana))
        assert pop.wall < invited, "the phone's INVITE came before the screen"
        await assert_in_crm(story, citizen, connected.at, ended.at)


async def choose(citizen: Citizen, language_key: str, topic_key: str) -> None:
    """Press through both menus without listening to them."""
    await citizen.press(language_key)
    await citizen.hears(LANGUAGE_KEYS[language_key], "topic-taxes")
    await citizen.press(topic_key)


async def talk(citizen: Citizen, agent: Agent) -> None:
    """Both speak at once; each hears the other, and only the other."""
    await asyncio.gather(citizen.ear.say(VOICE), agent.ear.say(ANSWER))
    await citizen.ear.hears(ANSWER)
    await agent.ear.hears(VOICE)
    assert citizen.ear.heard(VOICE) is None
    assert agent.ear.heard(ANSWER) is None


async def phone_messages(agent: Agent) -> tuple[Message, ...]:
    """What the agent's phone has sent and received so far."""
    assert agent.phone is not None
    async with asyncio.timeout(10):
        while not (messages := agent.phone.outcome().messages):
            await asyncio.sleep(0.05)
    return messages


def first_invite(messages: tuple[Message, ...]) -> float:
    return next(one.at for one in messages if one.first_line.startswith("INVITE"))


async def assert_in_crm(
    story: Story, citizen: Citizen, connected_at: float, ended_at: float
) -> None:
    row = await story.crm_contact(citizen.contact_id, disposition="answered")
    wanted = {
        "state": "ended",
        "entry_point": "012",
        "caller_number": citizen.number,
        "language": "en",
        "topic": "taxes",
        "queue": "citizen-line",
        "agent_id": "ana",
        "ended_by": "citizen",
        "ending": "served",
    }
    assert {key: row[key] for key in wanted} == wanted
    queued = await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
    assert row["talk_s"] == pytest.approx(ended_at - connected_at, abs=0.01)
    assert row["wait_s"] == pytest.approx(connected_at - queued.at, abs=0.01)
    closed = await story.happens(e.TicketClosed, contact_id=citizen.contact_id)
    tickets = await story.centre.api(f"tickets?contact={citizen.contact_id}")
    (ticket,) = tickets["items"]
    assert ticket["number"] == closed.event.ticket
    assert (ticket["state"], ticket["disposition"]) == ("closed", "answered")
    assert ticket["topic"] == "taxes"
