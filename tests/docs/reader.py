"""A reader who follows a page to the letter: one shell, one checkout, one command after the other.

Owns the shell and the little that cannot be done inside a test run: `make` is asked what it would
do, a compose file is looked at, `systemctl` must name units that the page gave to the reader, and a
script that wants a container engine is only parsed.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import re
import shlex
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

from tests.docs.page import Command, Page, missing

COMMAND_S = 45.0
"""Longest time of one command."""
_POLL_S = 0.05
_ASSIGNMENT = re.compile(r"\w+=")


@dataclass
class Reader:
    """One reader of one page."""

    checkout: Path
    folder: Path
    """For what the commands print."""
    environment: Mapping[str, str]
    complaints: list[str] = field(default_factory=list)
    """What did not go as the page says."""
    _shell: asyncio.subprocess.Process | None = None
    _staying: list[tuple[Command, int]] = field(default_factory=list)
    """Commands that run on, and their process ids."""

    async def follow(self, page: Page) -> list[str]:
        """Do everything that the page says; the complaints."""
        self._shell = await asyncio.create_subprocess_exec(
            "bash", "--norc",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=self.checkout,
            env=dict(self.environment),
            start_new_session=True,
        )  # fmt: skip
        files = page.files()
        try:
            for command in page.commands():
                for file in [one for one in files if one.before < command.line]:
                    files.remove(file)
                    (self.checkout / file.name).write_text(file.text, encoding="utf-8")
                await self._do(page, command)
            for command, pid in reversed(self._staying):
                await self._end(page, command, pid)
        finally:
            self._kill()
            await self._shell.communicate()
        return self.complaints

    async def _do(self, page: Page, command: Command) -> None:
        printed = self.folder / f"{command.line}.txt"
        place = f"{page.name}:{command.line}: {command.text}"
        if command.stays:
            await self._start(command, printed, place)
            return
        text, is_real = self._possible(command)
        status = await self._ask(
            f"{{ {text}\n}} > {shlex.quote(str(printed))} 2>&1 < /dev/null; echo $?", place
        )
        if status != command.status:
            self._complain(place, f"exit status {status}", printed)
        elif is_real and (line := missing(command.shown, _text_of(printed))) is not None:
            self._complain(place, f"did not print {line!r}", printed)

    async def _start(self, command: Command, printed: Path, place: str) -> None:
        plain = command.text.partition("#")[0].strip()
        pid = await self._ask(
            f"( exec {plain} ) > {shlex.quote(str(printed))} 2>&1 < /dev/null & echo $!", place
        )
        self._staying.append((command, pid))
        until = time.monotonic() + COMMAND_S
        while (line := missing(command.shown, _text_of(printed))) is not None:
            if time.monotonic() > until or not _is_running(pid):
                self._complain(place, f"did not print {line!r}", printed)
                return
            await asyncio.sleep(_POLL_S)

    async def _end(self, page: Page, command: Command, pid: int) -> None:
        """Ctrl-C is SIGINT, which a shell keeps from its background; SIGTERM must do the same."""
        place = f"{page.name}:{command.line}: {command.text}"
        status = await self._ask(f"kill -TERM {pid}; wait {pid}; echo $?", place)
        if status != 0:
            self.complaints.append(f"{place}\n  exit status {status} when it was ended")

    async def _ask(self, text: str, place: str) -> int:
        """Let the shell do this; the number that it answers with."""
        assert self._shell is not None
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(text.encode() + b"\n")
        try:
            async with asyncio.timeout(COMMAND_S):
                return int(await self._shell.stdout.readline())
        except TimeoutError:
            raise AssertionError(f"{place}\n  did not end within {COMMAND_S:g} s") from None

    def _complain(self, place: str, what: str, printed: Path) -> None:
        """Note what went wrong, with the last words of the command."""
        self.complaints.append(f"{place}\n  {what}; it printed:\n{_text_of(printed)[-3000:]}")

    def _possible(self, command: Command) -> tuple[str, bool]:
        """The command as it can be done here, and whether that is the real one."""
        words = shlex.split(command.text, comments=True)
        words = list(itertools.dropwhile(_ASSIGNMENT.match, words))
        if not words:
            return command.text, True
        match words[0]:
            case "make" if len(words) > 1:
                return f"make --dry-run {shlex.join(words[1:])}", False
            case "docker-compose":
                self._check_compose(words)
                return ":", False
            case "systemctl":
                units = [word for word in words if word.endswith(".service")]
                return f"ls {shlex.join(units)}", False
            case "docker/fixture.sh":
                return f"bash -n {words[0]}", False
            case _:
                return command.text, True

    def _check_compose(self, words: list[str]) -> None:
        """Names of services in the words must be those of the file."""
        file = self.checkout / words[words.index("-f") + 1]
        services = YAML(typ="safe").load(file.read_text(encoding="utf-8"))["services"]
        if "exec" in words and words[words.index("exec") + 1] not in services:
            self.complaints.append(f"{file.name} has no service {words[words.index('exec') + 1]}")

    def _kill(self) -> None:
        """The shell, and whatever still runs in its group after a failure."""
        assert self._shell is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._shell.pid, signal.SIGTERM)


def _text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def _is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
