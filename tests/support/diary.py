"""What an ARI client has seen, and the callers and phones that make it see something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

from ivr.ari.client import Ari
from lab.sipp import Script, Sipp, playing
from tests.support.exchange import Switchboard

ANA = ("600100100", "Ana", "0", "", "0", "", "0", "", "0")
"""A citizen who presses nothing and waits."""
CITIZEN = Script("citizen", "012", rows=[ANA], count=1, limit_s=30)


class Diary:
    """Every event of a client, and a way to wait for one."""

    def __init__(self, ari: Ari) -> None:
        self.events: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        ari.on_event = self.write

    def write(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        self._news.set()

    def kinds(self) -> list[str]:
        return [event["type"] for event in self.events]

    async def until(self, kind: str, within_s: float = 5.0) -> dict[str, Any]:
        """The first event of this type."""
        async with asyncio.timeout(within_s):
            while True:
                for event in self.events:
                    if event["type"] == kind:
                        return event
                self._news.clear()
                await self._news.wait()


async def until(condition: Callable[[], bool], within_s: float = 5.0) -> None:
    """Wait for a condition that has no event of its own."""
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.005)


def agents_phone(
    exchange: Switchboard, scenario: str = "agent", answer_ms: int = 50, ear_port: int = 0
) -> AbstractAsyncContextManager[Sipp]:
    """All agents' phones of the demo site; `agent` rings and answers."""
    port = int(exchange.network.phone_address.rpartition(":")[2])
    script = Script(scenario, port=port, ear_port=ear_port, limit_s=60)
    if scenario == "agent":
        script = replace(script, keys={"ring_ms": 10, "answer_ms": answer_ms, "talk_ms": 0})
    return playing(exchange.sip, exchange.folder, script)
