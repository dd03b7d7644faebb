"""SIPp as a tester uses it: a scenario, some callers or one phone, and what came of it.

Owns starting and ending the `sipp` program and reading its statistics. Every run
is bounded in time. The scenarios are beside this file in `sipp/`; each says which fields and keys
it wants. Never talks SIP itself. Edge.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import itertools
import os
import re
import shlex
import shutil
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lab.port import kernel_ports, room_outside
from lab.scenario import KEYS_WRITTEN, may_send_raw, pressing, scenario_file, write_rows
from lab.sip_message import Message, read_messages
from lab.sipp_version import Version, media_words, version_of

_MEDIA = "[media_port]"
_MOST_AT_ONCE = 2000
"""Calls of one run at a time. SIPp's own limit is guessed from the rate and slows a run down."""
_STAMP = re.compile(r"\d{4}-\d\d-\d\d\s[\d:.]+\s[\d.]+: ")
"""What SIPp writes before a complaint: date, time, seconds since 1970."""

_SIP_PORTS = range(30100, 32700)
_SIP_TURNS = itertools.count(os.getpid() * 37)
_MEDIA_PLACES = 1250
_MEDIA_TURNS = itertools.count(os.getpid() * 37 % _MEDIA_PLACES)
"""Where this process looks next for a port; another process looks elsewhere."""


class SippProblem(Exception):
    """SIPp is missing, did not start, or took too long; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Script:
    """What SIPp shall do."""

    scenario: str
    """Name of a file in lab/sipp, without .xml."""
    service: str = "s"
    """The dialled number."""
    rows: Sequence[Sequence[str]] = ()
    """One row of CSV fields a call, taken in turn and from the top again at the end."""
    keys: Mapping[str, str | int] = field(default_factory=dict)
    """Values of the scenario's own keywords."""
    count: int = 0
    """Calls before it ends; 0: goes on until stopped."""
    rate: float = 10.0
    """New calls a second."""
    port: int = 0
    """SIP port of SIPp; 0: any free one."""
    ear_port: int = 0
    """Where the exchange shall send media; 0: to SIPp, which ignores it."""
    key_count: int = KEYS_WRITTEN
    """So many keys in each row; another number than three only for `citizen_info`."""
    limit_s: float = 60.0
    """Longest run, seconds."""
    log_messages: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    successful: int
    failed: int
    retransmitted: int
    errors: tuple[str, ...]
    """SIPp's complaints, one a piece."""
    messages: tuple[Message, ...] = ()
    """In order; only when asked for."""

    @property
    def is_clean(self) -> bool:
        """Every call went as the scenario says, and nothing had to be sent twice."""
        return self.failed == 0 and self.retransmitted == 0 and self.successful > 0


def sipp_command() -> tuple[str, ...]:
    """The words that start SIPp: CENTRALITA_SIPP, or `sipp`. Raises SippProblem when missing."""
    words = tuple(shlex.split(os.environ.get("CENTRALITA_SIPP", "sipp")))
    if not words or shutil.which(words[0]) is None:
        raise SippProblem(
            f"{words[0] if words else 'sipp'} is not installed; run: apt-get install sip-tester"
        )
    return words


