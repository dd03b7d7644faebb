"""A robot agent: a desk without a person, for tests, the demonstration and measurements.

Owns one agent's behaviour at the desk: logs in, becomes ready, finishes wrap-up, hangs up after a
while. Never answers the phone; a SIP robot does that. Speaks the desk protocol from its
documentation alone and keeps every frame with two time stamps. Hundreds fit into one process:
one task and one timer each. Edge.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import aiohttp
import orjson

from lab.sighting import Seen, Sightings

_STAY_AWAY = (1000, 4401, 4409)
"""Close codes after which coming back makes no sense: logged out, wrong token, taken over."""


class RobotRefused(RuntimeError):
    """The server refused a request; the text says why."""


@dataclass(slots=True)
class Habit:
    """What the robot does by itself."""

    is_ready: bool = True
    """Becomes ready after every login, whatever made it not ready."""
    wrap_up_s: float | None = 0.0
    """Finishes wrap-up after so many seconds; None: lets it run out."""
    disposition: str = ""
    """Empty: the first of those offered."""
    comes_back: bool = False
    """Becomes ready again after an offer that it did not answer or declined."""
    talk_s: float | None = None
    """Hangs up so many seconds after the connection; None: leaves it to the citizen."""


@dataclass
class RobotAgent:
    """One robot agent. Use as `async with RobotAgent(url, agent_id, token) as robot:`."""

    url: str
    """Address of the server, e.g. 'http://127.0.0.1:8012', or of its websocket."""
    agent_id: str
    token: str
    habit: Habit = field(default_factory=Habit)
    session: aiohttp.ClientSession | None = None
    """Shared with other robots; None: one of its own."""
    keep: int = 10_000
    """How many frames are kept, newest first to stay."""
    on_frame: Callable[[Seen], None] | None = None
    """Told every frame as it comes."""

    def __post_init__(self) -> None:
        self.seen = Sightings(self.keep)
        """The frames so far."""
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[None]] = {}
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._task: asyncio.Task[None] | None = None
        self._timers: set[asyncio.TimerHandle] = set()
        self._sending: set[asyncio.Task[bool]] = set()
        self._close_code: int | None = None
        self._own_session: aiohttp.ClientSession | None = None
        self._rng = random.Random(self.agent_id)
        self.is_leaving = False
        """True once the robot shall not come back."""

    async def __aenter__(self) -> RobotAgent:
        self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    # ------------------------------------------------------------ life

    def start(self) -> None:
        """Begin to connect; comes back after a lost connection until stopped."""
        self._task = asyncio.get_running_loop().create_task(self.run())

    async def stop(self) -> None:
        """Close the connection without logging out, as a closed browser does."""
        self.is_leaving = True
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self._ws is not None:
            await self._ws.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._own_session is not None:
            await self._own_session.close()

    async def run(self) -> None:
        """Stay connected, with pauses of 0.1 to 2 s with jitter after failures."""
        pause_s = 0.1
        while not self.is_leaving:
            try:
                if await self._attend():
                    pause_s = 0.1
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            self._drop_answers()
            if not self.is_leaving:
                await asyncio.sleep(pause_s * self._rng.uniform(0.5, 1.5))
                pause_s = min(2.0, pause_s * 2)

    async def over(self, timeout_s: float = 5.0) -> int | None:
        """Wait until the robot has left for good; the close code. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            if self._task is not None:
                await asyncio.wait([self._task])
        return self._close_code

    async def _attend(self) -> bool:
        """One connection from login to its end. True when it got a welcome."""
        session = self._session()
        is_welcome = False
        async with session.ws_connect(self._address(), heartbeat=15) as ws:
            self._ws = ws
            await ws.send_str(self._encoded("login", next(self._numbers), token=self.token))
            async for message in ws:
                if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    break
                seen = Seen(orjson.loads(message.data), time.monotonic(), time.time())
                is_welcome = is_welcome or seen.type == "welcome"
                self._take(seen)
            self._ws = None
            self._close_code = ws.close_code
            if ws.close_code in _STAY_AWAY:
                self.is_leaving = True
        return is_welcome

    def _session(self) -> aiohttp.ClientSession:
        if self.session is not None:
            return self.session
        if self._own_session is None:
            self._own_session = aiohttp.ClientSession()
        return self._own_session

    def _address(self) -> str:
        plain = self.url.rstrip("/")
        return plain if plain.endswith("/desk/socket") else f"{plain}/desk/socket"

    # ------------------------------------------------------------ in

    def _take(self, seen: Seen) -> None:
        if self.on_frame is not None:
            self.on_frame(seen)
        self._answer(seen.frame)
        self._follow_habit(seen.frame)
        self.seen.add(seen)

    def _answer(self, frame: dict[str, Any]) -> None:
        if frame["type"] not in ("done", "refused") or frame["id"] is None:
            return
        future = self._answers.pop(frame["id"], None)
        if future is None or future.done():
            return
        if frame["type"] == "done":
            future.set_result(None)
        else:
            future.set_exception(RobotRefused(f"{frame['code']}: {frame['detail']}"))

    def _follow_habit(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "agent_state" if frame["mode"] == "not ready":
                comes_back = self.habit.comes_back and frame["reason"] in ("no answer", "declined")
                if comes_back or frame["reason"] == "logged in":
                    self._become_ready()
            case "welcome":
                self._return(frame)
            case "connected" if self.habit.talk_s is not None:
                self._later(self.habit.talk_s, "hang_up", contact_id=frame["contact_id"])
            case "wrap_up":
                self._finish(frame)

    def _return(self, welcome: dict[str, Any]) -> None:
        if welcome["state"]["mode"] == "not ready":
            self._become_ready()
        if welcome["wrap_up"] is not None:
            self._finish(welcome["wrap_up"])

    def _become_ready(self) -> None:
        if self.habit.is_ready:
            self._later(0.0, "ready")

    def _finish(self, frame: dict[str, Any]) -> None:
        if self.habit.wrap_up_s is None:
            return
        disposition = self.habit.disposition or next(iter(frame["dispositions"]), "done")
        values = {"contact_id": frame["contact_id"], "disposition": disposition}
        self._later(self.habit.wrap_up_s, "finish_wrap_up", **values)

    def _later(self, after_s: float, kind: str, **values: str) -> None:
        """Send a request after a while, not waiting for its answer."""
        loop = asyncio.get_running_loop()

        def due() -> None:
            self._timers.discard(timer)
            task = loop.create_task(self._send(kind, next(self._numbers), **values))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

        timer = loop.call_later(after_s, due)
        self._timers.add(timer)

    # ------------------------------------------------------------ out

    async def ask(self, kind: str, timeout_s: float = 5.0, **values: Any) -> None:
        """Send a request and wait until it has come true.

        Raises RobotRefused, TimeoutError, or ConnectionError when there is no connection.
        """
        number = next(self._numbers)
        future = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            if not await self._send(kind, number, **values):
                raise ConnectionError(f"agent {self.agent_id} is not connected")
            async with asyncio.timeout(timeout_s):
                await future
        finally:
            self._answers.pop(number, None)

    async def ready(self) -> None:
        """Take contacts from now on."""
        await self.ask("ready")

    async def not_ready(self, reason: str) -> None:
        """No further offers."""
        await self.ask("not_ready", reason=reason)

    async def hang_up(self, contact_id: str) -> None:
        """End the conversation; returns when the contact has ended."""
        await self.ask("hang_up", contact_id=contact_id)

    async def finish_wrap_up(self, contact_id: str, disposition: str) -> None:
        """The work after the contact is done."""
        await self.ask("finish_wrap_up", contact_id=contact_id, disposition=disposition)

    async def log_out(self) -> None:
        """Leave for good."""
        await self.ask("log_out")

    async def wait_for(self, kind: str, timeout_s: float = 5.0, **values: Any) -> Seen:
        """See `lab.sighting.Sightings.wait_for`."""
        return await self.seen.wait_for(kind, timeout_s, **values)

    async def _send(self, kind: str, number: int, **values: Any) -> bool:
        ws = self._ws
        if ws is None or ws.closed:
            return False
        try:
            await ws.send_str(self._encoded(kind, number, **values))
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True

    def _encoded(self, kind: str, number: int, **values: Any) -> str:
        return orjson.dumps({"v": 1, "id": number, "type": kind, **values}).decode()

    def _drop_answers(self) -> None:
        self._ws = None
        for future in self._answers.values():
            if not future.done():
                future.set_exception(ConnectionError(f"agent {self.agent_id} lost the connection"))
        self._answers.clear()
