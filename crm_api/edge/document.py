"""The interface's description for programs and people: /api/openapi.json and /api/docs.

Owns both addresses and the mounting of the operations beside them. The page is made out of the
description on the server: no script, nothing from elsewhere. The two addresses need no key, because
they say what the public source code says and hold no data. Edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wiring.http import Check, Router, mount
from wiring.openapi import Schema, document
from wiring.problem import SAFETY_HEADERS

BELOW = "/api"
OPENAPI = "/api/openapi.json"
PAGE = "/api/docs"
STYLE = "/api/docs/style.css"
PUBLIC = (OPENAPI, PAGE, STYLE)
"""Addresses that need no key."""

_WEB = Path(__file__).parent.parent / "web"
_PAGE_HEADERS = {
    **SAFETY_HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}
_DESCRIPTION = (
    "Citizens, contacts and tickets of a citizen contact centre. Every request needs a key: "
    "Authorization: Bearer <key>. Errors are problem details (RFC 9457). A change needs the ETag "
    "of what was read as If-Match, so that nobody overwrites what they have not seen. Lists come "
    "newest first in pages; next is the cursor of the following one."
)


def attach(app: web.Application, routers: Iterable[Router], check: Check) -> None:
    """Add the operations, their description and its page to the application."""
    routers = list(routers)
    mount(app, routers, check, BELOW)
    described = document(routers, "Centralita CRM", version("centralita"), _DESCRIPTION)
    _add(app, OPENAPI, orjson.dumps(described), "application/json")
    _add(app, PAGE, render(described).encode(), "text/html")
    _add(app, STYLE, (_WEB / "docs.css").read_bytes(), "text/css")


def _add(app: web.Application, path: str, body: bytes, content_type: str) -> None:
    async def show(_request: web.Request) -> web.Response:
        charset = None if content_type == "application/json" else "utf-8"
        return web.Response(
            body=body, content_type=content_type, charset=charset, headers=_PAGE_HEADERS
        )

    app.router.add_route("GET", path, show)


def render(described: Schema) -> str:
    """The page of a description."""
    environment = Environment(
        loader=FileSystemLoader(_WEB), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["kind"] = kind
    return environment.get_template("docs.html").render(
        described=described, groups=_groups(described), openapi=OPENAPI, style=STYLE
    )


def _groups(described: Schema) -> list[tuple[str, list[dict[str, Any]]]]:
    """Operations by tag, each with its method and path."""
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return [
        (tag["name"], [one for one in operations if tag["name"] in one["tags"]])
        for tag in described["tags"]
    ]


def kind(schema: Schema) -> str:
    """A schema in a few words: 'text, at most 200 characters', 'list of Contact', 'one of …'."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(str(one) for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind(schema['items'])}"
    words = [str(schema.get("format") or _WORDS.get(schema.get("type", ""), "value"))]
    words += [text.format(schema[limit]) for limit, text in _LIMITS.items() if limit in schema]
    return ", ".join(words)


_WORDS = {"string": "text", "integer": "whole number", "number": "number", "null": "null"}
_LIMITS = {
    "minimum": "from {}",
    "maximum": "to {}",
    "maxLength": "at most {} characters",
    "pattern": "like {}",
}
