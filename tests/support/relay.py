"""A TCP relay that can misbehave: cut every connection, or fall silent without closing it.

Owns its port and the connections through it. For faults on the way to Asterisk.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Relay:
    """Passes bytes on to `target` until told otherwise. Use `relaying()` to get one."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.port = 0
        self.connection_count = 0
        """Connections made through it so far."""
        self._target = target
        self._flows = asyncio.Event()
        self._flows.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Break every connection, as if the cable had been pulled and reset."""
        for writer in self._writers:
            writer.transport.abort()

    def hang(self) -> None:
        """Pass nothing on any more, without closing anything."""
        self._flows.clear()

    def resume(self) -> None:
        """Pass on again what has been held back."""
        self._flows.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection_count += 1
        with contextlib.suppress(OSError):
            there_reader, there = await asyncio.open_connection(*self._target)
            for source, sink in ((reader, there), (there_reader, writer)):
                self._writers.add(sink)
                task = asyncio.create_task(self._pass(source, sink))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError):
                while data := await source.read(65536):
                    await self._flows.wait()
                    sink.write(data)
                    await sink.drain()
        finally:
            self._writers.discard(sink)
            sink.close()

    async def end(self) -> None:
        """Break everything and wait for it."""
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def relaying(host: str, port: int) -> AsyncIterator[Relay]:
    """A relay in front of host:port, on a free port of 127.0.0.1."""
    relay = Relay((host, port))
    server = await asyncio.start_server(relay._serve, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        await relay.end()
