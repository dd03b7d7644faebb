"""The REST router: typed functions become operations that cannot be reached by accident.

Owns the declaration of an operation (path, roles, statuses), the reading of path, query, body and
preconditions into pydantic models, and the answer. A function's annotations are the interface: the
parameters `query` and `body` are models, `asker` is who asks, every other one is part of the path.
`wiring.openapi` describes the same declarations, so that description and behaviour cannot part.

Never reads a database, never knows what the operations are about. Denies by default: an operation
without roles does not build (S19). Edge.
"""

from __future__ import annotations

import hashlib
import hmac
import inspect
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from wiring.problem import SAFETY_HEADERS, Problem, invalid, problems_below

BODY_LIMIT = 65536
"""Most bytes of a request body (S38)."""

_PATH_NAME = re.compile(r"\{(\w+)\}")
_VERSION_TAG = re.compile(r'"[0-9]{1,15}"')

F = TypeVar("F", bound=Callable[..., Awaitable[BaseModel]])


class DeclarationWrong(TypeError):
    """An operation is declared in a way that cannot be served; the text says what is missing."""


class UndeclaredStatus(RuntimeError):
    """An operation answered with a status that its declaration does not name: a bug."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a key belongs to."""

    name: str
    roles: frozenset[str]


Check = Callable[[str], Principal | None]
"""Finds the principal of a key in constant time, or None."""


def key_check(keys: Mapping[str, tuple[str, Iterable[str]]]) -> Check:
    """A check over known keys: name → (key, roles). Compares digests in constant time (S29)."""
    known = [
        (_digest(key), Principal(name, frozenset(roles))) for name, (key, roles) in keys.items()
    ]

    def check(key: str) -> Principal | None:
        given, found = _digest(key), None
        for digest, principal in known:
            if hmac.compare_digest(given, digest):
                found = principal
        return found

    return check


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and which version they have seen."""

    principal: Principal
    version: int | None = None
    """From If-Match; None: any version will do."""

    def require(self, version: int) -> None:
        """Raises Problem 412 unless this is the version the asker has seen (RFC 9110, 13.1.1)."""
        if self.version is not None and self.version != version:
            raise Problem(412, "Somebody changed it since you read it. Read it again.")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What one method of one path promises."""

    method: str
    path: str
    """With {names} of path parameters, below the router's prefix."""
    roles: frozenset[str]
    """Any of these may ask."""
    tag: str
    summary: str
    status: int = 200
    """Status of success."""
    problems: tuple[int, ...] = ()
    """Further statuses that the function raises as Problem."""
    has_etag: bool = False
    """The answer's `version` becomes its ETag."""
    needs_if_match: bool = False
    """Refuse with 428 without If-Match (RFC 6585)."""
    location: str = ""
    """Path of what was created, with {fields} of the answer."""

    def __post_init__(self) -> None:
        if not self.roles:
            raise DeclarationWrong(f"{self.method} {self.path}: no role may ask; name at least one")
        if not self.summary or not self.tag:
            raise DeclarationWrong(f"{self.method} {self.path}: needs a summary and a tag")


@dataclass(frozen=True)
class Route:
    """An operation with the function that carries it out."""

    operation: Operation
    router: Router
    function: Callable[..., Awaitable[BaseModel]]
    answer: type[BaseModel]
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    path: Mapping[str, TypeAdapter[Any]]
    statuses: frozenset[int]
    """Every status that this route can answer."""

    @property
    def full_path(self) -> str:
        return self.router.prefix + self.operation.path


@dataclass
class Router:
    """Operations below one prefix."""

    prefix: str
    away: tuple[type[Exception], ...] = ()
    """Exceptions that mean the store is out of reach: answered with 503 (F53, F55)."""
    routes: list[Route] = field(default_factory=list)

    def serve(self, operation: Operation) -> Callable[[F], F]:
        """Decorator: this function carries out the operation.

        Raises DeclarationWrong when its parameters do not fit the path.
        """

        def add(function: F) -> F:
            self.routes.append(_route(self, operation, function))
            return function

        return add


