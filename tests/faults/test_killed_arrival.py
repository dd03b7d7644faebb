"""Citizens who dial while the application is dead are in the books all the same (D2, I5)."""

from __future__ import annotations

import time

from contact.ending import Reason, Who
from tests.faults.trouble import Trouble, invited
from tests.support.story_site import Rules

RULES = Rules(ring_s=10, wrap_up_s=1)


async def test_those_who_dialled_meanwhile_are_imported_once_with_number_and_instant(
    trouble: Trouble,
) -> None:
    """D2: one is served, one gives up waiting, one hangs up during the greeting."""
    async with trouble.agent("ana") as ana:
        await trouble.kill()
        async with trouble.caller("012") as served:
            dialled = [time.time()]
            await invited(ana.phone)
            dialled += [time.time(), time.time()]
            async with trouble.caller("800555012") as patient, trouble.caller("012") as hasty:
                await hasty.ear.press("1")  # once the greeting is heard
                hasty.hang_up()
                await hasty.gone()
                await patient.hears("it", "fallback-moment")
                await trouble.fallback_has(lambda ids: len(ids) == 1)
        await trouble.restart()
        wanted = (
            (served, "012", Reason.SERVED_BY_FALLBACK, "ana"),
            (patient, "800555012", Reason.ABANDONED_IN_FALLBACK, ""),
            (hasty, "012", Reason.ABANDONED_IN_FALLBACK, ""),
        )
        for (citizen, number, reason, agent), at in zip(wanted, dialled, strict=True):
            arrived = (await trouble.contact_of(citizen)).event
            assert arrived.entry_point == number
            assert abs(arrived.arrived_at - at) < 2.5, arrived.arrived_at - at
            assert await trouble.ending(arrived.contact_id) == (Who.CITIZEN, reason, agent)
        await trouble.assert_books_closed()
        before = len(await trouble.past())
        await trouble.kill()
        await trouble.restart()
        new = [one.event for one in (await trouble.past())[before:]]
        assert not [one for one in new if hasattr(one, "contact_id")], new
