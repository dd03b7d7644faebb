"""ARI without any of our own client: for tests of what the exchange does by itself.

Owns one websocket (which can be left, as a killed application leaves it) and REST requests that go
on working without it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

import aiohttp

from tests.support.exchange import Switchboard

Event = dict[str, Any]
T = TypeVar("T")


class BareAri:
    """An application named centralita that does only what the test says."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.events: list[Event] = []
        self._session = session
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def appear(self) -> None:
        """Open the websocket: from now on the application exists."""
        self._socket = await self._session.ws_connect("/ari/events?app=centralita")
        self._reader = asyncio.create_task(self._read(self._socket))

    async def die(self) -> None:
        """Close the websocket without a word to anybody."""
        if self._socket and self._reader:
            await self._socket.close()
            await self._reader
            self._socket = self._reader = None

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            self.events.append(message.json())

    async def ask(self, method: str, path: str, **given: Any) -> Any:
        """One REST request; its answer. AssertionError unless it succeeds."""
        async with self._session.request(method, f"/ari/{path}", **given) as response:
            text = await response.text()
            assert response.status < 300, f"{method} {path}: {response.status} {text}"
            return await response.json() if text else None

    async def set(self, channel: str, name: str, value: str) -> None:
        """A channel variable."""
        await self.ask(
            "POST", f"channels/{channel}/variable", params={"variable": name, "value": value}
        )

    async def event(self, kind: str, since: int = 0, within_s: float = 5.0, **wanted: str) -> Event:
        """Wait for an event of this type about this channel. AssertionError if it fails to come."""

        def found() -> Event | None:
            for one in self.events[since:]:
                channel = one.get("channel", {})
                if one["type"] == kind and all(channel.get(k) == v for k, v in wanted.items()):
                    return one
            return None

        return await eventually(found, f"{kind} {wanted}", within_s)

    async def arrival(self, since: int = 0, within_s: float = 5.0) -> Event:
        """The next citizen's StasisStart."""
        return await self.event("StasisStart", since, within_s)


@contextlib.asynccontextmanager
async def bare_ari(switchboard: Switchboard) -> AsyncIterator[BareAri]:
    """An application that does not exist yet; `appear()` begins it."""
    password = switchboard.secrets.get("ari")
    headers = {"Authorization": aiohttp.encode_basic_auth("centralita", password)}
    async with aiohttp.ClientSession(switchboard.ari_url, headers=headers) as session:
        ari = BareAri(session)
        try:
            yield ari
        finally:
            await ari.die()


async def eventually(found: Callable[[], T | None], what: str, within_s: float) -> T:
    """Wait until there is something; AssertionError after the deadline."""
    until = time.monotonic() + within_s
    while (result := found()) is None:
        assert time.monotonic() < until, f"not within {within_s:g} s: {what}"
        await asyncio.sleep(0.01)
    return result


async def fallback_callers(switchboard: Switchboard) -> list[str]:
    """Channel names in the fallback queue, next one first."""
    text = await switchboard.exchange.console("queue show fallback")
    return [
        line.split()[1] for line in text.partition("Callers:")[2].splitlines() if "(wait:" in line
    ]


async def until_in_fallback(switchboard: Switchboard, count: int, within_s: float) -> list[str]:
    """Wait until so many wait in the fallback queue; their channel names."""
    until = time.monotonic() + within_s
    while len(callers := await fallback_callers(switchboard)) != count:
        assert time.monotonic() < until, f"{callers} in the fallback queue after {within_s:g} s"
        await asyncio.sleep(0.05)
    return callers
