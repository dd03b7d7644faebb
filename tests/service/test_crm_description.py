"""The interface is what its description says: schemathesis, a validator, the page for people."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from tests.support.crm_world import KEYS, START, Client, World, new_database, served, waiting
from tests.support.crm_world import world_on as open_world

# Where we follow the standards beyond what schemathesis expects: 412 and 428 for preconditions
# (RFC 9110, RFC 6585), 409 for what the description cannot say (an unknown contact).
EXPECTATIONS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 404, 409, 412]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 404, 405, 409, 412, 415, 422, 428]
[checks.missing_required_header]
expected-statuses = [401, 428]
"""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(await new_database("sqlite", tmp_path)) as made:
        await made.serve()
        yield made


async def test_schemathesis_finds_no_difference_between_description_and_behaviour(
    world: World, tmp_path: Path
) -> None:
    await world.feed(
        *served(1), *waiting(2), *served(3, caller="", disposition="refer", at=START + 9)
    )
    expectations = tmp_path / "schemathesis.toml"
    expectations.write_text(EXPECTATIONS)
    command = [
        *(str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(expectations)),
        *("run", f"{world.address}/api/openapi.json", "--generation-deterministic", "--no-color"),
        *("--max-examples", "15", "--header", f"Authorization: Bearer {KEYS['all'][0]}"),
    ]
    attack = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output = (await attack.communicate())[0].decode()
    assert attack.returncode == 0, output
    assert "11 selected / 11 total" in output
    counted = re.search(r"(\d+) generated, (\d+) passed", output)
    assert counted is not None, output
    assert int(counted[1]) == int(counted[2]) >= 400


async def test_the_description_is_valid_openapi_3_1(world: World) -> None:
    async with Client(world.address, "") as client:
        answer = await client.ask("GET", "/api/openapi.json")
    assert answer.json["openapi"].startswith("3.1.")
    validate(answer.json, cls=OpenAPIV31SpecValidator)


async def test_every_operation_declares_its_trouble_and_who_may_ask(world: World) -> None:
    async with Client(world.address, "") as client:
        described = (await client.ask("GET", "/api/openapi.json")).json
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert statuses >= {"401", "403", "503"}, (method, path)
            assert operation["security"] == [{"key": []}]
            assert "Roles: " in operation["description"]
            if "requestBody" in operation:
                assert operation["requestBody"]["required"] is True
                assert statuses >= {"400", "413", "415", "422"}, (method, path)
            if "{" in path:
                assert "404" in statuses
            if method == "patch":
                assert statuses >= {"412", "428"}
    for name, schema in described["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, name


async def test_the_page_shows_every_operation_and_needs_nothing_from_elsewhere(
    world: World,
) -> None:
    async with Client(world.address, "") as client:
        described = (await client.ask("GET", "/api/openapi.json")).json
        page = await client.ask("GET", "/api/docs")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    for path, methods in described["paths"].items():
        assert path in page.text
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page.text
    for name in described["components"]["schemas"]:
        assert f'id="shape-{name}"' in page.text
    links = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert links
    ids = set(re.findall(r'id="([^"]+)"', page.text))
    for link in links:
        assert link.startswith(("#", "/api/")), link
        assert not link.startswith("#") or link[1:] in ids, link
    assert not re.search(r"<script|style=|onclick", page.text)
