"""Words for accidents: the application dies, freezes or loses a connection, and what then holds.

Owns the accidents, the looks at the fallback queue and at the books afterwards. The acting persons
are those of the stories. Every wait is for a condition and has a deadline.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import aiohttp

from contact import event as e
from contact.ending import Reason, Who
from contact.identity import ContactId
from ivr.ami.client import Ami, Member, QueueState
from lab.sipp import Script, Sipp, playing
from tests.support.ear import Ear, listening
from tests.support.leak import assert_nothing_left
from tests.support.story import Story
from tests.support.story_cast import PATIENCE_S, Agent, Citizen
from wiring.journal import Record

NEW_CALLER_S = 3.0
"""A citizen who dials while the application is dead hears a voice within this time (F02)."""
WAITING_CALLER_S = 10.0
"""Those who wait reach the fallback queue within this time; no silence is longer (D1)."""
READY_S = 5.0
"""A restarted application is ready within this time (F02)."""
ORPHAN_S = 5.0
"""Legs and bridges that nobody uses are gone within this time (F04)."""


class Trouble(Story):
    """A story in which the application has accidents."""

    # ------------------------------------------------------------ accidents

    async def kill(self) -> float:
        """The application is gone at once; when, monotonic clock."""
        await self.centre.stop_application(signal.SIGKILL)
        return time.monotonic()

    async def restart(self) -> float:
        """Start the application again; seconds until it was ready.

        What the machine let its main thread wait for a processor, because others had it, is not
        the application's: it is taken off.
        """
        took = await self.centre.start_application()
        delayed = self._delayed_s()
        print(f"ready after {took:.2f} s, of which {delayed:.2f} s without a processor")
        assert took - delayed <= READY_S, self.centre.last_words()
        return took

    def _delayed_s(self) -> float:
        assert self.centre.application is not None
        told = Path(f"/proc/{self.centre.application.pid}/schedstat").read_text(encoding="ascii")
        return int(told.split()[1]) / 1e9

    @contextlib.asynccontextmanager
    async def frozen(self) -> AsyncIterator[float]:
        """The application stands still for the length of the block."""
        assert self.centre.application is not None
        self.centre.application.send_signal(signal.SIGSTOP)
        try:
            yield time.monotonic()
        finally:
            self.centre.application.send_signal(signal.SIGCONT)

    # ------------------------------------------------------------ citizens

    @contextlib.asynccontextmanager
    async def caller(self, dials: str = "012") -> AsyncIterator[Citizen]:
        """A citizen who dials while nobody keeps the books; stays as `citizen` does."""
        number = f"7{self.began_after % 10000:04}{next(self.numbers):03}"
        async with listening() as ear:
            rows = [[number, "Nuria Sanz"]]
            script = Script("citizen_stays", dials, rows, count=1, ear_port=ear.port, limit_s=100)
            async with playing(self.sip, self.folder, script) as sipp:
                citizen = Citizen(number, ear, sipp)
                yield citizen
                if not citizen.has_gone:
                    citizen.hang_up()
                    await citizen.gone()

    async def queues_up(
        self, stack: contextlib.AsyncExitStack, keys: str = "", dials: str = "012"
    ) -> Citizen:
        """A citizen who dials, presses keys and then waits, until the stack ends."""
        citizen = await stack.enter_async_context(self.citizen(dials))
        await citizen.press(keys)
        await self.happens(e.ContactQueued, contact_id=citizen.contact_id)
        return citizen

    @staticmethod
    async def becomes_ready(agent: Agent) -> None:
        """The agent chooses ready as soon as the desk is connected again."""

        async def is_so() -> bool:
            try:
                await agent.robot.ready()
            except ConnectionError:
                return False
            return True

        await until(is_so)

    @staticmethod
    async def _log_out(agent: Agent) -> None:
        """The desk may still be on its way back."""

        async def is_connected() -> bool:
            return agent.robot.is_leaving or agent.robot._ws is not None

        await until(is_connected)
        await Story._log_out(agent)

    # ------------------------------------------------------------ the fallback queue

    async def fallback(self) -> QueueState:
        """The fallback queue at this instant."""
        settings = self.centre.settings
        secret = self.centre.secrets.get("ami")
        ami = Ami(settings.host, settings.ami_port, "centralita", secret)
        task = asyncio.create_task(ami.run())
        try:
            async with asyncio.timeout(PATIENCE_S):
                await ami.ready()
            return await ami.queue_status("fallback")
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def fallback_has(
        self, is_so: Callable[[list[ContactId]], bool], within_s: float = WAITING_CALLER_S
    ) -> list[ContactId]:
        """Wait until those in the fallback queue are as wanted; who they are, next one first."""
        waiting: list[ContactId] = []
        try:
            async with asyncio.timeout(within_s):
                while True:
                    state = await self.fallback()
                    waiting = [ContactId(one.contact_id) for one in state.entries]
                    if is_so(waiting):
                        return waiting
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(
                f"after {within_s:g} s these are in the fallback queue: {waiting}\n"
                + self.centre.last_words(15)
            ) from None

    async def members(self) -> dict[str, Member]:
        """Agent → what the fallback queue knows."""
        return {one.name: one for one in (await self.fallback()).members}

    # ------------------------------------------------------------ the exchange

    async def outlives_a_lease(self, contact_id: ContactId) -> None:
        """Wait until every lease that was given before now would be over."""
        until = time.monotonic() + self.centre.settings.lease_s + 0.5
        while time.monotonic() < until:
            assert any(one["id"] == contact_id for one in await self.legs())
            await asyncio.sleep(0.2)

    async def without_legs_of(self, agent: str) -> None:
        """Wait until the exchange has no leg of this agent's phone."""

        async def is_so() -> bool:
            name = f"PJSIP/desk-{agent}-"
            return not any(one["name"].startswith(name) for one in await self.legs())

        await until(is_so)

    async def legs(self) -> list[dict[str, Any]]:
        """All channels of the exchange."""
        secret = self.centre.secrets.get("ari")
        headers = {"Authorization": aiohttp.encode_basic_auth("centralita", secret)}
        async with (
            aiohttp.ClientSession(self.centre.settings.ari_url, headers=headers) as session,
            session.get("/ari/channels") as answer,
        ):
            listed: list[dict[str, Any]] = await answer.json()
            return listed

    async def nothing_left(self, within_s: float = ORPHAN_S) -> None:
        """Wait until the exchange is empty."""
        secret = self.centre.secrets.get("ari")
        await assert_nothing_left(self.centre.settings.ari_url, secret, within_s)

    # ------------------------------------------------------------ the books

    async def ending(self, contact_id: ContactId) -> tuple[Who, Reason, str]:
        """How a contact ended, once it has."""
        ended = (await self.happens(e.ContactEnded, 30.0, contact_id=contact_id)).event
        return ended.ending.who, ended.ending.reason, ended.agent_id or ""

    async def contact_of(self, citizen: Citizen) -> Record:
        """The arrival of a citizen who dialled while nobody kept the books."""
        return await self.happens(e.ContactArrived, 30.0, caller_number=citizen.number)

    async def connected(self) -> list[ContactId]:
        """Contacts in the order in which agents were connected with them, by us or in fallback."""
        return [
            one.event.contact_id
            for one in await self.past()
            if isinstance(one.event, e.ContactConnected | e.ContactServedInFallback)
        ]

    async def assert_books_closed(self, within_s: float = 30.0) -> None:
        """Every contact has one arrival and one ending, and the CRM has the same; nothing rings."""
        await self.nothing_left(within_s)
        deadline = time.monotonic() + within_s
        while wrong := await self._wrong():
            assert time.monotonic() < deadline, wrong
            await asyncio.sleep(0.1)
        assert_no_doubles(await self.past())
        await self.assert_decided_alike()

    async def _wrong(self) -> str:
        past = await self.past()
        arrived = Counter(_contacts(past, e.ContactArrived) + _contacts(past, e.CallbackPromised))
        ended = Counter(_contacts(await self.past(), e.ContactEnded))
        if arrived != ended:
            return f"arrivals {arrived} differ from endings {ended}"
        listed = (await self.centre.api("contacts?limit=200"))["items"]
        in_crm = Counter((one["contact_id"], one["ending"]) for one in listed)
        ours = Counter(
            (one.event.contact_id, str(one.event.ending.reason))
            for one in await self.journal.read(0, 5000)
            if isinstance(one.event, e.ContactEnded)
        )
        return "" if in_crm == ours else f"the CRM has {in_crm}, the journal {ours}"


