"""Queues and skills through the API and the command line of a running centre."""

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

from contact.event import AgentSkillsChanged, QueueClosed, QueueOpened
from contact.identity import AgentId
from lab.centre import free_ports
from tests.support.desk_world import BRUNO, CONTROL_KEYS, DeskWorld, centre, overseen

ROOT = Path(__file__).parents[2]
CANNOT_RUN = 3
KEY = CONTROL_KEYS["administrator"][0]
BY = AgentId("api:administrator")


@pytest.fixture
async def world() -> AsyncIterator[DeskWorld]:
    async with DeskWorld(overseen()) as made:
        yield made


async def ask(world: DeskWorld, key: str, method: str, path: str, body: Any = None) -> Any:
    """Status and content of one request."""
    headers = {"Authorization": f"Bearer {CONTROL_KEYS[key][0]}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, f"{world.url}/api/v1/{path}", json=body) as answer,
    ):
        return answer.status, await answer.json()


async def run(world: DeskWorld, state: Path, *words: str, key: str = KEY) -> tuple[int, str, str]:
    """A verb beside the running centre; status, output, errors."""
    state.mkdir(exist_ok=True)
    (state / "secrets.json").write_text(json.dumps({"api:administrator": key}))
    port = world.url.rpartition(":")[2]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "centralita", *words[:1], "--state", str(state), *words[1:]),
        cwd=ROOT,
        env={**os.environ, "CENTRALITA_HTTP_PORT": port, "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


async def test_a_queue_is_closed_and_opened_and_the_journal_has_the_key(world: DeskWorld) -> None:
    change = {"is_open": False, "clears": True}
    status, queue = await ask(world, "supervisor", "PATCH", "queues/citizens", change)
    assert (status, queue["is_open"], queue["is_cleared"]) == (200, False, True)
    status, listed = await ask(world, "administrator", "GET", "queues")
    assert listed == {"items": [queue]}
    for _ in range(2):
        status, queue = await ask(
            world, "administrator", "PATCH", "queues/citizens", {"is_open": True}
        )
        assert (status, queue["is_open"]) == (200, True)
    assert await world.events(QueueClosed) == [
        QueueClosed("citizens", True, AgentId("api:supervisor"))
    ]
    assert await world.events(QueueOpened) == [QueueOpened("citizens", BY)]


async def test_what_the_distribution_refuses_is_told_as_a_problem(world: DeskWorld) -> None:
    status, problem = await ask(world, "supervisor", "PATCH", "queues/nowhere", {"is_open": False})
    assert (status, problem["detail"]) == (404, "no queue is called 'nowhere'; known: citizens")
    status, _ = await ask(world, "supervisor", "PATCH", "agents/nobody", {"skills": {"es": 1}})
    assert status == 404
    status, problem = await ask(world, "supervisor", "PATCH", "agents/bruno", {"skills": {"x": 1}})
    assert (status, problem["detail"][:25]) == (409, "no skill is called x; kno")
    status, _ = await ask(world, "supervisor", "PATCH", "agents/bruno", {"skills": {"es": 11}})
    assert status == 422
    async with DeskWorld(centre()) as no_way_out:
        status, problem = await ask(
            no_way_out, "supervisor", "PATCH", "queues/citizens", {"is_open": False}
        )
    assert (status, problem["detail"].rpartition("; ")[2]) == (409, "give it a limit 'closed'")


@pytest.mark.parametrize("key", CONTROL_KEYS)
async def test_only_supervisors_and_the_administrator_may_ask(world: DeskWorld, key: str) -> None:
    operations = [
        ("GET", "queues", None),
        ("GET", "agents", None),
        ("PATCH", "queues/citizens", {"is_open": True}),
        ("PATCH", "agents/bruno", {"skills": {"es": 1}}),
    ]
    statuses = [(await ask(world, key, *one))[0] for one in operations]
    assert statuses == [200 if key in ("administrator", "supervisor") else 403] * 4


async def test_the_command_line_closes_and_opens_a_queue(world: DeskWorld, tmp_path: Path) -> None:
    assert await run(world, tmp_path, "queue", "list") == (0, "citizens: open\n", "")
    assert await run(world, tmp_path, "queue", "close", "citizens", "--clear") == (
        0,
        "citizens: closed, and cleared\n",
        "",
    )
    status, output, _ = await run(world, tmp_path, "queue", "open", "citizens", "--json")
    assert (status, json.loads(output)[0]["is_open"]) == (0, True)
    assert await world.events(QueueClosed) == [QueueClosed("citizens", True, BY)]


async def test_the_command_line_shows_and_sets_skills(world: DeskWorld, tmp_path: Path) -> None:
    status, output, _ = await run(world, tmp_path, "agent", "skills")
    assert (status, output.splitlines()[1]) == (0, "bruno es=9 it=9 eu=9 en=9 taxes=5")
    given = await run(world, tmp_path, "agent", "skills", "bruno", "it=8", "taxes=2")
    assert given == (0, "bruno it=8 taxes=2\n", "")
    assert await world.events(AgentSkillsChanged) == [
        AgentSkillsChanged(BRUNO, {"it": 8, "taxes": 2}, BY)
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("queue", "close"), "centralita queue close NAME"),
        (("queue", "close", "nowhere"), "known: citizens"),
        (("queue", "list", "nowhere"), "known: citizens"),
        (("agent", "skills", "ana", "es=9"), "no agent 'ana' in the plan"),
        (("agent", "skills", "bruno", "es=11"), "from 1 to 10"),
        (("agent", "skills", "bruno", "tax=5"), "no skill is called tax"),
        (("agent", "skills", "es=9"), "name the agent before the skills"),
    ],
)
async def test_a_wrong_order_is_refused_with_what_would_be_right(
    world: DeskWorld, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    status, output, errors = await run(world, tmp_path, *words)
    assert (status, output) == (CANNOT_RUN, "")
    assert says in errors


async def test_another_centres_key_is_told(world: DeskWorld, tmp_path: Path) -> None:
    status, _, errors = await run(world, tmp_path, "queue", "list", key="of another centre")
    assert (status, "does not know the administrator's key" in errors) == (CANNOT_RUN, True)


async def test_where_no_centre_runs_it_says_what_to_do(tmp_path: Path) -> None:
    world = DeskWorld(overseen())
    world.url = f"http://127.0.0.1:{free_ports(1)[0]}"
    status, _, errors = await run(world, tmp_path, "queue", "list")
    assert (status, "start it with `centralita up`" in errors) == (CANNOT_RUN, True)
    status, _, errors = await run(world, tmp_path, "queue", "list", "--state", str(tmp_path / "x"))
    assert (status, "name the --state" in errors) == (CANNOT_RUN, True)
