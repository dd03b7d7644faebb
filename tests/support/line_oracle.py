"""One line before equal agents, worked out contact by contact without any engine.

The recurrence of Kiefer and Wolfowitz (1955) with patience and waiting places: whoever comes is
served by the agent who is done first, in the order of arrival. Takes its chance from the
simulator's own sources, so that the same contacts come; shares nothing else with it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from math import inf

from lab.simulator.scenario import Scenario
from lab.simulator.source import Source


@dataclass
class Fate:
    """What became of the contacts of one class."""

    offered: int = 0
    blocked: int = 0
    waited: int = 0
    abandoned: int = 0
    within: int = 0
    wait_s: float = 0.0


def fates(scenario: Scenario, contacts: int, within_s: float, warm_up_s: float = 0.0) -> list[Fate]:
    """The fates of the first contacts after the warm-up, by class. All agents must be alike."""
    sources = [Source(scenario, kind, 0, inf) for kind in scenario.classes]
    coming = [(source.next_after(0.0), number) for number, source in enumerate(sources)]
    heapq.heapify(coming)
    done_at = [0.0] * scenario.groups[0].count
    leaving: list[float] = []
    found = [Fate() for _ in sources]
    places = inf if scenario.waiting_places is None else scenario.waiting_places
    mean_s = 60.0 / scenario.groups[0].rate_per_min
    while contacts:
        now, number = coming[0]
        source, fate = sources[number], found[number]
        need, patience_s = source.citizen(now).need, source.patience_s()
        heapq.heapreplace(coming, (source.next_after(now), number))
        while leaving and leaving[0] <= now:
            heapq.heappop(leaving)
        if now < warm_up_s:
            fate = Fate()
        else:
            contacts -= 1
        fate.offered += 1
        start = max(now, done_at[0])
        if start > now and len(leaving) >= places:
            fate.blocked += 1
            continue
        fate.waited += start > now
        if start > now + patience_s:
            fate.abandoned += 1
            fate.wait_s += now + patience_s - now
            heapq.heappush(leaving, now + patience_s)
            continue
        heapq.heapreplace(done_at, start + need * mean_s)
        fate.wait_s += start - now
        fate.within += start - now <= within_s
        if start > now:
            heapq.heappush(leaving, start)
    return found
