"""Who may hear a message, and what cannot be asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from crm_api.edge.recording import recording_route
from wiring.http import key_check
from wiring.problem import problems_below

KEYS = {"second": ("key-2", ("department",)), "first": ("key-1", ("agent",))}
SOUND = b"RIFF" + bytes(9000)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[TestClient]:
    folder = tmp_path / "recording"
    folder.mkdir()
    (folder / "centralita-1.7.message.wav").write_bytes(SOUND)
    (tmp_path / "secret.message.wav").write_bytes(b"not for you")
    app = web.Application(middlewares=[problems_below("/api/v1")])
    app.router.add_routes([recording_route("/api/v1", folder, key_check(KEYS))])
    async with TestClient(TestServer(app)) as client:
        yield client
    await asyncio.get_running_loop().shutdown_default_executor()  # it read the file


async def asked(client: TestClient, contact_id: str, key: str = "key-2") -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    path = f"/api/v1/contacts/{contact_id}/recording"
    async with client.get(path, headers=headers) as answer:
        return answer.status, await answer.read()


async def test_the_second_level_hears_the_message(client: TestClient) -> None:
    assert await asked(client, "centralita-1.7") == (200, SOUND)


@pytest.mark.parametrize(("key", "status"), [("", 401), ("wrong", 401), ("key-1", 403)])
async def test_nobody_else_does(client: TestClient, key: str, status: int) -> None:
    told, body = await asked(client, "centralita-1.7", key)
    assert (told, SOUND in body) == (status, False)


@pytest.mark.parametrize(
    "name", ["centralita-1.8", "..%2Fsecret", "%2e%2e%2Fsecret", "..", ".", "a%00b", "a..b", "%2e"]
)
async def test_nothing_else_is_sent(client: TestClient, name: str) -> None:
    told, body = await asked(client, name)
    assert (told, b"not for you" in body) == (404, False)
