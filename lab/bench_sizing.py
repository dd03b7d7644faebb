"""`python -m lab.bench_sizing`: how fast a load is staffed, beside pyworkforce in the same run.

Owns the measurement, the peer's loading, and the verdict: never slower than the peer, and the same
number of agents. What judges is a ratio of two times taken in turn, processor time of this process;
absolute times are printed only to make the ratios understandable. Edge.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from rich.console import Console

from lab.bench_result import Result, command
from reports.core.staffing import AtLeastInTime, staff
from reports.core.steady_state import Load

LOADS = (10.0, 100.0, 1000.0)
"""Erlangs."""
HANDLING_S = 240.0
SHARE, WITHIN_S = 0.8, 20.0
TURNS = 15
TURN_S = 0.02
"""Processor time of one turn of each."""
DEMAND, AIM = 1.0, 10.0
TOLERANCE = 1e-9
PEER_NAMES = ("raw_positions", "service_level", "occupancy", "waiting_probability")

Figures = tuple[float, ...]
"""Agents, service level, occupancy, share that waits: what the peer answers, and so do we."""


def load_peer() -> Any:
    """pyworkforce's class ErlangC. Raises PackageNotFoundError.

    Its package imports optimisers that no formula needs, so that the one module is loaded alone,
    with empty stand-ins for the two names that it imports for parallel grids and we never use.
    """
    place = importlib.metadata.distribution("pyworkforce").locate_file("pyworkforce")
    stand_ins = {"joblib": ("Parallel", "delayed"), "pyworkforce.utils": ("ParameterGrid",)}
    before = {name: sys.modules.get(name) for name in stand_ins}
    try:
        for name, words in stand_ins.items():
            sys.modules[name] = ModuleType(name)
            vars(sys.modules[name]).update(dict.fromkeys(words))
        spec = importlib.util.spec_from_file_location("peer", f"{place}/queuing/erlang.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        for name, one in before.items():
            if one is None:
                del sys.modules[name]
            else:
                sys.modules[name] = one
    return module.ErlangC


async def measure_sizing(say: Console, turns: int = TURNS, turn_s: float = TURN_S) -> list[Result]:
    """For each load the median ratio. Awaitable as every measurement is; waits for nothing."""
    peer = load_peer()
    return [_compare(Pair(peer, erlangs), say, turns, turn_s) for erlangs in LOADS]


@dataclass(frozen=True)
class Pair:
    """The same question to both."""

    peer: Any
    erlangs: float

    def ours(self) -> Figures:
        load = Load(self.erlangs * 3600.0 / HANDLING_S, HANDLING_S)
        state = staff(load, (AtLeastInTime(SHARE, WITHIN_S),)).state
        return (
            state.agents,
            state.service_level(WITHIN_S),
            state.occupancy,
            state.waiting_share,
        )

    def theirs(self) -> Figures:
        question = self.peer(
            transactions=self.erlangs * 3600.0 / HANDLING_S,
            aht=HANDLING_S / 60,
            asa=WITHIN_S / 60,
            interval=60,
        )
        found = question.required_positions(service_level=SHARE)
        return tuple(found[name] for name in PEER_NAMES)


def _compare(pair: Pair, say: Console, turns: int, turn_s: float) -> Result:
    ours, theirs = pair.ours(), pair.theirs()
    if max(abs(one - two) for one, two in zip(ours, theirs, strict=True)) > TOLERANCE:
        raise RuntimeError(f"ours {ours} for {pair.erlangs:g} erlangs, pyworkforce's {theirs}")
    times = _times((pair.ours, pair.theirs), turns, turn_s)
    ratios = [slow / fast for fast, slow in zip(*times, strict=True)]
    ratio = statistics.median(ratios)
    fast, slow = (1e6 * statistics.median(one) for one in times)
    detail = (
        f"{ours[0]} agents; ours {fast:.1f} µs, pyworkforce {slow:.1f} µs; "
        f"ratios {min(ratios):.1f} to {max(ratios):.1f}"
    )
    say.print(f"  sizing, {pair.erlangs:g} erlangs: {detail}")
    return Result(
        f"staffing of {pair.erlangs:g} erlangs, pyworkforce over ours",
        ratio,
        "×",
        f"≥ {DEMAND:g} (aim ≥ {AIM:g})",
        ratio >= DEMAND,
        detail,
    )


def _times(
    pair: Sequence[Callable[[], Figures]], turns: int, turn_s: float
) -> tuple[list[float], ...]:
    """Seconds of one question to each, in turn."""
    counts = [_count(one, turn_s) for one in pair]
    times: tuple[list[float], ...] = tuple([] for _ in pair)
    for _ in range(turns):
        for one, count, taken in zip(pair, counts, times, strict=True):
            taken.append(_seconds(one, count) / count)
    return times


def _count(one: Callable[[], Figures], turn_s: float) -> int:
    """How often it fits into a turn."""
    count = 1
    while (took := _seconds(one, count)) < turn_s / 4:
        count *= 2
    return max(1, round(count * turn_s / took))


def _seconds(one: Callable[[], Figures], count: int) -> float:
    began = time.process_time()
    for _ in range(count):
        one()
    return time.process_time() - began


def main() -> int:
    """Command line of this measurement alone."""
    return command(
        "bench_sizing", __doc__ or "", "Staffing beside pyworkforce in this run", measure_sizing
    )


if __name__ == "__main__":
    sys.exit(main())
