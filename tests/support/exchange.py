"""A private Asterisk for tests: the demo site rendered onto free ports, in a folder of its own.

Owns booting it, the addresses and secrets a test needs, and clearing it between tests.
`installation` and `lab.sipp.sipp_command` are the only places that say which programs are run.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from dialplan.exchange import Exchange
from dialplan.installation import Installation, read_installation
from dialplan.renderer import Network, Tree, render
from dialplan.site import read_site
from dialplan.writer import Audio, write_configuration
from ivr.ari.client import Ari, Pace
from tests.support.leak import assert_nothing_left
from wiring.secret import Secrets

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "sites" / "demo"
AUDIO = ROOT / "sounds" / "audio"
_RTP_PORTS = 400
QUICK = Pace(timeout_s=5.0, heartbeat_s=1.0, first_delay_s=0.02, longest_delay_s=0.2)
"""Patience of a test's ARI client."""


def installation() -> Installation:
    """The Asterisk that tests run. Raises AsteriskMissing."""
    return read_installation(Path(os.environ.get("CENTRALITA_ASTERISK", ROOT / ".asterisk/env")))


@dataclass(frozen=True, slots=True)
class Switchboard:
    """A running Asterisk with everything needed to reach it."""

    exchange: Exchange
    network: Network
    secrets: Secrets
    folder: Path
    """For files of the test, e.g. SIPp's."""

    @property
    def sip(self) -> str:
        """Where citizens' calls go: host:port."""
        return f"{self.network.host}:{self.network.sip_port}"

    @property
    def ari_url(self) -> str:
        return f"http://127.0.0.1:{self.network.ari_port}"

    def ari(self, pace: Pace = QUICK, url: str = "") -> Ari:
        """A client that is not yet connected."""
        return Ari(url or self.ari_url, "centralita", self.secrets.get("ari"), "centralita", pace)

    async def clear(self) -> None:
        """Hang up everything and see that it goes."""
        await self.exchange.console("channel request hangup all")
        await assert_nothing_left(self.ari_url, self.secrets.get("ari"))


async def boot(folder: Path, site: Path = DEMO, network: Network | None = None) -> Switchboard:
    """Render the site, start Asterisk, wait until it is as configured. Raises ExchangeProblem."""
    network = network or free_network()
    found = installation()
    secrets = Secrets(folder / "secrets.json")
    tree = Tree(str(folder / "asterisk"), found.modules)
    read = read_site(site)
    files = render(read, network, secrets.get, tree)
    audio = Audio(AUDIO, tuple(read.plan.languages))
    write_configuration(folder / "asterisk", files, audio, found.data)
    exchange = Exchange(folder / "asterisk", found.command, network)
    await exchange.start()
    return Switchboard(exchange, network, secrets, folder)


@contextlib.asynccontextmanager
async def running(
    folder: Path, site: Path = DEMO, network: Network | None = None
) -> AsyncIterator[Switchboard]:
    """An Asterisk that is gone afterwards, whatever happens."""
    switchboard = await boot(folder, site, network)
    try:
        yield switchboard
    finally:
        await switchboard.exchange.stop()


@contextlib.asynccontextmanager
async def connected(ari: Ari) -> AsyncIterator[Ari]:
    """An ARI client at work; its failure fails the test."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ari.run())
        async with asyncio.timeout(10):
            await ari.ready()
        try:
            yield ari
        finally:
            task.cancel()


def free_network(**given: object) -> Network:
    """Ports that nobody uses at this moment, media well away from what the kernel hands out."""
    network = Network(
        sip_port=free_port(socket.SOCK_DGRAM),
        ari_port=free_port(socket.SOCK_STREAM),
        ami_port=free_port(socket.SOCK_STREAM),
        agi_port=free_port(socket.SOCK_STREAM),
        rtp_start=(start := _free_media()),
        rtp_end=start + _RTP_PORTS - 1,
        phone_address=f"127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
    )
    return replace(network, **given)  # type: ignore[arg-type]


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _free_media() -> int:
    """First port of a range for media; another one in every process that tests."""
    for _ in itertools.repeat(None, 50):
        start = random.randrange(12000, 30000 - _RTP_PORTS, _RTP_PORTS)
        if all(_is_free(start + step) for step in range(0, _RTP_PORTS, 10)):
            return start
    raise RuntimeError("no free range of media ports between 12000 and 30000")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
