"""How many agents a load needs so that what is asked of the centre is kept.

Owns the demands that can be asked, the search for the fewest agents, and the step from agents at
work to heads on the roster. The search knows nothing of formulas: whoever can tell for a number of
agents whether it is enough, by formula or by simulation, can use it. Never reads a file. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.core.erlang import agents_for_waits
from reports.core.steady_state import Basis, Load, SteadyState, endless_state, steady_state

MOST_AGENTS = 1_000_000
"""More are never tried."""
_ROUNDING = 1e-9
"""14 / 0.7 is 20, whatever the last digit of a float says."""


class OutOfReach(Exception):
    """No number of agents keeps what is asked; the text says what and for which load."""


class Demand(Protocol):
    """Something asked of a centre. More agents never make it harder to keep."""

    def is_met(self, state: SteadyState) -> bool:
        """Whether a centre in this state keeps it."""

    def first_state(self, load: Load) -> SteadyState | None:
        """The state with the fewest agents that keeps it, for an endless load (Erlang C).

        None: no formula leads back from the demand to the agents; they must be searched.
        """
        return None


@dataclass(frozen=True, slots=True)
class AtLeastInTime(Demand):
    """A service level: this share is served within so many seconds."""

    share: float
    """0 to 1."""
    within_s: float
    basis: Basis = Basis.OFFERED

    def __str__(self) -> str:
        return f"{100 * self.share:g} % within {self.within_s:g} s ({self.basis})"

    def is_met(self, state: SteadyState) -> bool:
        return state.service_level(self.within_s, self.basis) >= self.share

    def first_state(self, load: Load) -> SteadyState | None:
        if self.share >= 1.0:
            return None
        agents, waiting_share = agents_for_waits(
            load.erlangs, 1.0 - self.share, self.within_s / load.handling_s
        )
        return endless_state(load, agents, waiting_share)


@dataclass(frozen=True, slots=True)
class AtMostAbandoned(Demand):
    """No more than this share of the contacts leaves while waiting."""

    share: float
    """0 to 1."""

    def __str__(self) -> str:
        return f"at most {100 * self.share:g} % abandoned"

    def is_met(self, state: SteadyState) -> bool:
        return state.is_steady and state.abandoned_share <= self.share


@dataclass(frozen=True, slots=True)
class AtMostBlocked(Demand):
    """No more than this share of the contacts finds all trunks taken."""

    share: float
    """0 to 1."""

    def __str__(self) -> str:
        return f"at most {100 * self.share:g} % blocked"

    def is_met(self, state: SteadyState) -> bool:
        return state.is_steady and state.blocked_share <= self.share


@dataclass(frozen=True, slots=True)
class AtMostOccupied(Demand):
    """Agents are occupied for no more than this share of their time."""

    share: float
    """0 to 1."""

    def __str__(self) -> str:
        return f"occupancy at most {100 * self.share:g} %"

    def is_met(self, state: SteadyState) -> bool:
        return state.is_steady and state.occupancy <= self.share + _ROUNDING

    def first_state(self, load: Load) -> SteadyState | None:
        erlangs = load.erlangs
        agents = math.ceil(erlangs / self.share - _ROUNDING)
        return steady_state(load, max(agents, int(erlangs) + 1))


@dataclass(frozen=True, slots=True)
class AtMostMeanWait(Demand):
    """The mean wait of all contacts is no longer than this."""

    wait_s: float

    def __str__(self) -> str:
        return f"mean wait at most {self.wait_s:g} s"

    def is_met(self, state: SteadyState) -> bool:
        return state.mean_wait_s <= self.wait_s


@dataclass(frozen=True, slots=True)
class Staffing:
    """The fewest agents for a load, and what they achieve."""

    state: SteadyState
    rostered: int
    """Heads on the roster, so that `agents` are at work."""

    @property
    def agents(self) -> int:
        """At work at the same time: ready, connected or in wrap-up."""
        return self.state.agents


def fewest(
    is_enough: Callable[[int], bool], guess: int = 1, least: int = 1, most: int = MOST_AGENTS
) -> int | None:
    """The smallest number from `least` to `most` that is enough; None when not even `most` is.

    `is_enough` must be monotone: what is enough with n is enough with more. From the guess the
    steps double until the answer is enclosed, then the gap is halved; a good guess costs two
    questions, a guess that is the least possible and right, one.
    """
    guess, step = min(max(guess, least), most), 1
    if is_enough(guess):
        high, low = guess, max(guess - step, least - 1)
        while low >= least and is_enough(low):
            step *= 2
            high, low = low, max(low - step, least - 1)
    else:
        low, high = guess, min(guess + step, most)
        while low < most and not is_enough(high):
            step *= 2
            low, high = high, min(high + step, most)
        if low >= most:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def staff(load: Load, demands: Sequence[Demand], shrinkage: float = 0.0) -> Staffing:
    """The fewest agents who keep every demand, at least one demand. Raises OutOfReach.

    `shrinkage` is the share of paid time in which agents are not at work, 0 to below 1.
    """
    states = [demand.first_state(load) for demand in demands] if load.is_endless else [None]
    known = [state for state in states if state is not None]
    state = max(known, key=lambda one: one.agents, default=None)
    if None in states:
        state = _search(load, demands, state.agents if state else 1)
    assert state is not None
    return Staffing(state, rostered_heads(state.agents, shrinkage))


def _search(load: Load, demands: Sequence[Demand], least: int) -> SteadyState:
    reached: dict[int, SteadyState] = {}

    def is_enough(agents: int) -> bool:
        state = reached[agents] = steady_state(load, agents)
        return all(demand.is_met(state) for demand in demands)

    agents = fewest(is_enough, guess=math.ceil(load.erlangs), least=least)
    if agents is None:
        raise OutOfReach(_out_of_reach(load, demands))
    return reached[agents]


def rostered_heads(agents: int, shrinkage: float) -> int:
    """The fewest heads of whom `agents` are at work when each misses this share of the time."""
    if not 0.0 <= shrinkage < 1.0:
        raise ValueError("the shrinkage must be at least 0 and less than 1")
    return math.ceil(agents / (1.0 - shrinkage) - _ROUNDING)


def binding(staffing: Staffing, demands: Sequence[Demand]) -> tuple[Demand, ...]:
    """The demands that one agent fewer would not keep: they decide the number."""
    if staffing.agents == 1:
        return ()
    fewer = steady_state(staffing.state.load, staffing.agents - 1)
    return tuple(demand for demand in demands if not demand.is_met(fewer))


def _out_of_reach(load: Load, demands: Sequence[Demand]) -> str:
    state = steady_state(load, MOST_AGENTS)
    unkept = [str(demand) for demand in demands if not demand.is_met(state)]
    return (
        f"no number of agents keeps this for {load.contacts_per_hour:g} contacts an hour: "
        f"{', '.join(unkept)}; ask for less, or give more trunks"
    )
