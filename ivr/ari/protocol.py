"""The conversation on one ARI websocket, as texts in and texts out.

Owns request ids, the answers still expected and their time limits. Asterisk answers the requests
of one websocket in order, and a request that has to wait for a channel's running prompt holds up
all behind it; hence the limits count from the moment of asking. A request is never sent twice:
when the connection drops, everything unanswered fails together and the asker decides. One
instance lives as long as one connection. Never touches a socket or a clock. Pure.

Source: Asterisk documentation, "ARI REST over WebSocket".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from ivr.ari.error import Garbled

Query = Mapping[str, str | int | Sequence[str]]
"""Names and values after the question mark; a sequence becomes a comma list."""


@dataclass(frozen=True, slots=True)
class Request:
    """One REST request."""

    method: str
    path: str
    """Below /ari/, without leading slash and without query."""
    query: Query | None = None
    body: Any = None
    """JSON-able value, or None."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event of Asterisk."""

    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a request."""

    token: Any
    """What the asker gave with the request."""
    request: Request
    status: int
    """HTTP status; 0 when no answer will come any more."""
    reason: str
    """Reason phrase with Asterisk's message, for a person."""
    body: Any = None
    """The JSON value, or None."""

    @property
    def is_good(self) -> bool:
        """Whether Asterisk did what was asked."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class _Pending:
    request: Request
    token: Any
    until: float


class Protocol:
    """The state of one ARI websocket."""

    def __init__(self, timeout_s: float = 10.0) -> None:
        self._timeout_s = timeout_s
        self._number = 0
        self._pending: dict[str, _Pending] = {}
        self._deadlines: deque[tuple[float, str]] = deque()
        self._lost = ""

    @property
    def pending_count(self) -> int:
        """Requests without an answer."""
        return len(self._pending)

    def ask(self, request: Request, token: Any, now: float) -> str:
        """The frame to send for this request. `token` comes back with the answer.

        Raises ConnectionError after `drop`.
        """
        if self._lost:
            raise ConnectionError(self._lost)
        self._number += 1
        number = str(self._number)
        until = now + self._timeout_s
        self._pending[number] = _Pending(request, token, until)
        self._deadlines.append((until, number))
        return _frame(number, request)

    def receive(self, frame: str | bytes) -> Arrived | Answered | None:
        """What a frame of Asterisk means; None for the answer to a request already given up.

        Raises Garbled for anything that is not a JSON object with a type.
        """
        try:
            message = orjson.loads(frame)
            kind = message["type"]
        except (ValueError, KeyError, TypeError) as error:
            raise Garbled(f"not an ARI message: {frame[:80]!r}") from error
        if kind != "RESTResponse":
            return Arrived(message)
        pending = self._pending.pop(str(message.get("request_id")), None)
        return None if pending is None else _answer(pending, message)

    def expire(self, now: float) -> tuple[Answered, ...]:
        """Give up what is overdue at `now`."""
        overdue = []
        while self._deadlines and self._deadlines[0][0] <= now:
            _, number = self._deadlines.popleft()
            pending = self._pending.pop(number, None)
            if pending is not None:
                overdue.append(_failure(pending, f"no answer within {self._timeout_s:g} s"))
        return tuple(overdue)

    def next_deadline(self) -> float | None:
        """When `expire` wants to be called next, or None."""
        while self._deadlines and self._deadlines[0][1] not in self._pending:
            self._deadlines.popleft()
        return self._deadlines[0][0] if self._deadlines else None

    def drop(self, reason: str) -> tuple[Answered, ...]:
        """The connection is gone: everything unanswered fails, nothing more can be asked."""
        self._lost = reason
        failed = tuple(_failure(pending, reason) for pending in self._pending.values())
        self._pending.clear()
        self._deadlines.clear()
        return failed


def uri(request: Request) -> str:
    """Path and query as Asterisk wants them in a RESTRequest."""
    path = quote(request.path, safe="/:@")
    if not request.query:
        return path
    pairs = [
        (name, value if isinstance(value, (str, int)) else ",".join(value))
        for name, value in request.query.items()
    ]
    return f"{path}?{urlencode(pairs, quote_via=quote)}"


def _frame(number: str, request: Request) -> str:
    message = {
        "type": "RESTRequest",
        "request_id": number,
        "method": request.method,
        "uri": uri(request),
    }
    if request.body is not None:
        message["content_type"] = "application/json"
        message["message_body"] = orjson.dumps(request.body).decode()
    return orjson.dumps(message).decode()


def _answer(pending: _Pending, message: Mapping[str, Any]) -> Answered:
    status = message.get("status_code")
    if not isinstance(status, int):
        raise Garbled(f"an answer without status to {pending.request}")
    text = message.get("message_body")
    try:
        body = orjson.loads(text) if text else None
    except ValueError as error:
        raise Garbled(f"the answer to {pending.request} is not JSON: {str(text)[:80]}") from error
    reason = str(message.get("reason_phrase", ""))
    detail = body.get("message") or body.get("error") if isinstance(body, dict) else None
    if status >= 300 and detail:
        reason = f"{reason}: {detail}"
    return Answered(pending.token, pending.request, status, reason, body)


def _failure(pending: _Pending, reason: str) -> Answered:
    return Answered(pending.token, pending.request, 0, reason)
