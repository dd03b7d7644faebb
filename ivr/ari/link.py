"""One connection to Asterisk: frames between the protocol and an aiohttp websocket.

Owns the outbox (so that a request can be made without waiting and all go out in the order in
which they were made), the time limits, and the events held back until somebody is ready for them.
Never reconnects. Edge.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import aiohttp

from ivr.ari.error import AriError, Replaced, Unanswered
from ivr.ari.protocol import Answered, Arrived, Protocol, Request

Event = dict[str, Any]
_Token = Callable[[Answered], None]


class Lost(Exception):
    """The connection is gone."""


class Link:
    """A websocket that is open, with the protocol's state."""

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        on_event: Callable[[Event], None],
        timeout_s: float,
    ) -> None:
        self._socket = socket
        self._on_event = on_event
        self._protocol = Protocol(timeout_s)
        self._loop = asyncio.get_running_loop()
        self._outbox: deque[str] = deque()
        self._has_work = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._held: deque[Event] | None = deque()

    def post(self, request: Request, then: _Token) -> None:
        """Put a request on its way; `then` receives its answer, or its failure (status 0)."""
        try:
            frame = self._protocol.ask(request, then, self._loop.time())
        except ConnectionError as error:
            then(Answered(then, request, 0, str(error)))
            return
        self._outbox.append(frame)
        self._has_work.set()
        if self._timer is None:
            self._arm()

    async def ask(self, request: Request) -> Any:
        """Wait for the answer's body. Raises AriError."""
        future: asyncio.Future[Answered] = self._loop.create_future()
        self.post(request, lambda answer: None if future.done() else future.set_result(answer))
        answer = await future
        if answer.is_good:
            return answer.body
        if not answer.status:
            raise Unanswered(answer.reason, str(request))
        raise AriError(answer.status, answer.reason, str(request))

    def release(self) -> None:
        """Hand over the events held back so far, in order; further ones at once."""
        held, self._held = self._held, None
        for event in held or ():
            self._on_event(event)

    async def read(self) -> None:
        """Take in frames until the connection is gone. Raises Lost, Replaced or Garbled."""
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self._take(self._protocol.receive(message.data))
        raise Lost(f"Asterisk closed the websocket ({self._socket.close_code})")

    async def write(self) -> None:
        """Send what is in the outbox, in order. Raises Lost."""
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            while self._outbox:
                try:
                    await self._socket.send_str(self._outbox.popleft())
                except (aiohttp.ClientError, OSError) as error:
                    raise Lost(f"cannot write: {error}") from error

    def drop(self, reason: str) -> None:
        """Fail whatever is unanswered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._outbox.clear()
        self._settle(self._protocol.drop(reason))

    def _take(self, message: Arrived | Answered | None) -> None:
        if isinstance(message, Answered):
            message.token(message)
        elif message is not None:
            self._deliver(message.event)

    def _deliver(self, event: Event) -> None:
        if event["type"] == "ApplicationReplaced":
            raise Replaced(f"another process serves the application {event.get('application')}")
        if self._held is not None:
            self._held.append(event)
        else:
            self._on_event(event)

    def _arm(self) -> None:
        deadline = self._protocol.next_deadline()
        self._timer = None if deadline is None else self._loop.call_at(deadline, self._expire)

    def _expire(self) -> None:
        self._settle(self._protocol.expire(self._loop.time()))
        self._arm()

    @staticmethod
    def _settle(answers: tuple[Answered, ...]) -> None:
        for answer in answers:
            answer.token(answer)
