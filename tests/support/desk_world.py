"""A small contact centre for desk tests: real engines, real runner, real websocket, no telephones.

Owns a server on loopback with the desk on it. The distribution and the desk are the real ones, the
journal is the one in memory. Only the exchange is a twin: `Line` says what happens on the line and
ends a conversation when an agent hangs up.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from acd.core.engine import Engine as AcdEngine
from acd.edge.control import Control
from contact import event as e
from contact.card import Card
from contact.command import ACD_COMMANDS, HangUp, QueueContact
from contact.core import NOTHING, Outcome
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, CitizenId, ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Agent, CentrePlan, EntryPoint, Queue
from cti.core.engine import Engine
from cti.core.observation import OBSERVATIONS
from cti.edge.desk import Desk
from cti.edge.token import token_book
from lab.robot import Habit, RobotAgent
from wiring.clock import Clock
from wiring.http import key_check, mount
from wiring.journal_memory import MemoryJournal
from wiring.runner import Runner, Service

CONTROL_KEYS = {
    "administrator": ("key of the administrator", ["administrator"]),
    "supervisor": ("key of a supervisor", ["supervisor"]),
    "agent": ("key of an agent", ["agent"]),
    "department": ("key of a department", ["department"]),
    "integration": ("key of a program", ["api"]),
}
"""Keys of the API: name → key, roles."""
ANE, BRUNO = AgentId("ane"), AgentId("bruno")
SERVED_BY_AGENT = Ending(Who.AGENT, Reason.SERVED)
SERVED = Ending(Who.CITIZEN, Reason.SERVED)
ABANDONED = Ending(Who.CITIZEN, Reason.ABANDONED)

TAXES = {
    "es": "Tributos",
    "it": "Tributi",
    "eu": "Zergak",
    "ca": "Tributs",
    "gl": "Tributos",
    "en": "Taxes",
}


def centre(agents: int = 2, **queue: Any) -> CentrePlan:
    """A centre with one queue and some agents who know everything."""
    fields: dict[str, Any] = {
        "ring_s": 30.0,
        "wrap_up_s": 60.0,
        "dispositions": ("resolved", "appointment", "escalated"),
        **queue,
    }
    names = {ANE: "Ane Etxeberria", BRUNO: "Bruno Conti"}
    ids = [ANE, BRUNO, *(AgentId(f"agent-{number}") for number in range(3, agents + 1))][:agents]
    skills = {"es": 9, "it": 9, "eu": 9, "en": 9, "taxes": 5}
    return CentrePlan(
        name="Ayuntamiento de Valdemora",
        version="test",
        time_zone="Europe/Madrid",
        languages=("es", "it", "eu", "en"),
        topics={"taxes": TAXES},
        entry_points={"012": EntryPoint("012", "line", "Atención ciudadana")},
        flows={},
        queues={"citizens": Queue("citizens", **fields)},
        agents={
            one: Agent(one, names.get(one, f"Agent {one}"), f"phone-{one}", skills) for one in ids
        },
        not_ready_reasons=("break", "training", "back office"),
    )


def overseen() -> CentrePlan:
    """A centre where Ane supervises and the queue can be closed."""
    plan = centre(limits=(Limit(Cause.CLOSED, WayOut(Exit.MESSAGE, "closed")),))
    agents = {**plan.agents, ANE: replace(plan.agents[ANE], is_supervisor=True)}
    return replace(plan, agents=agents)


@dataclass
class Line:
    """The exchange's twin: tells what happens on the line."""

    world: DeskWorld
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def arrive(self, number: str = "+34944001122", name: str = "", language: str = "es") -> str:
        """A citizen dials, chooses, and waits. The contact's id."""
        contact_id = ContactId(f"1700000000.{next(self.numbers)}")
        runner = self.world.runner
        runner.report(e.ContactArrived(contact_id, "012", number, name))
        runner.report(e.MenuEntered(contact_id, "welcome"))
        needs = {language: 1, "taxes": 1}
        runner.report(
            e.ContactClassified(contact_id, language, "taxes", "citizens", needs, priority=0)
        )
        runner.submit(QueueContact(contact_id, "citizens", language, needs, 0, runner.now()))
        return contact_id

    def answer(self, pop: dict[str, Any], agent_id: str = ANE) -> None:
        """The agent lifts the phone."""
        contact_id, offer_id = pop["contact_id"], pop["offer_id"]
        self.world.runner.report(e.AgentAlerting(offer_id, contact_id, AgentId(agent_id)))
        self.world.runner.report(e.ContactConnected(contact_id, offer_id, AgentId(agent_id)))

    def leave(self, contact_id: str, ending: Ending = SERVED, agent_id: str | None = None) -> None:
        """The contact ends."""
        agent = AgentId(agent_id) if agent_id is not None else None
        self.world.runner.report(e.ContactEnded(ContactId(contact_id), ending, agent))

    # the contract of a core, as far as the desk needs an exchange

    def handle(self, message: Any, now: float) -> Outcome:
        """Hang up when asked; everything else is told by the test."""
        if isinstance(message, HangUp):
            ended = e.ContactEnded(message.contact_id, SERVED_BY_AGENT, message.agent_id)
            return Outcome(events=(ended,))
        return NOTHING

    def tick(self, now: float) -> Outcome:
        """Nothing is ever due."""
        return NOTHING

    def next_deadline(self) -> float | None:
        """Never."""
        return None

    def replay(self, event: e.Event, at: float) -> None:
        """A twin forgets."""

    def snapshot(self) -> dict[str, Any]:
        """Nothing to show."""
        return {}


