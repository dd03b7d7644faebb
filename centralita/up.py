"""`centralita up` and `centralita asterisk`: the two processes of a centre, in the foreground.

Owns their running until a signal. Edge.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import uvloop

from centralita.console import err, print_json
from centralita.exchange import audio_of, prepare_exchange
from centralita.house import open_house
from centralita.listening import application_places, require
from dialplan.exchange import Exchange
from dialplan.site import Site
from dialplan.writer import check_audio
from wiring.settings import Settings
from wiring.supervision import Supervision

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_house(settings: Settings, site: Site, *, as_json: bool) -> None:
    """Run the application until a signal. Raises what keeps it from running."""
    check_audio(audio_of(settings, site))
    uvloop.run(_house(settings, site, as_json))


async def _house(settings: Settings, site: Site, as_json: bool) -> None:
    require(application_places(settings))
    house = await open_house(settings, site)
    supervision = Supervision()
    _on_signal(supervision.stop)
    _say(f"{site.plan.name}: desk at {settings.http_url}/desk/", as_json, settings.http_url)
    await house.run(supervision)


def run_exchange(settings: Settings, site: Site, *, as_json: bool) -> int:
    """Run Asterisk until a signal or its own end; its exit status."""
    return asyncio.run(_exchange(prepare_exchange(settings, site), as_json))


async def _exchange(exchange: Exchange, as_json: bool) -> int:
    await exchange.start()
    network = exchange.network
    address = f"sip:{network.host}:{network.sip_port}"
    _say(f"Asterisk answers at {address}", as_json, address)
    stop = asyncio.Event()
    _on_signal(stop.set)
    ended = asyncio.create_task(exchange.wait())
    asked = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((ended, asked), return_when=asyncio.FIRST_COMPLETED)
        return ended.result() if ended.done() else 0
    finally:
        asked.cancel()
        await exchange.stop()
        await asyncio.gather(asked, ended, return_exceptions=True)


def _on_signal(act: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, act)


def _say(sentence: str, as_json: bool, address: str) -> None:
    if as_json:
        print_json({"status": "running", "address": address})
    else:
        err.print(sentence, markup=False)
