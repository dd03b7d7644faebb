"""Nodes of a flow that need more than speech, on a real exchange."""

from __future__ import annotations

import asyncio
import contextlib
import time
import wave
from collections.abc import AsyncIterator

import pytest

from contact import event as e
from contact.ending import Reason, Who
from contact.identity import ContactId, message_name
from lab.sipp import Script, free_port, playing
from sounds.tone import tone
from tests.support.ear import Ear, listening
from tests.support.story import ANSWERS, HANGS_UP, Story
from tests.support.story_site import Rules, music, prompt

CONSENT, REFER, URGENT, MESSAGE, SURVEY = "071", "072", "073", "074", "075"
OFFICE, DRILL = free_port(), free_port()
"""Where the department's phone is, and who stands for the emergency centre."""
VOICE, ANSWER = prompt("gl", "closed"), prompt("ca", "closed")
RULES = Rules(
    queues={"scored": {"topic_level": 0, "survey": "score"}},
    centre={
        "trunk": {
            "addresses": ["127.0.0.1"],
            "outgoing": {"address": f"sip:127.0.0.1:{OFFICE}", "caller_number": "012"},
        },
        "departments": {"taxes": "918000000"},
        "emergency": {"is_drill": True, "drill": f"sip:drill@127.0.0.1:{DRILL}"},
    },
    flows={
        SURVEY: {
            "start": "wait",
            "nodes": {
                "wait": {"enqueue": {"queue": "scored"}},
                "score": {"survey": {"next": "thanks"}},
                "thanks": {"finish": {"prompts": ["survey-thanks"]}},
            },
        },
        MESSAGE: {
            "start": "speak",
            "nodes": {
                "speak": {"voicemail": {"next": "wait", "most_s": 20, "silence_s": 3}},
                "wait": {"enqueue": {"queue": "straight"}},
            },
        },
        REFER: {
            "start": "office",
            "nodes": {
                "office": {"refer": {"department": "taxes", "ring_s": 3, "unanswered": "sorry"}},
                "sorry": {"say": {"prompts": ["refer-unanswered"], "next": "wait"}},
                "wait": {"enqueue": {"queue": "straight"}},
            },
        },
        URGENT: {
            "start": "ask",
            "emergency_key": "9",
            "nodes": {
                "ask": {
                    "menu": {
                        "prompts": ["topic-taxes"],
                        "choices": {"1": {"next": "bye"}},
                        "exhausted": "bye",
                    }
                },
                "bye": {"finish": {"prompts": ["goodbye"]}},
                "urgent": {"emergency_centre": {"queue": "straight"}},
            },
        },
        CONSENT: {
            "start": "ask",
            "nodes": {
                "ask": {"consent": {"next": "bye"}},
                "bye": {"finish": {"prompts": ["goodbye"]}},
            },
        },
    },
)


async def test_who_refuses_to_be_recorded_is_served_all_the_same(story: Story) -> None:
    async with story.citizen(CONSENT) as citizen:
        await citizen.hears("es", "recording-consent")
        await citizen.press("2")
        chosen = await story.happens(e.RecordingConsented, contact_id=citizen.contact_id)
        assert not chosen.event.is_given
        await citizen.hears("es", "goodbye")
        await citizen.gone()
    await story.ends(citizen.contact_id, Who.SYSTEM, Reason.MENU_EXHAUSTED)


@contextlib.asynccontextmanager
async def phone(story: Story, port: int, keys: dict[str, int]) -> AsyncIterator[Ear]:
    """A phone at the other end of the trunk, and its ear."""
    async with listening() as ear:
        script = Script("agent", keys=keys, port=port, ear_port=ear.port, limit_s=60)
        async with playing(story.sip, story.folder, script):
            yield ear


async def test_citizen_and_department_hear_each_other_until_one_hangs_up(story: Story) -> None:
    async with phone(story, OFFICE, ANSWERS) as office, story.citizen(REFER) as citizen:
        connected = await story.happens(e.ReferralConnected, contact_id=citizen.contact_id)
        assert connected.event.target == "taxes"
        await asyncio.gather(citizen.ear.say(VOICE), office.say(ANSWER))
        await citizen.ear.hears(ANSWER)
        await office.hears(VOICE)
        await citizen.leaves()
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.REFERRED)