def _route(router: Router, operation: Operation, function: Callable[..., Any]) -> Route:
    signature = inspect.signature(function, eval_str=True)
    kinds = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    query, body, answer = (
        kinds.pop("query", None),
        kinds.pop("body", None),
        signature.return_annotation,
    )
    has_asker = kinds.pop("asker", None) is Asker
    names = set(_PATH_NAME.findall(operation.path))
    where = f"{operation.method} {operation.path}"
    if names != set(kinds) or not has_asker:
        raise DeclarationWrong(
            f"{where}: parameters must be asker, query, body and {sorted(names)}"
        )
    for model in (query, body, answer):
        if model is not None and not (isinstance(model, type) and issubclass(model, BaseModel)):
            raise DeclarationWrong(f"{where}: {model!r} is not a pydantic model")
    statuses = {operation.status, *operation.problems, 401, 403}
    statuses |= {503} if router.away else set()
    statuses |= {404} if names else set()
    statuses |= {422} if query else set()
    statuses |= {400, 413, 415, 422} if body else set()
    statuses |= {412, 428} if operation.needs_if_match else set()
    paths = {name: TypeAdapter[Any](kind) for name, kind in kinds.items()}
    return Route(operation, router, function, answer, query, body, paths, frozenset(statuses))


def mount(app: web.Application, routers: Iterable[Router], check: Check, below: str) -> None:
    """Add the routers' operations to the application.

    Everything below the path `below` then answers errors as problem details, also where there is
    no operation.
    """
    app.middlewares.append(problems_below(below))
    for router in routers:
        for route in router.routes:
            app.router.add_route(
                route.operation.method, route.full_path, partial(_serve, route, check)
            )


async def _serve(route: Route, check: Check, request: web.Request) -> web.Response:
    try:
        principal = _principal(route, check, request)
        arguments = await _arguments(route, request)
        # Preconditions come last: they count only for what would succeed (RFC 9110, 13.2.1).
        asker = Asker(principal, _version(route, request))
        return _answer(route, await route.function(asker=asker, **arguments))
    except Problem as problem:
        if problem.status not in route.statuses:
            raise UndeclaredStatus(f"{route.full_path} answered {problem.status}") from problem
        raise
    except route.router.away as error:
        detail = "The store of this service is out of reach for the moment."
        raise Problem(503, detail, headers={"Retry-After": "1"}) from error


def _principal(route: Route, check: Check, request: web.Request) -> Principal:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    principal = check(key.strip()) if scheme.lower() == "bearer" else None
    if principal is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="centralita"'}
        raise Problem(401, "Send a valid key: Authorization: Bearer <key>.", headers=challenge)
    if not principal.roles & route.operation.roles:
        wanted = ", ".join(sorted(route.operation.roles))
        raise Problem(403, f"This needs one of the roles {wanted}.")
    return principal


def _version(route: Route, request: web.Request) -> int | None:
    """The version that the asker has seen. Weak tags never match (RFC 9110, 13.1.1)."""
    if not route.operation.needs_if_match:
        return None
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted:
        raise Problem(428, "Read it first, then send its ETag as If-Match.")
    if wanted == "*":
        return None
    if not _VERSION_TAG.fullmatch(wanted):
        raise Problem(412, "If-Match is not an ETag of this service. Read it again.")
    return int(wanted.strip('"'))


async def _arguments(route: Route, request: web.Request) -> dict[str, Any]:
    """Path, query and body as the function wants them."""
    arguments: dict[str, Any] = {}
    for name, adapter in route.path.items():
        try:
            arguments[name] = adapter.validate_python(request.match_info[name])
        except ValidationError as error:
            raise Problem(404, f"There is no {name} of this form.") from error
    if route.query is not None:
        arguments["query"] = _query(route.query, request)
    if route.body is not None:
        arguments["body"] = await _body(route.body, request)
    return arguments


def _query(model: type[BaseModel], request: web.Request) -> BaseModel:
    given = request.query
    if len(given) != len(set(given)):
        raise Problem(422, "A filter is given more than once; give each once.")
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        raise invalid("query", error) from error


async def _body(model: type[BaseModel], request: web.Request) -> BaseModel:
    if request.content_type != "application/json":
        raise Problem(415, "Send the body as application/json.")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Problem(413, f"The body may have {BODY_LIMIT} bytes.")
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        raise invalid("body", error) from error


def _answer(route: Route, result: BaseModel) -> web.Response:
    operation = route.operation
    headers = dict(SAFETY_HEADERS)
    if operation.has_etag:
        headers["ETag"] = f'"{result.version}"'  # type: ignore[attr-defined]
    if operation.location:
        headers["Location"] = route.router.prefix + operation.location.format(**dict(result))
    return web.Response(
        status=operation.status,
        body=result.model_dump_json().encode(),
        content_type="application/json",
        headers=headers,
    )
