"""A FastAGI server: the dialplan asks by name, the answer comes back as channel variables.

Owns the wire and its limits. Whatever connects is hostile until it has sent a complete
environment: a port probe, garbage, a slow drip or an endless list of headers costs a bounded
number of bytes and seconds and nothing else. Never knows the questions; they are given. Edge.

In the dialplan: `AGI(agi://127.0.0.1:4573/opening,012)`. Afterwards CENTRALITA_AGI is `answered`,
or `unknown` when there is no such question; when it is empty nobody answered. Source: Asterisk
documentation, "Asterisk Gateway Interface (AGI)".
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

log = logging.getLogger(__name__)

STATUS = "CENTRALITA_AGI"
_MOST_LINES = 100
_MOST_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Question:
    """What the dialplan wants to know."""

    name: str
    """Path of the agi:// address without slashes."""
    arguments: tuple[str, ...] = ()
    """What stood behind the address, without quotation marks."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What stood behind '?' in the address."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Everything that Asterisk sent, e.g. agi_uniqueid (the contact's id) and agi_callerid."""


Answer = Callable[[Question], Awaitable[Mapping[str, str]]]
"""Gives the channel variables to set."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much is borne."""

    environment_s: float = 3.0
    """Until the environment must be complete, seconds."""
    answer_s: float = 5.0
    """Until question and answer must be over, seconds."""
    connections: int = 200
    """At once; more are closed at once."""


class Unusable(Exception):
    """The peer does not speak AGI, is too slow or too long, or has gone."""


class AgiServer:
    """Answers questions on one port while `run` runs."""

    def __init__(
        self, address: tuple[str, int], answers: Mapping[str, Answer], limit: Limit = Limit()
    ) -> None:
        self.refused_count = 0
        """Connections that were not AGI or broke off."""
        self._address = address
        self._answers = dict(answers)
        self._limit = limit
        self._open_count = 0
        self._is_listening = asyncio.Event()

    async def listening(self) -> None:
        """Wait until it listens."""
        await self._is_listening.wait()

    async def run(self) -> None:
        """Serve until cancelled, or until an answer fails. Raises OSError for a taken port."""
        async with asyncio.TaskGroup() as group:

            def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                group.create_task(self._serve(reader, writer))

            server = await asyncio.start_server(take, *self._address, limit=_MOST_BYTES)
            try:
                self._is_listening.set()
                await server.serve_forever()
            finally:
                self._is_listening.clear()
                server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open_count += 1
        try:
            if self._open_count > self._limit.connections:
                raise Unusable("too many connections")
            await self._converse(reader, writer)
            writer.close()
        except (Unusable, OSError) as error:
            self.refused_count += 1
            log.info("AGI: %s", error or type(error).__name__)
        finally:
            self._open_count -= 1
            if not writer.is_closing():
                writer.transport.abort()  # whoever does not read must not keep the socket

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self._limit.environment_s):
            question = read_question(await _environment(reader))
        variables = {STATUS: "unknown"}
        answer = self._answers.get(question.name)
        if answer is not None:
            async with asyncio.timeout(self._limit.answer_s):
                variables = {**await answer(question), STATUS: "answered"}
        async with asyncio.timeout(self._limit.answer_s):
            for name, value in variables.items():
                await _set_variable(reader, writer, name, value)


def read_question(environment: Mapping[str, str]) -> Question:
    """The question in an AGI environment. Raises Unusable when there is none."""
    script = environment.get("agi_network_script")
    if script is None:
        raise Unusable("the environment holds no agi_network_script")
    parts = urlsplit(script)
    arguments: list[str] = []
    while (value := environment.get(f"agi_arg_{len(arguments) + 1}")) is not None:
        arguments.append(value.strip().removeprefix('"').removesuffix('"'))
    return Question(
        name=unquote(parts.path).strip("/"),
        arguments=tuple(arguments),
        query=dict(parse_qsl(parts.query)),
        environment=environment,
    )


def command(verb: str, *words: str) -> bytes:
    """One AGI command with its arguments quoted. Raises ValueError for what would end the line."""
    for word in words:
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in word):
            raise ValueError(f"a line end or control character in an AGI command: {word!r}")
    quoted = [word.replace("\\", "\\\\").replace('"', '\\"') for word in words]
    return " ".join([verb, *(f'"{word}"' for word in quoted)]).encode() + b"\n"


async def _environment(reader: asyncio.StreamReader) -> dict[str, str]:
    environment: dict[str, str] = {}
    size = 0
    for _ in range(_MOST_LINES):
        line = await _line(reader)
        size += len(line)
        if not line:
            return environment
        name, separator, value = line.partition(":")
        if not separator or not name.startswith("agi_") or size > _MOST_BYTES:
            break
        environment[name] = value.strip()
    raise Unusable("not an AGI environment")


async def _set_variable(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str, value: str
) -> None:
    writer.write(command("SET VARIABLE", name, value))
    await writer.drain()
    while True:
        answer = await _line(reader)
        if answer == "HANGUP":
            continue  # the citizen hangs up; variables can still be set
        if not answer.startswith("200 "):
            raise Unusable(f"Asterisk refused to set {name}: {answer[:80]}")
        return


async def _line(reader: asyncio.StreamReader) -> str:
    """One line without its end. Raises Unusable at the end of the stream or when too long."""
    try:
        line = await reader.readline()
    except ValueError as error:
        raise Unusable("a line is too long") from error
    if not line.endswith(b"\n"):
        raise Unusable("the peer has gone")
    return line.decode("utf-8", "replace").rstrip("\r\n")
