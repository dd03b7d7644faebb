"""The application dies while three phones ring for one citizen (F02): they ring on, one wins."""

from __future__ import annotations

import contextlib

from contact import event as e
from contact.ending import Reason, Who
from tests.faults.trouble import Trouble
from tests.support.story import KEEPS_RINGING
from tests.support.story_site import Rules

RULES = Rules(
    ring_s=30, wrap_up_s=1, queues={"straight": {"strategy": "ring all", "language_level": 0}}
)
STRAIGHT = "099"
"""Leads to the queue without a question."""
NAMES = ("ana", "blas", "edurne")
ANSWERS_LATE = {"ring_ms": 20, "answer_ms": 8000, "talk_ms": 0}


async def test_phones_that_rang_when_the_application_died_ring_on_and_the_first_answer_wins(
    trouble: Trouble,
) -> None:
    """Every offer is taken up again; who answers talks, the others are let go without blame."""
    async with contextlib.AsyncExitStack() as stack:
        agents = {
            name: await stack.enter_async_context(
                trouble.agent(name, keys=ANSWERS_LATE if name == "blas" else KEEPS_RINGING)
            )
            for name in NAMES
        }
        citizen = await stack.enter_async_context(trouble.citizen(STRAIGHT))
        contact_id = citizen.contact_id
        for name in NAMES:
            await trouble.happens(e.AgentAlerting, contact_id=contact_id, agent_id=name)
        await trouble.kill()
        await trouble.restart()
        await trouble.happens(e.ContactConnected, contact_id=contact_id, agent_id="blas")
        for name in ("ana", "edurne"):
            over = await trouble.happens(e.OfferWithdrawn, contact_id=contact_id, agent_id=name)
            assert over.event.taken_by_another
            assert await agents[name].is_let_go() == "CANCEL"
        past = [one.event for one in await trouble.past(contact_id)]
        assert sum(isinstance(one, e.OfferMade) for one in past) == len(NAMES)
        assert not [one for one in past if isinstance(one, e.OfferExpired | e.OfferDeclined)]
        assert not citizen.has_gone
        citizen.hang_up()
        await citizen.gone()
        await trouble.ends(contact_id, Who.CITIZEN, Reason.SERVED, "blas")
