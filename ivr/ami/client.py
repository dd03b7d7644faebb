"""The AMI client: native queues, the state of phones, and what must happen at once.

Owns the connection's life (reconnect with a jittered delay, ping with a time limit) and the few
actions the product uses. Never originates a leg and never sends an action twice. Edge.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from ivr.ami.guard import AmiError, AmiLost, Guard, Row

log = logging.getLogger(__name__)

EVENTS = frozenset(
    {
        "AgentCalled",
        "AgentComplete",
        "AgentConnect",
        "ContactStatus",
        "DeviceStateChange",
        "QueueCallerAbandon",
        "QueueCallerJoin",
        "QueueCallerLeave",
        "QueueMemberPause",
        "QueueMemberStatus",
    }
)
"""Events that are handed on."""


@dataclass(frozen=True, slots=True)
class Member:
    """An agent's phone in a native queue."""

    interface: str
    name: str
    paused: bool
    reason: str
    status: int
    """Asterisk's device state: 1 not in use, 2 in use, 3 busy, 5 unavailable, 6 ringing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A citizen who waits in a native queue."""

    channel: str
    """Name of the leg."""
    contact_id: str
    """Id of the leg."""
    position: int
    waited_s: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """A native queue at one instant."""

    members: tuple[Member, ...]
    entries: tuple[Entry, ...]
    """In order of position."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How patient the client is. All values in seconds."""

    timeout_s: float = 5.0
    """Longest wait for an answer; a ping without one drops the connection."""
    ping_s: float = 5.0
    """Between two pings."""
    first_delay_s: float = 0.1
    longest_delay_s: float = 2.0


async def _nothing() -> None:
    """What happens on connection when the owner asks for nothing."""


class Ami:
    """The telephone exchange, as far as its manager interface goes."""

    def __init__(
        self, host: str, port: int, user: str, secret: str, patience: Patience = Patience()
    ) -> None:
        self.on_event: Callable[[Row], None] = lambda event: None
        """Receives every event of EVENTS, in order. Must not wait."""
        self.on_connected: Callable[[], Awaitable[None]] = _nothing
        """Awaited after every login. What happened while we were away is not told: ask."""
        self._address = (host, port)
        self._login = (user, secret)
        self._patience = patience
        self._guard: Guard | None = None
        self._is_ready = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Logged in."""
        return self._is_ready.is_set()

    async def ready(self) -> None:
        """Wait until it is."""
        await self._is_ready.wait()

    async def queue_add(
        self, queue: str, interface: str, name: str, paused: bool = False, reason: str = ""
    ) -> None:
        """Make a phone a member, or set its pause when it is one. Raises AmiError."""
        headers = {"Queue": queue, "Interface": interface, "MemberName": name}
        try:
            await self.action("QueueAdd", {**headers, "Paused": _flag(paused)})
        except AmiLost:
            raise
        except AmiError as error:
            if "already there" not in str(error).lower():
                raise
        await self.queue_pause(queue, interface, paused, reason)

    async def queue_remove(self, queue: str, interface: str) -> None:
        """Take a phone out. Raises AmiError when it is not in."""
        await self.action("QueueRemove", {"Queue": queue, "Interface": interface})

    async def queue_pause(self, queue: str, interface: str, paused: bool, reason: str = "") -> None:
        """Let a member rest or work. Raises AmiError."""
        headers = {"Queue": queue, "Interface": interface, "Paused": _flag(paused)}
        await self.action("QueuePause", headers | ({"Reason": reason} if reason else {}))

    async def queue_status(self, queue: str) -> QueueState:
        """Members and waiting citizens. Raises AmiError."""
        rows = await self.action("QueueStatus", {"Queue": queue})
        entries = [_entry(row) for row in rows if row.get("event") == "QueueEntry"]
        return QueueState(
            tuple(_member(row) for row in rows if row.get("event") == "QueueMember"),
            tuple(sorted(entries, key=lambda entry: entry.position)),
        )

    async def redirect(self, channel: str, context: str, exten: str) -> None:
        """Move a leg (name or id) to a place of the dialplan, from wherever it is."""
        place = {"Channel": channel, "Context": context, "Exten": exten, "Priority": "1"}
        await self.action("Redirect", place)

    async def device_states(self) -> dict[str, str]:
        """Device, e.g. 'PJSIP/desk-ana', to its state, e.g. 'NOT_INUSE'.

        'UNAVAILABLE' is a phone that has not registered. Changes come as DeviceStateChange.
        """
        rows = await self.action("DeviceStateList")
        return {row["device"]: row["state"] for row in rows if "device" in row}

    def set_variable(self, channel: str, name: str, value: str) -> None:
        """Set a variable or function of a leg (name or id) at once, without waiting.

        Unlike ARI's, it does not wait for a prompt that plays on the leg; leases are renewed with
        it. Without connection nothing happens.
        """
        if self._guard is not None:
            headers = {"Channel": channel, "Variable": name, "Value": value}
            with contextlib.suppress(AmiLost):
                self._guard.send("Setvar", headers)

    async def action(self, name: str, headers: Mapping[str, str] | None = None) -> list[Row]:
        """Any other action. Raises AmiError, AmiLost, ValueError."""
        if self._guard is None:
            raise AmiLost(f"{name}: not connected")
        return await self._guard.action(name, headers)

    async def run(self) -> None:
        """Stay connected until cancelled; an owner's exception ends it as well."""
        delay_s = self._patience.first_delay_s
        while True:
            try:
                await self._serve()
            except (AmiError, OSError) as error:
                log.warning("AMI: %s", error or type(error).__name__)
            if self.is_ready:
                delay_s = self._patience.first_delay_s
                self._is_ready.clear()
            await asyncio.sleep(delay_s * random.uniform(0.5, 1.0))
            delay_s = min(delay_s * 2, self._patience.longest_delay_s)

    async def _serve(self) -> None:
        """One connection from login to loss."""
        guard = await Guard.open(self._address, self._login, self._tell, self._patience.timeout_s)
        self._guard = guard
        try:
            await self.on_connected()
            self._is_ready.set()
            while not guard.lost.done():
                await asyncio.wait({guard.lost}, timeout=self._patience.ping_s)
                await guard.action("Ping")
        finally:
            self._guard = None
            guard.close("the client let go")

    def _tell(self, event: Row) -> None:
        if event.get("event") in EVENTS:
            self.on_event(event)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _member(row: Row) -> Member:
    return Member(
        interface=row.get("location", ""),
        name=row.get("name", ""),
        paused=row.get("paused") == "1",
        reason=row.get("pausedreason", ""),
        status=int(row.get("status", "0")),
    )


def _entry(row: Row) -> Entry:
    return Entry(
        channel=row.get("channel", ""),
        contact_id=row.get("uniqueid", ""),
        position=int(row.get("position", "0")),
        waited_s=int(row.get("wait", "0")),
    )


__all__ = ["Ami", "AmiError", "AmiLost", "Entry", "Member", "Patience", "QueueState", "Row"]
