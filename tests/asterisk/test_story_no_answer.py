"""Nobody picks up, nobody is skilled, no key is pressed: the citizen keeps place and line."""

from __future__ import annotations

import asyncio
import time

from contact import event as e
from contact.ending import Reason, Who
from contact.identity import ContactId
from tests.support.story import Story
from tests.support.story_cast import Citizen, begins_at
from tests.support.story_site import REGISTERS, Rules, prompt

RULES = Rules(ring_s=3, announce_s=4)
STRAIGHT, SHORT = "099", "077"
ITALIAN, BASQUE = "2", "3"


async def test_an_agent_who_does_not_answer_gives_way_to_the_next(story: Story) -> None:
    """Line 3: the citizen keeps place and age before a younger one; the first agent is paused."""
    async with (
        story.agent("ana", "agent_silent") as ana,
        story.agent("blas", is_ready=False) as blas,
        story.citizen(STRAIGHT) as older,
    ):
        await story.happens(e.AgentAlerting, contact_id=older.contact_id, agent_id="ana")
        async with story.citizen(STRAIGHT) as younger:
            await story.happens(e.ContactQueued, contact_id=younger.contact_id)
            await story.happens(e.OfferExpired, contact_id=older.contact_id, agent_id="ana")
            await ana.is_in(mode="not ready", reason="no answer", work="idle")
            await blas.robot.ready()
            await story.happens(e.ContactConnected, contact_id=older.contact_id, agent_id="blas")
            assert await first_offered_to(story, "blas") == older.contact_id
            await assert_age_kept(story, older)
            older.hang_up()
            await story.happens(e.ContactConnected, contact_id=younger.contact_id, agent_id="blas")
    await story.ends(older.contact_id, Who.CITIZEN, Reason.SERVED, "blas")
    await story.ends(younger.contact_id, Who.CITIZEN, Reason.SERVED, "blas")


async def test_the_next_agent_rings_at_once_when_one_does_not_answer(story: Story) -> None:
    """Line 3: both are ready; the offer goes from the first to the second without a pause."""
    async with (
        story.agent("ana", "agent_silent") as ana,
        story.agent("blas"),
        story.citizen(STRAIGHT) as citizen,
    ):
        await story.happens(e.ContactConnected, contact_id=citizen.contact_id, agent_id="blas")
        expired = await story.happens(e.OfferExpired, contact_id=citizen.contact_id, agent_id="ana")
        offered = await story.happens(e.OfferMade, contact_id=citizen.contact_id, agent_id="blas")
        assert offered.at == expired.at
        assert (await ana.sees("offer_ended"))["reason"] == "expired"
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "blas")


async def test_a_busy_phone_declines_and_the_next_agent_is_offered(story: Story) -> None:
    """Line 3: a phone that is busy pauses its agent, who learns why."""
    async with (
        story.agent("ana", "agent_busy") as ana,
        story.agent("blas"),
        story.citizen(STRAIGHT) as citizen,
    ):
        declined = await story.happens(e.OfferDeclined, contact_id=citizen.contact_id)
        assert (declined.event.agent_id, declined.event.why) == ("ana", "busy")
        await ana.is_in(mode="not ready", reason="declined", work="idle")
        await story.happens(e.ContactConnected, contact_id=citizen.contact_id, agent_id="blas")
        await assert_age_kept(story, citizen)
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "blas")


async def test_a_phone_that_does_not_react_counts_as_no_answer(story: Story) -> None:
    """Line 3: the phone is switched off but has a fixed address; the offer expires all the same."""
    async with (
        story.agent("ana", "") as ana,
        story.agent("blas"),
        story.citizen(STRAIGHT) as citizen,
    ):
        await story.happens(e.ContactConnected, contact_id=citizen.contact_id, agent_id="blas")
        await ana.is_in(mode="not ready", reason="no answer", work="idle")
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "blas")


async def test_an_agent_whose_phone_is_not_registered_is_not_offered(story: Story) -> None:
    """Line 3: the desk says so; the contact waits for an agent who has a phone."""
    async with (
        story.agent(REGISTERS, "") as carla,
        story.agent("ana", is_ready=False) as ana,
        story.citizen(STRAIGHT) as citizen,
    ):
        await carla.is_in(mode="ready", phone="unreachable")
        await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
        await ana.robot.ready()
        await story.happens(e.ContactConnected, contact_id=citizen.contact_id, agent_id="ana")
        assert carla.robot.seen.of_type("pop") == []
        assert carla.state["mode"] == "ready"
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "ana")


