"""The line: the ivr's hands on the exchange, and the tasks that keep them there.

Owns the two connections (ARI for contacts, AMI for the fallback queue), the looks at the exchange
and the reading of its queue log. Never decides. Edge.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contact.plan import CentrePlan
from ivr.agi.server import AgiServer
from ivr.ami.client import Ami
from ivr.ari.client import Ari, AriError
from ivr.core.engine import Engine
from ivr.edge.inquiry import Inquiries, calendar_answers
from ivr.edge.look import look_at
from ivr.edge.performer import Performer
from ivr.edge.question import questions
from ivr.edge.queue_log import QueueLog
from ivr.edge.switchboard import AmiSwitchboard
from ivr.edge.translate import translate, unheard
from wiring.supervision import Supervision

log = logging.getLogger(__name__)

APPLICATION = "centralita"
"""Our name as a Stasis application, and as a user of ARI and AMI."""
LOOK_S = 5.0
"""Between two looks at the exchange, seconds (F11)."""
WATCH_S = 1.0
"""Between two looks at the fallback queue, seconds."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where the exchange is and how it knows us."""

    ari_url: str
    ari_secret: str
    ami: tuple[str, int]
    """Address and port of the exchange's AMI."""
    ami_secret: str
    agi: tuple[str, int]
    """Address and port on which we answer FastAGI questions."""
    queue_log: Path
    """The file in which Asterisk logs its queues."""


class Line:
    """The telephone line of one centre."""

    def __init__(
        self,
        plan: CentrePlan,
        engine: Engine,
        access: Access,
        submit: Callable[[Any], None],
        now: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._access = access
        self._submit = submit
        self._ari = Ari(access.ari_url, APPLICATION, access.ari_secret, APPLICATION)
        self._ari.on_event = self._take
        self._ari.on_connected = self._connected
        ami = Ami(*access.ami, APPLICATION, access.ami_secret)
        self._switchboard = AmiSwitchboard(ami, engine.phones, submit)
        self._inquiries = Inquiries(calendar_answers(plan.time_zone, now, plan.calendars), submit)
        self._performer = Performer(self._ari, self._switchboard, submit, self._inquiries.ask)
        answers = questions(plan, engine.callers, now, lambda: engine.emergency_message)
        self._agi = AgiServer(access.agi, answers)
        self._queue_log: QueueLog | None = None

    @property
    def is_ready(self) -> bool:
        """Contacts are taken: connected and reconciled."""
        return self._ari.is_ready

    @property
    def is_mirrored(self) -> bool:
        """The fallback queue knows the agents."""
        return self._switchboard.is_ready

    def perform(self, effects: Sequence[Any]) -> None:
        """Perform effects of the ivr's core, in order, without waiting."""
        self._performer.perform(effects)

    def start(self, supervision: Supervision, began_at: float) -> None:
        """Start the tasks. `began_at`: older lines of the queue log are not ours, UTC seconds."""
        self._queue_log = QueueLog(self._access.queue_log, began_at)
        supervision.start("ari", self._ari.run())
        supervision.start("ami", self._switchboard.run())
        supervision.start("mirror", self._switchboard.run_mirror())
        supervision.start("agi", self._agi.run())
        supervision.start("inquiry", self._inquiries.run())
        supervision.start("look", self._look_at_intervals())
        supervision.start("watch", self._watch_fallback())

    def _take(self, event: dict[str, Any]) -> None:
        if media := unheard(event):
            # A leg that ended meanwhile, or a file that is not there: `centralita sounds check`.
            log.info("not played to its end: %s", media)
        message = translate(event)
        if message is not None:
            self._submit(message)

    async def _connected(self) -> None:
        """After every connect, before any event: what happened meanwhile, then what there is."""
        self._read_queue_log()
        self._submit(await look_at(self._ari, is_first=True))
        log.info("connected to the exchange and reconciled")

    async def _look_at_intervals(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if self._ari.is_ready:
                try:
                    self._submit(await look_at(self._ari, is_first=False))
                except AriError as error:
                    log.warning("could not look at the exchange: %s", error)

    async def _watch_fallback(self) -> None:
        """While contacts are in the fallback queue: their fate, and bringing them back."""
        while True:
            await asyncio.sleep(WATCH_S)
            if not self._ari.is_ready:
                continue
            self._read_queue_log()
            if self._engine.has_fallen_back():
                waiting = await self._switchboard.waiting_in_fallback()
                if waiting is not None:
                    self._submit(waiting)

    def _read_queue_log(self) -> None:
        if self._queue_log is not None:
            for message in self._queue_log.read():
                self._submit(message)
