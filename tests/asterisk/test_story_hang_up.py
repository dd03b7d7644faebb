"""Somebody hangs up, anywhere: one right ending, the agent as it should be, nothing left."""

from __future__ import annotations

import asyncio
import signal

import pytest

from contact import event as e
from contact.ending import Reason, Who
from lab.sipp import Script, play
from tests.support.story import HANGS_UP, KEEPS_RINGING, Story
from tests.support.story_cast import Agent
from tests.support.story_site import Rules

RULES = Rules(ring_s=20)
STRAIGHT = "099"
"""Leads to the queue without a question."""


async def test_a_citizen_who_hangs_up_in_the_menu_left_in_the_menu(story: Story) -> None:
    """Line 2: while the welcome plays, and while a key is awaited after the language was chosen."""
    async with story.citizen() as early, story.citizen() as late:
        await story.happens(e.MenuEntered, contact_id=early.contact_id, node="welcome")
        early.hang_up()
        await late.press("1")
        await story.happens(e.MenuEntered, contact_id=late.contact_id, node="topic")
        late.hang_up()
        for citizen in (early, late):
            await citizen.gone()
            await story.ends(citizen.contact_id, Who.CITIZEN, Reason.LEFT_IN_MENU)
            await story.crm_contact(citizen.contact_id, ending="left in menu", ended_by="citizen")


async def test_a_citizen_who_hangs_up_in_the_queue_has_abandoned(story: Story) -> None:
    """Line 2: no agent is bothered with somebody who is gone."""
    async with (
        story.agent("ana", is_ready=False) as ana,
        story.citizen(STRAIGHT) as citizen,
    ):
        await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
        citizen.hang_up()
        await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)
        await citizen.gone()
        await ana.robot.ready()
        await ana.is_in(mode="ready", work="idle")
        assert ana.robot.seen.of_type("pop") == []
        row = await story.crm_contact(citizen.contact_id, ending="abandoned", ended_by="citizen")
        assert row["agent_id"] == ""
        assert row["wait_s"] > 0


async def test_a_citizen_who_hangs_up_while_the_phone_rings_leaves_the_agent_ready(
    story: Story,
) -> None:
    """Line 2: abandoned, the offer withdrawn, the phone falls silent, the agent is not blamed."""
    async with (
        story.agent("ana", keys=KEEPS_RINGING) as ana,
        story.citizen(STRAIGHT) as citizen,
    ):
        await story.happens(e.AgentAlerting, contact_id=citizen.contact_id, agent_id="ana")
        await ana.is_in(work="alerting")
        citizen.hang_up()
        await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)
        await ana.sees("offer_ended", contact_id=citizen.contact_id, reason="withdrawn")
        await ana.is_in(mode="ready", work="idle", served=0)
        await silent(ana)


async def test_a_citizen_who_hangs_up_in_conversation_was_served(story: Story) -> None:
    """Line 2: the agent's phone is let go too and the agent has time for notes."""
    async with (
        story.agent("ana", wrap_up_s=None) as ana,
        story.citizen(STRAIGHT) as citizen,
    ):
        await ana.sees("connected", contact_id=citizen.contact_id)
        citizen.hang_up()
        await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "ana")
        ended = await ana.sees("contact_ended", contact_id=citizen.contact_id)
        assert (ended["who"], ended["reason"]) == ("citizen", "served")
        await ana.is_in(mode="ready", work="wrap-up")
        await silent(ana)


async def test_a_citizen_who_hangs_up_during_another_ones_wrap_up_disturbs_nobody(
    story: Story,
) -> None:
    """Line 2: the second citizen waits for the agent in wrap-up and gives up; wrap-up goes on."""
    async with story.agent("ana", wrap_up_s=None) as ana:
        async with story.citizen(STRAIGHT) as first:
            await ana.sees("connected", contact_id=first.contact_id)
        await ana.is_in(work="wrap-up")
        async with story.citizen(STRAIGHT) as second:
            await story.happens(e.ContactQueued, contact_id=second.contact_id)
        await story.ends(first.contact_id, Who.CITIZEN, Reason.SERVED, "ana")
        await story.ends(second.contact_id, Who.CITIZEN, Reason.ABANDONED)
        assert ana.state["work"] == "wrap-up"
        await ana.robot.finish_wrap_up(first.contact_id, "answered")
        await ana.is_in(mode="ready", work="idle", served=1)
        assert len(ana.robot.seen.of_type("pop")) == 1
        await story.crm_contact(first.contact_id, disposition="answered", ending="served")
        await story.crm_contact(second.contact_id, disposition="", ending="abandoned")