async def test_who_needs_a_skill_that_nobody_has_is_told_and_kept(story: Story) -> None:
    """Line 3: nobody speaks Basque; the citizen hears it, stays, and is served by who comes."""
    async with story.agent("ana"), story.citizen() as citizen:
        await citizen.press(BASQUE)
        await citizen.hears("eu", "topic-taxes")
        await citizen.press("1")
        missing = await story.happens(e.SkillsMissing, contact_id=citizen.contact_id)
        assert missing.event.skills == {"eu": 1, "taxes": 1}
        await citizen.hears("eu", "nobody-skilled")
        assert not citizen.has_gone
        async with story.agent("edurne"):
            await story.happens(
                e.ContactConnected, contact_id=citizen.contact_id, agent_id="edurne"
            )
            await citizen.leaves()
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, "edurne")


async def test_who_waits_is_told_the_place_and_hears_when_it_gets_better(story: Story) -> None:
    """Line 3: the second hears 'second', then 'first' when the one before is gone."""
    async with story.agent("ana", is_ready=False), story.citizen(STRAIGHT) as first:
        await story.happens(e.ContactQueued, contact_id=first.contact_id)
        async with story.citizen(STRAIGHT) as second:
            await asyncio.gather(first.hears("es", "position-1"), second.hears("es", "position-2"))
            first.hang_up()
            await second.hears("es", "position-1")
            was_second = begins_at(second.ear, prompt("es", "position-2"))
            assert was_second < begins_at(second.ear, prompt("es", "position-1"))
    await story.ends(first.contact_id, Who.CITIZEN, Reason.ABANDONED)
    await story.ends(second.contact_id, Who.CITIZEN, Reason.ABANDONED)


async def test_wrong_keys_and_silence_lead_to_a_person(story: Story) -> None:
    """Line 3: nobody is turned away for pressing the wrong key, or none at all."""
    async with story.agent("ana"), story.agent("blas"), asyncio.TaskGroup() as group:
        group.create_task(presses_wrong_keys(story))
        group.create_task(presses_nothing(story))


async def presses_wrong_keys(story: Story) -> None:
    async with story.citizen(SHORT) as citizen:
        await citizen.press("7")
        await citizen.hears("es", "wrong-key")
        await citizen.press("8")
        await citizen.hears("es", "topic-taxes")
        again = await citizen.press("5")
        await citizen.hears("es", "wrong-key", since=again)
        await citizen.press("6")
        await assert_served_for_anything(story, citizen)


async def presses_nothing(story: Story) -> None:
    async with story.citizen(SHORT) as citizen:
        await citizen.hears("es", "language-menu", "no-key", "topic-taxes")
        asked = time.monotonic()
        await citizen.hears("es", "no-key", since=asked)
        await assert_served_for_anything(story, citizen)


async def assert_served_for_anything(story: Story, citizen: Citizen) -> None:
    """The flow gave up asking, said so, and let the contact wait for any agent."""
    await citizen.hears("es", "choice-given-up")
    queued = await story.happens(e.ContactQueued, contact_id=citizen.contact_id)
    assert queued.event.skills == {"es": 1, "other": 1}
    await story.happens(e.ContactConnected, contact_id=citizen.contact_id)


async def first_offered_to(story: Story, agent: str) -> ContactId:
    offered = await story.happens(e.OfferMade, agent_id=agent)
    return offered.event.contact_id


async def assert_age_kept(story: Story, citizen: Citizen) -> None:
    """Queued once, offered with the age since arrival, and to nobody twice."""
    events = [one.event for one in await story.past(citizen.contact_id)]
    (queued,) = [one for one in events if isinstance(one, e.ContactQueued)]
    arrived = await story.happens(e.ContactArrived, contact_id=citizen.contact_id)
    assert queued.since == arrived.at
    offers = [one for one in events if isinstance(one, e.OfferMade)]
    assert len({one.agent_id for one in offers}) == len(offers) == 2
    at = await story.happens(e.OfferMade, offer_id=offers[-1].offer_id)
    assert offers[-1].reason.waited_s == at.at - arrived.at
