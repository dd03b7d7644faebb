"""What a load does to a number of agents in the long run: waits, abandonment, service level.

Owns the load, the figures of the steady state, and the definitions of the service level that the
trade uses side by side. Never decides how many agents are right (reports/core/staffing.py). Pure.

All shares are of the contacts offered, blocked ones included, from 0 to 1. Handling times and
patience are exponential, arrivals come at a constant rate, agents are alike, and who waits longest
is next; without patience and trunks that is Erlang C, with patience Erlang A. Two identities hold
in every steady state: abandoned a second = mean queue ÷ patience, and Little's law (1961).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from reports.core.erlang import erlang_c
from reports.core.waiting_line import (
    CountedLine,
    EndlessLine,
    GrowingLine,
    Line,
    Rates,
    counted_line,
)


class Basis(StrEnum):
    """Of which contacts those served in time are a share. Without abandonment all are equal."""

    OFFERED = "offered"
    """Of all; who is blocked or abandons, early or late, counts against."""
    WITHOUT_SHORT = "without-short-abandons"
    """Of all but those who abandoned within the threshold: the form of the contract (E49)."""
    ANSWERED = "answered"
    """Of those who were served in the end; flatters a centre from which many leave."""


MOST_ERLANGS = 10_000.0
MOST_TRUNKS = 100_000
LONGEST_PATIENCE_S = 14_400.0
"""Four hours; beyond, patience is as good as endless, and the states to add up are too many."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a centre has to serve. Raises ValueError for what cannot be, or cannot be computed."""

    contacts_per_hour: float
    handling_s: float
    """Talk, hold and wrap-up together, mean, seconds."""
    patience_s: float = math.inf
    """Mean time after which a waiting citizen leaves, seconds; infinite: nobody leaves."""
    trunks: int | None = None
    """Contacts that there is room for, connected and waiting together; None: any number."""

    def __post_init__(self) -> None:
        if not 0.0 < self.contacts_per_hour < math.inf:
            raise ValueError("the contacts an hour must be more than 0")
        if not 0.0 < self.handling_s < math.inf:
            raise ValueError("the handling time must be more than 0 seconds")
        if self.erlangs > MOST_ERLANGS:
            raise ValueError(f"the load must be at most {MOST_ERLANGS:g} erlangs")
        if not (0.0 < self.patience_s <= LONGEST_PATIENCE_S or self.patience_s == math.inf):
            raise ValueError(
                f"the patience must be more than 0 and at most {LONGEST_PATIENCE_S:g} seconds, "
                "or endless"
            )
        if self.trunks is not None and not 1 <= self.trunks <= MOST_TRUNKS:
            raise ValueError(f"there must be at least one trunk and at most {MOST_TRUNKS}")

    @property
    def erlangs(self) -> float:
        """Agents that would be occupied if everybody were served at once."""
        return self.contacts_per_hour * self.handling_s / 3600.0

    @property
    def is_endless(self) -> bool:
        """Nobody leaves and nobody is blocked: Erlang C."""
        return self.trunks is None and self.patience_s == math.inf


