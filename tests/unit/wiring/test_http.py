"""The router: what does not build, what is refused, and how it is said (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from aiohttp import ClientSession, web
from pydantic import BaseModel, ConfigDict, StringConstraints

from wiring.http import (
    BODY_LIMIT,
    Asker,
    DeclarationWrong,
    Operation,
    Principal,
    Router,
    key_check,
    mount,
)
from wiring.openapi import document
from wiring.problem import Problem

Name = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,9}$")]


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    version: int = 1


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = 5


def operation(method: str, path: str, **more: Any) -> Operation:
    given = {"roles": frozenset({"agent"}), "tag": "things", "summary": "Do it", **more}
    return Operation(method=method, path=path, **given)


def things() -> Router:
    router = Router("/api/v1", away=(ConnectionError,))

    @router.serve(operation("GET", "/things/{name}", has_etag=True))
    async def read_thing(asker: Asker, name: Name, query: Wanted) -> Thing:
        if name == "lost":
            raise Problem(404, "There is no such thing.")
        if name == "away":
            raise ConnectionError("secret address")
        if name == "bug":
            raise Problem(418, "not declared")
        return Thing(name=name, version=query.limit)

    @router.serve(operation("PATCH", "/things/{name}", has_etag=True, needs_if_match=True))
    async def change_thing(asker: Asker, name: Name, body: Thing) -> Thing:
        asker.require(3)
        return body

    @router.serve(operation("POST", "/things", status=201, location="/things/{name}"))
    async def add_thing(asker: Asker, body: Thing) -> Thing:
        return body

    return router


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    app = web.Application()
    check = key_check({"one": ("first key", ["agent"]), "two": ("second key", ["visitor"])})
    mount(app, [things()], check, "/api")

    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="hello")

    app.router.add_get("/elsewhere", hello)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with ClientSession(address, headers={"Authorization": "Bearer first key"}) as made:
        yield made
    await runner.cleanup()


async def problem(http: ClientSession, method: str, path: str, **options: Any) -> dict[str, Any]:
    async with http.request(method, path, **options) as response:
        assert response.content_type == "application/problem+json"
        content: dict[str, Any] = await response.json(content_type=None)
        assert content["status"] == response.status
        assert set(content) == {"type", "title", "status", "detail", "errors"}
        return content


# ---------------------------------------------------------------- declarations


def test_an_operation_without_roles_does_not_build_s19() -> None:
    with pytest.raises(DeclarationWrong, match="no role may ask"):
        operation("GET", "/things", roles=frozenset())
    with pytest.raises(TypeError, match="roles"):
        Operation(method="GET", path="/x", tag="x", summary="x")  # type: ignore[call-arg]


async def _without_asker(name: Name) -> Thing:
    return Thing(name=name)


async def _without_path(asker: Asker) -> Thing:
    return Thing(name="x")


async def _with_more(asker: Asker, name: Name, other: Name) -> Thing:
    return Thing(name=name + other)


async def _with_plain_answer(asker: Asker, name: Name) -> dict[str, str]:
    return {"name": name}


@pytest.mark.parametrize(
    "function", [_without_asker, _without_path, _with_more, _with_plain_answer]
)
def test_a_function_that_does_not_fit_its_path_does_not_build(function: Callable[..., Any]) -> None:
    with pytest.raises(DeclarationWrong, match=r"GET /things/\{name\}"):
        Router("/api").serve(operation("GET", "/things/{name}"))(function)


# ---------------------------------------------------------------- requests


async def test_a_good_request_is_answered_with_its_etag_and_location(http: ClientSession) -> None:
    async with http.get("/api/v1/things/chair?limit=3") as response:
        assert (response.status, response.headers["ETag"]) == (200, '"3"')
        assert await response.json() == {"name": "chair", "version": 3}
    async with http.post("/api/v1/things", json={"name": "table"}) as response:
        assert response.status == 201
        assert response.headers["Location"] == "/api/v1/things/table"


async def test_who_has_no_key_or_not_the_role_gets_nothing(http: ClientSession) -> None:
    bare = {"Authorization": "Bearer nobody's"}
    assert (await problem(http, "GET", "/api/v1/things/chair", headers=bare))["status"] == 401
    visitor = {"Authorization": "bearer second key"}
    refused = await problem(http, "GET", "/api/v1/things/chair", headers=visitor)
    assert (refused["status"], refused["detail"]) == (403, "This needs one of the roles agent.")


@pytest.mark.parametrize("path", ["/api/v1/things/UPPER", "/api/v1/things/lost", "/api/x", "/api"])
async def test_what_is_not_there_is_404(http: ClientSession, path: str) -> None:
    assert (await problem(http, "GET", path))["status"] == 404


async def test_a_wrong_method_is_405_and_tells_the_right_ones(http: ClientSession) -> None:
    async with http.delete("/api/v1/things/chair") as response:
        assert (response.status, response.headers["Allow"]) == (405, "GET, PATCH")
        assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("query", ["limit=x", "limit=1&limit=2", "unknown=1", "limit="])
async def test_a_wrong_query_is_422(http: ClientSession, query: str) -> None:
    assert (await problem(http, "GET", f"/api/v1/things/chair?{query}"))["status"] == 422


BODIES = {
    "no body": (b"", "application/json", 400),
    "not json": (b"{", "application/json", 400),
    "not UTF-8": (b'{"name": "\xff"}', "application/json", 400),
    "deep": (b"[" * 50000, "application/json", 400),
    "wrong shape": (b"[]", "application/json", 422),
    "wrong field": (b'{"name": 1}', "application/json", 422),
    "unknown field": (b'{"name": "x", "is_admin": true}', "application/json", 422),
    "wrong type": (b"name=x", "application/x-www-form-urlencoded", 415),
    "no type": (b"{}", "", 415),
    "large": (b'"' + b"x" * BODY_LIMIT + b'"', "application/json", 413),
}


@pytest.mark.parametrize(("body", "kind", "status"), BODIES.values(), ids=BODIES)
async def test_a_wrong_body_is_said_to_be_wrong_and_never_an_error_inside(
    http: ClientSession, body: bytes, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind}
    told = await problem(http, "POST", "/api/v1/things", data=body, headers=headers)
    assert told["status"] == status


async def test_names_of_unknown_fields_come_back_without_control_characters(
    http: ClientSession,
) -> None:
    told = await problem(http, "POST", "/api/v1/things", json={"name": "x", "\x1b[2J\u202e": 1})
    assert told["errors"][0]["field"] == "body.�[2J�"


async def test_many_mistakes_make_a_bounded_answer(http: ClientSession) -> None:
    body = {f"field{number}": 1 for number in range(2000)}
    told = await problem(http, "POST", "/api/v1/things", json=body)
    assert len(told["errors"]) == 20


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 428),
        ({"If-Match": '"2"'}, 412),
        ({"If-Match": 'W/"3"'}, 412),
        ({"If-Match": "3"}, 412),
        ({"If-Match": '"3"'}, 200),
        ({"If-Match": "*"}, 200),
    ],
)
async def test_a_change_counts_only_for_the_version_that_was_seen(
    http: ClientSession, headers: dict[str, str], status: int
) -> None:
    change = {"json": {"name": "chair"}, "headers": headers}
    async with http.patch("/api/v1/things/chair", **change) as response:
        assert response.status == status


async def test_a_wrong_body_is_told_before_a_wrong_precondition(http: ClientSession) -> None:
    assert (await problem(http, "PATCH", "/api/v1/things/chair", json=[]))["status"] == 422


async def test_a_store_out_of_reach_is_503_without_inside_details(http: ClientSession) -> None:
    told = await problem(http, "GET", "/api/v1/things/away")
    assert told["status"] == 503
    assert "secret" not in told["detail"]


async def test_a_status_that_is_not_declared_is_a_bug_and_seen_as_one(
    http: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        async with http.get("/api/v1/things/bug") as response:
            assert response.status == 500
            assert "418" not in await response.text()
    assert "UndeclaredStatus" in caplog.text


async def test_outside_the_interface_nothing_changes(http: ClientSession) -> None:
    async with http.get("/elsewhere") as response:
        assert await response.text() == "hello"
    async with http.get("/nowhere") as response:
        assert (response.status, response.content_type) == (404, "text/plain")


# ---------------------------------------------------------------- keys, description


def test_a_key_finds_its_principal_and_nothing_else_does() -> None:
    check = key_check({"one": ("first key", ["agent"]), "two": ("second key", ["api", "agent"])})
    assert check("second key") == Principal("two", frozenset({"api", "agent"}))
    for wrong in ("", "first", "first key ", "FIRST KEY", "first key\0", "\udcff"):
        assert check(wrong) is None


def test_the_description_says_what_the_router_does() -> None:
    described = document([things()], "Things", "1", "About things")
    reading = described["paths"]["/api/v1/things/{name}"]["get"]
    assert set(reading["responses"]) == {"200", "401", "403", "404", "422", "503"}
    assert reading["responses"]["200"]["headers"]["ETag"]["required"] is True
    name, limit = reading["parameters"]
    assert (name["in"], name["required"]) == ("path", True)
    assert name["schema"]["pattern"] == "^[a-z]{1,9}$"
    assert limit == {
        "name": "limit",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "default": 5},
    }
    changing = described["paths"]["/api/v1/things/{name}"]["patch"]
    assert changing["requestBody"]["required"] is True
    assert [p["name"] for p in changing["parameters"] if p["in"] == "header"] == ["If-Match"]
    assert described["components"]["schemas"]["Thing"]["additionalProperties"] is False
