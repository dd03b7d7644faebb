"""The messages that citizens left, for those who answer them.

Owns the one operation that sends sound: streamed from the disk, to the second level only. What it
is asked for is never a path: the name of a contact has no separator. Edge.
"""

from __future__ import annotations

import re
from pathlib import Path

from aiohttp import web

from contact.identity import ContactId, message_name
from crm_api.core.role import API, DEPARTMENT, SUPERVISOR
from wiring.http import Check
from wiring.problem import SAFETY_HEADERS, Problem

LISTENERS = frozenset({DEPARTMENT, SUPERVISOR, API})
"""Who may hear them."""
_CONTACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")


def recording_route(prefix: str, folder: Path, check: Check) -> web.RouteDef:
    """GET contacts/{contact_id}/recording below the prefix. `folder` is the exchange's own."""

    async def send(request: web.Request) -> web.StreamResponse:
        _admit(request, check)
        contact_id = request.match_info["contact_id"]
        file = folder / f"{message_name(ContactId(contact_id))}.wav"
        if not _CONTACT.fullmatch(contact_id) or not file.is_file():
            raise Problem(404, "This contact left no message.")
        headers = {**SAFETY_HEADERS, "Content-Type": "audio/wav"}
        return web.FileResponse(file, headers=headers)

    return web.get(f"{prefix}/contacts/{{contact_id}}/recording", send)


def _admit(request: web.Request, check: Check) -> None:
    """Raises Problem 401 or 403."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    principal = check(key.strip()) if scheme.lower() == "bearer" else None
    if principal is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="centralita"'}
        raise Problem(401, "Send a valid key: Authorization: Bearer <key>.", headers=challenge)
    if not principal.roles & LISTENERS:
        wanted = ", ".join(sorted(LISTENERS))
        raise Problem(403, f"This needs one of the roles {wanted}.")
