"""The media of a caller who keeps quiet: silence once a second, so that the line counts as alive.

Owns one UDP port that speaks RTP with G.711 mu-law (RFC 3550, RFC 3551). SIPp itself sends nothing,
and the exchange hangs up who is not heard of for half a minute. Edge.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import struct
from collections.abc import AsyncIterator
from typing import cast

from lab.sipp import free_media_port

EVERY_S = 1.0
"""Between two packets."""
_RATE = 8000
_SILENCE = b"\xff" * 160
_HEADER = struct.Struct("!BBHII")
_VERSION, _ULAW = 0x80, 0


class QuietMedia(asyncio.DatagramProtocol):
    """Sends silence to whoever sends first. Use `keeping_quiet()` to get one."""

    def __init__(self) -> None:
        self._transport: asyncio.DatagramTransport | None = None
        self._source = random.getrandbits(32)
        self._peer: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Python 3.11's own datagram transport is not an instance of the class it fulfils.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._peer = self._peer or addr

    async def run(self) -> None:
        """Send for ever, from the first packet of the exchange on."""
        number = 0
        while True:
            await asyncio.sleep(EVERY_S)
            if self._transport and self._peer:
                stamp = int(number * EVERY_S * _RATE)
                header = _HEADER.pack(_VERSION, _ULAW, number & 0xFFFF, stamp, self._source)
                self._transport.sendto(header + _SILENCE, self._peer)
                number += 1


@contextlib.asynccontextmanager
async def keeping_quiet(host: str = "127.0.0.1") -> AsyncIterator[int]:
    """A port to which the exchange can send media, from which it hears silence."""
    port = free_media_port(host)
    loop = asyncio.get_running_loop()
    transport, media = await loop.create_datagram_endpoint(QuietMedia, local_addr=(host, port))
    sending = asyncio.create_task(media.run())
    try:
        yield port
    finally:
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending
        transport.close()
