"""One running Asterisk.

Owns its start (nothing half-configured stays up), its end, and the comparison of what it loaded
with what was meant: Asterisk reports success even for a file it could not read (L31). Never
talks to callers and never restarts by itself. Edge.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
from collections.abc import Iterable
from pathlib import Path

from dialplan import port
from dialplan.module_list import MODULES
from dialplan.renderer import Network
from dialplan.writer import changed_files

_BOOT_S = 30.0
_STOP_S = 10.0
_POLL_S = 0.05
_COMPLAINT = re.compile(r"^\[[^\]]*\] (?:ERROR|WARNING)\[.*$", re.MULTILINE)


class ExchangeProblem(Exception):
    """Asterisk does not run as it should; the text says why and what to do."""


class Exchange:
    """An Asterisk that runs from one prefix folder."""

    def __init__(self, prefix: Path, command: Iterable[str], network: Network) -> None:
        self.prefix = prefix
        self.network = network
        program, *words = command
        if "/" in program:  # it is started from the prefix folder
            program = str(Path(program).absolute())
        self._command = (program, *words, "-C", str(prefix / "etc" / "asterisk.conf"))
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self.is_running and self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self, boot_s: float = _BOOT_S) -> None:
        """Start and wait until fully booted and as configured.

        Raises ExchangeProblem; then nothing is left running.
        """
        if self.is_running:
            raise ExchangeProblem(f"Asterisk already runs from {self.prefix}; stop it first")
        if changed := changed_files(self.prefix / "etc"):
            raise ExchangeProblem(
                f"{', '.join(changed)} in {self.prefix}/etc is not as it was generated; "
                "edit the site folder instead and generate it again"
            )
        self._check_ports()
        (self.prefix / "run" / "asterisk.ctl").unlink(missing_ok=True)  # of one that was killed
        log_end = len(self.log())
        try:
            self._process = await self._spawn("-f", "-n")
            await self._booted(boot_s)
            problems = await self.differences()
        except BaseException:
            await self.stop()
            raise
        if problems:
            await self.stop()
            complaints = self.complaints(log_end)
            raise ExchangeProblem("; ".join([*problems, *complaints[:5]]))

    async def stop(self) -> None:
        """Ask it to end, insist after a while. Harmless when it does not run."""
        if self._process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(sign)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_STOP_S):
                    await self._process.wait()
                break
        self._process = None

    async def wait(self) -> int:
        """Wait until it ends by itself; its exit status."""
        if self._process is None:
            raise ExchangeProblem("Asterisk was not started")
        return await self._process.wait()

    async def console(self, line: str, within_s: float = 10.0) -> str:
        """What Asterisk's console answers to one line. Raises ExchangeProblem."""
        process = await self._spawn("-r", "-x", line)
        try:
            async with asyncio.timeout(within_s):
                answer, _ = await process.communicate()
        except TimeoutError:
            raise ExchangeProblem(f"Asterisk's console gave no answer to '{line}'") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode or answer.startswith(b"No such command"):
            raise ExchangeProblem(
                f"Asterisk's console failed: {answer.decode(errors='replace').strip()}"
            )
        return answer.decode(errors="replace")

    async def differences(self) -> list[str]:
        """What runs otherwise than configured, one sentence each; empty: all is as it should be."""
        modules = await self.console("module show")
        running = set(re.findall(r"^(\S+)\.so\s.*(?<!Not) Running ", modules, re.MULTILINE))
        found = [f"the module {name} does not run" for name in MODULES if name not in running]
        found += [f"the module {name} runs unasked" for name in sorted(running - set(MODULES))]
        dialplan = await self.console("dialplan show")
        contexts = re.findall(
            r"^\[([\w-]+)\]", self._configuration("extensions.conf"), re.MULTILINE
        )
        for context in contexts:
            if (
                context != "general"
                and f"[ Context '{context}' created by 'pbx_config' ]" not in dialplan
            ):
                found.append(f"the dialplan context {context} is not loaded")
        known = await self.console("pjsip show endpoints")
        for name in self._endpoints():
            if not re.search(rf"^ Endpoint:\s+{re.escape(name)}[/ ]", known, re.MULTILINE):
                found.append(f"the SIP endpoint {name} is not loaded")
        if "fallback has" not in await self.console("queue show fallback"):
            found.append("the fallback queue is not loaded")
        return found

    def log(self) -> str:
        """Everything in its log."""
        file = self.prefix / "log" / "messages"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def complaints(self, after: int = 0) -> list[str]:
        """Errors and warnings in its log from this character on."""
        return _COMPLAINT.findall(self.log()[after:])

    def _check_ports(self) -> None:
        host = self.network.host
        for address, number, kind, use, setting in (
            (host, self.network.sip_port, "udp", "SIP", "sip_port"),
            ("127.0.0.1", self.network.ari_port, "tcp", "ARI", "ari_port"),
            ("127.0.0.1", self.network.ami_port, "tcp", "AMI", "ami_port"),
        ):
            if obstacle := port.obstacle(address, number, kind):
                name = f"CENTRALITA_{setting.upper()}"
                raise ExchangeProblem(
                    f"cannot listen on {address}:{number}/{kind} for {use}: {obstacle.found}; "
                    f"{obstacle.to_do.format(port=name)}"
                )

    async def _spawn(self, *arguments: str) -> asyncio.subprocess.Process:
        try:
            return await asyncio.create_subprocess_exec(
                *self._command,
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if "-x" in arguments else asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.STDOUT
                if "-x" in arguments
                else asyncio.subprocess.DEVNULL,
                cwd=self.prefix / "run",
                start_new_session="-x" not in arguments,
            )
        except OSError as error:
            raise ExchangeProblem(
                f"{self._command[0]} cannot be started: {error.strerror}; run: scripts/asterisk.sh"
            ) from error

    async def _booted(self, boot_s: float) -> None:
        try:
            async with asyncio.timeout(boot_s):
                while not await self._is_booted():  # noqa: ASYNC110  (a file of another process)
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            raise ExchangeProblem(
                f"Asterisk was not ready after {boot_s:g} s; {self._last_words()}"
            ) from None

    async def _is_booted(self) -> bool:
        assert self._process is not None
        if self._process.returncode is not None:
            status = self._process.returncode
            raise ExchangeProblem(
                f"Asterisk ended at once with status {status}; {self._last_words()}"
            )
        if not (self.prefix / "run" / "asterisk.ctl").exists():
            return False
        try:
            answer = await self.console("core waitfullybooted")
        except ExchangeProblem:
            return False
        return "fully booted" in answer

    def _last_words(self) -> str:
        last = self.complaints()[-3:]
        return "its log says: " + " | ".join(last) if last else f"see {self.prefix}/log/messages"

    def _configuration(self, name: str) -> str:
        return (self.prefix / "etc" / name).read_text(encoding="utf-8")

    def _endpoints(self) -> list[str]:
        """Names of the endpoints in pjsip.conf: sections of that type, or made from a template."""
        text = self._configuration("pjsip.conf")
        made = re.findall(r"^\[([\w.-]+)\]\((?:phone|visitor)\)", text, re.MULTILINE)
        return [*re.findall(r"^\[([\w.-]+)\]\ntype = endpoint$", text, re.MULTILINE), *made]
