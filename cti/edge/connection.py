"""The outgoing half of one desk's websocket: written at once, bounded when the desk does not read.

Owns what waits for a lagging desk. Never reads frames and never knows what they mean. Edge.

A pop must be on its way before the agent's phone is told to ring, and both happen in one turn of
the event loop. aiohttp sends by coroutine only, one turn later; so frames are put on the
transport here, as RFC 6455 section 5.2 writes them (text, whole, unmasked, uncompressed). Pings and
the answers to them stay with aiohttp, which writes whole frames too.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence

LAG_BYTES = 65_536
"""Unsent bytes in the transport above which a desk counts as lagging."""
BACKLOG_BYTES = 524_288
"""Most bytes kept for a lagging desk (F47)."""
LAG_S = 10.0
"""How long a desk may lag, seconds."""
_RETRY_S = 0.05
"""Between two looks at a lagging desk, seconds."""
_LINGER_S = 2.0
"""How long a closed connection may take to say goodbye, seconds."""

_TEXT = 0x81
_CLOSE = 0x88


class Connection:
    """Writes frames to one desk."""

    def __init__(self, transport: asyncio.Transport, too_slow: Callable[[], None]) -> None:
        """`too_slow` is told, once, that the desk lags beyond what is kept for it."""
        self._transport = transport
        self._too_slow = too_slow
        self._loop = asyncio.get_running_loop()
        self._backlog: dict[str, bytes] = {}
        self._backlog_bytes = 0
        self._lags_since: float | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._numbers = itertools.count()

    @property
    def unsent_bytes(self) -> int:
        """Bytes that this process keeps for the desk."""
        return self._backlog_bytes + self._transport.get_write_buffer_size()

    @property
    def is_leaving(self) -> bool:
        """True once the close frame is written or the transport is gone."""
        return self._linger is not None or self._transport.is_closing()

    def write(self, payload: bytes, only_newest: str = "") -> None:
        """Send a text frame now, or keep it while the desk lags.

        Of kept frames with the same `only_newest` the last one replaces the others.
        """
        self.write_all([(payload, only_newest)])

    def write_all(self, frames: Sequence[tuple[bytes, str]]) -> None:
        """Send several text frames in one go; each with its `only_newest`, see `write`."""
        if self.is_leaving:
            return
        if not self._backlog and self._transport.get_write_buffer_size() <= LAG_BYTES:
            self._transport.write(b"".join(_frame(_TEXT, payload) for payload, _ in frames))
            return
        for payload, only_newest in frames:
            self._keep(only_newest or f"#{next(self._numbers)}", payload)

    def close(self, code: int, why: str) -> None:
        """Send the close frame and drop the connection soon, whether or not it is answered."""
        if self.is_leaving:
            return
        self._forget()
        self._transport.write(_frame(_CLOSE, code.to_bytes(2, "big") + why.encode()[:120]))
        self._linger = self._loop.call_later(_LINGER_S, self._transport.abort)

    def release(self) -> None:
        """The connection is over: stop every timer."""
        self._forget()
        if self._linger is not None:
            self._linger.cancel()

    def _keep(self, key: str, payload: bytes) -> None:
        self._backlog_bytes += len(payload) - len(self._backlog.pop(key, b""))
        self._backlog[key] = payload
        if self._lags_since is None:
            self._lags_since = self._loop.time()
        if self._backlog_bytes > BACKLOG_BYTES:
            self._give_up()
        elif self._retry is None:
            self._retry = self._loop.call_later(_RETRY_S, self._flush)

    def _flush(self) -> None:
        self._retry = None
        while self._backlog and self._transport.get_write_buffer_size() <= LAG_BYTES:
            payload = self._backlog.pop(next(iter(self._backlog)))
            self._backlog_bytes -= len(payload)
            self._transport.write(_frame(_TEXT, payload))
        if not self._backlog:
            self._lags_since = None
        elif self._lags_since is not None and self._loop.time() - self._lags_since > LAG_S:
            self._give_up()
        else:
            self._retry = self._loop.call_later(_RETRY_S, self._flush)

    def _give_up(self) -> None:
        self._forget()
        self._too_slow()

    def _forget(self) -> None:
        self._backlog.clear()
        self._backlog_bytes = 0
        self._lags_since = None
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None


def _frame(opcode: int, payload: bytes) -> bytes:
    """One whole server frame (RFC 6455 section 5.2): not masked, not split."""
    size = len(payload)
    if size < 126:
        head = bytes((opcode, size))
    elif size < 65_536:
        head = bytes((opcode, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((opcode, 127)) + size.to_bytes(8, "big")
    return head + payload
