"""The description of the REST interface: OpenAPI 3.1 out of the same declarations that serve it.

Owns the document. Never adds what a route does not do. Edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from wiring.http import Operation, Route, Router
from wiring.problem import CONTENT_TYPE, ProblemDetails

Schema = dict[str, Any]

_REF = "#/components/schemas/{model}"
_PROBLEM = {"$ref": _REF.format(model="ProblemDetails")}
_SCHEME = "key"

_PROBLEM_HEADERS: Mapping[int, tuple[str, str]] = {
    401: ("WWW-Authenticate", "The scheme to use: Bearer."),
    503: ("Retry-After", "Seconds to wait."),
}


def document(routers: Iterable[Router], title: str, version: str, description: str) -> Schema:
    """The OpenAPI 3.1 document of these routers."""
    routes = [route for router in routers for route in router.routes]
    schemas, names = _schemas(routes)
    paths: dict[str, Schema] = {}
    for route in routes:
        entry = paths.setdefault(route.full_path, {})
        entry[route.operation.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": description},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(r.operation.tag for r in routes)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                _SCHEME: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key of this installation; its roles decide what it may do.",
                }
            },
        },
    }


_Mode = Literal["validation", "serialization"]
_Names = dict[tuple[type[BaseModel], _Mode], Schema]


def _schemas(routes: list[Route]) -> tuple[Schema, _Names]:
    """Components, and the reference to each model."""
    wanted: dict[tuple[type[BaseModel], _Mode], None] = {(ProblemDetails, "serialization"): None}
    for route in routes:
        wanted[(route.answer, "serialization")] = None
        if route.body is not None:
            wanted[(route.body, "validation")] = None
    references, definitions = models_json_schema(list(wanted), ref_template=_REF)
    names: Any = references
    return definitions["$defs"], names


def _operation(route: Route, names: _Names) -> Schema:
    operation = route.operation
    described: Schema = {
        "operationId": route.function.__name__,
        "summary": operation.summary,
        "description": (route.function.__doc__ or operation.summary).strip()
        + f"\n\nRoles: {', '.join(sorted(operation.roles))}.",
        "tags": [operation.tag],
        "security": [{_SCHEME: []}],
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_if_match(operation)],
        "responses": {
            str(status): _response(route, status, names) for status in sorted(route.statuses)
        },
    }
    if route.body is not None:
        schema = names[(route.body, "validation")]
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return described


def _path_parameters(route: Route) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": adapter.json_schema()}
        for name, adapter in route.path.items()
    ]


def _query_parameters(route: Route) -> list[Schema]:
    if route.query is None:
        return []
    model = route.query.model_json_schema()
    parameters = []
    for name, described in model["properties"].items():
        schema = _without_null(described, model.get("$defs", {}))
        parameter: Schema = {"name": name, "in": "query", "required": False, "schema": schema}
        if text := schema.pop("description", ""):
            parameter["description"] = text
        parameters.append({**parameter, "required": name in model.get("required", [])})
    return parameters


def _without_null(described: Schema, definitions: Schema) -> Schema:
    """The schema of one filter. A query cannot say null: an absent filter is absent."""
    schema = {key: value for key, value in described.items() if key not in ("title", "anyOf")}
    if schema.get("default", ...) is None:
        del schema["default"]
    for kind in described.get("anyOf", []):
        if "$ref" in kind:
            named = definitions[kind["$ref"].rpartition("/")[2]]
            schema.update({"type": named["type"], "enum": named["enum"]})
        elif kind != {"type": "null"}:
            schema.update(kind)
    return schema


def _if_match(operation: Operation) -> list[Schema]:
    if not operation.needs_if_match:
        return []
    return [
        {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag under which you read it, or * for any version.",
            "schema": {"type": "string", "pattern": r'^("[0-9]{1,15}"|\*)$'},
        }
    ]


def _response(route: Route, status: int, names: _Names) -> Schema:
    phrase = HTTPStatus(status).phrase
    if status != route.operation.status:
        response: Schema = {
            "description": phrase,
            "content": {CONTENT_TYPE: {"schema": _PROBLEM}},
        }
        if status in _PROBLEM_HEADERS:
            name, text = _PROBLEM_HEADERS[status]
            response["headers"] = _headers({name: text})
        return response
    texts = {}
    if route.operation.has_etag:
        texts["ETag"] = "The version, for If-Match."
    if route.operation.location:
        texts["Location"] = "Address of what was created."
    schema = names[(route.answer, "serialization")]
    response = {"description": phrase, "content": {"application/json": {"schema": schema}}}
    if texts:
        response["headers"] = _headers(texts)
    return response


def _headers(texts: Mapping[str, str]) -> Schema:
    return {
        name: {"description": text, "required": True, "schema": {"type": "string"}}
        for name, text in texts.items()
    }
