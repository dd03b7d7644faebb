"""Words for stories: who comes on, what happened, and what must hold when it is over.

Owns the stage (a centre and its journal) and the questions a story asks of journal, CRM, log and
Asterisk. Every wait is for a condition and has a deadline.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from acd.core.rerun import rerun
from contact import event as e
from contact.ending import Reason, Who
from contact.event import Event
from contact.identity import AgentId, ContactId
from lab.centre import Centre
from lab.robot import Habit, RobotAgent, RobotRefused
from lab.sipp import Script, playing
from reports.edge.reading import records
from tests.support.ear import listening
from tests.support.leak import assert_nothing_left
from tests.support.story_cast import PATIENCE_S, Agent, Citizen
from tests.support.story_site import StorySite
from wiring.journal import Reader, Record

_CLOSED = 1000
_BEGINS = (e.ContactArrived, e.CallbackPromised)
_COMPLAINT = re.compile(r"^\S+ \S+ (?:WARNING|ERROR|CRITICAL) .*|^Traceback.*", re.MULTILINE)

E = TypeVar("E")

ANSWERS = {"ring_ms": 50, "answer_ms": 300, "talk_ms": 0}
"""A phone that is picked up soon and never hung up."""
KEEPS_RINGING = {"ring_ms": 20, "answer_ms": 60_000, "talk_ms": 0}
HANGS_UP = {"ring_ms": 50, "answer_ms": 100, "talk_ms": 1000}
"""A phone that is hung up after a second of conversation."""


@dataclass
class Story:
    """One story in a running centre."""

    centre: Centre
    site: StorySite
    folder: Path
    journal: Reader
    began_after: int
    """Seq of the last record before the story."""
    log_end: int
    """Length of the application's log before the story, bytes."""
    numbers: Any = field(default_factory=itertools.count)

    # ------------------------------------------------------------ who acts

    @contextlib.asynccontextmanager
    async def citizen(self, dials: str = "012", number: str = "") -> AsyncIterator[Citizen]:
        """A citizen who dials and stays until told, or until the end of the block.

        `number` is the caller's; empty: one of its own.
        """
        own = f"6{os.getpid() % 1000:03}{self.began_after % 1000:03}{next(self.numbers):02}"
        number = number or own
        before = await self.journal.last()
        async with listening() as ear:
            script = Script(
                "citizen_stays",
                dials,
                [[number, "Nuria Sanz"]],
                count=1,
                ear_port=ear.port,
                limit_s=90,
            )
            async with playing(self.sip, self.folder, script) as sipp:
                citizen = Citizen(number, ear, sipp)
                try:
                    arrived = await self.happens(
                        e.ContactArrived, after=before, caller_number=number
                    )
                    citizen.contact_id = arrived.event.contact_id
                    yield citizen
                finally:
                    await citizen.leaves()

    @contextlib.asynccontextmanager
    async def agent(
        self,
        name: str,
        scenario: str = "agent",
        keys: dict[str, int] | None = None,
        **habits: Any,
    ) -> AsyncIterator[Agent]:
        """An agent who logs in, gets ready and has a phone; logs out at the end of the block.

        `scenario` is the phone's, empty for none.
        """
        async with contextlib.AsyncExitStack() as stack:
            ear = await stack.enter_async_context(listening())
            phone = None
            if scenario:
                script = Script(
                    scenario,
                    keys=keys or (ANSWERS if scenario == "agent" else {}),
                    port=self.site.phone_ports[name],
                    ear_port=ear.port,
                    limit_s=300,
                    log_messages=True,
                )
                phone = await stack.enter_async_context(playing(self.sip, self.folder, script))
            agent_id = AgentId(name)
            robot = RobotAgent(
                self.centre.settings.http_url,
                name,
                self.centre.desk_token(agent_id),
                Habit(**habits),
            )
            agent = Agent(agent_id, await stack.enter_async_context(robot), phone, ear)
            await agent.is_in(mode="ready" if robot.habit.is_ready else "not ready")
            try:
                yield agent
            except BaseException:  # the next story shall not find this agent at work
                with contextlib.suppress(RobotRefused, ConnectionError, TimeoutError):
                    await robot.log_out()
                raise
            await self._log_out(agent)

    @staticmethod
    async def _log_out(agent: Agent) -> None:
        if agent.robot.is_leaving:
            return
        if agent.state["work"] == "wrap-up":
            wrap_up = agent.robot.seen.of_type("wrap_up")[-1].frame
            disposition = wrap_up["dispositions"][0]
            await agent.robot.finish_wrap_up(wrap_up["contact_id"], disposition)
        await agent.is_in(work="idle")
        await agent.robot.log_out()
        assert await agent.robot.over(PATIENCE_S) == _CLOSED

    @property
    def sip(self) -> str:
        """Where citizens' calls go."""
        return f"{self.centre.settings.host}:{self.centre.settings.sip_port}"

    # ------------------------------------------------------------ what happened

    async def happens(
        self, kind: type[E], within_s: float = PATIENCE_S, *, after: int = 0, **values: Any
    ) -> Record:
        """The story's first such event with these values, past or to come."""
        after = max(after, self.began_after)
        read: list[Event] = []
        try:
            async with asyncio.timeout(within_s):
                while True:
                    for record in await self.journal.read(after):
                        after = record.seq
                        read.append(record.event)
                        if isinstance(record.event, kind) and _has(record.event, values):
                            return record
                    await self.journal.changed(after)
        except TimeoutError:
            told = "\n".join(map(str, read))
            raise AssertionError(f"no {kind.__name__} with {values}; there were:\n{told}") from None

    async def past(self, contact_id: ContactId | None = None) -> list[Record]:
        """The story's records so far, of one contact or all."""
        past = [record async for record in records(self.journal, self.began_after)]
        if not contact_id:
            return past
        return [one for one in past if getattr(one.event, "contact_id", "") == contact_id]

    async def ends(
        self, contact_id: ContactId, who: Who, reason: Reason, agent: str = ""
    ) -> Record:
        """The contact has exactly this one ending; returned when it is there."""
        record = await self.happens(e.ContactEnded, contact_id=contact_id)
        ended = record.event
        assert (ended.ending.who, ended.ending.reason) == (who, reason)
        assert ended.agent_id == (agent or None)
        return record

    async def crm_contact(self, contact_id: ContactId, **values: Any) -> dict[str, Any]:
        """The CRM's row of a contact once it has these values."""
        row: dict[str, Any] = {}
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not row or any(row[key] != value for key, value in values.items()):
                    await asyncio.sleep(0.02)
                    row = await self._row(contact_id)
        except TimeoutError:
            raise AssertionError(f"the CRM has {row}, not {values}") from None
        return row

    async def _row(self, contact_id: ContactId) -> dict[str, Any]:
        listed = await self.centre.api("contacts?limit=200")
        return next((one for one in listed["items"] if one["contact_id"] == contact_id), {})

    # ------------------------------------------------------------ what must hold at the end

    async def assert_all_over(self) -> None:
        """Nothing left in Asterisk, one ending each, no complaint in the logs."""
        settings = self.centre.settings
        ari_secret = self.centre.secrets.get("ari")
        try:
            await assert_nothing_left(settings.ari_url, ari_secret)
        except AssertionError:
            assert self.centre.exchange is not None
            await self.centre.exchange.console("channel request hangup all")
            raise
        events = [one.event for one in await self.past()]
        arrived = [event.contact_id for event in events if isinstance(event, _BEGINS)]
        ended = [event.contact_id for event in events if isinstance(event, e.ContactEnded)]
        assert sorted(arrived) == sorted(ended), "not exactly one ending for each contact"
        await self.assert_decided_alike()
        complaints = self.complaints()
        assert not complaints, "the application complains:\n" + "\n".join(complaints)

    async def assert_decided_alike(self) -> None:
        """The engine decides the whole journal once more as it stands there."""
        entries = [(one.seq, one.at, one.event) async for one in records(self.journal)]
        outcome = rerun(self.centre.site.plan, entries)
        assert outcome.difference is None, outcome.difference

    def complaints(self) -> list[str]:
        """What the application's log complains of since the story began."""
        text = self.centre.log.read_bytes()[self.log_end :].decode(errors="replace")
        return _COMPLAINT.findall(text)


@contextlib.asynccontextmanager
async def telling(centre: Centre, site: StorySite, folder: Path) -> AsyncIterator[Story]:
    """A story from here on; at its end everything must be over."""
    journal = await centre.reader()
    try:
        log_end = centre.log.stat().st_size
        story = Story(centre, site, folder, journal, await journal.last(), log_end)
        yield story
        await story.assert_all_over()
    finally:
        await journal.close()


def _has(event: Event, values: dict[str, Any]) -> bool:
    return all(getattr(event, key) == value for key, value in values.items())