class DeskWorld:
    """Use as `async with DeskWorld(plan) as world:`."""

    def __init__(self, plan: CentrePlan | None = None, origins: Sequence[str] = ()) -> None:
        self.plan = plan or centre()
        self.tokens = {agent: f"token-of-{agent}-0123456789" for agent in self.plan.agents}
        self.card_box: dict[str, tuple[Card, ...]] = {}
        """Contact → cards, as the CRM would have fetched them."""
        self.engine = Engine(self.plan)
        self.journal = MemoryJournal()
        self.line = Line(self)
        self.desk = Desk(
            self._submit,
            lambda contact_id: self.card_box.get(contact_id, ()),
            token_book(self.tokens),
            origins,
        )
        acd = AcdEngine(self.plan)
        self.runner = Runner(
            [
                Service("acd", acd, lambda effects: None, ACD_COMMANDS),
                Service("cti", self.engine, self.desk.perform, OBSERVATIONS),
                Service("line", self.line, lambda effects: None, (HangUp,)),
            ],
            self.journal,
            Clock(),
        )
        self.control = Control(acd.floor, self.runner.ask)
        self.url = ""
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> DeskWorld:
        app = web.Application()
        mount(app, [self.control.routes()], key_check(CONTROL_KEYS), "/api")
        app.add_routes(self.desk.routes())
        # As in the product, the desk ends its own connections; aiohttp need not wait for them.
        server = web.AppRunner(app, shutdown_timeout=0.1)
        await server.setup()
        self._stack.push_async_callback(server.cleanup)
        site = web.TCPSite(server, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{server.addresses[0][1]}"
        run = asyncio.create_task(self.runner.run())
        self._stack.push_async_callback(_cancelled, run)
        self._stack.callback(self.runner.close)
        self.runner.start(self.plan.version)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.desk.stop()
        await self._stack.aclose()

    def _submit(self, message: Any) -> None:
        self.runner.submit(message)  # desk and runner need one another; the runner comes second

    def robot(self, agent_id: str = ANE, habit: Habit | None = None, **more: Any) -> RobotAgent:
        """A robot with this agent's token."""
        token = more.pop("token", self.tokens.get(AgentId(agent_id), ""))
        return RobotAgent(self.url, agent_id, token, habit or Habit(), **more)

    async def events(self, kind: type) -> list[Any]:
        """Journaled events of this kind."""
        return [record.event for record in await self.journal.read() if type(record.event) is kind]

    def recognise(self, contact_id: str, *cards: Card) -> None:
        """The CRM found these people for the caller's number."""
        self.card_box[contact_id] = cards
        ids = tuple(CitizenId(card.citizen_id) for card in cards)
        self.runner.report(e.CitizenRecognised(ContactId(contact_id), ids))


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