@dataclass(frozen=True, slots=True)
class SteadyState:
    """The long run of a load with a number of agents."""

    load: Load
    agents: int
    line: Line

    @property
    def is_steady(self) -> bool:
        """False when more arrives than is served or leaves: then the line grows without end.

        Nobody is blocked or leaves then, but that is no merit, so it keeps no demand.
        """
        return self.line.mean_queue < math.inf

    @property
    def waiting_share(self) -> float:
        """Contacts that have to wait."""
        return self.line.waiting_share

    @property
    def blocked_share(self) -> float:
        """Contacts that find all trunks taken."""
        return self.line.blocked_share

    @property
    def abandoned_share(self) -> float:
        """Contacts that leave while they wait."""
        if self.load.patience_s == math.inf:
            return 0.0
        return self.line.mean_queue / self.load.patience_s * 3600.0 / self.load.contacts_per_hour

    @property
    def mean_queue(self) -> float:
        """Contacts that wait, mean over time."""
        return self.line.mean_queue

    @property
    def mean_wait_s(self) -> float:
        """Of all contacts that were not blocked, seconds; those who need not wait count as 0."""
        admitted_per_s = self.load.contacts_per_hour / 3600.0 * (1.0 - self.blocked_share)
        return self.line.mean_queue / admitted_per_s

    @property
    def occupancy(self) -> float:
        """Share of their time in which agents are occupied, 0 to 1."""
        served = 1.0 - self.blocked_share - self.abandoned_share
        return min(1.0, self.load.erlangs * served / self.agents)

    def served_within(self, wait_s: float) -> float:
        """Contacts that are served after at most this wait."""
        not_waiting = 1.0 - self.blocked_share - self.waiting_share
        return max(0.0, not_waiting) + self.line.served_share(wait_s)

    def abandoned_within(self, wait_s: float) -> float:
        """Contacts that leave after at most this wait."""
        rest = self.line.served_share(wait_s) + self.still_waiting_share(wait_s)
        return max(0.0, self.waiting_share - rest)

    def still_waiting_share(self, wait_s: float) -> float:
        """Contacts that have waited longer than this, and will be served or leave later."""
        return math.exp(-wait_s / self.load.patience_s) * self.line.longer_share(wait_s)

    def in_time(self, within_s: float, basis: Basis) -> tuple[float, float]:
        """Contacts served in time, and those of which they are a share; both of one offered."""
        served = self.served_within(within_s)
        if basis is Basis.OFFERED:
            return served, 1.0
        if basis is Basis.WITHOUT_SHORT:
            return served, 1.0 - self.abandoned_within(within_s)
        return served, 1.0 - self.blocked_share - self.abandoned_share

    def service_level(self, within_s: float, basis: Basis = Basis.OFFERED) -> float:
        """Share served in time under this definition, 0 to 1; 0 when it is a share of nobody."""
        served, whole = self.in_time(within_s, basis)
        return min(1.0, served / whole) if whole > 0.0 else 0.0

    def wait_percentile_s(self, share: float) -> float:
        """Wait that this share of the contacts not blocked does not exceed, seconds.

        Those who leave count with the time they waited. `share` from 0 to 1, excluded.
        """
        late = (1.0 - share) * (1.0 - self.blocked_share)
        if self.waiting_share <= late:
            return 0.0
        low, high = 0.0, self.load.handling_s
        while self.still_waiting_share(high) > late:
            low, high = high, 2.0 * high
            if high == math.inf:
                return math.inf
        while high - low > 1e-7 * high:
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.still_waiting_share(middle) > late else (low, middle)
        return high


def steady_state(load: Load, agents: int) -> SteadyState:
    """The long run of this load with this many agents, at least one."""
    if agents < 1:
        raise ValueError("there must be at least one agent")
    erlangs = load.erlangs
    if not load.is_endless:
        return SteadyState(load, agents, _counted_line(load, agents))
    if agents <= erlangs:
        return SteadyState(load, agents, GrowingLine())
    return endless_state(load, agents, erlang_c(erlangs, agents))


def endless_state(load: Load, agents: int, waiting_share: float) -> SteadyState:
    """The same where nobody leaves or is blocked and the share that waits is known already."""
    per_s = load.contacts_per_hour / 3600.0
    spare = agents / load.handling_s - per_s
    return SteadyState(load, agents, EndlessLine(per_s, spare, waiting_share))


def _counted_line(load: Load, agents: int) -> CountedLine:
    # More agents than trunks have nobody to serve.
    serving = agents if load.trunks is None else min(agents, load.trunks)
    rates = Rates(load.contacts_per_hour / 3600.0, serving / load.handling_s, 1.0 / load.patience_s)
    room = math.inf if load.trunks is None else load.trunks - serving
    return counted_line(serving, load.erlangs, rates, room)
