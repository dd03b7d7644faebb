"""A whole centre for the demonstration, tests and measurements: real Asterisk, real application.

Owns the two processes, their ports and their folder of run-time files. Never shares anything with
another centre on the machine. Edge.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from centralita.exchange import Alter, prepare_exchange
from contact.identity import AgentId
from dialplan.exchange import Exchange
from dialplan.site import Site, read_site
from wiring.journal import Reader, open_reader
from wiring.secret import Secrets
from wiring.settings import Settings, read_settings

_POLL_S = 0.02
_PORTS_A_CENTRE = 6
_RTP_PORTS = 2000


class CentreProblem(RuntimeError):
    """The centre does not come up or go down as it should; the text has its last words."""


def free_ports(count: int) -> list[int]:
    """So many ports of 127.0.0.1 that are free for TCP and UDP at this moment."""
    found: list[int] = []
    held: list[socket.socket] = []
    while len(found) < count:
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.bind(("127.0.0.1", 0))
        port = tcp.getsockname()[1]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        held += [tcp, udp]
        try:
            udp.bind(("127.0.0.1", port))
        except OSError:
            continue
        found.append(port)
    for one in held:
        one.close()
    return found


def free_settings(site: Path, state: Path, *, rtp_start: int = 20000) -> Settings:
    """Settings for a centre of its own on free ports; all agents' phones at one free address."""
    http, sip, ari, ami, agi, phones = free_ports(_PORTS_A_CENTRE)
    return read_settings(
        site=site,
        state=state,
        http_port=http,
        sip_port=sip,
        ari_port=ari,
        ami_port=ami,
        agi_port=agi,
        phone_address=f"127.0.0.1:{phones}",
        rtp_start=rtp_start,
        rtp_end=rtp_start + _RTP_PORTS - 1,
    )


@dataclass
class Centre:
    """One centre on loopback."""

    settings: Settings
    site: Site = field(init=False)
    exchange: Exchange | None = None
    application: asyncio.subprocess.Process | None = None

    def __post_init__(self) -> None:
        self.site = read_site(self.settings.site)
        self.secrets = Secrets(self.settings.state / "secrets.json")

    # ------------------------------------------------------------ life

    async def start(self) -> None:
        """Asterisk first, then the application, until it takes contacts."""
        await self.start_exchange()
        await self.start_application()

    async def start_exchange(self, alter: Alter | None = None) -> None:
        """Render the configuration and boot Asterisk. `alter` may change what is rendered."""
        self.exchange = prepare_exchange(self.settings, self.site, alter)
        await self.exchange.start()

    async def start_application(self, within_s: float = 15.0) -> float:
        """Start `centralita up` and wait until it is ready; the seconds that took."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.application = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "centralita",
                "up",
                "--site",
                str(self.settings.site),
                "--state",
                str(self.settings.state),
                env=self.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        await self.ready(within_s)
        return time.monotonic() - began

    async def ready(self, within_s: float = 15.0) -> None:
        """Wait until /health says so. Raises CentreProblem."""
        deadline = time.monotonic() + within_s
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < deadline:
                if self.application is not None and self.application.returncode is not None:
                    break
                if await _is_ready(session, f"{self.settings.http_url}/health"):
                    return
                await asyncio.sleep(_POLL_S)
        raise CentreProblem(f"the application did not become ready:\n{self.last_words()}")

    async def stop(self) -> None:
        """End both, the application first. Harmless when they do not run."""
        await self.stop_application()
        if self.exchange is not None:
            await self.exchange.stop()
            self.exchange = None

    async def stop_application(self, sign: signal.Signals = signal.SIGTERM) -> int | None:
        """End the application with this signal; its exit status."""
        process, self.application = self.application, None
        if process is None:
            return None
        if process.returncode is None:
            process.send_signal(sign)
            if sign is not signal.SIGKILL:
                process.send_signal(signal.SIGCONT)
        try:
            async with asyncio.timeout(10):
                return await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise CentreProblem(f"the application did not end:\n{self.last_words()}") from None

    # ------------------------------------------------------------ what one needs around it

    @property
    def log(self) -> Path:
        """What the application wrote."""
        self.settings.state.mkdir(parents=True, exist_ok=True)
        return self.settings.state / "application.log"

    def last_words(self, lines: int = 30) -> str:
        """The end of the application's log."""
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def environment(self) -> dict[str, str]:
        """The settings as the application's environment."""
        given = self.settings.model_dump(exclude={"site", "state"}, exclude_none=True)
        return {
            **os.environ,
            **{f"CENTRALITA_{name.upper()}": str(value) for name, value in given.items()},
        }

    @property
    def phone_port(self) -> int:
        """Where all agents' phones are."""
        return int(self.settings.phone_address.rpartition(":")[2])

    @property
    def desk_url(self) -> str:
        """The desk's websocket."""
        return self.settings.http_url.replace("http", "ws", 1) + "/desk/socket"

    def desk_token(self, agent: AgentId) -> str:
        """The token of an agent's desk."""
        return self.secrets.get(f"desk:{agent}")

    async def reader(self) -> Reader:
        """The journal, for reading while the application writes it; the caller closes it."""
        return await open_reader(self.settings.journal)

    async def api(self, path: str, client: str = "supervisor") -> Any:
        """GET something of the CRM API. Raises aiohttp.ClientResponseError."""
        headers = {"Authorization": f"Bearer {self.secrets.get(f'api:{client}')}"}
        async with (
            aiohttp.ClientSession(headers=headers, raise_for_status=True) as session,
            session.get(f"{self.settings.http_url}/api/v1/{path}") as answer,
        ):
            return await answer.json()


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
