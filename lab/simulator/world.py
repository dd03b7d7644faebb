"""The virtual day: the production engine of the distribution on a clock that only jumps.

Theory. Contacts come from their sources, are handed to the engine and live by its answers: an
offer is taken at the instant at which it is made, the conversation takes as long as was drawn at
the arrival, who has waited for longer than the patience drawn leaves. The engine is driven by its
public contract alone: `handle`, `tick`, `next_deadline`. Everything else here is counting.

A run is a warm-up that is not counted, pages that are, and a cool-down in which nobody new is
counted but contacts go on arriving, until everyone counted has been connected or has left; so the
waits of those who came last are not cut short. The cool-down lasts as long as the rest of the run
at most; who still waits then is counted as inside.

Owns the clock. Never reads a real clock, never prints. Pure: same seed, same run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil, inf
from typing import Any

from acd.core import Engine
from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.event import OfferMade
from contact.identity import ContactId
from lab.simulator.page import PAGE_COUNT
from lab.simulator.plan_builder import build_plan
from lab.simulator.scenario import HALF_HOUR_S, Scenario, serves
from lab.simulator.source import Citizen, Source
from lab.simulator.staff import Staff

SERVED = Ending(Who.CITIZEN, Reason.SERVED)
ABANDONED = Ending(Who.CITIZEN, Reason.ABANDONED)


class ContradictoryRun(RuntimeError):
    """Engine and simulation disagree about what is so: a bug in one of them."""


END, LEAVE, STAFF, PAGE, ARRIVE = range(5)
"""What happens: a conversation ends, a patience is used up, a half hour begins, a page of counts
ends, a contact arrives. At the same instant the smaller number comes first."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long a run is."""

    warm_up_s: float
    duration_s: float = inf
    """Counted, after the warm-up."""
    contacts: int = 0
    """Counted instead of a duration when above 0."""

    @property
    def page_count(self) -> int:
        """Pages that are counted."""
        return min(PAGE_COUNT, self.contacts) if self.contacts else PAGE_COUNT

    @property
    def last_half_hour(self) -> float:
        """Number of the half hour in which counting ends; inf: not known before."""
        if self.contacts:
            return inf
        return max(0, ceil((self.warm_up_s + self.duration_s) / HALF_HOUR_S) - 1)

    def page_contacts(self, page: int) -> int:
        """How many contacts this page counts, the first is 0."""
        count = self.page_count
        return self.contacts * (page + 1) // count - self.contacts * page // count

    def page_end(self, page: int) -> float:
        """When this page ends, seconds; before the first page the warm-up ends."""
        return self.warm_up_s + self.duration_s * (page + 1) / self.page_count


