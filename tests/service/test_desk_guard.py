"""The guards of the desk's websocket: who may connect, how much, how fast (S30, F47)."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from cti.core.effect import Send
from cti.core.frame import Refused
from cti.core.observation import DeskId
from cti.edge import desk as desk_edge
from lab.robot import Habit
from tests.support.desk_world import ANE, BRUNO, DeskWorld, centre


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def login(world: DeskWorld, agent: str = ANE) -> str:
    return json.dumps({"v": 1, "id": 1, "type": "login", "token": world.tokens[agent]})


async def all_frames(ws: aiohttp.ClientWebSocketResponse) -> list[dict[str, Any]]:
    """Every frame until the server closes."""
    return [json.loads(message.data) async for message in ws]


@pytest.mark.parametrize(
    "first",
    [
        '{"v": 1, "id": 1, "type": "login", "token": "guessed"}',
        '{"v": 1, "id": 1, "type": "ready"}',
        '{"v": 2, "id": 1, "type": "login", "token": "x"}',
        "GET / HTTP/1.1",
        "",
    ],
)
async def test_a_first_frame_that_is_no_good_login_ends_the_connection(
    client: aiohttp.ClientSession, first: str
) -> None:
    async with DeskWorld() as world, client.ws_connect(f"{world.url}/desk/socket") as ws:
        await ws.send_str(first)
        refused, bye = await all_frames(ws)
        assert refused["type"] == "refused"
        assert bye["why"] == "login failed"
        assert ws.close_code == 4401
        assert not world.engine.snapshot()["desks"]


async def test_a_desk_that_never_logs_in_is_sent_away(
    client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_edge, "LOGIN_S", 0.05)
    async with DeskWorld() as world, client.ws_connect(f"{world.url}/desk/socket") as ws:
        assert [frame["why"] for frame in await all_frames(ws)] == ["login late"]
        assert ws.close_code == 4408


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1", "file://", "http://127.0.0.1:1"]
)
async def test_a_page_of_a_foreign_origin_gets_403(
    client: aiohttp.ClientSession, origin: str
) -> None:
    async with DeskWorld() as world:
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await client.ws_connect(f"{world.url}/desk/socket", headers={"Origin": origin})
        assert caught.value.status == 403


async def test_our_own_and_a_listed_origin_may_connect(client: aiohttp.ClientSession) -> None:
    listed = "https://desk.example.org"
    async with DeskWorld(origins=[listed]) as world:
        for origin in (world.url, listed):
            async with client.ws_connect(
                f"{world.url}/desk/socket", headers={"Origin": origin}
            ) as ws:
                await ws.send_str(login(world))
                assert (await ws.receive_json())["type"] == "welcome"


async def test_a_frame_above_16_kb_closes_the_connection(client: aiohttp.ClientSession) -> None:
    async with DeskWorld() as world, client.ws_connect(f"{world.url}/desk/socket") as ws:
        await ws.send_str(login(world))
        assert (await ws.receive_json())["type"] == "welcome"
        await ws.send_str(json.dumps({"v": 1, "id": 2, "type": "ping", "x": "y" * 17_000}))
        await all_frames(ws)
        assert ws.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_a_flood_of_frames_closes_the_connection(client: aiohttp.ClientSession) -> None:
    async with DeskWorld() as world, client.ws_connect(f"{world.url}/desk/socket") as ws:
        await ws.send_str(login(world))
        for number in range(40):
            await ws.send_str(json.dumps({"v": 1, "id": number, "type": "ping"}))
        frames = await all_frames(ws)
        assert sum(frame["type"] == "done" for frame in frames) == 20
        assert frames[-1]["why"] == "too fast"
        assert ws.close_code == 4429


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"v": 1, "id": 7, "type": "dance"}', "'ready'"),
        ('{"v": 1, "id": 7, "type": "not_ready"}', "not_ready.reason: Field required"),
        ('{"v": 1, "id": 7, "type": "ready", "agent_id": "bruno"}', "ready.agent_id: Extra"),
        ('{"v": 1, "id": 7, "type": "hang_up", "contact_id": 5}', "hang_up.contact_id"),
    ],
)
async def test_garbage_is_refused_with_what_is_wrong_and_the_desk_goes_on(
    client: aiohttp.ClientSession, text: str, says: str
) -> None:
    async with DeskWorld() as world, client.ws_connect(f"{world.url}/desk/socket") as ws:
        await ws.send_str(login(world))
        await ws.send_str(text)
        await ws.send_str('{"v": 1, "id": 8, "type": "ping"}')
        frames = [await ws.receive_json()]
        while frames[-1]["type"] != "done":
            frames.append(await ws.receive_json())
        refused = next(frame for frame in frames if frame["type"] == "refused")
        assert (refused["id"], refused["code"]) == (7, "unreadable")
        assert says in refused["detail"]


async def test_a_desk_that_does_not_read_is_let_go_and_others_are_not_delayed() -> None:
    async with DeskWorld(centre(wrap_up_s=0.0)) as world:
        lazy = await deaf_desk(world, BRUNO)
        async with world.robot(habit=Habit(is_ready=False)) as robot:
            await robot.wait_for("agent_state", mode="not ready")
            flood = asyncio.create_task(flood_desk(world, BRUNO))
            worst_s = 0.0
            while not flood.done() or worst_s == 0.0:
                before = time.monotonic()
                await robot.ask("ping")
                worst_s = max(worst_s, time.monotonic() - before)
                await asyncio.sleep(0.06)  # twenty frames a second are allowed
            peak = await flood
            desks = world.engine.snapshot()["desks"].values()
            assert [desk["agent_id"] for desk in desks] == [ANE]
            assert 100_000 < peak <= 1_000_000
            assert worst_s < 0.25
        lazy.close()


async def deaf_desk(world: DeskWorld, agent: str) -> socket.socket:
    """A logged-in desk with a small receive buffer that never reads again."""
    loop = asyncio.get_running_loop()
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    host, port = world.url.removeprefix("http://").split(":")
    await loop.sock_connect(raw, (host, int(port)))
    request = (
        f"GET /desk/socket HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    )
    await loop.sock_sendall(raw, request.encode())
    assert b" 101 " in await loop.sock_recv(raw, 4096)
    payload = login(world, agent).encode()
    head = bytes((0x81, 0x80 | len(payload))) + bytes(4)
    await loop.sock_sendall(raw, head + payload)
    assert b"welcome" in await loop.sock_recv(raw, 4096)
    return raw


async def flood_desk(world: DeskWorld, agent: str) -> int:
    """Send frames to a desk until it is let go; the most bytes kept for it at one time."""
    desks = world.engine.snapshot()["desks"]
    desk_id = next(DeskId(key) for key, desk in desks.items() if desk["agent_id"] == agent)
    frame = Refused(at=0.0, id=None, code="test", detail="x" * 2000)
    kept = 0
    async with asyncio.timeout(30):
        while desk_id in (lag := world.desk.lag()):
            kept = max(kept, lag[desk_id])
            world.desk.perform([Send(desk_id, frame)] * 4)
            await asyncio.sleep(0)
    return kept
