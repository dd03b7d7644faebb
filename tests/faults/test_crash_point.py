"""The application dies at an awkward moment of one contact and comes back (F05)."""

from __future__ import annotations

import pytest

from contact import event as e
from contact.ending import Reason, Who
from tests.faults.trouble import Trouble, rings
from tests.support.story_site import Rules

RULES = Rules(ring_s=15, wrap_up_s=6)
STRAIGHT = "099"


def phone(answer_ms: int) -> dict[str, int]:
    return {"ring_ms": 20, "answer_ms": answer_ms, "talk_ms": 0}


async def test_a_citizen_in_the_menu_hears_it_again_and_goes_on(trouble: Trouble) -> None:
    """F05: in the language chosen before; the next key counts."""
    async with trouble.citizen() as citizen:
        await citizen.press("2")
        await trouble.happens(e.MenuEntered, contact_id=citizen.contact_id, node="topic")
        killed = await trouble.kill()
        await trouble.restart()
        await citizen.hears("it", "topic-taxes", since=killed)
        await citizen.press("1")
        classified = await trouble.happens(e.ContactClassified, contact_id=citizen.contact_id)
        assert (classified.event.language, classified.event.topic) == ("it", "taxes")
        citizen.hang_up()
        assert await trouble.ending(citizen.contact_id) == (Who.CITIZEN, Reason.ABANDONED, "")


async def test_an_agent_who_answers_while_it_is_dead_is_rung_again(trouble: Trouble) -> None:
    """F05: the phone was picked up in vain; a new offer, and one conversation."""
    async with (
        trouble.agent("ana", keys=phone(1500)) as ana,
        trouble.citizen(STRAIGHT) as citizen,
    ):
        first = await trouble.happens(e.AgentAlerting, contact_id=citizen.contact_id)
        await trouble.kill()
        await trouble.without_legs_of("ana")
        await trouble.restart()
        connected = await trouble.happens(e.ContactConnected, contact_id=citizen.contact_id)
        assert connected.event.offer_id != first.event.offer_id
        assert rings(ana.phone) == 2
        citizen.hang_up()
        assert await trouble.ending(citizen.contact_id) == (Who.CITIZEN, Reason.SERVED, "ana")


async def test_an_agent_who_answers_after_the_restart_is_connected(trouble: Trouble) -> None:
    """F05: the phone rings on through the death; it is the same offer, rung once."""
    async with (
        trouble.agent("ana", keys=phone(5000)) as ana,
        trouble.citizen(STRAIGHT) as citizen,
    ):
        first = await trouble.happens(e.AgentAlerting, contact_id=citizen.contact_id)
        await trouble.kill()
        await trouble.restart()
        connected = await trouble.happens(e.ContactConnected, contact_id=citizen.contact_id)
        assert connected.event.offer_id == first.event.offer_id
        assert rings(ana.phone) == 1
        citizen.hang_up()
        assert await trouble.ending(citizen.contact_id) == (Who.CITIZEN, Reason.SERVED, "ana")


async def test_a_citizen_who_leaves_while_it_is_dead_and_the_phone_rings_has_abandoned(
    trouble: Trouble,
) -> None:
    """F05: the phone falls silent after the restart, the agent is ready for the next one."""
    async with (
        trouble.agent("ana", keys=phone(30_000)) as ana,
        trouble.citizen(STRAIGHT) as citizen,
    ):
        await trouble.happens(e.AgentAlerting, contact_id=citizen.contact_id)
        await trouble.kill()
        citizen.hang_up()
        await citizen.gone()
        await trouble.restart()
        assert await trouble.ending(citizen.contact_id) == (Who.CITIZEN, Reason.ABANDONED, "")
        await trouble.nothing_left()
        await ana.is_in(mode="ready", work="idle", served=0)


async def test_wrap_up_ends_by_its_deadline_although_the_application_died(
    trouble: Trouble,
) -> None:
    """F04: neither forgotten nor begun anew."""
    async with trouble.agent("ana", keys=phone(100), wrap_up_s=None) as ana:
        async with trouble.citizen(STRAIGHT) as citizen:
            await ana.sees("connected", contact_id=citizen.contact_id)
        started = await trouble.happens(e.WrapUpStarted, contact_id=citizen.contact_id)
        await trouble.kill()
        await trouble.restart()
        finished = await trouble.happens(e.WrapUpFinished, contact_id=citizen.contact_id)
        print(f"{finished.at - started.event.until:+.2f} s from the deadline")
        assert finished.at == pytest.approx(started.event.until, abs=1.0)
        await ana.is_in(mode="ready", work="idle")
