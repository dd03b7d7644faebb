"""The whole centre in one process: every real thing is chosen here and nowhere else.

Owns the wiring of cores, edges, journal and web server, their start and their end. Never decides
anything about a contact. Edge.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from pathlib import Path
from typing import Any

from aiohttp import web

from acd.core.engine import Engine as Acd
from acd.edge.calendar import Calendar
from acd.edge.control import Control
from centralita.console import CannotRun
from centralita.web import web_application
from contact.command import ACD_COMMANDS, IVR_COMMANDS
from contact.identity import AgentId
from contact.plan import CentrePlan
from crm_api.core.custom import Custom
from crm_api.edge.crm import Crm
from cti.core.engine import Engine as Cti
from cti.core.observation import OBSERVATIONS as DESK_OBSERVATIONS
from cti.edge.desk import Desk
from cti.edge.token import token_book
from dialplan.site import Site, shipped_prompts
from ivr.ari.error import Replaced
from ivr.core.engine import Engine as Ivr
from ivr.core.observation import OBSERVATIONS as LINE_OBSERVATIONS
from ivr.edge.control import EmergencyControl
from ivr.edge.line import Access, Line
from wiring.clock import Clock
from wiring.journal import Journal, open_journal
from wiring.runner import Runner, Service
from wiring.secret import Secrets
from wiring.settings import LOCAL, Settings
from wiring.supervision import Supervision

log = logging.getLogger("centralita")

STOP_S = 5.0
"""How long an orderly end may take, seconds."""


class House:
    """One centre, from journal to desk."""

    def __init__(self, settings: Settings, site: Site, journal: Journal) -> None:
        self._settings = settings
        self._site = site
        self._journal = journal
        plan, secrets = site.plan, Secrets(settings.state / "secrets.json")
        clock = Clock()
        ivr, acd = (
            Ivr(plan, settings.lease_s, settings.renew_s, secrets.get("callers").encode()),
            Acd(plan),
        )
        self.crm = Crm(settings.crm, journal, self._report, clock.now, _custom_of(plan))
        tokens = {agent: secrets.get(f"desk:{agent}") for agent in plan.agents}
        self.desk = Desk(self._submit, self.crm.cards, token_book(tokens))
        self.line = Line(plan, ivr, self._access(secrets), self._submit, clock.now)
        self.runner = Runner(
            (
                Service("cti", Cti(plan), self.desk.perform, DESK_OBSERVATIONS, is_patient=True),
                Service("acd", acd, _nothing_to_perform, ACD_COMMANDS),
                Service("calendar", Calendar(plan), _nothing_to_perform, ()),
                Service("ivr", ivr, self.line.perform, (*LINE_OBSERVATIONS, *IVR_COMMANDS)),
            ),
            journal,
            clock,
        )
        self.control = Control(acd.floor, self.runner.ask)
        self.emergency = EmergencyControl(ivr, self.runner.ask, shipped_prompts().keys)
        self.web = web_application(self, secrets)
        self._server = web.AppRunner(self.web, access_log=None, shutdown_timeout=STOP_S)

    def _access(self, secrets: Secrets) -> Access:
        settings = self._settings
        return Access(
            ari_url=settings.ari_url,
            ari_secret=secrets.get("ari"),
            ami=(LOCAL, settings.ami_port),
            ami_secret=secrets.get("ami"),
            agi=(settings.host, settings.agi_port),
            queue_log=settings.state / "asterisk" / "log" / "queue_log",
        )

    def _submit(self, message: Any) -> None:
        self.runner.submit(message)

    def _report(self, event: Any) -> None:
        self.runner.report(event)

    async def run(self, supervision: Supervision) -> None:
        """Serve until stopped. Raises what a failed part raised; CannotRun when superseded."""
        count = await self.runner.recover()
        log.info("rebuilt from %d journal records", count)
        began_at = await self._began_at()
        await self.crm.start()
        try:
            self.runner.start(self._site.plan.version)
            await self._server.setup()
            settings = self._settings
            await web.TCPSite(self._server, settings.host, settings.http_port).start()
            supervision.start("runner", self.runner.run())
            supervision.start("crm", self.crm.run())
            self.line.start(supervision, began_at)
            _spare_the_collector()
            await supervision.wait()
        except Replaced as error:
            raise CannotRun(
                "another copy of the application has taken over this exchange, so this one "
                "stopped; decide which one is to run before starting it again"
            ) from error
        finally:
            await self._close()

    async def _began_at(self) -> float:
        """When this journal began; older lines of the exchange's log are none of its business."""
        first = await self._journal.read(0, 1)
        return first[0].at if first else self.runner.now()

    async def _close(self) -> None:
        """Tell the desks, write what was decided, let go of everything."""
        self.desk.stop()
        self.runner.close()
        await self._server.cleanup()
        async with asyncio.timeout(STOP_S):
            await self.runner.flush()
        await self.crm.close()
        await self._journal.close()

    @property
    def recordings(self) -> Path:
        """Where the exchange keeps what citizens said."""
        return self._settings.state / "asterisk" / "spool" / "recording"

    def health(self) -> dict[str, Any]:
        """What works; for probes and people."""
        parts = {"exchange": self.line.is_ready, "manager": self.line.is_mirrored}
        return {
            "status": "ready" if all(parts.values()) else "degraded",
            "parts": parts,
            "epoch": self.runner.epoch,
            "centre": self._site.plan.name,
            "plan": self._site.plan.version,
        }

    def agents(self) -> tuple[AgentId, ...]:
        """Everybody who may log in."""
        return tuple(self._site.plan.agents)


def _custom_of(plan: CentrePlan) -> Custom:
    """What the CRM must know of the plan."""
    follow_up = {code for queue in plan.queues.values() for code in queue.follow_up}
    return Custom(follow_up=frozenset(follow_up))


def _spare_the_collector() -> None:
    """What stands now stands for the whole run; look at the rest less often.

    The cores make many small objects and no cycles; Python's defaults would look at all of them
    several times per contact.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _nothing_to_perform(effects: Any) -> None:
    """Of those whose whole output is events, or commands for others."""
    if effects:
        raise RuntimeError(f"nobody performs {effects!r}")


async def open_house(settings: Settings, site: Site) -> House:
    """The centre, with its journal locked for this process.

    Raises JournalBusy when another process runs on the same journal.
    """
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    journal = await open_journal(settings.journal)
    return House(settings, site, journal)
