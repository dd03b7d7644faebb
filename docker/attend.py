"""One robot at one agent's desk: attends one contact and tells what the CRM has about it.

Runs inside the application's container (`python - AGENT < docker/attend.py`), for `docker/test.sh`.
Prints `ready` once the agent is, then one JSON object. Edge.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import aiohttp

from lab.robot import Habit, RobotAgent
from wiring.secret import Secrets
from wiring.settings import Settings, read_settings

LIMIT_S = 60.0
"""Longest time from login to the closed ticket."""
TALK_S = 2.0
"""Length of the conversation."""
_POLL_S = 0.1


async def attend(settings: Settings, agent: str) -> dict[str, Any]:
    """Attend the next contact. Raises TimeoutError."""
    secrets = Secrets(settings.state / "secrets.json")
    habit = Habit(talk_s=TALK_S)
    token = secrets.get(f"desk:{agent}")
    async with (
        asyncio.timeout(LIMIT_S),
        RobotAgent(settings.http_url, agent, token, habit) as robot,
    ):
        await robot.wait_for("agent_state", LIMIT_S, mode="ready")
        print("ready", flush=True)
        await robot.wait_for("pop", LIMIT_S)
        wrap_up = await robot.wait_for("wrap_up", LIMIT_S)
        contact_id = wrap_up.frame["contact_id"]
        return await _settled(settings, secrets.get("api:supervisor"), contact_id)


async def _settled(settings: Settings, key: str, contact_id: str) -> dict[str, Any]:
    """Contact and ticket as the CRM has them, once one has ended and the other is closed."""
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(settings.http_url, headers=headers) as session:
        while True:
            contact = await _read(session, f"/api/v1/contacts/{contact_id}")
            page = await _read(session, f"/api/v1/tickets?contact={contact_id}")
            closed = [one for one in page.get("items", ()) if one["state"] == "closed"]
            if contact.get("ending") and closed:
                return {"contact": contact, "ticket": closed[0]}
            await asyncio.sleep(_POLL_S)


async def _read(session: aiohttp.ClientSession, path: str) -> dict[str, Any]:
    async with session.get(path) as answer:
        return await answer.json() if answer.status == 200 else {}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(attend(read_settings(), sys.argv[1]))))
