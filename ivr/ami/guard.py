"""panoramisk, guarded: one AMI connection without the library's measured defects.

Owns one connection from login to loss. What panoramisk 1.4 does by itself and must not do here:
it reconnects and sends unanswered actions again (a second phone call), waits for ever on a peer
that hangs, never completes QueueAdd, lets line ends in values through as new headers, and loses
letters that two TCP segments share. tests/contract/test_ami_defect.py shows each. Edge.
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Callable, Mapping
from typing import Any

from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager

Row = dict[str, str]
"""Headers of one message, names in lower case."""

_LISTS = frozenset({"DeviceStateList", "QueueStatus"})
"""Actions that are answered by a list. All others are answered by one message."""


class AmiError(Exception):
    """Asterisk refused an action; the text is Asterisk's."""


class AmiLost(AmiError):
    """No answer will come. Whether the action took effect is unknown; it is never sent again."""


class _Protocol(AMIProtocol):  # type: ignore[misc]
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def data_received(self, data: bytes) -> None:
        super().data_received(self._decoder.decode(data).encode())


class _Manager(Manager):  # type: ignore[misc]
    """One connection: nothing is sent again, nothing reconnects, pings are ours."""

    lost: asyncio.Future[str]

    def connection_lost(self, exc: object) -> None:
        if not self.lost.done():
            self.lost.set_result(f"the connection was closed ({exc or 'by Asterisk'})")

    def ping(self) -> None:
        """Not panoramisk's ping, which nobody waits for."""


class Guard:
    """A connection that is logged in. Use `Guard.open`."""

    def __init__(self, manager: _Manager, timeout_s: float) -> None:
        self._manager = manager
        self._timeout_s = timeout_s
        self.lost = manager.lost
        """Done, with the reason, when the connection is gone."""

    @classmethod
    async def open(
        cls,
        address: tuple[str, int],
        login: tuple[str, str],
        on_event: Callable[[Row], None],
        timeout_s: float,
    ) -> Guard:
        """Connect and log in. Raises AmiError, AmiLost or OSError."""
        loop = asyncio.get_running_loop()
        manager = _Manager(loop=loop, ping_delay=1 << 20)
        manager.lost = loop.create_future()
        manager.register_event("*", lambda _, event: on_event(_row(event)))
        async with asyncio.timeout(timeout_s):
            made = await loop.create_connection(_Protocol, *address)
        opened = loop.create_future()
        opened.set_result(made)
        manager.connection_made(opened)
        guard = cls(manager, timeout_s)
        try:
            await guard.action("Login", {"Username": login[0], "Secret": login[1], "Events": "on"})
        except BaseException:
            guard.close("not logged in")
            raise
        return guard

    async def action(self, name: str, headers: Mapping[str, str] | None = None) -> list[Row]:
        """Ask and wait. Raises AmiError, AmiLost, and ValueError for what may not be sent."""
        future = self.send(name, headers)
        await asyncio.wait(
            {future, self.lost}, timeout=self._timeout_s, return_when=asyncio.FIRST_COMPLETED
        )
        if not future.done():
            reason = self.lost.result() if self.lost.done() else "no answer in time"
            raise AmiLost(f"{name}: {reason}")
        answer = future.result()
        rows = [_row(message) for message in (answer if isinstance(answer, list) else [answer])]
        if rows[0].get("response") not in ("Success", "Goodbye"):
            raise AmiError(f"{name}: {rows[0].get('message', 'refused')}")
        return rows

    def send(self, name: str, headers: Mapping[str, str] | None = None) -> asyncio.Future[Any]:
        """Ask without waiting. Raises AmiLost, and ValueError for what may not be sent."""
        for word in (name, *(headers or {}), *(headers or {}).values()):
            if any(ord(letter) < 32 or ord(letter) == 127 for letter in word):
                raise ValueError(f"a line end or control character in AMI action {name}: {word!r}")
        if name.lower() == "originate":
            raise ValueError("legs are made through ARI, where an id makes it happen only once")
        if self.lost.done():
            raise AmiLost(f"{name}: {self.lost.result()}")
        as_list = None if name in _LISTS else False
        future: asyncio.Future[Any] = self._manager.send_action(
            {"Action": name, **(headers or {})}, as_list=as_list
        )
        return future

    def close(self, reason: str) -> None:
        """Drop the connection at once, whatever the peer does; everything in flight fails."""
        if not self.lost.done():
            self.lost.set_result(reason)
        self._manager.protocol.transport.abort()
        self._manager.close()


def _row(message: Mapping[str, Any]) -> Row:
    return {name.lower(): str(value) for name, value in message.items() if name != "content"}