class World:
    """One run."""

    def __init__(
        self, scenario: Scenario, length: Length, within_s: float = 20.0, replication: int = 0
    ) -> None:
        self._length = length
        self._within_s = within_s
        self._places = inf if scenario.waiting_places is None else scenario.waiting_places
        self._engine = Engine(build_plan(scenario), has_account=False)
        self._handle, self._next_deadline = self._engine.handle, self._engine.next_deadline
        self._acts: tuple[Callable[[Any], None], ...] = (
            self._end,
            self._leave,
            self._shift,
            self._turn,
            self._arrive,
        )
        """By number of the kind."""
        self.staff = Staff(scenario, length.last_half_hour)
        self.sources = [
            Source(scenario, kind, replication, length.last_half_hour) for kind in scenario.classes
        ]
        self.now = 0.0
        """Seconds since the beginning."""
        self.page = -1
        """The page that is written, the first is 0; -1 during the warm-up."""
        self._left = -1
        """Contacts until the page ends; negative: it ends by the clock."""
        self.waiting_count = 0
        self.waiting_area_s = 0.0
        """Area under the curve of the waiting contacts, from the very beginning."""
        self._settled_at = 0.0
        """Instant up to which that area is known, seconds."""
        self.waits_s = 0.0
        """Sum of all waits that are over, from the very beginning."""
        self._citizens: dict[ContactId, Citizen] = {}
        """Those who wait or talk."""
        self._agenda: list[tuple[float, int, int, Any]] = []
        """Instant, kind, number and subject of what is known to happen; a heap."""
        self._planned_count = 0
        self._open(scenario)

    # ------------------------------------------------------------ the run

    def run(self) -> Iterator[float]:
        """Play the run; gives now and then the share that is done, 0 to 1."""
        count = self._length.page_count
        while self.page < count and self._agenda:
            self._play_page()
            yield max(0, self.page) / count
        self._cool_down()
        self._settle_waiting()

    def waiting(self) -> list[Citizen]:
        """Those who wait now."""
        return [one for one in self._citizens.values() if one.is_waiting]

    def snapshot(self) -> dict[str, Any]:
        """What the engine believes."""
        return self._engine.snapshot()

    def _cool_down(self) -> None:
        pending, until = self.waiting(), 2.0 * self.now
        while pending and self._agenda and self._agenda[0][0] < until:
            if pending[-1].is_waiting:
                self._step()
            else:
                pending.pop()

    def _play_page(self) -> None:
        before, agenda, step = self.page, self._agenda, self._step
        while self.page == before and agenda:
            step()

    def _step(self) -> None:
        agenda, next_deadline = self._agenda, self._next_deadline
        due = next_deadline()
        if due is not None and due <= agenda[0][0]:
            self.now = max(self.now, due)
            self._take(self._engine.tick(self.now).events)
            return
        self.now, kind, _, about = heappop(agenda)
        act = self._acts[kind]
        act(about)

    def _plan(self, at: float, kind: int, about: Any) -> None:
        if at < inf:
            self._planned_count += 1
            heappush(self._agenda, (at, kind, self._planned_count, about))

    def _open(self, scenario: Scenario) -> None:
        for source in self.sources:
            override = source.kind.service_rate_per_min
            for number, group in enumerate(scenario.groups):
                source.service_s.append(60.0 / (override or group.rate_per_min))
                if serves(group.skills, source.kind.rings[0].skills):
                    source.first_groups.append(number)
            self._plan(source.next_after(0.0), ARRIVE, source)
        self._shift(0)
        if scenario.profile:
            self._plan(HALF_HOUR_S, STAFF, 1)
        self._plan(self._length.warm_up_s, PAGE, None)

    # ------------------------------------------------------------ what happens

    def _arrive(self, source: Source) -> None:
        citizen, next_after = source.citizen(self.now), source.next_after
        self._plan(next_after(self.now), ARRIVE, source)
        citizen.cell.offered += 1
        if self.waiting_count < self._places or self.staff.has_idle(source.first_groups):
            self._queue(citizen)
        else:
            citizen.cell.blocked += 1
        self._left -= 1
        if not self._left:
            self._turn(None)

    def _queue(self, citizen: Citizen) -> None:
        self._citizens[citizen.contact_id] = citizen
        self._ask(e.ContactArrived(citizen.contact_id, "", ""))
        self._ask(citizen.source.wish(citizen))
        if citizen.agent_id is None:
            self.waiting_area_s += self.waiting_count * (self.now - self._settled_at)
            self._settled_at = self.now
            self.waiting_count += 1
            citizen.is_waiting = True
            citizen.cell.waited += 1
            self._plan(self.now + citizen.patience_s, LEAVE, citizen)

    def _connect(self, offer: OfferMade) -> None:
        citizen = self._citizens[offer.contact_id]
        if citizen.agent_id is not None:
            return  # all were rung at once, and another was the first to accept
        wait_s = self._stop_waiting(citizen) if citizen.is_waiting else 0.0
        citizen.cell.connected += 1
        if wait_s <= self._within_s:
            citizen.cell.within += 1
        citizen.agent_id = offer.agent_id
        group = self.staff.begin(offer.agent_id, self.now)
        service_s = citizen.need * citizen.source.service_s[group]
        self._plan(self.now + service_s, END, citizen)
        self._ask(e.ContactConnected(offer.contact_id, offer.offer_id, offer.agent_id))

    def _end(self, citizen: Citizen) -> None:
        agent_id = citizen.agent_id
        if agent_id is None:
            raise ContradictoryRun(f"{citizen.contact_id} ends without having been connected")
        self.staff.end(agent_id, self.now)
        del self._citizens[citizen.contact_id]
        self._ask(e.ContactEnded(citizen.contact_id, SERVED, agent_id))

    def _leave(self, citizen: Citizen) -> None:
        if citizen.is_waiting:
            wait_s = self._stop_waiting(citizen)
            citizen.cell.abandoned += 1
            if wait_s <= self._within_s:
                citizen.cell.abandoned_within += 1
            del self._citizens[citizen.contact_id]
            self._ask(e.ContactEnded(citizen.contact_id, ABANDONED))

    def _stop_waiting(self, citizen: Citizen) -> float:
        """The wait, seconds."""
        self._settle_waiting()
        self.waiting_count -= 1
        citizen.is_waiting = False
        wait_s = self.now - citizen.arrived_at
        citizen.cell.wait_s += wait_s
        self.waits_s += wait_s
        return wait_s

    def _settle_waiting(self) -> None:
        self.waiting_area_s += self.waiting_count * (self.now - self._settled_at)
        self._settled_at = self.now

    def _shift(self, half_hour: int) -> None:
        for command in self.staff.change(half_hour, self.now):
            self._ask(command)
        if half_hour:
            self._plan((half_hour + 1) * HALF_HOUR_S, STAFF, half_hour + 1)

    def _turn(self, _about: object) -> None:
        """A page ends, and the next begins."""
        is_counted = self.page >= 0
        for source in self.sources:
            source.turn(is_counted=is_counted)
        for floor in self.staff.floors:
            floor.turn(self.now, is_counted=is_counted)
        self.page += 1
        self._left = -1
        if self.page < self._length.page_count:
            if self._length.contacts:
                self._left = self._length.page_contacts(self.page)
            self._plan(self._length.page_end(self.page), PAGE, None)

    # ------------------------------------------------------------ the engine

    def _ask(self, message: Any) -> None:
        handle = self._handle
        outcome = handle(message, self.now)
        for event in outcome.events:
            if type(event) is OfferMade:
                self._connect(event)
        if outcome.refusal is not None:
            raise ContradictoryRun(f"{message!r} was refused: {outcome.refusal.detail}")

    def _take(self, events: Iterable[object]) -> None:
        for event in events:
            if type(event) is OfferMade:
                self._connect(event)
