"""Who may ask what: every operation against every role, and without a key (S19, S20)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from crm_api.edge.document import PUBLIC, attach
from tests.support.crm_world import KEYS, Client, World, new_database, world_on
from wiring.http import key_check

EVERYBODY = {"agent", "department", "supervisor", "api"}
MATRIX = {
    ("GET", "/api/v1/contacts"): {"supervisor", "api"},
    ("GET", "/api/v1/contacts/{contact_id}"): EVERYBODY,
    ("GET", "/api/v1/citizens"): EVERYBODY,
    ("POST", "/api/v1/citizens"): {"agent", "supervisor", "api"},
    ("GET", "/api/v1/citizens/{citizen_id}"): EVERYBODY,
    ("PATCH", "/api/v1/citizens/{citizen_id}"): {"agent", "supervisor", "api"},
    ("GET", "/api/v1/citizens/{citizen_id}/contacts"): EVERYBODY,
    ("GET", "/api/v1/tickets"): EVERYBODY,
    ("POST", "/api/v1/tickets"): EVERYBODY,
    ("GET", "/api/v1/tickets/{number}"): EVERYBODY,
    ("PATCH", "/api/v1/tickets/{number}"): EVERYBODY,
}
"""Operation → roles that may ask. A new operation has to be entered here."""

ROLE_KEYS = {"agent": "desk", "department": "roads", "supervisor": "watch", "api": "erp"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_on(await new_database("sqlite", tmp_path)) as made:
        await made.serve()
        yield made


def address(path: str) -> str:
    return path.format(contact_id="x", citizen_id="1", number="2026-000001")


def operations(world: World) -> set[tuple[str, str]]:
    """Every method and path that the application answers."""
    app = web.Application()
    attach(app, [world.crm.routes()], key_check(KEYS))
    return {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None
    }


async def test_every_operation_stands_in_the_matrix(world: World) -> None:
    public = {("GET", path) for path in PUBLIC}
    assert operations(world) - public == set(MATRIX)


@pytest.mark.parametrize("role", ROLE_KEYS)
async def test_a_role_reaches_what_the_matrix_says_and_nothing_else(
    world: World, role: str
) -> None:
    async with Client(world.address, ROLE_KEYS[role]) as client:
        for (method, path), roles in MATRIX.items():
            answer = await client.ask(method, address(path))
            assert (answer.status != 403) == (role in roles), (method, path)
            assert answer.status in {200, 403, 404, 415}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic a2V5IG9mIGFuIGFnZW50"},
        {"Authorization": "key of an agent"},
        {"Authorization": "Bearer kéy"},
    ],
    ids=range(7),
)
async def test_without_a_valid_key_nothing_answers(world: World, headers: dict[str, str]) -> None:
    async with Client(world.address, "") as client:
        for method, path in MATRIX:
            answer = await client.ask(method, address(path), headers=headers)
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.json["status"] == 401


async def test_a_key_without_roles_reaches_nothing(world: World) -> None:
    async with Client(world.address, "nobody") as client:
        for method, path in MATRIX:
            assert (await client.ask(method, address(path))).status == 403


async def test_every_answer_carries_the_safety_headers(world: World) -> None:
    async with Client(world.address) as client:
        paths = ["/api/v1/tickets", "/api/v1/tickets/x", "/api/nowhere", "/api/v1/contacts?x=1"]
        for path in (*paths, *PUBLIC):
            answer = await client.ask("GET", path)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
