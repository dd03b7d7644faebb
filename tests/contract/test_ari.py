"""ARI against a real Asterisk."""

from __future__ import annotations

from tests.support.exchange import Switchboard, connected


async def test_the_exchange_answers_a_ping(exchange: Switchboard) -> None:
    async with connected(exchange.ari()) as ari:
        assert (await ari.asterisk.ping())["ping"] == "pong"
