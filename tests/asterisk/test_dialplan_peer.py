"""One side hangs up, the other side follows, although the application is dead."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import pytest

from lab.sipp import Script, playing
from tests.support.bare_ari import BareAri, bare_ari, fallback_callers

LEAVES = {"ring_ms": 10, "answer_ms": 50, "talk_ms": 1000}
STAYS = {"ring_ms": 10, "answer_ms": 50, "talk_ms": 0}
RINGS = {"ring_ms": 10, "answer_ms": 30000, "talk_ms": 0}


@dataclass(frozen=True)
class Legs:
    citizen: str
    agent: str


def citizen(stay_ms: int) -> Script:
    row = ("600111222", "", "0", "", "0", "", "0", "", str(stay_ms))
    return Script("citizen", "012", [row], count=1, limit_s=30)


def phone(exchange, keys) -> Script:
    port = int(exchange.network.phone_address.rpartition(":")[2])
    return Script("agent", keys=keys, port=port, limit_s=30)


async def ring(ari: BareAri) -> Legs:
    """A citizen who is in, and an agent's phone that rings for her."""
    arrival = (await ari.arrival())["channel"]["id"]
    legs = Legs(arrival, f"{arrival}.offer-1")
    await ari.ask("POST", f"channels/{legs.citizen}/answer")
    await ari.set(legs.citizen, "TIMEOUT(absolute)", "0")
    await ari.set(legs.citizen, "CENTRALITA_PEER", legs.agent)
    variables = {
        "CHANNEL(hangup_handler_push)": "centralita-agent-gone,s,1",
        "CENTRALITA_PEER": legs.citizen,
    }
    await ari.ask(
        "POST",
        f"channels/{legs.agent}",
        params={"endpoint": "PJSIP/desk-carmen", "app": "centralita", "timeout": "20"},
        json={"variables": variables},
    )
    return legs


async def connect(ari: BareAri) -> Legs:
    legs = await ring(ari)
    await ari.event("StasisStart", id=legs.agent)
    bridge = f"{legs.citizen}.talk"
    await ari.ask("POST", f"bridges/{bridge}", params={"type": "mixing"})
    both = f"{legs.citizen},{legs.agent}"
    await ari.ask("POST", f"bridges/{bridge}/addChannel", params={"channel": both})
    await ari.set(legs.agent, "CENTRALITA_CONNECTED", "1")
    return legs


async def no_leg_is_left(exchange, ari: BareAri, within_s: float) -> None:
    """The empty bridge is what an application removes when it is back."""
    until = time.monotonic() + within_s
    while legs := await ari.ask("GET", "channels"):
        assert time.monotonic() < until, [one["name"] for one in legs]
        await asyncio.sleep(0.02)
    for bridge in await ari.ask("GET", "bridges"):
        assert bridge["channels"] == []
        await ari.ask("DELETE", f"bridges/{bridge['id']}")
    assert await fallback_callers(exchange) == []


@pytest.mark.parametrize("is_alive", [False, True], ids=["dead", "alive"])
async def test_the_citizen_hangs_up_in_conversation_and_the_agents_leg_ends(
    exchange, tmp_path, is_alive
):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with (
            playing(exchange.sip, tmp_path, phone(exchange, STAYS)),
            playing(exchange.sip, tmp_path, citizen(1500)) as caller,
        ):
            await connect(ari)
            if not is_alive:
                await ari.die()
            assert (await caller.wait()).is_clean
            await no_leg_is_left(exchange, ari, within_s=2)


@pytest.mark.parametrize("is_alive", [False, True], ids=["dead", "alive"])
async def test_the_agent_hangs_up_in_conversation_and_the_citizens_leg_ends(
    exchange, tmp_path, is_alive
):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with (
            playing(exchange.sip, tmp_path, phone(exchange, LEAVES)),
            playing(exchange.sip, tmp_path, citizen(0)) as caller,
        ):
            await connect(ari)
            if not is_alive:
                await ari.die()
            assert (await caller.wait()).is_clean
            await no_leg_is_left(exchange, ari, within_s=2)


async def test_the_citizen_hangs_up_while_the_phone_rings_and_it_stops_ringing(exchange, tmp_path):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with (
            playing(exchange.sip, tmp_path, phone(exchange, RINGS)),
            playing(exchange.sip, tmp_path, citizen(1200)) as caller,
        ):
            legs = await ring(ari)
            await ari.event("ChannelStateChange", id=legs.agent, state="Ringing")
            await ari.die()
            assert (await caller.wait()).is_clean
            await no_leg_is_left(exchange, ari, within_s=2)


async def test_a_phone_that_is_hung_up_before_the_conversation_leaves_the_citizen_alone(
    exchange, tmp_path
):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with (
            playing(exchange.sip, tmp_path, phone(exchange, RINGS)),
            playing(exchange.sip, tmp_path, citizen(0)),
        ):
            legs = await ring(ari)
            await ari.event("ChannelStateChange", id=legs.agent, state="Ringing")
            await ari.ask("DELETE", f"channels/{legs.agent}")
            await ari.event("ChannelDestroyed", id=legs.agent)
            (left,) = await ari.ask("GET", "channels")
            assert left["id"] == legs.citizen
            assert left["dialplan"]["app_name"] == "Stasis"


async def test_a_conversation_leaves_no_complaint_in_the_log(exchange, tmp_path):
    before = len(exchange.exchange.log())
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with (
            playing(exchange.sip, tmp_path, phone(exchange, STAYS)),
            playing(exchange.sip, tmp_path, citizen(800)) as caller,
        ):
            await connect(ari)
            await caller.wait()
            await no_leg_is_left(exchange, ari, within_s=2)
    assert exchange.exchange.complaints(before) == []