def assert_no_doubles(records: Iterable[Record]) -> None:
    """One arrival and one ending each; every offer once, no agent with two at a time."""
    records = list(records)
    for kind in (e.ContactArrived, e.ContactEnded):
        counts = Counter(_contacts(records, kind))
        assert not [one for one, count in counts.items() if count > 1], f"{kind}: {counts}"
    offers = Counter(one.event.offer_id for one in records if isinstance(one.event, e.OfferMade))
    assert not [one for one, count in offers.items() if count > 1], offers
    assert_one_offer_an_agent(records)


def assert_one_offer_an_agent(records: Iterable[Record]) -> None:
    """No agent is offered a contact while having another (I2)."""
    held: dict[str, ContactId] = {}
    for record in records:
        match record.event:
            case e.OfferMade(contact_id=contact_id, agent_id=agent_id):
                assert agent_id not in held, f"{agent_id} has {held[agent_id]}: {record}"
                held[agent_id] = contact_id
            case e.OfferExpired() | e.OfferDeclined() | e.OfferWithdrawn() as over:
                held.pop(over.agent_id, None)
            case e.ContactEnded(contact_id=contact_id) | e.ContactFellBack(contact_id=contact_id):
                held = {who: what for who, what in held.items() if what != contact_id}


def longest_gap(ear: Ear, since: float, until: float) -> float:
    """The longest time without any audio between two instants of the monotonic clock, seconds."""
    heard = [one.at for one in ear.frames if since <= one.at <= until]
    marks = [since, *heard, until]
    return max(later - earlier for earlier, later in itertools.pairwise(marks))


async def until(is_so: Callable[[], Awaitable[bool]], within_s: float = PATIENCE_S) -> None:
    """Wait until it is so. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.05)


async def invited(phone: Sipp | None, count: int = 1, within_s: float = 20.0) -> None:
    """Wait until this phone has been rung so many times."""

    async def is_so() -> bool:
        return rings(phone) >= count

    await until(is_so, within_s)


def rings(phone: Sipp | None) -> int:
    """How often this phone has been rung."""
    assert phone is not None
    calls = {
        one.header("Call-ID")
        for one in phone.outcome().messages
        if not one.is_sent and one.first_line.startswith("INVITE ")
    }
    return len(calls)


async def told_to_hang_up(phone: Sipp | None, within_s: float = ORPHAN_S) -> None:
    """Wait until the exchange has sent this phone a BYE."""
    assert phone is not None

    async def is_so() -> bool:
        told = [one for one in phone.outcome().messages if not one.is_sent]
        return any(one.first_line.startswith("BYE ") for one in told)

    await until(is_so, within_s)


def _contacts(records: Iterable[Record], kind: type) -> list[ContactId]:
    return [one.event.contact_id for one in records if isinstance(one.event, kind)]
