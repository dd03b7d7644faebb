"""Who calls again about an open ticket is led to the agent who knows it; else to the last one."""

from __future__ import annotations

import aiohttp

from contact import event as e
from contact.ending import Reason, Who
from tests.support.story import Story
from tests.support.story_cast import Agent
from tests.support.story_site import Rules

RULES = Rules(queues={"straight": {"same_agent_s": 30, "follow_up": ["ticket opened"]}})
STRAIGHT = "099"
BY_NAME = "asked for by name"


async def test_who_calls_about_an_open_ticket_talks_to_the_agent_who_attended_it(
    story: Story,
) -> None:
    async with story.agent("ana", wrap_up_s=None) as ana:
        number, ticket = await calls(story, ana, "ticket opened")
    async with story.agent("blas", wrap_up_s=None) as blas:
        await calls(story, blas, "answered", number, rule="longest idle")
        async with story.agent("ana", wrap_up_s=None) as ana:
            by_ticket = f"{BY_NAME}: attended ticket {ticket}"
            await calls(story, ana, "answered", number, rule=by_ticket)
        await close_ticket(story, ticket)
        await story.happens(e.TicketClosed, ticket=ticket)
        await calls(story, blas, "answered", number, rule="longest idle")
        async with story.agent("ana", wrap_up_s=None):
            await calls(story, blas, "answered", number, rule=f"{BY_NAME}: attended last time")


async def calls(
    story: Story, agent: Agent, disposition: str, number: str = "", rule: str = ""
) -> tuple[str, str]:
    """A citizen calls, talks with this agent and leaves; the number and the ticket."""
    async with story.citizen(STRAIGHT, number) as citizen:
        made = await story.happens(e.OfferMade, contact_id=citizen.contact_id)
        assert made.event.agent_id == agent.agent_id
        assert not rule or made.event.reason.rule == rule
        opened = await story.happens(e.TicketOpened, contact_id=citizen.contact_id)
    await story.ends(citizen.contact_id, Who.CITIZEN, Reason.SERVED, agent.agent_id)
    await agent.is_in(work="wrap-up")
    await agent.robot.finish_wrap_up(citizen.contact_id, disposition)
    await agent.is_in(mode="ready", work="idle")
    if disposition == "answered":  # the CRM follows a moment later
        await story.happens(e.TicketClosed, contact_id=citizen.contact_id)
    return citizen.number, opened.event.ticket


async def close_ticket(story: Story, ticket: str) -> None:
    """As the second level does it, by the API."""
    before = await story.centre.api(f"tickets/{ticket}")
    assert before["state"] == "open"
    headers = {
        "Authorization": f"Bearer {story.centre.secrets.get('api:supervisor')}",
        "If-Match": f'"{before["version"]}"',
    }
    url = f"{story.centre.settings.http_url}/api/v1/tickets/{ticket}"
    async with (
        aiohttp.ClientSession(headers=headers, raise_for_status=True) as session,
        session.patch(url, json={"disposition": "answered"}),
    ):
        pass
