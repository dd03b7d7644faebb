"""A queue that rings all: three phones ring, the first to answer gets the citizen, nobody else."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest

from contact import event as e
from contact.ending import Reason, Who
from contact.identity import ContactId
from tests.support.story import KEEPS_RINGING, Story
from tests.support.story_cast import Agent
from tests.support.story_site import Rules

RULES = Rules(ring_s=6, queues={"straight": {"strategy": "ring all", "language_level": 0}})
STRAIGHT = "099"
"""Leads to the queue without a question."""
NAMES = ("ana", "blas", "edurne")
AT_ONCE = {"ring_ms": 20, "answer_ms": 700, "talk_ms": 0}
"""Phones that ring at the same time are picked up at the same time, too."""


@contextlib.asynccontextmanager
async def team(story: Story, **keys: dict[str, int]) -> AsyncIterator[list[Agent]]:
    """Three agents, ready; phones whose keys are not given keep ringing."""
    async with contextlib.AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(story.agent(name, keys=keys.get(name, KEEPS_RINGING)))
            for name in NAMES
        ]


async def test_one_of_three_who_ring_answers_and_the_other_two_are_cancelled(story: Story) -> None:
    """The books name all three, one conversation, and nobody who did not answer."""
    async with (
        team(story, blas={"ring_ms": 50, "answer_ms": 1000, "talk_ms": 0}) as (ana, blas, edurne),
        story.citizen(STRAIGHT) as citizen,
    ):
        for name in NAMES:
            await story.happens(e.AgentAlerting, contact_id=citizen.contact_id, agent_id=name)
        await blas.sees("connected", contact_id=citizen.contact_id)
        for other in (ana, edurne):
            await other.sees(
                "offer_ended", contact_id=citizen.contact_id, reason="taken by another"
            )
            await other.is_in(mode="ready", work="idle", served=0)
            assert await other.is_let_go() == "CANCEL"
        await assert_one_round(story, citizen.contact_id, "blas")
        assert not citizen.has_gone
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "blas")
    row = await story.crm_contact(citizen.contact_id, ending="served")
    assert row["agent_id"] == "blas"


@pytest.mark.parametrize("turn", range(3))
async def test_two_who_answer_at_the_same_instant_are_one_winner_and_one_who_is_idle_again(
    story: Story, turn: int
) -> None:
    """The leg that came second is hung up; its agent is ready and has missed nothing."""
    async with (
        team(story, ana=AT_ONCE, edurne=AT_ONCE) as agents,
        story.citizen(STRAIGHT) as citizen,
    ):
        connected = await story.happens(e.ContactConnected, contact_id=citizen.contact_id)
        winner = connected.event.agent_id
        assert winner in ("ana", "edurne")
        for agent in agents:
            if agent.agent_id == winner:
                await agent.is_in(mode="ready", work="connected")
                continue
            await agent.sees(
                "offer_ended", contact_id=citizen.contact_id, reason="taken by another"
            )
            await agent.is_in(mode="ready", work="idle", served=0)
            await agent.is_let_go()
        await assert_one_round(story, citizen.contact_id, winner)
        assert not citizen.has_gone, f"turn {turn}: who came second took the citizen along"
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, winner)


async def test_a_citizen_who_hangs_up_while_three_ring_leaves_all_ready(story: Story) -> None:
    """Abandoned: three offers withdrawn, three phones silent, nobody blamed."""
    async with team(story) as agents, story.citizen(STRAIGHT) as citizen:
        for name in NAMES:
            await story.happens(e.AgentAlerting, contact_id=citizen.contact_id, agent_id=name)
        citizen.hang_up()
        await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)
        for agent in agents:
            await agent.sees("offer_ended", contact_id=citizen.contact_id, reason="withdrawn")
            await agent.is_in(mode="ready", work="idle", served=0)
            assert await agent.is_let_go() == "CANCEL"


async def test_when_none_of_three_answers_each_has_missed_it_and_the_citizen_waits_on(
    story: Story,
) -> None:
    """Three offers expire; who gets ready again is rung for the same contact, with its age."""
    async with team(story) as agents, story.citizen(STRAIGHT) as citizen:
        for agent in agents:
            await agent.sees("offer_ended", contact_id=citizen.contact_id, reason="expired")
            await agent.is_in(mode="not ready", reason="no answer", work="idle")
        await agents[1].robot.ready()
        again = await story.happens(
            e.OfferMade, offer_id=f"{citizen.contact_id}.offer-4", agent_id="blas"
        )
        first = await story.happens(e.OfferMade, contact_id=citizen.contact_id)
        waited_s = again.event.reason.waited_s - first.event.reason.waited_s
        assert waited_s == pytest.approx(again.at - first.at)
        assert again.event.reason.rung == ()
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def assert_one_round(story: Story, contact_id: ContactId, winner: str) -> None:
    """Three offers of one instant, one accepted, two taken by another; nobody else."""
    for name in NAMES:
        if name != winner:
            await story.happens(e.OfferWithdrawn, contact_id=contact_id, agent_id=name)
    past = await story.past(contact_id)
    made = [one for one in past if isinstance(one.event, e.OfferMade)]
    assert len({(one.at, one.event.ring_until) for one in made}) == 1
    assert len({one.event.offer_id for one in made}) == len(made) == len(NAMES)
    assert {one.event.reason.rung for one in made} == {tuple(one.event.agent_id for one in made)}
    events = [one.event for one in past]
    (connected,) = [one for one in events if isinstance(one, e.ContactConnected)]
    assert connected.agent_id == winner
    ends = [one for one in events if isinstance(one, e.OfferWithdrawn)]
    assert {one.agent_id: one.taken_by_another for one in ends} == {
        name: True for name in NAMES if name != winner
    }
    assert not [one for one in events if isinstance(one, e.OfferExpired | e.OfferDeclined)]
