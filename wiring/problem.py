"""Problem details: how every error of the HTTP interface looks (RFC 9457).

Owns the exception `Problem`, its wire form, and the translation of the web server's own errors
(unknown path, wrong method, body too large) below one path prefix. Never shows the inside of the
program. Edge.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

CONTENT_TYPE = "application/problem+json"

_MOST_FIELDS = 20
"""Mistakes told at once; a hostile body must not make a huge answer."""

SAFETY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""On every answer that carries data (S32)."""


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="Where it is, for example body.subject or query.limit.")
    detail: str = Field(description="What is wrong with it.")


class ProblemDetails(BaseModel):
    """Why a request was not carried out (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field("about:blank", description="The status says what kind of problem it is.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The HTTP status, repeated.", ge=400, le=599)
    detail: str = Field(description="What is wrong here, and what would be right.")
    errors: list[FieldProblem] = Field(description="One entry for each wrong field.")


class Problem(Exception):
    """A request cannot be carried out; becomes the answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        """The answer to send."""
        details = ProblemDetails(
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail,
            errors=self.errors,
        )
        return web.Response(
            status=self.status,
            body=details.model_dump_json().encode(),
            content_type=CONTENT_TYPE,
            headers={**SAFETY_HEADERS, **self.headers},
        )


def invalid(where: str, error: ValidationError) -> Problem:
    """422 with every wrong field, or 400 when the text is not JSON at all."""
    mistakes = error.errors(include_url=False, include_context=False, include_input=False)
    if where == "body" and mistakes[0]["type"] == "json_invalid":
        return Problem(400, f"The body is not JSON in UTF-8: {_printable(mistakes[0]['msg'])}.")
    fields = [_field(where, mistake) for mistake in mistakes[:_MOST_FIELDS]]
    return Problem(422, f"The {where} is not as described: {fields[0].detail}", fields)


def _field(where: str, mistake: ErrorDetails) -> FieldProblem:
    path = ".".join(_printable(str(part)) for part in (where, *mistake["loc"]))
    return FieldProblem(field=path[:200], detail=_printable(mistake["msg"])[:300])


def _printable(text: str) -> str:
    """Names of unknown fields come from outside: no control or bidi characters go back."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


def problems_below(prefix: str) -> Middleware:
    """Middleware: below this path prefix errors are problem details, elsewhere nothing changes."""

    @web.middleware
    async def translate(request: web.Request, handler: Serve) -> web.StreamResponse:
        if request.path != prefix and not request.path.startswith(prefix + "/"):
            return await handler(request)
        try:
            return await handler(request)
        except Problem as problem:
            return problem.response()
        except web.HTTPException as error:
            return _of_server(error).response()

    return translate


def _of_server(error: web.HTTPException) -> Problem:
    if error.status < 400:
        raise error
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(error.allowed_methods))
        return Problem(405, f"This address takes {allowed}.", headers={"Allow": allowed})
    if error.status == 404:
        return Problem(404, "There is nothing at this address.")
    return Problem(error.status, f"{HTTPStatus(error.status).description or error.reason}.")
