"""Rung back at a real exchange: asked for by a key, promised, dialled, kept or broken."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contact import event as e
from contact.callback import Failure
from contact.ending import Reason, Who
from contact.identity import ContactId
from lab.sipp import Script, Sipp, playing
from tests.support.ear import Ear, listening
from tests.support.story import ANSWERS, HANGS_UP, KEEPS_RINGING, Story
from tests.support.story_cast import Citizen
from tests.support.story_site import Rules, prompt

AGENT_FIRST, CITIZEN_FIRST = "088", "089"
TERMS = {"attempts": 2, "retry_s": 10, "dial_s": 5}
RULES = Rules(
    wrap_up_s=0,
    callbacks={
        AGENT_FIRST: {**TERMS, "dial": "agent first"},
        CITIZEN_FIRST: {**TERMS, "dial": "citizen first"},
    },
)


@contextlib.asynccontextmanager
async def rung_back(
    story: Story, tmp_path: Path, keys: dict[str, int] | None = ANSWERS, scenario: str = "agent"
) -> AsyncIterator[tuple[Sipp, Ear]]:
    """The citizen's phone, at the carrier: it rings and does what it is told to."""
    folder = tmp_path / "citizen"
    folder.mkdir()
    async with listening() as ear:
        script = Script(
            scenario,
            keys=keys or {},
            port=story.site.carrier_port,
            ear_port=ear.port,
            limit_s=120,
            log_messages=True,
        )
        async with playing(story.sip, folder, script) as phone:
            yield phone, ear


async def asks(citizen: Citizen, number: str = "") -> None:
    """Presses 1 while the announcement plays, and confirms a number before it is read out."""
    await citizen.press("1")
    await citizen.hears("es", "callback-offer")
    await citizen.press(f"2{number}#1" if number else "1")
    await citizen.hears("es", "callback-2-hours")
    await citizen.gone()


async def promised(story: Story, dials: str, number: str = "") -> e.CallbackPromised:
    """A citizen asks for a callback and is gone."""
    async with story.citizen(dials) as citizen:
        await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
        await asks(citizen, number)
        promise = await story.happens(e.CallbackPromised, origin=citizen.contact_id)
        assert promise.event.number == (number or citizen.number)
        await story.ends(citizen.contact_id, Who.SYSTEM, Reason.CALLBACK_PROMISED)
    made = promise.event
    assert isinstance(made, e.CallbackPromised)
    return made


def dialled(phone: Sipp) -> list[str]:
    """First lines of the calls that came to the citizen's phone."""
    messages = phone.outcome().messages
    return [one.first_line for one in messages if one.first_line.startswith("INVITE")]


async def test_agent_first_a_number_typed_anew_is_rung_and_they_talk(
    story: Story, tmp_path: Path
) -> None:
    """The agent is there before the citizen's phone rings; nothing else is ever dialled."""
    promise = await promised(story, AGENT_FIRST, "699888777")
    async with rung_back(story, tmp_path) as (phone, ear), story.agent("ana", keys=HANGS_UP):
        await story.happens(e.AgentAlerting, contact_id=promise.contact_id)
        await story.happens(e.CallbackReached, contact_id=promise.contact_id, attempt=1)
        await story.happens(e.ContactConnected, contact_id=promise.contact_id, agent_id="ana")
        await story.ends(promise.contact_id, Who.AGENT, Reason.SERVED, "ana")
        (called,) = dialled(phone)
        assert called.startswith("INVITE sip:699888777@")
        assert not ear.heard(prompt("es", "callback-here"))


async def test_citizen_first_who_answers_is_told_and_waits_for_the_agent(
    story: Story, tmp_path: Path
) -> None:
    promise = await promised(story, CITIZEN_FIRST)
    async with (
        rung_back(story, tmp_path) as (phone, ear),
        story.agent("ana", keys={**HANGS_UP, "answer_ms": 2000}),
    ):
        reached = await story.happens(e.CallbackReached, contact_id=promise.contact_id)
        alerting = await story.happens(e.AgentAlerting, contact_id=promise.contact_id)
        assert alerting.seq > reached.seq
        await story.ends(promise.contact_id, Who.AGENT, Reason.SERVED, "ana")
        assert len(dialled(phone)) == 1
        assert prompt("es", "callback-here")[:4000] in ear.audio()


async def test_citizen_first_an_agent_who_does_not_answer_leaves_a_citizen_who_waits(
    story: Story, tmp_path: Path
) -> None:
    """Nobody dials a second time: the citizen is on the line, and hangs up at last."""
    promise = await promised(story, CITIZEN_FIRST)
    hangs_up = {"ring_ms": 50, "answer_ms": 100, "talk_ms": 5000}
    async with (
        rung_back(story, tmp_path, hangs_up) as (phone, _),
        story.agent("ana", keys=KEEPS_RINGING),
    ):
        await story.happens(e.OfferExpired, contact_id=promise.contact_id)
        await story.ends(promise.contact_id, Who.CITIZEN, Reason.ABANDONED)
        assert len(dialled(phone)) == 1


async def test_who_does_not_answer_is_tried_again_and_then_the_promise_is_broken(
    story: Story, tmp_path: Path
) -> None:
    """The agent is free at once and not blamed."""
    promise = await promised(story, AGENT_FIRST)
    async with (
        rung_back(story, tmp_path, KEEPS_RINGING) as (phone, _),
        story.agent("ana", keys=ANSWERS) as ana,
    ):
        for attempt in (1, 2):
            failed = await story.happens(
                e.CallbackFailed, 30, contact_id=promise.contact_id, attempt=attempt
            )
            assert failed.event.failure is Failure.NO_ANSWER
            await ana.is_in(mode="ready", work="idle", served=0)
        await story.ends(promise.contact_id, Who.SYSTEM, Reason.CALLBACK_BROKEN)
        assert len(dialled(phone)) == 2


@pytest.mark.parametrize("dials", [AGENT_FIRST, CITIZEN_FIRST])
async def test_a_busy_citizen_frees_the_agent_at_once_and_can_cancel_by_ringing_again(
    story: Story, tmp_path: Path, dials: str
) -> None:
    number = "655443322"
    promise = await promised(story, dials, number)
    async with (
        rung_back(story, tmp_path, None, "agent_busy"),
        story.agent("ana", keys=ANSWERS) as ana,
    ):
        failed = await story.happens(e.CallbackFailed, contact_id=promise.contact_id)
        assert failed.event.failure in (Failure.BUSY, Failure.UNREACHABLE)
        await ana.is_in(mode="ready", work="idle", served=0)
    async with story.citizen(dials, number) as citizen:
        await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
        await citizen.press("1")
        await story.happens(e.MenuEntered, contact_id=citizen.contact_id, node="back")
        await citizen.press("3")
        await citizen.hears("es", "callback-cancelled")
        await story.ends(promise.contact_id, Who.CITIZEN, Reason.CALLBACK_CANCELLED)
    await story.ends(ContactId(citizen.contact_id), Who.CITIZEN, Reason.ABANDONED)
