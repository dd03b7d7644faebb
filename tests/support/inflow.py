"""What chance brings to a centre, whatever the centre does with it: the controls of a long run.

Theory. Give everybody who comes an agent of their own: then nobody waits, and the number present
sees Poisson's distribution (M/G/∞, Takács 1962). The same arrivals and the same needs that make a
real line long make this number large, and its mean is known exactly; so the excess of such crowds
in a run tells how much of its waits is chance.

Owns the count of arrivals, needs and crowds, and what was to be expected of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import exp, inf

from lab.simulator.scenario import Scenario
from lab.simulator.source import Source

_FARTHEST = 400
"""Nobody counts beyond this many present."""


@dataclass
class Crowd:
    """Those present if nobody had to wait, as seen by those who arrive."""

    agents: int
    """As many as can really be served at once."""
    mean_s: float
    expected: tuple[float, float, float]
    leaving: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    arrived: int = 0

    def see(self, now: float, need: float) -> None:
        """Somebody arrives."""
        leaving = self.leaving
        while leaving and leaving[0] <= now:
            heapq.heappop(leaving)
        excess = len(leaving) - self.agents + 1
        if excess > 0:
            self.seen[0] += 1
            self.seen[1] += excess
            self.seen[2] += excess * excess
        heapq.heappush(leaving, now + need * self.mean_s)
        self.arrived += 1

    def turn(self) -> Iterator[float]:
        """What was seen since the last time, less what was to be expected."""
        for one, mean in zip(self.seen, self.expected, strict=True):
            yield one - self.arrived * mean
        self.seen, self.arrived = [0.0, 0.0, 0.0], 0


class Inflow:
    """The contacts that a scenario brings, as its simulation meets them."""

    def __init__(self, scenario: Scenario) -> None:
        self._sources = [Source(scenario, kind, 0, inf) for kind in scenario.classes]
        self._coming = [(one.next_after(0.0), number) for number, one in enumerate(self._sources)]
        heapq.heapify(self._coming)
        rates = [kind.rate_per_min / 60.0 for kind in scenario.classes]
        self._rate = sum(rates)
        self._shares = [rate / self._rate for rate in rates]
        self._crowd = _crowd(scenario)

    def play(self, contacts: int) -> list[float]:
        """The controls of the next contacts: each has the mean 0."""
        coming, began = self._coming, self._coming[0][0]
        counts, needs = [0] * len(self._sources), [0.0] * len(self._sources)
        for _ in range(contacts):
            now, number = coming[0]
            source = self._sources[number]
            need = source.need()
            heapq.heapreplace(coming, (source.next_after(now), number))
            counts[number] += 1
            needs[number] += need
            self._crowd.see(now, need)
        controls = [coming[0][0] - began - contacts / self._rate]
        controls += [need - count for need, count in zip(needs, counts, strict=True)]
        # The number of the last class follows from the others.
        shares = zip(counts, self._shares[:-1], strict=False)
        controls += [count - contacts * share for count, share in shares]
        return [*controls, *self._crowd.turn()]


def _crowd(scenario: Scenario) -> Crowd:
    """The crowd before all agents, each taken for as fast as they are on average."""
    agents = sum(group.count for group in scenario.groups)
    capacity = sum(group.count * group.rate_per_min for group in scenario.groups) / 60.0
    mean_s = agents / capacity
    arrivals = sum(kind.rate_per_min for kind in scenario.classes) / 60.0
    return Crowd(agents, mean_s, _expected(arrivals * mean_s, agents))


def _expected(offered: float, agents: int) -> tuple[float, float, float]:
    """Means of 1, k, k² where Poisson's number is at least the agents and k the excess plus 1."""
    weight, means = exp(-offered), [0.0, 0.0, 0.0]
    for number in range(_FARTHEST):
        excess = number - agents + 1
        if excess > 0:
            for power in range(3):
                means[power] += weight * excess**power
        weight *= offered / (number + 1)
    return (means[0], means[1], means[2])
