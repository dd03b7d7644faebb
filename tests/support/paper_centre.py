"""A centre on paper: who is served when and by whom, worked out the slow and obvious way.

Looks at every waiting contact and every agent for every decision and shares no code with the
distribution. Takes its chance from the simulator's own sources, so that the same contacts come at
the same instants; both can then be compared contact for contact.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from math import inf
from typing import Any

from contact.plan import Strategy
from lab.simulator.scenario import AgentGroup, ContactClass, Scenario, serves
from lab.simulator.source import Source
from tests.support.fate import Fate

RING, END, LEAVE, ARRIVE = range(4)
"""What happens; at the same instant in this order."""


@dataclass(eq=False, slots=True)
class Person:
    """An agent."""

    name: str
    group: AgentGroup
    idle_since: float = 0.0
    is_busy: bool = False
    served: int = 0
    worked_s: float = 0.0
    last_offer: float = -inf


@dataclass(eq=False, slots=True)
class Caller:
    """A contact."""

    kind: ContactClass
    fate: Fate
    at: float
    need: float
    servers: list[list[Person]]
    """For each ring those who have what it takes."""
    ring: int = 0
    is_waiting: bool = False


class PaperCentre:
    """One run; always the same staff, no profile."""

    def __init__(self, scenario: Scenario, within_s: float = 20.0) -> None:
        self.scenario = scenario
        self.within_s = within_s
        self.people = [
            Person(f"{group.name}-{number:05}", group)
            for group in scenario.groups
            for number in range(1, group.count + 1)
        ]
        self.waiting: list[Caller] = []
        self.now = 0.0
        self._fates: list[Fate] = []
        """Of those who arrive now, by class."""
        self._agenda: list[tuple[float, int, int, Any]] = []
        self._number = 0
        self._left = 0
        self._servers = [
            [
                [one for one in self.people if serves(one.group.skills, ring.skills)]
                for ring in rings
            ]
            for rings in (kind.rings for kind in scenario.classes)
        ]
        for number, kind in enumerate(scenario.classes):
            source = Source(scenario, kind, 0, inf)
            self._plan(source.next_after(0.0), ARRIVE, (source, number))

    def play(self, contacts: int) -> list[Fate]:
        """The fates of the next contacts, by class; not known yet of those who still wait."""
        fates = self._fates = [Fate() for _ in self.scenario.classes]
        self._left = contacts
        while self._left:
            self._step()
        return fates

    def finish(self) -> None:
        """Go on until it is known, while others go on arriving."""
        counted = self._fates
        self._fates = [Fate() for _ in counted]
        while any(one.fate in counted for one in self.waiting):
            self._step()

    def _step(self) -> None:
        self.now, what, _, about = heapq.heappop(self._agenda)
        if what == ARRIVE:
            self._arrive(self.now, *about)
        elif what == END:
            self._end(self.now, about)
        elif what == LEAVE:
            self._leave(self.now, about)
        else:
            self._widen(self.now, about)

    def _plan(self, at: float, what: int, about: Any) -> None:
        self._number += 1
        heapq.heappush(self._agenda, (at, what, self._number, about))

    def _arrive(self, now: float, source: Source, number: int) -> None:
        need, patience_s = source.need(), source.patience_s()
        self._plan(source.next_after(now), ARRIVE, (source, number))
        self._left -= 1
        fate = self._fates[number]
        caller = Caller(source.kind, fate, now, need, self._servers[number])
        fate.offered += 1
        if self._able(caller):
            self._connect(now, caller)
        elif len(self.waiting) >= _or_inf(self.scenario.waiting_places):
            fate.blocked += 1
        else:
            fate.waited += 1
            caller.is_waiting = True
            self.waiting.append(caller)
            if patience_s < inf:
                self._plan(now + patience_s, LEAVE, caller)
            for ring in source.kind.rings[1:]:
                self._plan(now + ring.after_s, RING, caller)

    def _able(self, caller: Caller) -> list[Person]:
        return [one for one in caller.servers[caller.ring] if not one.is_busy]

    def _connect(self, now: float, caller: Caller) -> None:
        able = self._able(caller)
        person = able[0] if len(able) == 1 else min(able, key=lambda one: self._rank(one, caller))
        rate = caller.kind.service_rate_per_min or person.group.rate_per_min
        service_s = caller.need * (60.0 / rate)
        fate, wait_s = caller.fate, now - caller.at
        if caller.is_waiting:
            self.waiting.remove(caller)
            caller.is_waiting = False
        fate.wait_s += wait_s
        fate.within += wait_s <= self.within_s
        person.is_busy, person.last_offer = True, now
        person.served += 1
        person.worked_s += service_s
        self._plan(now + service_s, END, person)

    def _rank(self, one: Person, caller: Caller) -> tuple[float, float, str]:
        return (self._merit(one, caller), one.idle_since, one.name)

    def _merit(self, one: Person, caller: Caller) -> float:
        """Smaller is better."""
        match self.scenario.strategy:
            case Strategy.FEWEST_CONTACTS:
                return one.served
            case Strategy.ROUND_ROBIN:
                return one.last_offer
            case Strategy.LEAST_OCCUPIED:
                return one.worked_s / one.idle_since if one.idle_since else 0.0
            case Strategy.HIGHEST_SKILL_FIT:
                skills = caller.kind.rings[caller.ring].skills
                return -float(sum(one.group.skills[each] for each in skills))
            case _:
                return 0.0

    def _end(self, now: float, person: Person) -> None:
        person.is_busy, person.idle_since = False, now
        able = [one for one in self.waiting if person in one.servers[one.ring]]
        if able:
            self._connect(now, min(able, key=lambda one: _turn(one, now)))

    def _leave(self, now: float, caller: Caller) -> None:
        if caller.is_waiting:
            caller.fate.abandoned += 1
            caller.fate.wait_s += now - caller.at
            caller.is_waiting = False
            self.waiting.remove(caller)

    def _widen(self, now: float, caller: Caller) -> None:
        if caller.is_waiting:
            caller.ring += 1
            if self._able(caller):
                self._connect(now, caller)


def _turn(one: Caller, now: float) -> tuple[float, float, float]:
    """Smaller is served first."""
    score = one.kind.weight * (now - one.at) + one.kind.head_start_s
    return (-one.kind.priority, -score, one.at)


def _or_inf(places: int | None) -> float:
    return inf if places is None else places
