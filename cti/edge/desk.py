"""The desk endpoint: websocket in, observations to the engine; effects of the engine out.

Owns the open connections. Never decides: who may log in is the token's, what a request does is the
engine's and the services'. Edge.

Guards (S30): the Origin of a browser must be this server's or an allowed one, the first frame must
be a login within `LOGIN_S`, frames are at most `FRAME_LIMIT` bytes and 20 a second, and a desk
that does not read is let go (F47). No cookie is involved, so a foreign page cannot borrow a login.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from contact.identity import AgentId
from cti.core.effect import CloseDesk, Effect, Send, SendAll
from cti.core.frame import Bye, Done, Frame, Refused
from cti.core.kind import Farewell
from cti.core.observation import DeskAsked, DeskClosed, DeskId, DeskOpened
from cti.edge import page, protocol
from cti.edge.card import Cards, with_cards
from cti.edge.connection import Connection
from cti.edge.rate import Bucket

LOGIN_S = 5.0
"""How long the first frame may take, seconds."""
RATE_PER_S = 20.0
"""Frames of one desk a second."""
HEARTBEAT_S = 20.0
"""Between two pings; a desk that does not answer within half of it is gone."""

_DATA = (WSMsgType.TEXT, WSMsgType.BINARY)

log = logging.getLogger("centralita.desk")

Submit = Callable[[DeskOpened | DeskAsked | DeskClosed], None]


@dataclass(slots=True)
class _Open:
    """One logged-in desk."""

    desk_id: DeskId
    agent_id: AgentId
    connection: Connection


class Desk:
    """All desks of one server."""

    def __init__(
        self,
        submit: Submit,
        cards: Cards,
        token_agent: Callable[[str], AgentId | None],
        origins: Iterable[str] = (),
    ) -> None:
        """Prepare the endpoint.

        `submit` takes observations for the engine, in order, without waiting. `cards` gives the
        cards of a contact from memory. `token_agent` finds the agent of a token, see
        `cti.edge.token`. `origins` are further web origins that may connect, such as
        'https://desk.example.org'; the server's own is always allowed.
        """
        self._submit = submit
        self._cards = cards
        self._token_agent = token_agent
        self._origins = frozenset(origins)
        self._open: dict[DeskId, _Open] = {}
        self._numbers = itertools.count(1)
        self._is_stopping = False

    def routes(self) -> list[web.RouteDef]:
        """The websocket and the page."""
        return [web.get("/desk/socket", self._socket), *page.routes()]

    def perform(self, effects: Sequence[Effect]) -> None:
        """Do what the engine decided, in order and at once; one write a desk where possible."""
        together: dict[DeskId, list[Frame]] = {}
        for effect in effects:
            if isinstance(effect, Send):
                together.setdefault(effect.desk_id, []).append(effect.frame)
                continue
            self._send(together)
            match effect:
                case SendAll():
                    self._send_all(effect)
                case CloseDesk():
                    self._close(effect.desk_id, effect.why)
                case _:
                    assert_never(effect)
        self._send(together)

    def lag(self) -> dict[DeskId, int]:
        """Open desks and the bytes kept for each because it does not read."""
        return {desk.desk_id: desk.connection.unsent_bytes for desk in self._open.values()}

    def stop(self) -> None:
        """Tell every desk that the server goes down. Agents keep their mode and come back."""
        self._is_stopping = True
        for desk in list(self._open.values()):
            _dismiss(desk.connection, Farewell.STOPPING)

    # ------------------------------------------------------------ out

    def _send(self, together: dict[DeskId, list[Frame]]) -> None:
        """Write what was gathered, and forget it."""
        for desk_id, frames in together.items():
            desk = self._open.get(desk_id)
            if desk is not None:
                _write(desk.connection, *(with_cards(frame, self._cards) for frame in frames))
        together.clear()

    def _send_all(self, effect: SendAll) -> None:
        payload, kind = protocol.encode(effect.frame), _newest(effect.frame)
        for desk_id in effect.desk_ids:
            desk = self._open.get(desk_id)
            if desk is not None:
                desk.connection.write(payload, kind)

    def _close(self, desk_id: DeskId, why: Farewell) -> None:
        desk = self._open.get(desk_id)
        if desk is not None:
            desk.connection.close(protocol.CLOSE_CODES[why], why.value)

    # ------------------------------------------------------------ in

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if not self._is_welcome(request):
            raise web.HTTPForbidden(text="This origin may not open a desk.\n")
        ws = web.WebSocketResponse(
            heartbeat=HEARTBEAT_S, max_msg_size=protocol.FRAME_LIMIT, compress=False
        )
        await ws.prepare(request)
        if request.transport is None:
            return ws
        desk_id = DeskId(f"desk-{next(self._numbers)}")
        connection = Connection(request.transport, lambda: self._too_slow(desk_id))
        try:
            agent_id = await self._login(ws, connection)
            if agent_id is not None:
                await self._attend(ws, _Open(desk_id, agent_id, connection))
            await _drain(ws)
        finally:
            connection.release()
        return ws

    def _is_welcome(self, request: web.Request) -> bool:
        """A browser's Origin must be ours; programs that are no browsers send none."""
        origin = request.headers.get("Origin")
        if origin is None or origin in self._origins:
            return True
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc == request.host

    async def _login(self, ws: web.WebSocketResponse, connection: Connection) -> AgentId | None:
        """The agent of the first frame, or None after a farewell."""
        try:
            async with asyncio.timeout(LOGIN_S):
                message = await ws.receive()
        except TimeoutError:
            _dismiss(connection, Farewell.LOGIN_LATE)
            return None
        if message.type not in _DATA:
            return None
        request = _readable(connection, message.data)
        agent_id: AgentId | None = None
        if isinstance(request, protocol.Login):
            agent_id = self._token_agent(request.token)
        if agent_id is None:
            if request is not None:
                _refuse(connection, request.id, "login failed", "Log in with a valid desk token.")
            _dismiss(connection, Farewell.LOGIN_FAILED)
        return agent_id

    async def _attend(self, ws: web.WebSocketResponse, desk: _Open) -> None:
        self._open[desk.desk_id] = desk
        log.info("desk %s opened by agent %s", desk.desk_id, desk.agent_id)
        self._submit(DeskOpened(desk.desk_id, desk.agent_id))
        try:
            await self._listen(ws, desk)
        finally:
            self._gone(desk.desk_id)

    async def _listen(self, ws: web.WebSocketResponse, desk: _Open) -> None:
        bucket = Bucket(RATE_PER_S, RATE_PER_S)
        async for message in ws:
            if message.type not in _DATA or desk.connection.is_leaving:
                return
            if not bucket.admits(time.monotonic()):
                log.warning("desk %s of agent %s asks too fast", desk.desk_id, desk.agent_id)
                _dismiss(desk.connection, Farewell.TOO_FAST)
                return
            self._take(desk, message.data)

    def _take(self, desk: _Open, text: str | bytes) -> None:
        request = _readable(desk.connection, text)
        match request:
            case None:
                return
            case protocol.Ping():
                _write(desk.connection, Done(at=time.time(), id=request.id))
            case protocol.Login():
                _refuse(desk.connection, request.id, "already so", "This desk is logged in.")
            case _:
                self._submit(DeskAsked(desk.desk_id, request.id, request.wish(desk.agent_id)))

    def _too_slow(self, desk_id: DeskId) -> None:
        desk = self._open.get(desk_id)
        if desk is not None:
            log.warning("desk %s of agent %s does not read", desk_id, desk.agent_id)
            _dismiss(desk.connection, Farewell.TOO_SLOW)
            self._gone(desk_id)

    def _gone(self, desk_id: DeskId) -> None:
        if self._open.pop(desk_id, None) is not None and not self._is_stopping:
            log.info("desk %s closed", desk_id)
            self._submit(DeskClosed(desk_id))


def _readable(connection: Connection, text: str | bytes) -> protocol.Request | None:
    """The request, or None after telling the desk what is wrong with it."""
    try:
        return protocol.read(text)
    except protocol.Unreadable as error:
        _refuse(connection, error.request, "unreadable", str(error))
        return None


async def _drain(ws: web.WebSocketResponse) -> None:
    """Wait until the desk has answered the close frame or the connection is dropped."""
    while not ws.closed:
        await ws.receive()


def _write(connection: Connection, *frames: Frame) -> None:
    connection.write_all([(protocol.encode(frame), _newest(frame)) for frame in frames])


def _newest(frame: Frame) -> str:
    return frame.type if isinstance(frame, protocol.STATE_FRAMES) else ""


def _refuse(connection: Connection, request: int | None, code: str, detail: str) -> None:
    _write(connection, Refused(at=time.time(), id=request, code=code, detail=detail))


def _dismiss(connection: Connection, why: Farewell) -> None:
    _write(connection, Bye(at=time.time(), why=why))
    connection.close(protocol.CLOSE_CODES[why], why.value)
