"""An ear and a voice on the media path: what was heard, and when; what is said, and which keys.

Owns one UDP port that speaks RTP with G.711 mu-law (RFC 3550, RFC 3551) and sends keys as RFC 4733
events. Nothing is concealed, mixed or put in order: on loopback packets come as they were sent, so
that anything missing, or two sources talking at once, is a finding.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

FRAME_S = 0.02
FRAME = 160
"""Samples, and bytes, of 20 ms of mu-law at 8000 Hz."""
SILENCE = b"\xff" * FRAME
_ULAW = 0
_GAP_S = 0.06
"""Rest between two keys, as a keypad has it."""
_KEYS = "0123456789*#ABCD"
_PORTS = range(30000, 32766, 2)
_HEADER = struct.Struct("!BBHII")


@dataclass(frozen=True, slots=True)
class Frame:
    """One RTP packet with audio."""

    at: float
    """Arrival, monotonic clock."""
    source: int
    """SSRC: changes with whoever makes the audio."""
    payload: bytes


class Ear(asyncio.DatagramProtocol):
    """A media endpoint. Use `listening()` to get one."""

    def __init__(self, key_type: int = 96) -> None:
        self.frames: list[Frame] = []
        """Audio in the order of arrival."""
        self.keys = ""
        """Keys received as RFC 4733 events, each once."""
        self.port = 0
        self._key_type = key_type
        self._transport: asyncio.DatagramTransport | None = None
        self._peer: tuple[str, int] | None = None
        self._number = random.randrange(0x8000)
        self._stamp = random.randrange(0x80000000)
        self._source = random.randrange(1 << 32)
        self._last_key_stamp = -1
        self._heard = asyncio.Event()

    # ---- receiving

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Python 3.11's own datagram transport is not an instance of the class it fulfils.
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if len(data) < _HEADER.size or data[0] >> 6 != 2:
            return
        first, kind, _, stamp, source = _HEADER.unpack_from(data)
        payload = data[_HEADER.size + 4 * (first & 0x0F) :]
        self._peer = self._peer or addr
        if kind & 0x7F == _ULAW:
            self.frames.append(Frame(time.monotonic(), source, payload))
        elif payload and stamp != self._last_key_stamp and payload[0] < len(_KEYS):
            self._last_key_stamp = stamp
            self.keys += _KEYS[payload[0]]
        self._heard.set()

    def audio(self, since: float = 0.0) -> bytes:
        """Everything heard since this instant (monotonic clock), as mu-law."""
        return b"".join(frame.payload for frame in self.frames if frame.at >= since)

    def heard(self, prompt: bytes, since: float = 0.0) -> int | None:
        """Where in the audio this prompt begins, in samples, or None.

        The first and the last frame may differ: the exchange may join a prompt in the middle of a
        frame and fill up its end.
        """
        core = prompt[FRAME:-FRAME] if len(prompt) > 4 * FRAME else prompt
        at = self.audio(since).find(core)
        return None if at < 0 else max(0, at - (FRAME if core is not prompt else 0))

    async def hears(self, prompt: bytes, within_s: float = 10.0, since: float = 0.0) -> int:
        """Wait until the prompt has been heard; where it begins. AssertionError when it is not."""
        try:
            async with asyncio.timeout(within_s):
                while (at := self.heard(prompt, since)) is None:
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError:
            raise AssertionError(
                f"a prompt of {len(prompt) / 8000:.1f} s was not heard within {within_s:g} s; "
                f"{len(self.frames)} frames came"
            ) from None
        return at

    # ---- speaking

    async def say(self, audio: bytes, peer: tuple[str, int] | None = None) -> None:
        """Send mu-law audio in real time. The peer is where audio comes from unless given."""
        target = await self._target(peer)
        due = time.monotonic()
        for start in range(0, len(audio), FRAME):
            self._send(
                _ULAW, self._stamp, audio[start : start + FRAME].ljust(FRAME, b"\xff"), target
            )
            self._stamp += FRAME
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def press(self, key: str, duration_s: float = 0.1) -> None:
        """Send one key as an RFC 4733 event: updates every 20 ms, three end packets, a rest."""
        target = await self._target(None)
        code, steps = _KEYS.index(key), max(2, round(duration_s / FRAME_S))
        for step in range(1, steps + 1):
            event = struct.pack("!BBH", code, 10, step * FRAME)
            self._send(self._key_type, self._stamp, event, target, is_first=step == 1)
            await asyncio.sleep(FRAME_S)
        for _ in range(3):
            end = struct.pack("!BBH", code, 0x80 | 10, steps * FRAME)
            self._send(self._key_type, self._stamp, end, target)
        await asyncio.sleep(_GAP_S)
        self._stamp += (steps + 4) * FRAME

    async def _target(self, peer: tuple[str, int] | None) -> tuple[str, int]:
        """Where to send; waits for the first packet of the exchange when not told."""
        async with asyncio.timeout(10):
            while peer is None and self._peer is None:
                self._heard.clear()
                await self._heard.wait()
        target = peer or self._peer
        assert target is not None
        return target

    def _send(
        self, kind: int, stamp: int, payload: bytes, to: tuple[str, int], is_first: bool = False
    ) -> None:
        assert self._transport is not None
        self._number = (self._number + 1) & 0xFFFF
        marked = kind | (0x80 if is_first else 0)
        header = _HEADER.pack(0x80, marked, self._number, stamp & 0xFFFFFFFF, self._source)
        self._transport.sendto(header + payload, to)


@contextlib.asynccontextmanager
async def listening(key_type: int = 96) -> AsyncIterator[Ear]:
    """An ear on a free even port of 127.0.0.1."""
    loop = asyncio.get_running_loop()
    transport, ear = await loop.create_datagram_endpoint(lambda: Ear(key_type), sock=_free_socket())
    try:
        yield ear
    finally:
        transport.close()
        await asyncio.sleep(0)  # the transport closes its socket in the next round of the loop


def _free_socket() -> socket.socket:
    for port in random.sample(_PORTS, len(_PORTS)):
        probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.close()
            continue
        probe.setblocking(False)
        return probe
    raise RuntimeError("no free port between 30000 and 32766")
