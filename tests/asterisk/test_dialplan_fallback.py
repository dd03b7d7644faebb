"""No citizen is ever left in silence: with no application, a frozen one, one that lets go."""

from __future__ import annotations

import asyncio
import time

import pytest

from contact import event as e
from contact.ending import Reason, Who
from ivr.core.engine import Engine
from ivr.edge.queue_log import QueueLog
from lab.sipp import Script, play, playing
from tests.support.bare_ami import ask_ami
from tests.support.bare_ari import bare_ari, fallback_callers, until_in_fallback
from tests.support.ear import listening
from tests.support.exchange import AUDIO, free_network, running
from tests.support.town import town

PATIENT = ("600111222", "Citizen", "0", "", "0", "", "0", "", "0")
"""Presses nothing, waits until the exchange hangs up."""
EIGHT = ("ainhoa", "bruno", "carmen", "daniel", "elena", "farida", "gorka", "helena")
"""The demo's agents."""


def citizen(number: str = "012", ear_port: int = 0, name: str = "Citizen") -> Script:
    row = (PATIENT[0], name, *PATIENT[2:])
    return Script("citizen", number, [row], count=1, limit_s=40, ear_port=ear_port)


def prompt(language: str, key: str) -> bytes:
    return (AUDIO / language / f"{key}.ulaw").read_bytes()


@pytest.mark.parametrize(("number", "language"), [("012", "es"), ("800555012", "it")])
async def test_without_an_application_the_fallback_is_heard_within_three_seconds(
    exchange, tmp_path, number, language
):
    async with listening() as ear:
        start = time.monotonic()
        async with playing(exchange.sip, tmp_path, citizen(number, ear.port)):
            await ear.hears(prompt(language, "fallback-moment"), within_s=3)
            await until_in_fallback(exchange, 1, within_s=3 - (time.monotonic() - start))
            music = (AUDIO / "music" / "waiting.ulaw").read_bytes()
            await ear.hears(music[:16000], within_s=4)
        assert ear.frames[0].at - start < 1


@pytest.mark.parametrize(
    "number", ["7", "nonsense", "%23*21%23", "012%0d%0aX", "s", "T", "+390612"]
)
async def test_every_dialled_string_is_answered(exchange, tmp_path, number):
    async with playing(exchange.sip, tmp_path, citizen(number)):
        await until_in_fallback(exchange, 1, within_s=3)


async def test_a_frozen_application_loses_its_citizens_when_the_lease_ends(
    tmp_path,
):
    async with (
        running(tmp_path, network=free_network(lease_s=2.0)) as line,
        bare_ari(line) as ari,
    ):
        await ari.appear()
        async with playing(line.sip, tmp_path, citizen()):
            arrival = await ari.arrival()
            start = time.monotonic()
            assert arrival["args"] == ["012"]
            assert await fallback_callers(line) == []
            await until_in_fallback(line, 1, within_s=5)
            assert time.monotonic() - start > 1.8


async def test_a_renewed_lease_keeps_the_citizen_with_the_application(tmp_path):
    async with (
        running(tmp_path, network=free_network(lease_s=2.0)) as line,
        bare_ari(line) as ari,
    ):
        await ari.appear()
        async with playing(line.sip, tmp_path, citizen()):
            channel = (await ari.arrival())["channel"]["id"]
            for _ in range(5):
                await asyncio.sleep(0.8)
                await ari.set(channel, "TIMEOUT(absolute)", "2")
            assert await fallback_callers(line) == []
            last = time.monotonic()
            await until_in_fallback(line, 1, within_s=5)
            assert time.monotonic() - last > 1.5


async def test_a_citizen_welcomed_before_is_not_greeted_again(exchange, tmp_path):
    async with listening() as ear, bare_ari(exchange) as ari:
        await ari.appear()
        async with playing(exchange.sip, tmp_path, citizen(ear_port=ear.port)):
            channel = (await ari.arrival())["channel"]["id"]
            await ari.ask("POST", f"channels/{channel}/answer")
            await ari.ask("POST", f"channels/{channel}/continue")
            await until_in_fallback(exchange, 1, within_s=1)
            await ear.hears((AUDIO / "music" / "waiting.ulaw").read_bytes()[:8000], within_s=3)
            assert ear.heard(prompt("es", "fallback-moment")) is None


async def test_the_citizens_language_goes_along(exchange, tmp_path):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with playing(exchange.sip, tmp_path, citizen()):
            channel = (await ari.arrival())["channel"]["id"]
            await ari.set(channel, "CENTRALITA_LANGUAGE", "eu")
            await ari.ask("POST", f"channels/{channel}/continue")
            await until_in_fallback(exchange, 1, within_s=3)
            assert (await ari.ask("GET", f"channels/{channel}"))["language"] == "eu"


