"""The application dies while a citizen is rung back: kept once, and nobody is left in silence."""

from __future__ import annotations

from pathlib import Path

from contact import event as e
from contact.ending import Reason, Who
from tests.asterisk.test_story_callback import (
    AGENT_FIRST,
    CITIZEN_FIRST,
    dialled,
    promised,
    rung_back,
)
from tests.faults.trouble import WAITING_CALLER_S, Trouble
from tests.support.story import KEEPS_RINGING
from tests.support.story_cast import PATIENCE_S
from tests.support.story_site import Rules

TERMS = {"attempts": 2, "retry_s": 10, "dial_s": 30}
RULES = Rules(
    wrap_up_s=0,
    callbacks={
        AGENT_FIRST: {**TERMS, "dial": "agent first"},
        CITIZEN_FIRST: {**TERMS, "dial": "citizen first"},
    },
)
PICKS_UP_LATE = {"ring_ms": 50, "answer_ms": 10_000, "talk_ms": 0}
STAYS = {"ring_ms": 50, "answer_ms": 300, "talk_ms": 0}


async def test_a_phone_that_rang_on_is_answered_after_the_restart_and_they_talk(
    trouble: Trouble, tmp_path: Path
) -> None:
    """Agent first: dialled once, the agent is there still."""
    promise = await promised(trouble, AGENT_FIRST)
    async with (
        rung_back(trouble, tmp_path, PICKS_UP_LATE) as (phone, _),
        trouble.agent("ana", keys=STAYS) as ana,
    ):
        await trouble.happens(e.CallbackDialled, contact_id=promise.contact_id)
        await trouble.kill()
        await trouble.restart()
        await trouble.happens(e.ContactConnected, contact_id=promise.contact_id, agent_id="ana")
        assert len(dialled(phone)) == 1
        await ana.robot.hang_up(promise.contact_id)
        await trouble.ends(promise.contact_id, Who.AGENT, Reason.SERVED, "ana")


async def test_who_answers_while_the_application_is_dead_reaches_the_fallback_and_comes_back(
    trouble: Trouble, tmp_path: Path
) -> None:
    """Citizen first: the lease armed at the answer brings the citizen where everybody waits."""
    promise = await promised(trouble, CITIZEN_FIRST)
    async with (
        trouble.agent("ana", keys=KEEPS_RINGING),
        rung_back(trouble, tmp_path, {**STAYS, "answer_ms": 1500}) as (phone, _),
    ):
        await trouble.happens(e.CallbackDialled, contact_id=promise.contact_id)
        await trouble.kill()
        await trouble.fallback_has(lambda ids: promise.contact_id in ids)
        await trouble.restart()
        await trouble.happens(
            e.ContactTakenBack, WAITING_CALLER_S + PATIENCE_S, contact_id=promise.contact_id
        )
        assert len(dialled(phone)) == 1
        await trouble.happens(e.ContactQueued, contact_id=promise.contact_id)
        assert [one["id"] for one in await trouble.legs()].count(promise.contact_id) == 1
        await phone.stop(0)
        await trouble.ends(promise.contact_id, Who.CITIZEN, Reason.ABANDONED)
