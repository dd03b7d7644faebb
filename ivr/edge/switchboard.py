"""The exchange's manager interface in our words: leases, the fallback queue, phones.

Owns what AMI is used for: setting variables while prompts play, mirroring agents into the fallback
queue, finding and fetching who waits there, and which phones are reachable. Never decides and never
originates. Edge.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol

from contact.event import Mode
from contact.identity import ContactId
from ivr.ami.client import Ami, AmiError
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.phone import Phones
from ivr.edge.queue_log import QUEUE

log = logging.getLogger(__name__)

RINGING = 6
"""Asterisk's device state of a member whose phone rings."""
SEE_S = 0.3
"""From a phone's coming or going to the look at all phones, seconds."""
UNREACHABLE = frozenset({"INVALID", "UNAVAILABLE"})
"""Asterisk's device states of a phone that cannot be rung."""


class Switchboard(Protocol):
    """What is asked of the exchange's manager interface."""

    @property
    def is_ready(self) -> bool:
        """Connected."""

    def set_variable(self, channel: str, name: str, value: str) -> None:
        """Set a channel's variable or function at once, whatever it plays; never waits."""

    def mirror(self, effect: do.MirrorAgent) -> None:
        """Let the fallback queue know an agent's choice; never waits."""

    def return_from_fallback(self, contact_id: ContactId) -> None:
        """Move a contact out of the fallback queue into our application; never waits."""


class AmiSwitchboard:
    """What we ask the manager interface, without waiting for it."""

    def __init__(self, ami: Ami, phones: Phones, submit: Callable[[Any], None]) -> None:
        self._ami = ami
        self._phones = phones
        self._submit = submit
        self._tasks: set[asyncio.Task[None]] = set()
        self._members: set[str] = set()
        self._is_seeing = False
        self._to_mirror: asyncio.Queue[do.MirrorAgent] = asyncio.Queue()
        ami.on_event = self._take
        ami.on_connected = self._connected

    @property
    def is_ready(self) -> bool:
        """Connected, and the fallback queue knows all agents."""
        return self._ami.is_ready

    async def run(self) -> None:
        """Stay connected, for ever."""
        await self._ami.run()

    async def run_mirror(self) -> None:
        """Carry agents' choices over, one after the other, for ever.

        What is lost with a connection is told anew with the next one.
        """
        while True:
            effect = await self._to_mirror.get()
            await self._done(self._mirrored(effect), f"mirror {effect.agent_id}")

    # ------------------------------------------------------------ asked by the performer

    def set_variable(self, channel: str, name: str, value: str) -> None:
        """Set a channel's variable or function; a leg that is gone needs none."""
        self._ami.set_variable(channel, name, value)

    def mirror(self, effect: do.MirrorAgent) -> None:
        """Let the fallback queue know what an agent chose."""
        self._to_mirror.put_nowait(effect)

    def return_from_fallback(self, contact_id: ContactId) -> None:
        """Move a contact out of the fallback queue into our application."""
        self._go(self._fetched(contact_id), f"fetch {contact_id} back")

    async def waiting_in_fallback(self) -> seen.FallbackWaiting | None:
        """Who waits there, oldest first, but for those whose turn has come: a phone rings for as
        many as members ring. None when the exchange does not say."""
        if not self._ami.is_ready:
            return None
        try:
            status = await self._ami.queue_status(QUEUE)
        except AmiError as error:
            log.warning("could not look at the fallback queue: %s", error)
            return None
        ringing = sum(1 for member in status.members if member.status == RINGING)
        return seen.FallbackWaiting(
            tuple(ContactId(entry.contact_id) for entry in status.entries[ringing:])
        )

    # ------------------------------------------------------------ inside

    async def _fetched(self, contact_id: ContactId) -> None:
        try:
            await self._ami.redirect(contact_id, "back", "stasis")
        except AmiError:
            self._submit(seen.ReturnFailed(contact_id))
            raise

    async def _connected(self) -> None:
        """A new connection knows nothing: tell it of every agent, ask it for every phone."""
        status = await self._ami.queue_status(QUEUE)
        self._members = {member.interface for member in status.members}
        for effect in self._phones.all_mirrored():
            await self._mirrored(effect)
        await self._see_phones()

    async def _see_phones(self) -> None:
        """Ask which phones can be rung."""
        for device, state in (await self._ami.device_states()).items():
            technology, _, phone = device.partition("/")
            if technology == "PJSIP":
                self._submit(seen.PhoneSeen(phone, state not in UNREACHABLE))

    async def _mirrored(self, effect: do.MirrorAgent) -> None:
        interface = f"PJSIP/{effect.phone}"
        if effect.mode is not Mode.LOGGED_OUT:
            paused = effect.mode is not Mode.READY
            await self._ami.queue_add(QUEUE, interface, effect.agent_id, paused, effect.reason)
            self._members.add(interface)
        elif interface in self._members:
            self._members.discard(interface)
            await self._ami.queue_remove(QUEUE, interface)

    def _take(self, event: Mapping[str, str]) -> None:
        """A phone came or went; when many do, they are asked for together, a little later."""
        if event.get("event") == "ContactStatus" and not self._is_seeing:
            self._is_seeing = True
            self._go(self._see_later(), "see the phones")

    async def _see_later(self) -> None:
        await asyncio.sleep(SEE_S)
        self._is_seeing = False
        await self._see_phones()

    def _go(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        task = asyncio.create_task(self._done(work, what))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _done(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        try:
            await work
        except AmiError as error:
            log.warning("could not %s: %s", what, error)
