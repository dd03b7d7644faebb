"""Whether a centre that was played keeps what is asked of it.

Theory. A figure of a simulation is not known, but lies within its half-width with a certainty of
95 %. A demand counts as kept only if the worse end of that interval keeps it: the lower end of a
service level, the upper end of a wait, of an abandonment or of an occupancy. So a demand that is
not kept in the long run passes once in forty looks at most, and chance is paid for with agents;
more contacts make it cheaper. A figure that keeps the demand while its worse end does not is
*unsure*.

Looking twice, and believing whichever look is good, would double that chance. A first, short look
therefore decides only what is *clear*: on the same side at twice the half-width.

Owns the rule and which figure belongs to which demand. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from lab.simulator import Simulation, estimate
from lab.simulator.batch import Batches, cells_of, pairs, presences_of
from lab.simulator.estimate import Estimate
from lab.simulator.figures import admitted
from lab.simulator.page import Cell
from reports.core.staffing import (
    AtLeastInTime,
    AtMostAbandoned,
    AtMostBlocked,
    AtMostMeanWait,
    AtMostOccupied,
    Demand,
)
from reports.core.steady_state import Basis

THE_CENTRE = "the centre"
CLEAR = 2.0
"""Half-widths."""

_BELOW: dict[Basis, Callable[[Cell], int]] = {
    Basis.OFFERED: attrgetter("offered"),
    Basis.WITHOUT_SHORT: lambda cell: cell.offered - cell.abandoned_within,
    Basis.ANSWERED: attrgetter("connected"),
}
"""Of which contacts those served in time are a share."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One demand on one class, one group or the whole centre, and what was measured."""

    demand: Demand
    whose: str
    """Name of the class or of the group, or the centre."""
    measured: Estimate

    @property
    def worse_end(self) -> float | None:
        """The end of the interval that decides; None: not known."""
        return self._worse_by(1.0)

    @property
    def is_kept(self) -> bool:
        """Surely kept."""
        return _keeps(self.demand, self.worse_end)

    @property
    def is_unsure(self) -> bool:
        """Kept by the figure, but not by the worse end of its interval."""
        return not self.is_kept and _keeps(self.demand, self.measured.value)

    @property
    def is_clearly_kept(self) -> bool:
        """Even by twice the half-width."""
        return _keeps(self.demand, self._worse_by(CLEAR))

    @property
    def is_clearly_missed(self) -> bool:
        """Even by twice the half-width."""
        better = self._worse_by(-CLEAR)
        return better is not None and not _keeps(self.demand, better)

    def _worse_by(self, half_widths: float) -> float | None:
        if self.measured.value is None or self.measured.half_width is None:
            return None
        worse = -1.0 if isinstance(self.demand, AtLeastInTime) else 1.0
        return self.measured.value + worse * half_widths * self.measured.half_width


def _keeps(demand: Demand, value: float | None) -> bool:
    if value is None:
        return False
    match demand:
        case AtLeastInTime(share=share):
            return value >= share
        case AtMostMeanWait(wait_s=limit):
            return value <= limit
        case AtMostAbandoned(share=limit) | AtMostBlocked(share=limit):
            return value <= limit
        case AtMostOccupied(share=limit):
            return value <= limit
    raise TypeError(f"a simulation cannot judge {demand}")


def judge(
    simulation: Simulation, demands: Sequence[Demand], *, is_overall: bool
) -> tuple[Finding, ...]:
    """Every demand on every class and group, or on the centre as a whole, after the play.

    A service level is judged within the seconds that the simulation was asked about. Classes to
    which nobody comes and groups without agents are left out.
    """
    judging = _of_the_whole if is_overall else _of_each
    return tuple(finding for demand in demands for finding in judging(simulation, demand))


def _of_each(simulation: Simulation, demand: Demand) -> Iterator[Finding]:
    scenario = simulation.scenario
    if isinstance(demand, AtMostOccupied):
        for number, group in enumerate(scenario.groups):
            occupancy = _occupancy(simulation, (number,))
            if occupancy.value is not None:
                yield Finding(demand, group.name, occupancy)
        return
    for number, kind in enumerate(scenario.classes):
        if scenario.rate_of(kind):
            cells = cells_of(simulation, (number,))
            yield Finding(demand, kind.name, _figure(cells, demand))


def _of_the_whole(simulation: Simulation, demand: Demand) -> Iterator[Finding]:
    scenario = simulation.scenario
    if isinstance(demand, AtMostOccupied):
        figure = _occupancy(simulation, range(len(scenario.groups)))
    else:
        figure = _figure(cells_of(simulation, range(len(scenario.classes))), demand)
    yield Finding(demand, THE_CENTRE, figure)


def _occupancy(simulation: Simulation, groups: Sequence[int]) -> Estimate:
    presences = presences_of(simulation, groups)
    return estimate.ratio(pairs(presences, attrgetter("busy_s"), attrgetter("staffed_s")))


def _figure(cells: list[Batches[Cell]], demand: Demand) -> Estimate:
    """What the demand is about, for these contacts."""
    offered = attrgetter("offered")
    match demand:
        case AtLeastInTime(basis=basis):
            return estimate.share(pairs(cells, attrgetter("within"), _BELOW[basis]))
        case AtMostMeanWait():
            return estimate.mean_wait(pairs(cells, attrgetter("wait_s"), admitted))
        case AtMostAbandoned():
            return estimate.share(pairs(cells, attrgetter("abandoned"), offered))
        case AtMostBlocked():
            return estimate.share(pairs(cells, attrgetter("blocked"), offered))
    raise TypeError(f"a simulation cannot judge {demand}")
