"""`python -m lab.bench_simulate`: how fast a day is simulated, beside Ciw and SimPy in one run.

Owns the comparison. All three play the same centre, 48 contacts a minute before 50 agents with
patience; ours is the production distribution with an event for everything but no account of its
reasons, theirs are bare queues. They take turns, and what counts is the ratio of contacts per
second of processor time. Edge.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Generator
from typing import Any

from rich.console import Console

from contact.plan import Ring
from lab.bench_result import Result, command
from lab.peer import load_peer
from lab.simulator import Simulation, Wanted
from lab.simulator.scenario import AgentGroup, ContactClass, Scenario

AGENTS, ARRIVALS, PATIENCE_MIN = 50, 48.0, 2.0
"""Agents, contacts a minute of one minute each, mean patience in minutes."""
CONTACTS = 20_000
TURNS = 5
ABANDONED = (0.02, 0.045)
"""Share that abandons, 0.0309 in theory: outside of these somebody played another game."""

Play = Callable[[int, int], float]
"""Contacts and seed → share that abandoned."""


def play_ours(contacts: int, seed: int) -> float:
    """The production distribution."""
    kind = ContactClass("c", ARRIVALS, (Ring({"c": 1}),), patience_s=60.0 * PATIENCE_MIN)
    group = AgentGroup("agents", AGENTS, 1.0, {"c": 1})
    scenario = Scenario((group,), (kind,), warm_up_s=0.0, seed=seed)
    run = Simulation(scenario, Wanted(contacts)).finish().runs[0]
    return sum(cell.abandoned for cell in run.cells[0]) / contacts


def play_ciw(contacts: int, seed: int) -> float:
    """Ciw, a library for queueing networks."""
    ciw = load_peer("ciw")
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        reneging_time_distributions=[ciw.dists.Exponential(rate=1.0 / PATIENCE_MIN)],
        number_of_servers=[AGENTS],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(contacts / ARRIVALS)
    records = simulation.get_all_records()
    return len([one for one in records if one.record_type == "renege"]) / contacts


def play_simpy(contacts: int, seed: int) -> float:
    """SimPy, a library of processes on a virtual clock."""
    import simpy

    chance, world, abandoned = random.Random(seed), simpy.Environment(), [0]
    agents = simpy.Resource(world, AGENTS)

    def citizen() -> Generator[Any, Any, None]:
        with agents.request() as turn:
            yield turn | world.timeout(chance.expovariate(1.0 / PATIENCE_MIN))
            if turn.triggered:
                yield world.timeout(chance.expovariate(1.0))
            else:
                abandoned[0] += 1

    def arrivals() -> Generator[Any, Any, None]:
        for _ in range(contacts):
            yield world.timeout(chance.expovariate(ARRIVALS))
            world.process(citizen())

    world.process(arrivals())
    world.run()
    return abandoned[0] / contacts


PLAYERS: dict[str, Play] = {"ours": play_ours, "Ciw": play_ciw, "SimPy": play_simpy}


def speed(play: Play, contacts: int, seed: int) -> float:
    """Contacts per second of processor time. Raises RuntimeError when the figures are wrong."""
    began = time.process_time()
    abandoned = play(contacts, seed)
    took_s = time.process_time() - began
    if contacts >= CONTACTS and not ABANDONED[0] <= abandoned <= ABANDONED[1]:
        raise RuntimeError(f"{abandoned:.4f} abandoned: that is not the centre asked for")
    return contacts / took_s


def compare(say: Console, turns: int = TURNS, contacts: int = CONTACTS) -> list[Result]:
    """All three in turn. Raises PeerMissing."""
    for play in PLAYERS.values():
        play(contacts // 20, 0)
    speeds: dict[str, list[float]] = {name: [] for name in PLAYERS}
    for turn in range(turns):
        for name, play in PLAYERS.items():
            speeds[name].append(speed(play, contacts, turn + 1))
        words = ", ".join(f"{name} {found[-1]:,.0f}/s" for name, found in speeds.items())
        say.print(f"  simulate, turn {turn + 1}: {words}")
    return [
        _result(speeds, "Ciw", "≥ 1.0", demand=1.0),
        _result(speeds, "SimPy", "(aim ≥ 1.0)", demand=0.0),
    ]


def _result(speeds: dict[str, list[float]], peer: str, asked: str, demand: float) -> Result:
    ratios = [ours / theirs for ours, theirs in zip(speeds["ours"], speeds[peer], strict=True)]
    ratio = statistics.median(ratios)
    ours, theirs = (statistics.median(speeds[name]) for name in ("ours", peer))
    return Result(
        f"contacts simulated a second, over {peer}'s",
        ratio,
        "×",
        asked,
        ratio >= demand,
        f"ours {ours:,.0f}/s, {peer} {theirs:,.0f}/s; "
        f"ratios from {min(ratios):.2f} to {max(ratios):.2f}",
    )


async def measure_simulate(say: Console) -> list[Result]:
    """For the bench: everything in this process, nothing else runs meanwhile."""
    return compare(say)


def main() -> int:
    """Command line of this measurement alone."""
    return command(
        "bench_simulate",
        __doc__ or "",
        "Measured beside Ciw and SimPy in this run",
        measure_simulate,
    )


if __name__ == "__main__":
    sys.exit(main())