async def test_an_agent_who_hangs_up_the_phone_ends_the_contact(story: Story) -> None:
    """Line 2: the citizen's call ends with it."""
    async with (
        story.agent("ana", keys=HANGS_UP, wrap_up_s=None) as ana,
        story.citizen(STRAIGHT) as citizen,
    ):
        await citizen.gone()
        await story.ends(citizen.contact_id, Who.AGENT, Reason.SERVED, "ana")
        await ana.is_in(mode="ready", work="wrap-up")
        await story.crm_contact(citizen.contact_id, ending="served", ended_by="agent")


async def test_an_agent_who_hangs_up_at_the_desk_ends_the_contact(story: Story) -> None:
    """Line 2: both phones are let go; the desk is told that it came true."""
    async with (
        story.agent("ana", wrap_up_s=None) as ana,
        story.citizen(STRAIGHT) as citizen,
    ):
        await ana.sees("connected", contact_id=citizen.contact_id)
        await ana.robot.hang_up(citizen.contact_id)
        await citizen.gone()
        await story.ends(citizen.contact_id, Who.AGENT, Reason.SERVED, "ana")
        await ana.is_in(mode="ready", work="wrap-up")
        await silent(ana)


@pytest.mark.parametrize("hangs_up_first", ["citizen", "agent"])
async def test_both_hang_up_at_once_and_there_is_still_one_ending(
    story: Story, hangs_up_first: str
) -> None:
    """Line 2: who was first decides; the other one's hanging up changes nothing."""
    async with (
        story.agent("ana", wrap_up_s=None) as ana,
        story.citizen(STRAIGHT) as citizen,
    ):
        await ana.sees("connected", contact_id=citizen.contact_id)
        if hangs_up_first == "citizen":
            citizen.hang_up()
        asked = asyncio.create_task(ana.robot.hang_up(citizen.contact_id))
        citizen.hang_up()
        await asyncio.gather(asked, return_exceptions=True)
        await citizen.gone()
        ended = await story.happens(e.ContactEnded, contact_id=citizen.contact_id)
        assert ended.event.ending.reason is Reason.SERVED
        await ana.is_in(work="wrap-up")


async def test_a_call_given_up_before_it_was_answered_is_in_the_books(story: Story) -> None:
    """Line 2: CANCEL while the application is frozen; when it wakes up it finds the caller gone."""
    application = story.centre.application
    assert application is not None
    application.send_signal(signal.SIGSTOP)
    try:
        script = Script("citizen_leaves", "012", [["600777888", "", "300"]], count=1, limit_s=20)
        outcome = await play(story.sip, story.folder, script)
    finally:
        application.send_signal(signal.SIGCONT)
    assert outcome.successful == 1
    arrived = await story.happens(e.ContactArrived, caller_number="600777888")
    await story.ends(arrived.event.contact_id, Who.CITIZEN, Reason.LEFT_IN_MENU)


async def test_calls_given_up_at_the_instant_of_the_answer_have_one_ending_each(
    story: Story,
) -> None:
    """Line 2: whether CANCEL or answer comes first, every call is in the books once."""
    rows = [[f"6007000{turn:02}", "", str(turn % 5)] for turn in range(20)]
    script = Script("citizen_leaves", "012", rows, count=20, rate=20, limit_s=20)
    outcome = await play(story.sip, story.folder, script)
    # Where CANCEL and answer cross, SIPp has no opinion; the journal must have one.
    assert outcome.successful + outcome.failed == 20
    for row in rows:
        arrived = await story.happens(e.ContactArrived, caller_number=row[0])
        ended = await story.happens(e.ContactEnded, contact_id=arrived.event.contact_id)
        assert ended.event.ending.reason is Reason.LEFT_IN_MENU


async def silent(agent: Agent) -> None:
    """Wait until the agent's phone has been told that it is over."""
    assert agent.phone is not None
    async with asyncio.timeout(10):
        while not any(
            one.first_line.startswith(("CANCEL", "BYE"))
            for one in agent.phone.outcome().messages
            if not one.is_sent
        ):
            await asyncio.sleep(0.05)
