"""A SIP client that sends single requests and reads the answers: for attacks and registrations."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """A final response."""

    status: int
    text: str


class SipPeer:
    """One UDP socket. `remote` is the exchange's host:port."""

    def __init__(self, remote: str, endpoint: socket.socket) -> None:
        self.remote = remote
        self._socket = endpoint
        self._numbers = itertools.count(1)

    async def request(
        self, method: str, user: str, to: str = "", extra: str = "", within_s: float = 3.0
    ) -> Answer:
        """Send one request, acknowledge an answered INVITE, return the final response."""
        number = next(self._numbers)
        host, port = self._socket.getsockname()
        branch = f"z9hG4bK-peer-{port}-{number}"
        target = f"{to}@" if to else ""

        def message(kind: str, to_tag: str = "") -> bytes:
            return (
                f"{kind} sip:{target if kind != 'REGISTER' else ''}{self.remote} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {host}:{port};branch={branch};rport\r\n"
                f"From: <sip:{user}@{host}>;tag=peer{number}\r\n"
                f"To: <sip:{to or user}@{self.remote}>{to_tag}\r\n"
                f"Call-ID: peer-{port}-{number}@{host}\r\n"
                f"CSeq: {number} {kind}\r\n"
                f"Contact: <sip:{user}@{host}:{port}>\r\n"
                f"Max-Forwards: 70\r\n{extra}Content-Length: 0\r\n\r\n"
            ).encode()

        loop = asyncio.get_running_loop()
        address, _, remote_port = self.remote.rpartition(":")
        await loop.sock_sendto(self._socket, message(method), (address, int(remote_port)))
        async with asyncio.timeout(within_s):
            while True:
                text = (await loop.sock_recv(self._socket, 65535)).decode()
                status = int(text.split(" ", 2)[1]) if text.startswith("SIP/2.0") else 0
                if branch in text and status >= 200:
                    break
        if method == "INVITE":
            tag = next(one for one in text.splitlines() if one.startswith("To:")).partition(">")[2]
            await loop.sock_sendto(self._socket, message("ACK", tag), (address, int(remote_port)))
        return Answer(status, text)


@contextlib.asynccontextmanager
async def sip_peer(remote: str, host: str = "127.0.0.1") -> AsyncIterator[SipPeer]:
    """A peer on a free port. From 127.0.0.2 it is a stranger: not the trunk's address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.bind((host, 0))
        endpoint.setblocking(False)
        yield SipPeer(remote, endpoint)
