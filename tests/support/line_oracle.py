"""One line before equal agents, worked out contact by contact without any engine.

The recurrence of Kiefer and Wolfowitz (1955) with patience and waiting places: whoever comes is
served by the agent who is done first, in the order of arrival. Takes its chance from the
simulator's own sources, so that the same contacts come; shares nothing else with it.
"""

from __future__ import annotations

import heapq
from math import inf

from lab.simulator.scenario import Scenario
from lab.simulator.source import Source
from tests.support.fate import Fate


class Recurrence:
    """A run that can be gone on with. All agents and the mean service times are alike."""

    def __init__(self, scenario: Scenario, within_s: float = 20.0) -> None:
        self.within_s = within_s
        self._places = inf if scenario.waiting_places is None else scenario.waiting_places
        self._sources = [Source(scenario, kind, 0, inf) for kind in scenario.classes]
        self._coming = [(one.next_after(0.0), number) for number, one in enumerate(self._sources)]
        heapq.heapify(self._coming)
        self._done_at = [0.0] * scenario.groups[0].count
        self._leaving: list[float] = []
        """Instants at which those who wait no longer do."""
        self._mean_s = 60.0 / scenario.groups[0].rate_per_min

    @property
    def now(self) -> float:
        """The next arrival, seconds."""
        return self._coming[0][0]

    def play(self, contacts: int) -> list[Fate]:
        """The fates of the next contacts, by class."""
        fates = [Fate() for _ in self._sources]
        coming, done_at, leaving = self._coming, self._done_at, self._leaving
        for _ in range(contacts):
            now, number = coming[0]
            source, fate = self._sources[number], fates[number]
            need, patience_s = source.need(), source.patience_s()
            heapq.heapreplace(coming, (source.next_after(now), number))
            while leaving and leaving[0] <= now:
                heapq.heappop(leaving)
            fate.offered += 1
            start = max(now, done_at[0])
            if start > now:
                if len(leaving) >= self._places:
                    fate.blocked += 1
                    continue
                fate.waited += 1
                heapq.heappush(leaving, min(start, now + patience_s))
            if start > now + patience_s:
                fate.abandoned += 1
                fate.wait_s += now + patience_s - now
                continue
            heapq.heapreplace(done_at, start + need * self._mean_s)
            fate.wait_s += start - now
            fate.within += start - now <= self.within_s
        return fates
