"""The desk page as files, with the headers that keep it safe.

Owns which files the browser gets. They are read once; nothing outside the folder can be asked
for. Edge.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).resolve().parent.parent / "web"

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
"""Headers of every file (S32). Strict transport security is for whoever ends TLS."""


def routes() -> list[web.RouteDef]:
    """One route per file, and the page itself at /desk/."""
    found = [web.get("/desk", _to_page)]
    for path in sorted(_FOLDER.rglob("*")):
        if path.is_file() and path.suffix in _TYPES:
            place = path.relative_to(_FOLDER).as_posix()
            name = "" if place == "index.html" else place
            found.append(web.get(f"/desk/{name}", _File(path).serve))
    return found


async def _to_page(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/desk/", headers=HEADERS)


class _File:
    """Serves one file from memory."""

    def __init__(self, path: Path) -> None:
        self._body = path.read_bytes()
        self._type = _TYPES[path.suffix]
        self._tag = hashlib.sha256(self._body).hexdigest()[:20]

    async def serve(self, request: web.Request) -> web.Response:
        """The file, or 304 when the browser has it already."""
        known = {tag.value for tag in request.if_none_match or ()}
        if self._tag in known:
            response = web.Response(status=304, headers=HEADERS)
        else:
            response = web.Response(
                body=self._body, content_type=self._type, charset="utf-8", headers=HEADERS
            )
        response.etag = self._tag
        return response
