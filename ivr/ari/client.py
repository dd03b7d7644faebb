"""The ARI client: one websocket for events and requests, reconnected for ever.

Owns the connection's life: connect, set the event filter, let the owner reconcile, then release
events; on loss fail everything unanswered and start again with a jittered delay. Every event goes,
in order, to one callback. Asterisk replays nothing that happened while we were away, and nothing
is ever asked twice by itself. Never knows what a contact is. Edge.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from ivr.ari.error import AriError, Garbled, Replaced, Unanswered
from ivr.ari.event import UNUSED
from ivr.ari.link import Event, Link, Lost
from ivr.ari.protocol import Answered, Query, Request
from ivr.ari.resource import (
    Applications,
    Asterisk,
    Bridges,
    Channels,
    OnFailure,
    Playbacks,
    Recordings,
)

log = logging.getLogger(__name__)

_TRANSIENT = (Lost, Garbled, AriError)
"""After these a new connection is tried."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the client is. All values in seconds."""

    timeout_s: float = 10.0
    """Longest wait for an answer."""
    heartbeat_s: float = 5.0
    """Between two pings; no answer within half of it counts as lost."""
    first_delay_s: float = 0.1
    """Before the first reconnect; doubled with every failure."""
    longest_delay_s: float = 2.0


async def _nothing() -> None:
    """What happens on connection when the owner asks for nothing."""


class Ari:
    """The telephone exchange, as far as its REST interface goes.

    `await ari.channels.answer(id)` waits for the answer; `ari.channels.answer(id).send(tell)`
    never waits and calls `tell(status, reason)` only when it did not succeed.
    """

    def __init__(self, url: str, user: str, password: str, app: str, pace: Pace = Pace()) -> None:
        self.app = app
        self.on_event: Callable[[Event], None] = lambda event: None
        """Receives every event, in order. Must not wait; an exception of it ends `run`."""
        self.on_connected: Callable[[], Awaitable[None]] = _nothing
        """Awaited after every connect, filter set, before any event is released: reconcile here."""
        self.on_lost: Callable[[str], None] = lambda reason: None
        """Told why a connection that was up is gone."""
        self.channels = Channels(self)
        self.bridges = Bridges(self)
        self.playbacks = Playbacks(self)
        self.recordings = Recordings(self)
        self.applications = Applications(self)
        self.asterisk = Asterisk(self)
        self._url = f"{url.rstrip('/')}/ari/events"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(user, password)}
        self._pace = pace
        self._link: Link | None = None
        self._is_ready = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Connected, filtered and reconciled."""
        return self._is_ready.is_set()

    @property
    def is_connected(self) -> bool:
        """There is a link; it may still have to be filtered and reconciled."""
        return self._link is not None

    async def ready(self) -> None:
        """Wait until it is."""
        await self._is_ready.wait()

    async def request(
        self, method: str, path: str, query: Query | None = None, body: Any = None
    ) -> Any:
        """Ask and wait for the answer's body. Raises AriError; Unanswered when none will come."""
        return await self.ask(Request(method, path, query, body))

    def send(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        *,
        body: Any = None,
        on_failure: OnFailure | None = None,
    ) -> None:
        """Ask without waiting; requests go out in the order of the calls."""
        self.post(Request(method, path, query, body), on_failure)

    async def ask(self, request: Request) -> Any:
        """As `request`, for a request that stands already."""
        if self._link is None:
            raise Unanswered("not connected", str(request))
        return await self._link.ask(request)

    def post(self, request: Request, on_failure: OnFailure | None = None) -> None:
        """As `send`, for a request that stands already."""

        def then(answer: Answered) -> None:
            if not answer.is_good and on_failure is not None:
                on_failure(answer.status, answer.reason)

        if self._link is None:
            # Later, as every other failure: the caller is never called back from within its call.
            unsent = Answered(None, request, 0, "not connected")
            asyncio.get_running_loop().call_soon(then, unsent)
        else:
            self._link.post(request, then)

    async def run(self) -> None:
        """Stay connected. Ends only by Replaced, by cancellation, or by an owner's exception."""
        delay_s = self._pace.first_delay_s
        async with aiohttp.ClientSession(headers=self._headers) as session:
            while True:
                failure = await self._serve(session)
                log.warning("ARI: %s", failure)
                if self.is_ready:
                    self._is_ready.clear()
                    delay_s = self._pace.first_delay_s
                    self.on_lost(str(failure))
                await asyncio.sleep(delay_s * random.uniform(0.5, 1.0))
                delay_s = min(delay_s * 2, self._pace.longest_delay_s)

    async def _serve(self, session: aiohttp.ClientSession) -> Exception:
        """One connection from beginning to end; why it ended, when another may be tried."""
        try:
            socket = await self._connect(session)
        except Lost as error:
            return error
        link = self._link = Link(socket, self._tell, self._pace.timeout_s)
        reason = "the client was stopped"
        tasks = [asyncio.create_task(work) for work in (link.read(), link.write(), self._greet())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            self._link = None
            failures = await _stop(tasks)
            if failures:
                reason = str(failures[0])
            link.drop(reason)
            await socket.close()
        if isinstance(failures[0], _TRANSIENT):
            return failures[0]
        self._is_ready.clear()
        raise failures[0]

    async def _connect(self, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        try:
            return await session.ws_connect(
                self._url,
                params={"app": self.app},
                heartbeat=self._pace.heartbeat_s,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            )
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Lost(f"cannot connect: {error}") from error

    def _tell(self, event: Event) -> None:
        self.on_event(event)

    async def _greet(self) -> None:
        """Filter, reconcile, release: in this order, on every connection."""
        await self.applications.filter(self.app, sorted(UNUSED))
        await self.on_connected()
        if self._link is not None:
            self._is_ready.set()
            self._link.release()


async def _stop(tasks: list[asyncio.Task[None]]) -> list[BaseException]:
    """Cancel what still runs; the exceptions of what failed, what matters most first."""
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    failures = [
        result
        for result in results
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError)
    ]
    return sorted(failures, key=_weight)


def _weight(failure: BaseException) -> int:
    """A bug outweighs Replaced, which outweighs a lost connection."""
    if isinstance(failure, _TRANSIENT):
        return 2
    return 1 if isinstance(failure, Replaced) else 0


__all__ = ["Ari", "AriError", "Event", "Pace", "Replaced", "Unanswered"]
