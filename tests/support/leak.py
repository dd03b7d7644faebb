"""Nothing may be left over: no channel and no bridge in Asterisk after a test.

Owns the question and its deadline (2 seconds, as promised to the operators).
"""

from __future__ import annotations

import asyncio
import time

import aiohttp

DEADLINE_S = 2.0


async def assert_nothing_left(ari_url: str, password: str, within_s: float = DEADLINE_S) -> None:
    """Wait until Asterisk has neither channels nor bridges; AssertionError names what stays."""
    until = time.monotonic() + within_s
    headers = {"Authorization": aiohttp.encode_basic_auth("centralita", password)}
    async with aiohttp.ClientSession(ari_url, headers=headers) as session:
        while left := await _left(session):
            assert time.monotonic() < until, f"left in Asterisk after {within_s:g} s: {left}"
            await asyncio.sleep(0.02)


async def _left(session: aiohttp.ClientSession) -> list[str]:
    async with session.get("/ari/channels") as response:
        response.raise_for_status()
        channels = [f"channel {one['name']} ({one['id']})" for one in await response.json()]
    async with session.get("/ari/bridges") as response:
        response.raise_for_status()
        return channels + [f"bridge {one['id']}" for one in await response.json()]
