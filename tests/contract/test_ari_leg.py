"""How legs behave in a real Asterisk: what the conversation engine relies on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from ivr.ami.client import Ami
from ivr.ari.client import Ari, AriError
from lab.sipp import Script, Sipp, playing
from tests.support.diary import CITIZEN, Diary, agents_phone, until
from tests.support.ear import Ear, listening
from tests.support.exchange import AUDIO, Switchboard, connected

LEAVES = Script("citizen_leaves", "012", rows=[("600100100", "Ana", "400")], count=1, limit_s=30)
DIGIT = ("600100100", "Ana", "200", "5", "0", "", "0", "", "0")


def prompt(key: str, language: str) -> bytes:
    return (AUDIO / language / f"{key}.ulaw").read_bytes()


@contextlib.asynccontextmanager
async def citizen(
    exchange: Switchboard, ari: Ari, script: Script = CITIZEN, answered: bool = True
) -> AsyncIterator[tuple[str, Diary, Sipp]]:
    """A citizen in the application: id of the leg, what happens to it, and the phone."""
    diary = Diary(ari)
    async with playing(exchange.sip, exchange.folder, script) as sipp:
        start = await diary.until("StasisStart")
        if answered:
            await ari.channels.answer(start["channel"]["id"])
        yield start["channel"]["id"], diary, sipp
        with contextlib.suppress(AriError):
            await ari.channels.hangup(start["channel"]["id"])


@pytest.mark.parametrize("where", ["before the answer", "idle", "prompt", "music", "bridge"])
async def test_a_citizen_who_leaves_is_announced_before_the_leg_ends(
    exchange: Switchboard, where: str
) -> None:
    async with connected(exchange.ari()) as ari:
        answered = where != "before the answer"
        async with citizen(exchange, ari, LEAVES, answered) as (leg, diary, sipp):
            if where == "prompt":
                ari.channels.play(leg, ["sound:centralita/welcome"], "p1", "es").send()
            elif where == "music":
                ari.channels.start_moh(leg).send()
            elif where == "bridge":
                ari.bridges.create("room").send()
                ari.bridges.add_channel("room", leg).send()
            await diary.until("StasisEnd")
            kinds = diary.kinds()
            assert kinds.index("ChannelHangupRequest") < kinds.index("StasisEnd")
            request = await diary.until("ChannelHangupRequest")
            assert "soft" not in request  # nobody on our side asked for it
            assert (await sipp.wait()).successful == 1
        if where == "bridge":
            await ari.bridges.destroy("room")


@pytest.mark.parametrize("where", ["idle", "prompt", "music", "bridge"])
async def test_a_lease_that_runs_out_takes_the_leg_away_without_a_hangup(
    exchange: Switchboard, where: str
) -> None:
    async with connected(exchange.ari()) as ari, citizen(exchange, ari) as (leg, diary, _):
        await ari.channels.set_channel_var(leg, "TIMEOUT(absolute)", "0.5")
        if where == "prompt":
            ari.channels.play(leg, ["sound:centralita/welcome"], "p1", "es").send()
        elif where == "music":
            ari.channels.start_moh(leg).send()
        elif where == "bridge":
            ari.bridges.create("room").send()
            ari.bridges.add_channel("room", leg).send()
        await diary.until("StasisEnd")
        assert "ChannelHangupRequest" not in diary.kinds()
        assert (await ari.channels.get(leg))["dialplan"]["context"] in ("reception", "fallback")
        with pytest.raises(AriError) as refused:
            await ari.channels.set_channel_var(leg, "ANY", "thing")
        assert refused.value.status == 409
        if where == "bridge":
            await ari.bridges.destroy("room")


async def test_a_lease_is_renewed_over_ami_while_a_prompt_plays(exchange: Switchboard) -> None:
    secret = exchange.secrets.get("ami")
    ami = Ami("127.0.0.1", exchange.network.ami_port, "centralita", secret)
    welcome = prompt("welcome", "es")
    assert len(welcome) > 2.5 * 8000  # longer than the lease
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ami.run())
        await asyncio.wait_for(ami.ready(), 5)
        async with connected(exchange.ari()) as ari, citizen(exchange, ari) as (leg, diary, _):
            await ari.channels.set_channel_var(leg, "TIMEOUT(absolute)", "1")
            await ari.channels.play(leg, ["sound:centralita/welcome"], "p1", "es")
            ami.set_variable(leg, "TIMEOUT(absolute)", "20")
            finished = await diary.until("PlaybackFinished", 10)
            assert finished["playback"]["state"] == "done"
            assert "StasisEnd" not in diary.kinds()
        task.cancel()


async def test_stopping_a_prompt_lets_the_bridge_in_at_once(exchange: Switchboard) -> None:
    async with connected(exchange.ari()) as ari, citizen(exchange, ari) as (leg, diary, _):
        await ari.bridges.create("room")
        await ari.channels.play(leg, ["sound:centralita/welcome"], "p1", "es")
        ari.playbacks.stop("p1").send()
        began = asyncio.get_running_loop().time()
        await ari.bridges.add_channel("room", leg)
        assert asyncio.get_running_loop().time() - began < 0.5
        assert (await diary.until("PlaybackFinished"))["playback"]["state"] == "done"
        await ari.bridges.destroy("room")


@pytest.mark.parametrize(
    ("scenario", "cause", "state"),
    [("agent_busy", 17, "Down"), ("agent_silent", 19, "Ringing"), ("", 19, "Down")],
    ids=["busy", "no answer", "nobody there"],
)
async def test_a_phone_that_does_not_answer_says_why(
    exchange: Switchboard, scenario: str, cause: int, state: str
) -> None:
    phone = agents_phone(exchange, scenario) if scenario else contextlib.nullcontext()
    async with connected(exchange.ari()) as ari, phone:
        diary = Diary(ari)
        await ari.channels.originate("leg", "PJSIP/desk-bruno", app=ari.app, timeout=1)
        end = await diary.until("ChannelDestroyed")
        assert (end["cause"], end["channel"]["state"]) == (cause, state)
        assert "StasisStart" not in diary.kinds()


async def test_an_unregistered_phone_is_refused_at_once(exchange: Switchboard) -> None:
    async with connected(exchange.ari()) as ari:
        with pytest.raises(AriError) as refused:
            await ari.channels.originate("leg", "PJSIP/visitor", app=ari.app, timeout=1)
        assert refused.value.status == 500


@pytest.mark.parametrize("language", ["es", "it", "eu", "en"])
async def test_the_citizen_hears_the_prompt_in_the_language_asked_for(
    exchange: Switchboard, language: str
) -> None:
    async with connected(exchange.ari()) as ari, listening() as ear:
        script = replace(CITIZEN, ear_port=ear.port)
        async with citizen(exchange, ari, script) as (leg, diary, _):
            await ari.channels.play(leg, ["sound:centralita/goodbye"], "p1", language)
            await ear.hears(prompt("goodbye", language), 8)
            await diary.until("PlaybackFinished")
            others = {"es", "it", "eu", "en"} - {language}
            assert all(ear.heard(prompt("goodbye", other)) is None for other in others)


async def test_keys_as_rtp_events_arrive_once_each(exchange: Switchboard) -> None:
    async with connected(exchange.ari()) as ari, listening() as ear:
        script = replace(CITIZEN, ear_port=ear.port)
        async with citizen(exchange, ari, script) as (leg, diary, _):
            ari.channels.start_moh(leg).send()  # so that the ear learns where to speak to
            for key in "15*#0":
                await ear.press(key)
            await until(lambda: len(_keys(diary)) >= 5)
            assert _keys(diary) == "15*#0"


async def test_keys_as_sip_info_arrive_once_each(exchange: Switchboard) -> None:
    row = ("600100100", "Ana", "100", "5", "100", "#", "100", "0", "0")
    script = replace(CITIZEN, scenario="citizen_info", rows=[row])
    async with connected(exchange.ari()) as ari, citizen(exchange, ari, script) as (_, diary, _):
        await until(lambda: len(_keys(diary)) >= 3)
        assert _keys(diary) == "5#0"


async def test_sipp_s_own_rtp_key_arrives(exchange: Switchboard) -> None:
    script = replace(CITIZEN, rows=[DIGIT])
    async with connected(exchange.ari()) as ari, citizen(exchange, ari, script) as (_, diary, _):
        assert (await diary.until("ChannelDtmfReceived"))["digit"] == "5"


@pytest.mark.parametrize("is_stopped", [True, False], ids=["music stopped", "music left on"])
async def test_citizen_and_agent_hear_each_other_once_the_music_is_stopped(
    exchange: Switchboard, is_stopped: bool
) -> None:
    from_citizen, from_agent = prompt("goodbye", "it"), prompt("goodbye", "eu")
    async with connected(exchange.ari()) as ari, listening() as near, listening(101) as far:
        script = replace(CITIZEN, ear_port=near.port)
        phone = agents_phone(exchange, ear_port=far.port)
        async with phone, citizen(exchange, ari, script) as (leg, diary, _):
            ari.channels.start_moh(leg).send()
            await ari.channels.originate("agent-leg", "PJSIP/desk-bruno", app=ari.app, timeout=9)
            await _in_application(diary, "agent-leg")
            await _hears_something(near)
            if is_stopped:
                ari.channels.stop_moh(leg).send()
            ari.bridges.create("room").send()
            await ari.bridges.add_channel("room", leg, "agent-leg")
            await asyncio.gather(near.say(from_citizen), far.say(from_agent))
            assert far.heard(from_citizen) is not None
            assert (near.heard(from_agent) is not None) == is_stopped  # else cut up by music
            ari.channels.hangup("agent-leg").send()
            await ari.bridges.destroy("room")


def _keys(diary: Diary) -> str:
    return "".join(one["digit"] for one in diary.events if one["type"] == "ChannelDtmfReceived")


async def _in_application(diary: Diary, leg: str) -> None:
    def is_in() -> bool:
        started = [one for one in diary.events if one["type"] == "StasisStart"]
        return leg in [one["channel"]["id"] for one in started]

    await until(is_in)


async def _hears_something(ear: Ear) -> None:
    """Until music really plays: it takes a moment to begin."""
    await until(lambda: any(len(set(frame.payload)) > 20 for frame in ear.frames))