class Sipp:
    """One run of SIPp against an exchange."""

    def __init__(self, remote: str, folder: Path, script: Script, host: str = "127.0.0.1") -> None:
        self.port = script.port or free_port(host)
        """Where SIPp listens for SIP."""
        self._remote = remote
        self._folder = folder.absolute()  # SIPp runs there, so its files need whole names
        self._script = script
        self._host = host
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start, and wait until it listens. Raises SippProblem."""
        sipp = sipp_command()
        command = self._command(sipp, await version_of(sipp))
        self._process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self._folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 5
        while self.pid and not _is_bound(self._host, self.port):
            if time.monotonic() > until:
                await self.stop(0)
                raise SippProblem(f"SIPp does not listen on port {self.port}")
            await asyncio.sleep(0.01)
        self._check_start()

    async def wait(self) -> Outcome:
        """Wait for the end of the run. Raises SippProblem when it takes longer than allowed."""
        assert self._process is not None
        try:
            async with asyncio.timeout(self._script.limit_s + 3):
                await self._process.wait()
        except BaseException as error:
            await self.stop(0)
            if isinstance(error, TimeoutError):
                raise SippProblem(
                    f"{self._script.scenario} took longer than {self._script.limit_s:g} s; "
                    + "; ".join(self._errors()[:2])
                ) from None
            raise
        self._check_start()
        return self.outcome()

    async def stop(self, patience_s: float = 2.0) -> Outcome:
        """End it: let running calls finish for a while, then insist."""
        assert self._process is not None
        for sign in (signal.SIGUSR1, signal.SIGKILL):
            if self.pid is None:
                break
            if sign is signal.SIGUSR1 and patience_s <= 0:
                continue
            self._process.send_signal(sign)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience_s or 5):
                    await self._process.wait()
        return self.outcome()

    def outcome(self) -> Outcome:
        """What SIPp has counted; while it runs, as of the last second."""
        counted = self._counted()
        return Outcome(
            successful=int(counted.get("SuccessfulCall(C)") or 0),
            failed=int(counted.get("FailedCall(C)") or 0),
            retransmitted=int(counted.get("Retransmissions(C)") or 0),
            errors=tuple(self._errors()),
            messages=tuple(read_messages(self._file("messages"))),
        )

    def _check_start(self) -> None:
        status = self._process.returncode if self._process else None
        # 1 means both 'a call failed' and 'the scenario is wrong'; only the first counts anything.
        if status and status > 0 and (status not in (1, 99) or not self._counted()):
            errors = self._errors() or [f"it ended with status {status}"]
            raise SippProblem(f"SIPp could not play {self._script.scenario}: {errors[-1]}")

    def _command(self, sipp: tuple[str, ...], version: Version) -> list[str]:
        script = self._script
        if script.rows:
            write_rows(self._file("rows"), script.rows)
        media = free_media_port(self._host)
        words = [
            *sipp, self._remote, "-sf", str(self._scenario()), "-s", script.service,
            "-i", self._host, "-p", str(self.port), "-mi", self._host,
            "-ci", self._host, *media_words(version, media),
            "-r", f"{script.rate:g}", "-rp", "1000", "-l", f"{_MOST_AT_ONCE}", "-nostdin",
            "-timeout", f"{max(1, round(script.limit_s))}",
            "-trace_err", "-error_file", str(self._file("errors")),
            "-trace_stat", "-stf", str(self._file("counted")), "-fd", "1",
        ]  # fmt: skip
        if script.rows:
            words += ["-inf", str(self._file("rows"))]
        if script.count:
            words += ["-m", str(script.count)]
        if script.log_messages:
            words += ["-trace_msg", "-message_file", str(self._file("messages"))]
        for name, value in script.keys.items():
            words += ["-key", name, str(value)]
        return words

    def _scenario(self) -> Path:
        try:
            file = scenario_file(self._script.scenario, may_send_raw())
        except LookupError as error:
            raise SippProblem(str(error)) from None
        script = self._script
        if not script.ear_port and script.key_count == KEYS_WRITTEN:
            return file
        text = file.read_text(encoding="utf-8")
        if script.key_count != KEYS_WRITTEN:
            text = pressing(script.key_count)
        text = text.replace(_MEDIA, str(script.ear_port or _MEDIA))
        copy = self._file("scenario")
        copy.write_text(text, encoding="utf-8")
        return copy

    def _file(self, what: str) -> Path:
        return self._folder / f"{self._script.scenario}-{self.port}.{what}"

    def _errors(self) -> list[str]:
        file = self._file("errors")
        if not file.exists():
            return []
        return complaints(file.read_text(encoding="utf-8", errors="replace"))

    def _counted(self) -> dict[str, str]:
        file = self._file("counted")
        if not file.exists():
            return {}
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=";"))
        return dict(zip(rows[0], rows[-1], strict=False)) if len(rows) > 1 else {}


async def play(remote: str, folder: Path, script: Script) -> Outcome:
    """Run a script to its end. Raises SippProblem."""
    sipp = Sipp(remote, folder, script)
    await sipp.start()
    return await sipp.wait()


@contextlib.asynccontextmanager
async def playing(remote: str, folder: Path, script: Script) -> AsyncIterator[Sipp]:
    """A script that runs beside what the caller does meanwhile, e.g. an agent's phone."""
    sipp = Sipp(remote, folder, script)
    await sipp.start()
    try:
        yield sipp
    finally:
        # A moment for the last answers: an exchange that waits for one cannot end in peace.
        await sipp.stop(0.5)


def free_port(host: str = "127.0.0.1", kernel: range | None = None) -> int:
    """A UDP port for SIPp's SIP, none that the kernel hands out; another one each time."""
    room = room_outside(kernel or kernel_ports(), _SIP_PORTS)
    for turn in itertools.islice(_SIP_TURNS, len(room)):
        port = room[turn % len(room)]
        if not _is_bound(host, port):
            return port
    raise SippProblem(f"no port is free between {room.start} and {room.stop}")


def free_media_port(host: str = "127.0.0.1") -> int:
    """An even UDP port for SIPp's media, with its neighbours free, away from everybody else's.

    No two calls in a row give the same one: SIPp takes it a moment later.
    """
    for turn in itertools.islice(_MEDIA_TURNS, _MEDIA_PLACES):
        port = 40000 + turn % _MEDIA_PLACES * 8
        if not any(_is_bound(host, port + step) for step in range(4)):
            return port
    raise SippProblem("no media port is free between 40000 and 50000")


def complaints(text: str) -> list[str]:
    """SIPp's file of errors, one complaint a piece; not each of them begins a line."""
    return [part.strip() for part in _STAMP.split(text)[1:]]


def _is_bound(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
