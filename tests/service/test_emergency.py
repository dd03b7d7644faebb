"""The emergency message through the API and the command line of a running centre."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from contact.command import SetEmergencyMessage
from contact.event import EmergencyMessageSet
from contact.identity import AgentId
from ivr.core.engine import Engine
from ivr.edge.control import EmergencyControl
from tests.support.desk_world import CONTROL_KEYS
from tests.support.town import town
from wiring.clock import Clock
from wiring.http import key_check, mount
from wiring.journal_memory import MemoryJournal
from wiring.runner import Runner, Service

ROOT = Path(__file__).parents[2]
PROMPTS = frozenset({"notice-outage", "closed"})


class Place:
    """The line's engine behind the API."""

    def __init__(self) -> None:
        self.journal = MemoryJournal()
        engine = Engine(town())
        service = Service("ivr", engine, lambda effects: None, (SetEmergencyMessage,))
        self.runner = Runner((service,), self.journal, Clock())
        self.control = EmergencyControl(engine, self.runner.ask, PROMPTS)
        self.url = ""

    async def ask(self, key: str, method: str, body: Any = None) -> Any:
        """Status and content of one request."""
        headers = {"Authorization": f"Bearer {CONTROL_KEYS[key][0]}"}
        url = f"{self.url}/api/v1/emergency-message"
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, url, json=body) as answer,
        ):
            return answer.status, await answer.json()

    async def told(self) -> list[EmergencyMessageSet]:
        """What was written down."""
        events = [record.event for record in await self.journal.read(0, 100)]
        return [event for event in events if isinstance(event, EmergencyMessageSet)]


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    made = Place()
    app = web.Application()
    mount(app, [made.control.routes()], key_check(CONTROL_KEYS), "/api")
    server = web.AppRunner(app, shutdown_timeout=0.1)
    await server.setup()
    await web.TCPSite(server, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{server.addresses[0][1]}"
    run = asyncio.create_task(made.runner.run())
    made.runner.start("test")
    yield made
    made.runner.close()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await server.cleanup()


async def test_it_is_set_and_cleared_and_the_journal_has_the_key(place: Place) -> None:
    assert await place.ask("supervisor", "GET") == (200, {"prompt": ""})
    for _ in range(2):
        answer = await place.ask("supervisor", "PUT", {"prompt": "notice-outage"})
        assert answer == (200, {"prompt": "notice-outage"})
    assert await place.ask("administrator", "PUT", {"prompt": ""}) == (200, {"prompt": ""})
    assert await place.told() == [
        EmergencyMessageSet("notice-outage", AgentId("api:supervisor")),
        EmergencyMessageSet("", AgentId("api:administrator")),
    ]


async def test_what_cannot_be_said_is_refused_with_what_can(place: Place) -> None:
    status, problem = await place.ask("supervisor", "PUT", {"prompt": "notice"})
    assert status == 409
    assert problem["detail"] == "there is no prompt 'notice'; known: closed, notice-outage"
    assert (await place.ask("supervisor", "PUT", {"prompt": "x" * 61}))[0] == 422
    assert await place.told() == []


@pytest.mark.parametrize("key", CONTROL_KEYS)
async def test_only_supervisors_and_the_administrator_may_ask(place: Place, key: str) -> None:
    status, _ = await place.ask(key, "GET")
    assert status == (200 if key in ("administrator", "supervisor") else 403)


async def run(place: Place, state: Path, *words: str) -> tuple[int, str, str]:
    """The verb beside the running centre; status, output, errors."""
    (state / "secrets.json").write_text(
        json.dumps({"api:administrator": CONTROL_KEYS["administrator"][0]})
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "centralita", "emergency", "--state", str(state), *words),
        cwd=ROOT,
        env={**os.environ, "CENTRALITA_HTTP_PORT": place.url.rpartition(":")[2], "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


async def test_the_command_line_sets_shows_and_clears_it(place: Place, tmp_path: Path) -> None:
    assert await run(place, tmp_path, "set", "notice-outage") == (0, "notice-outage\n", "")
    status, output, _ = await run(place, tmp_path, "--json")
    assert (status, json.loads(output)) == (0, {"prompt": "notice-outage"})
    assert await run(place, tmp_path, "clear") == (0, "none\n", "")


@pytest.mark.parametrize("words", [("set",), ("clear", "closed"), ("set", "notice")])
async def test_the_command_line_says_what_to_name(
    place: Place, tmp_path: Path, words: tuple[str, ...]
) -> None:
    status, _, errors = await run(place, tmp_path, *words)
    assert status == 3
    assert "name a prompt" in errors or "known: closed, notice-outage" in errors
