"""The application is dead when the calendar closes a queue (F04, D0).

The second life's clock is put forward to the second after the closing time, so that nobody waits
for the full minute.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contact import event as e
from contact.ending import Reason, Who
from contact.identity import ContactId
from contact.limit import Cause
from tests.faults.trouble import Trouble
from tests.support.story_site import Rules
from wiring.timetable import Timetable

ZONE = "Europe/Madrid"
STRAIGHT = "099"
SPANISH, STREETS = "1", "3"
LATER_S = 60
"""The first life is over long before the queues close, seconds."""
PUT_FORWARD = """\
import os, time

real = time.time
time.time = lambda: real() + float(os.environ.get("AHEAD_S", "0"))
"""


@pytest.fixture(autouse=True)
def closes_at(monkeypatch: pytest.MonkeyPatch) -> float:
    """When the queues of this test's site close, UTC seconds."""
    now = datetime.now(ZoneInfo(ZONE))
    closes = (now + timedelta(seconds=LATER_S + 60)).strftime("%H:%M")
    hours = f"{now - timedelta(hours=1):%H:%M}-{closes}"
    rules = Rules(
        queues={
            "straight": {
                "opening_hours": hours,
                "limits": [{"when": "closed", "say": "closed"}],
            },
            "streets": {
                "opening_hours": hours,
                "limits": [{"when": "closed", "queue": "citizen-line"}],
            },
        }
    )
    monkeypatch.setattr(sys.modules[__name__], "RULES", rules, raising=False)
    timetable = Timetable(hours, ZONE)
    at = timetable.next_change(now.timestamp())
    assert timetable.is_open(now.timestamp()) and at is not None and at > now.timestamp() + LATER_S
    return at


@pytest.fixture
def after_closing(
    closes_at: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """From the call on, an application that is started finds the closing time just over."""
    folder = tmp_path / "clock"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(PUT_FORWARD)

    def put_forward() -> None:
        monkeypatch.setenv("PYTHONPATH", str(folder))
        monkeypatch.setenv("AHEAD_S", str(closes_at + 1 - time.time()))

    return put_forward


async def test_a_queue_whose_closing_time_was_missed_is_closed_once_and_serves_who_waited(
    trouble: Trouble, closes_at: float, after_closing: Callable[[], None]
) -> None:
    async with trouble.citizen(STRAIGHT) as waits:
        await trouble.happens(e.ContactQueued, contact_id=waits.contact_id)
        await trouble.kill()
        after_closing()
        await trouble.restart()
        closed = await trouble.happens(e.QueueClosed, queue="straight")
        assert closed.at >= closes_at
        async with trouble.agent("ana", is_ready=False) as ana:
            async with trouble.citizen(STRAIGHT) as late, trouble.citizen() as onward:
                await onward.press(SPANISH + STREETS)
                await trouble.happens(
                    e.ContactQueued, contact_id=onward.contact_id, queue="citizen-line"
                )
                await late.gone()
            await trouble.kill()
            await trouble.restart()
            await trouble.becomes_ready(ana)
            await trouble.happens(e.ContactConnected, contact_id=waits.contact_id)
            waits.hang_up()
            await waits.gone()
    assert late.has_heard("es", "closed")
    assert await trouble.ending(late.contact_id) == (Who.SYSTEM, Reason.CLOSED, "")
    assert await trouble.ending(onward.contact_id) == (Who.CITIZEN, Reason.ABANDONED, "")
    for contact_id, queue in ((late.contact_id, "straight"), (onward.contact_id, "streets")):
        assert await ways_out(trouble, contact_id) == [(queue, Cause.CLOSED)]
    assert await trouble.ending(waits.contact_id) == (Who.CITIZEN, Reason.SERVED, "ana")
    assert await closings(trouble) == ["straight", "streets"]


async def test_who_dialled_before_the_closing_time_is_served_after_it_and_later_ones_are_led_out(
    trouble: Trouble, after_closing: Callable[[], None]
) -> None:
    """All of them were in the fallback queue meanwhile, for longer than a lease."""
    async with trouble.citizen() as waited, trouble.agent("ana", is_ready=False) as ana:
        await waited.press(SPANISH + STREETS)
        await trouble.happens(e.ContactQueued, contact_id=waited.contact_id)
        await trouble.kill()
        async with trouble.caller(STRAIGHT) as over:
            await trouble.fallback_has(lambda ids: len(ids) == 2)
            after_closing()
            await trouble.restart()
            over.contact_id = (await trouble.contact_of(over)).event.contact_id
            await over.hears("es", "closed")
            await over.gone()
        await trouble.becomes_ready(ana)
        await trouble.happens(e.ContactConnected, contact_id=waited.contact_id)
        waited.hang_up()
        await waited.gone()
    assert await trouble.ending(over.contact_id) == (Who.SYSTEM, Reason.CLOSED, "")
    assert await trouble.ending(waited.contact_id) == (Who.CITIZEN, Reason.SERVED, "ana")
    assert await ways_out(trouble, waited.contact_id) == []
    assert await ways_out(trouble, over.contact_id) == [("straight", Cause.CLOSED)]
    assert await closings(trouble) == ["straight", "streets"]


async def closings(trouble: Trouble) -> list[str]:
    """Queues that were closed, each as often as it was."""
    past = [one.event for one in await trouble.past()]
    assert not [event for event in past if isinstance(event, e.QueueOpened)]
    return sorted(event.queue for event in past if isinstance(event, e.QueueClosed))


async def ways_out(trouble: Trouble, contact_id: ContactId) -> list[tuple[str, Cause]]:
    """Which queues led this contact out, and why."""
    past = [one.event for one in await trouble.past(contact_id)]
    return [(one.queue, one.cause) for one in past if isinstance(one, e.ContactDiverted)]