async def test_only_a_contact_that_the_application_finished_is_hung_up(exchange, tmp_path):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with playing(exchange.sip, tmp_path, citizen()) as sipp:
            channel = (await ari.arrival())["channel"]["id"]
            await ari.ask("POST", f"channels/{channel}/answer")
            await ari.set(channel, "CENTRALITA_OUTCOME", "finished")
            await ari.ask("POST", f"channels/{channel}/continue")
            assert (await sipp.wait()).is_clean
        assert await fallback_callers(exchange) == []


async def test_the_oldest_arrival_is_next_whenever_it_fell_back(exchange, tmp_path):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with playing(exchange.sip, tmp_path, citizen()):
            first = (await ari.arrival())["channel"]
            await ari.set(first["id"], "CENTRALITA_SINCE", str(int(time.time()) - 60))
            since = len(ari.events)
            async with playing(exchange.sip, tmp_path, citizen()):
                second = (await ari.arrival(since))["channel"]
                for channel in (second, first):
                    await ari.ask("POST", f"channels/{channel['id']}/answer")
                    await ari.ask("POST", f"channels/{channel['id']}/continue")
                    await asyncio.sleep(0.2)
                callers = await until_in_fallback(exchange, 2, within_s=3)
        assert callers == [first["name"], second["name"]]


async def test_a_citizen_taken_back_comes_with_the_entry_point_and_is_safe_again(tmp_path):
    async with (
        running(tmp_path, network=free_network(lease_s=2.0)) as line,
        bare_ari(line) as ari,
        playing(line.sip, tmp_path, citizen("800555012")),
    ):
        (name,) = await until_in_fallback(line, 1, within_s=3)
        await ari.appear()
        target = {"Context": "back", "Exten": "800555012", "Priority": "1"}
        answer = await ask_ami(line, "Redirect", Channel=name, **target)
        assert answer["Response"] == "Success", answer
        arrival = await ari.arrival()
        assert arrival["args"] == ["800555012", "back"]
        assert arrival["channel"]["language"] == "it"
        await until_in_fallback(line, 1, within_s=4)


async def test_an_agent_in_the_fallback_queue_serves_and_the_queue_log_names_her(tmp_path):
    async with running(tmp_path) as line:
        port = int(line.network.phone_address.rpartition(":")[2])
        keys = {"ring_ms": 10, "answer_ms": 100, "talk_ms": 300}
        phone = Script("agent", keys=keys, port=port, limit_s=30)
        async with (
            playing(line.sip, tmp_path, phone),
            playing(line.sip, tmp_path, citizen()) as caller,
        ):
            await until_in_fallback(line, 1, within_s=3)
            member = {"Interface": "PJSIP/desk-carmen", "MemberName": "carmen"}
            await ask_ami(line, "QueueAdd", Queue="fallback", **member)
            assert (await caller.wait()).is_clean
        log = (line.folder / "asterisk" / "log" / "queue_log").read_text()
        assert "|fallback|carmen|CONNECT|" in log
        assert "|fallback|carmen|COMPLETEAGENT|" in log


@pytest.mark.parametrize(
    ("talk_ms", "leaves_after_ms", "who"), [(200, 0, Who.AGENT), (0, 8000, Who.CITIZEN)]
)
async def test_whoever_hangs_up_in_the_fallback_queue_is_named_although_two_threads_write_its_log(
    tmp_path, talk_ms, leaves_after_ms, who
):
    """That a citizen left and who hung up are written in either order, once in twenty times."""
    async with running(tmp_path) as line:
        port = int(line.network.phone_address.rpartition(":")[2])
        phone = Script("agent", keys={"ring_ms": 5, "answer_ms": 20, "talk_ms": talk_ms}, port=port)
        rows = [(*PATIENT[:-1], str(leaves_after_ms))]
        callers = Script("citizen", "012", rows, count=8, limit_s=40)
        async with playing(line.sip, tmp_path, phone):
            for name in EIGHT:
                member = {"Interface": f"PJSIP/desk-{name}", "MemberName": name}
                await ask_ami(line, "QueueAdd", Queue="fallback", **member)
            assert (await play(line.sip, tmp_path, callers)).is_clean
        log, engine = QueueLog(line.folder / "asterisk" / "log" / "queue_log", 0), Engine(town())
        events = [event for one in log.read() for event in engine.handle(one, time.time()).events]
    endings = [one.ending for one in events if isinstance(one, e.ContactEnded)]
    assert [(one.who, one.reason) for one in endings] == [(who, Reason.SERVED_BY_FALLBACK)] * 8
