"""The dialplan asks the application and goes on, whether it answers or not."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest

from contact.plan import CentrePlan
from dialplan.site import read_site
from ivr.agi.server import AgiServer
from ivr.core.caller_memory import CallerMemory
from ivr.edge.question import questions
from lab.sipp import Script, playing
from tests.support.bare_ari import BareAri, bare_ari
from tests.support.exchange import DEMO, Switchboard

CALLER = Script("citizen", "700", [("600", "", *("0", "") * 3, "0")], count=1, limit_s=20)


@contextlib.asynccontextmanager
async def asking(line: Switchboard, question: str) -> AsyncIterator[None]:
    """Number 700 asks and then comes to the application, for as long as this lasts."""
    add = "dialplan add extension 700,{},{} into from-trunk"
    await line.exchange.console(add.format(1, f'Gosub,"centralita-ask,{question},1"'))
    await line.exchange.console(add.format(2, 'Stasis,"centralita,asked"'))
    try:
        yield
    finally:
        await line.exchange.console("dialplan remove extension 700@from-trunk")


@contextlib.asynccontextmanager
async def answering(line: Switchboard, plan: CentrePlan) -> AsyncIterator[None]:
    """The application's own FastAGI server."""
    answers = questions(plan, CallerMemory(), time.time)
    server = AgiServer(("127.0.0.1", line.network.agi_port), answers)
    task = asyncio.create_task(server.run())
    try:
        await server.listening()
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def value(ari: BareAri, channel: str, name: str) -> str:
    answer = await ari.ask("GET", f"channels/{channel}/variable", params={"variable": name})
    return str(answer["value"])


@pytest.mark.parametrize(
    ("question", "variable", "expected"),
    [
        ("opening", "CENTRALITA_OPENING", "open"),
        ("emergency", "CENTRALITA_EMERGENCY", ""),
        ("language", "CENTRALITA_LANGUAGE", "es"),
    ],
)
async def test_the_application_answers(exchange, tmp_path, question, variable, expected):
    async with bare_ari(exchange) as ari, answering(exchange, read_site(DEMO).plan):
        await ari.appear()
        async with asking(exchange, question), playing(exchange.sip, tmp_path, CALLER):
            channel = (await ari.arrival())["channel"]["id"]
            assert await value(ari, channel, "CENTRALITA_AGI") == "answered"
            assert await value(ari, channel, variable) == expected


async def test_without_an_application_the_call_goes_on_at_once_with_the_default(exchange, tmp_path):
    async with bare_ari(exchange) as ari:
        await ari.appear()
        async with asking(exchange, "opening"), playing(exchange.sip, tmp_path, CALLER):
            channel = (await ari.arrival(within_s=1))["channel"]["id"]
            assert await value(ari, channel, "CENTRALITA_AGI") == ""
            assert await value(ari, channel, "CENTRALITA_OPENING") == "open"


async def test_an_application_that_accepts_and_says_nothing_costs_three_seconds(exchange, tmp_path):
    held: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(
        lambda _, writer: held.append(writer), "127.0.0.1", exchange.network.agi_port
    )
    async with bare_ari(exchange) as ari, silent:
        await ari.appear()
        async with asking(exchange, "opening"), playing(exchange.sip, tmp_path, CALLER):
            start = time.monotonic()
            channel = (await ari.arrival(within_s=5))["channel"]["id"]
            assert 2.5 < time.monotonic() - start < 4
            assert await value(ari, channel, "CENTRALITA_OPENING") == "open"
        for writer in held:
            writer.close()
            await writer.wait_closed()
