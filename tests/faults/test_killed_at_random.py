"""The application is killed again and again under traffic (F02, F05, I5, I6, I11)."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import orjson

from contact import event as e
from contact.identity import offer_of_leg
from lab.sipp import Script, playing
from tests.faults.trouble import Trouble
from tests.support.story_site import Rules

RULES = Rules(ring_s=5, wrap_up_s=1)
SEED = 20_26
KILLS = 10
CALLS = 48
PHONE = {"ring_ms": 50, "answer_ms": 200, "talk_ms": 900}


async def test_every_call_has_one_contact_with_one_ending_whenever_the_application_dies(
    trouble: Trouble,
) -> None:
    """F05: forty-eight short calls, two agents, ten deaths at instants of a fixed seed."""
    rng = random.Random(SEED)
    rows = [
        [f"8{turn:06}", "", "600", "1", "500", "1", "0", "", str(rng.randrange(1, 14_000))]
        for turn in range(CALLS)
    ]
    script = Script("citizen_info", "012", rows, count=CALLS, rate=1.8, limit_s=100)
    async with (
        all_legs(trouble) as legs,
        trouble.agent("ana", keys=PHONE, comes_back=True),
        trouble.agent("blas", keys=PHONE, comes_back=True),
        playing(trouble.sip, trouble.folder, script) as sipp,
    ):
        for _ in range(KILLS):
            await asyncio.sleep(rng.uniform(0.2, 2.5))
            await trouble.kill()
            await trouble.restart()
        outcome = await sipp.wait()
        assert outcome.successful + outcome.failed == CALLS, outcome
        assert outcome.failed == 0, outcome.errors
        await trouble.assert_books_closed()
    records = await trouble.past()
    numbers = Counter(
        one.event.caller_number for one in records if isinstance(one.event, e.ContactArrived)
    )
    assert numbers == Counter(row[0] for row in rows)
    endings = Counter(
        str(one.event.ending) for one in records if isinstance(one.event, e.ContactEnded)
    )
    print(f"{KILLS} deaths, {CALLS} calls: {dict(endings)}")
    rung = Counter(leg for leg in legs if offer_of_leg(leg))
    assert rung, "no agent was rung at all"
    assert not [leg for leg, count in rung.items() if count > 1], rung


@contextlib.asynccontextmanager
async def all_legs(trouble: Trouble) -> AsyncIterator[list[str]]:
    """Ids of all legs that the exchange makes, as an onlooker of its own sees them."""
    legs: list[str] = []
    secret = trouble.centre.secrets.get("ari")
    headers = {"Authorization": aiohttp.encode_basic_auth("centralita", secret)}
    url = f"{trouble.centre.settings.ari_url}/ari/events?app=onlooker&subscribeAll=true"

    async def look(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            event = orjson.loads(message.data)
            if event["type"] == "ChannelCreated":
                legs.append(event["channel"]["id"])

    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.ws_connect(url) as socket,
    ):
        task = asyncio.create_task(look(socket))
        try:
            yield legs
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
