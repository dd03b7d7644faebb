"""A scenario played: all its runs, each checked against what must be so whatever chance does.

Owns the length of a run and the checks. Pure: the caller looks at clocks and shows progress.

Theory of the checks. Little's law holds for every path, not only on average: the area under the
curve of the waiting contacts is the sum of their waits. Everyone offered was connected, abandoned,
was blocked or still waits. And if patience is exponential with rate θ, every second that somebody
waits brings an abandonment with the chance θ: abandonments - θ × waits is a martingale whose
variance is the mean number of abandonments, so it lies within a few of their square roots
(Brémaud, Point Processes and Queues, chapter II). The first two and the engine's own view must
hold exactly; the third is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose, sqrt

from lab.simulator.page import Cell, Presence
from lab.simulator.scenario import Scenario, Shape
from lab.simulator.world import ContradictoryRun, Length, World

WARM_UP_SHARE = 0.1
"""Of the counted time, when the scenario does not say."""
PATIENCE_LIMIT = 4.5
"""Standard deviations; chance passes this once in 150,000 checks."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run counted, page by page."""

    cells: tuple[tuple[Cell, ...], ...]
    """For each class."""
    presences: tuple[tuple[Presence, ...], ...]
    """For each group."""
    contact_count: int
    """All that arrived, counted or not."""
    simulated_s: float
    """From the beginning to the end of the cool-down."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that theory says about every run."""

    name: str
    holds: bool
    deviation: float
    """In units of the limit: up to 1 it holds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller of a simulation may choose beside the scenario."""

    contacts: int = 0
    """Offered contacts to count in each run instead of a duration; 0: the duration."""
    within_s: float = 20.0


def length_of(scenario: Scenario, contacts: int = 0) -> Length:
    """Warm-up and what is counted after it."""
    counted_s = scenario.duration_s
    if contacts:
        counted_s = 60.0 * contacts / scenario.rate_per_min
    warm_up_s = scenario.warm_up_s
    if warm_up_s is None:
        warm_up_s = 0.0 if scenario.profile else WARM_UP_SHARE * counted_s
    if contacts:
        return Length(warm_up_s, contacts=contacts)
    return Length(warm_up_s, counted_s)


class Simulation:
    """All runs of a scenario."""

    def __init__(self, scenario: Scenario, wanted: Wanted = Wanted()) -> None:
        self.scenario = scenario
        self.wanted = wanted
        self.length = length_of(scenario, wanted.contacts)
        self.runs: list[Run] = []
        """Those that are over."""

    def play(self) -> Iterator[float]:
        """Play everything; gives now and then the share that is done, 0 to 1.

        Raises ContradictoryRun when a law that holds for every path does not.
        """
        count = self.scenario.replications
        for number in range(count):
            world = World(self.scenario, self.length, self.wanted.within_s, number)
            yield from ((number + share) / count for share in world.run())
            self.runs.append(_run(world))

    def finish(self) -> Simulation:
        """Play everything without a word."""
        for _ in self.play():
            pass
        return self

    def checks(self) -> list[Check]:
        """What chance has a part in. To be asked after the play."""
        return [
            _patience(kind.name, [cell for run in self.runs for cell in run.cells[number]], rate)
            for number, kind in enumerate(self.scenario.classes)
            if kind.patience.shape is Shape.EXPONENTIAL
            if (rate := 1.0 / kind.patience_s if kind.patience_s else 0.0)
        ]


def _run(world: World) -> Run:
    inside = world.waiting()
    for citizen in inside:
        citizen.cell.wait_s += world.now - citizen.arrived_at
    waits_s = world.waits_s + sum(world.now - one.arrived_at for one in inside)
    if not isclose(world.waiting_area_s, waits_s, rel_tol=1e-6, abs_tol=1e-3):
        raise ContradictoryRun(f"Little's law: {world.waiting_area_s} s is not {waits_s} s")
    _compare(world)
    return Run(
        cells=tuple(tuple(source.cells) for source in world.sources),
        presences=tuple(tuple(floor.pages) for floor in world.staff.floors),
        contact_count=sum(source.count for source in world.sources),
        simulated_s=world.now,
    )


def _compare(world: World) -> None:
    """Engine and simulation must agree about who waits and who works."""
    seen = world.snapshot()
    waiting = {one.contact_id for one in world.waiting()}
    if set(seen["waiting"]) != waiting:
        raise ContradictoryRun(f"the engine has {len(seen['waiting'])} waiting, not {len(waiting)}")
    connected = sum(agent["work"] == "connected" for agent in seen["agents"].values())
    busy = sum(floor.busy_count for floor in world.staff.floors)
    if connected != busy:
        raise ContradictoryRun(f"the engine has {connected} agents at work, not {busy}")
    for source in world.sources:
        inside = sum(one.source is source and one.cell in source.cells for one in world.waiting())
        offered = sum(cell.offered for cell in source.cells)
        left = sum(cell.connected + cell.abandoned + cell.blocked for cell in source.cells)
        if offered != left + inside:
            raise ContradictoryRun(f"{source.kind.name}: {offered} offered, {left} + {inside} left")


def _patience(name: str, cells: list[Cell], rate: float) -> Check:
    abandoned = sum(cell.abandoned for cell in cells)
    expected = rate * sum(cell.wait_s for cell in cells)
    deviation = abs(abandoned - expected) / (PATIENCE_LIMIT * sqrt(max(expected, 1.0)))
    return Check(f"abandoned = θ × waited: {name}", deviation <= 1.0, deviation)
