"""The one web server: desk, CRM API with its documentation, health.

Owns which part answers at which path, and which key has which role. Edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from crm_api.edge.crm import PREFIX
from crm_api.edge.document import attach
from crm_api.edge.recording import recording_route
from wiring.http import key_check
from wiring.secret import Secrets

if TYPE_CHECKING:
    from centralita.house import House

API_CLIENTS = {
    "administrator": ("administrator",),
    "agent": ("agent",),
    "department": ("department",),
    "supervisor": ("supervisor",),
    "integration": ("api",),
}
"""Clients of the API that every installation has: name → roles. Their keys are generated."""


def web_application(house: House, secrets: Secrets) -> web.Application:
    """Everything that this centre answers over HTTP."""
    app = web.Application(client_max_size=64 * 1024)
    keys = {name: (secrets.get(f"api:{name}"), roles) for name, roles in API_CLIENTS.items()}
    check = key_check(keys)
    attach(app, [house.crm.routes(), house.control.routes(), house.emergency.routes()], check)
    app.router.add_routes([recording_route(PREFIX, house.recordings, check)])
    app.router.add_routes(house.desk.routes())

    async def health(request: web.Request) -> web.Response:
        state = house.health()
        return web.json_response(state, status=200 if state["status"] == "ready" else 503)

    async def front(request: web.Request) -> web.Response:
        raise web.HTTPFound("/desk/")

    app.router.add_get("/health", health)
    app.router.add_get("/", front)
    return app