async def test_who_hangs_up_at_the_department_ends_the_contact(story: Story) -> None:
    async with phone(story, OFFICE, HANGS_UP), story.citizen(REFER) as citizen:
        await story.happens(e.ReferralConnected, contact_id=citizen.contact_id)
        await citizen.gone()
    await story.ends(citizen.contact_id, Who.NETWORK, Reason.REFERRED)


async def test_nobody_at_the_department_leads_on_with_the_citizen_on_the_line(
    story: Story,
) -> None:
    silent = {"ring_ms": 20, "answer_ms": 60_000, "talk_ms": 0}
    async with phone(story, OFFICE, silent), story.citizen(REFER) as citizen:
        await citizen.hears_part_of(music(), since=time.monotonic())
        returned = await story.happens(e.ReferralReturned, contact_id=citizen.contact_id)
        assert returned.event.why == "no answer"
        await citizen.hears("es", "refer-unanswered")
        await story.happens(e.ContactQueued, contact_id=citizen.contact_id, queue="straight")
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_the_reserved_key_leads_to_whoever_stands_for_the_emergency_centre(
    story: Story,
) -> None:
    async with phone(story, DRILL, ANSWERS) as drill, story.citizen(URGENT) as citizen:
        await citizen.press("9")
        connected = await story.happens(e.ReferralConnected, contact_id=citizen.contact_id)
        assert connected.event.target == "112"
        await citizen.ear.say(VOICE)
        await drill.hears(VOICE)
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.REFERRED)


async def test_a_message_opens_a_ticket_and_the_second_level_hears_it(story: Story) -> None:
    async with story.citizen(MESSAGE) as citizen:
        await citizen.hears("es", "voicemail-speak")
        await citizen.ear.hears(tone())
        await citizen.ear.say(VOICE)
        await citizen.press("#")
        await citizen.hears("es", "voicemail-saved")
        await citizen.gone()
    await story.ends(citizen.contact_id, Who.SYSTEM, Reason.VOICEMAIL)
    ticket = await story.happens(e.TicketOpened, contact_id=citizen.contact_id)
    opened = await story.centre.api(f"tickets/{ticket.event.ticket}")
    assert opened["note"].endswith(f"contacts/{citizen.contact_id}/recording")
    assert heard_seconds(story, citizen.contact_id) == pytest.approx(len(VOICE) / 8000, abs=1.5)


async def test_who_hangs_up_while_speaking_has_left_what_was_said(story: Story) -> None:
    async with story.citizen(MESSAGE) as citizen:
        await citizen.ear.hears(tone())
        await citizen.ear.say(VOICE)
        await citizen.leaves()
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.VOICEMAIL)
    await story.happens(e.TicketOpened, contact_id=citizen.contact_id)
    assert heard_seconds(story, citizen.contact_id) == pytest.approx(len(VOICE) / 8000, abs=1.5)


def heard_seconds(story: Story, contact_id: ContactId) -> float:
    """How long the file is that the exchange kept, seconds."""
    folder = story.centre.settings.state / "asterisk" / "spool" / "recording"
    with wave.open(str(folder / f"{message_name(contact_id)}.wav")) as file:
        return file.getnframes() / file.getframerate()


async def test_a_score_is_asked_for_when_the_agent_has_left_and_wrap_up_begins_at_once(
    story: Story,
) -> None:
    async with story.agent("ana", keys=HANGS_UP), story.citizen(SURVEY) as citizen:
        await story.ends(citizen.contact_id, Who.AGENT, Reason.SERVED, "ana")
        await story.happens(e.WrapUpStarted, contact_id=citizen.contact_id, agent_id="ana")
        await citizen.hears("es", "survey-score")
        await citizen.press("4")
        answered = await story.happens(e.SurveyAnswered, contact_id=citizen.contact_id)
        assert answered.event.score == 4
        await citizen.hears("es", "survey-thanks")
        await citizen.gone()
