"""What theory says about small centres, by formula: the oracles of the simulator's tests.

Rates are per minute, waits in seconds. Shares no code with the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations
from math import inf


@dataclass(frozen=True)
class Line:
    """Figures of one class of contacts before one group of equal agents."""

    mean_wait_s: float
    """Over all who were not blocked."""
    p_wait: float
    """Of all who were not blocked."""
    abandoned: float
    """Of all offered."""
    blocked: float
    """Of all offered."""
    occupancy: float


def line(
    agents: int, arrivals: float, rate: float = 1.0, patience_s: float = inf, places: float = inf
) -> Line:
    """M/M/n/n+places with exponential patience: Erlang B (places 0), C (for ever) and A."""
    leaving = 60.0 / patience_s
    weights = _weights(agents, arrivals, rate, leaving, places)
    whole = sum(weights)
    states = [weight / whole for weight in weights]
    blocked = states[-1] if places < inf else 0.0
    waiting = sum((n - agents) * p for n, p in enumerate(states) if n > agents)
    all_busy = sum(states[agents:])
    admitted = arrivals * (1.0 - blocked)
    return Line(
        mean_wait_s=60.0 * waiting / admitted,
        p_wait=(all_busy - blocked) / (1.0 - blocked),
        abandoned=leaving * waiting / arrivals,
        blocked=blocked,
        occupancy=sum(min(n, agents) * p for n, p in enumerate(states)) / agents,
    )


def _weights(
    agents: int, arrivals: float, rate: float, leaving: float, places: float
) -> list[float]:
    """Stationary weights of the numbers of contacts in the centre, as far as they matter."""
    weights, n = [1.0], 0
    while n < agents + places and (n < agents or weights[-1] > 1e-17 * max(weights)):
        n += 1
        weights.append(
            weights[-1] * arrivals / (min(n, agents) * rate + max(0, n - agents) * leaving)
        )
    return weights


def strict_priority(agents: int, arrivals: Sequence[float], rate: float) -> list[float]:
    """Mean waits, the class served first first: Cobham (1954), non-preemptive, M/M/n."""
    load = [one / (agents * rate) for one in arrivals]
    one_departure_s = line(agents, sum(arrivals), rate).p_wait * 60.0 / (agents * rate)
    sums = [sum(load[:number]) for number in range(len(load) + 1)]
    return [one_departure_s / ((1.0 - before) * (1.0 - after)) for before, after in pairwise(sums)]


def ageing(
    agents: int, arrivals: Sequence[float], rate: float, weights: Sequence[float]
) -> list[float]:
    """Mean waits when each class ages at its own speed, fastest first (Kleinrock 1964), M/M/n."""
    load = [one / (agents * rate) for one in arrivals]
    in_turn_s = line(agents, sum(arrivals), rate).mean_wait_s
    waits = [0.0] * len(load)
    for k in reversed(range(len(load))):
        slower, faster = range(k + 1, len(load)), range(k)
        above = in_turn_s - sum(load[i] * waits[i] * (1 - weights[i] / weights[k]) for i in slower)
        waits[k] = above / (1.0 - sum(load[i] * (1 - weights[k] / weights[i]) for i in faster))
    return waits


# ---------------------------------------------------------------- skills


@dataclass(frozen=True)
class Skilled:
    """Classes and single agents: who can serve whom."""

    rates: Sequence[float]
    """Of each agent."""
    arrivals: Sequence[float]
    """Of each class."""
    serves: Sequence[frozenset[int]]
    """For each class the agents who can serve it."""

    def only(self, agents: frozenset[int]) -> list[int]:
        """Classes that nobody but these agents can serve."""
        return [number for number, able in enumerate(self.serves) if able <= agents]

    def some(self, agents: frozenset[int]) -> list[int]:
        """Classes that some of these agents can serve."""
        return [number for number, able in enumerate(self.serves) if able & agents]

    def load(self) -> float:
        """The greatest share of their time that some agents have to work for classes of theirs."""
        everybody = range(len(self.rates))
        some = (frozenset(one) for size in everybody for one in combinations(everybody, size + 1))
        return max(
            self.rate_of(self.only(one)) / sum(self.rates[agent] for agent in one) for one in some
        )

    def rate_of(self, classes: Sequence[int]) -> float:
        return sum(self.arrivals[one] for one in classes)


@dataclass
class Exact:
    """Figures of a skilled centre in which the first come is served by the longest idle."""

    mean_wait_s: list[float]
    p_wait: list[float]
    idle: list[float]


def product_form(centre: Skilled) -> Exact:
    """Adan & Weiss (2014): the sum over all orders of the agents, busy ones first.

    Busy agents stand in the order in which their contacts arrived, between them those who wait;
    idle ones with the longest idle last.
    """
    count = len(centre.rates)
    whole = 0.0
    exact = Exact([0.0] * len(centre.arrivals), [0.0] * len(centre.arrivals), [0.0] * count)
    for order in permutations(range(count)):
        for busy in range(count + 1):
            weight, waiting = _state(centre, order, busy)
            whole += weight
            idle = frozenset(order[busy:])
            for one in idle:
                exact.idle[one] += weight
            for one, able in enumerate(centre.serves):
                if not able & idle:
                    exact.p_wait[one] += weight
                exact.mean_wait_s[one] += weight * waiting[one]
    exact.idle = [one / whole for one in exact.idle]
    exact.p_wait = [one / whole for one in exact.p_wait]
    exact.mean_wait_s = [
        60.0 * waiting / whole / arrivals
        for waiting, arrivals in zip(exact.mean_wait_s, centre.arrivals, strict=True)
    ]
    return exact


def _state(centre: Skilled, order: Sequence[int], busy: int) -> tuple[float, list[float]]:
    """Weight of this order with so many busy, and mean number of each class that waits in it."""
    weight, waiting = 1.0, [0.0] * len(centre.arrivals)
    for j in range(busy):
        agents = frozenset(order[: j + 1])
        classes, rate = centre.only(agents), sum(centre.rates[one] for one in agents)
        arrivals = centre.rate_of(classes)
        weight /= rate - arrivals
        for one in classes:
            waiting[one] += centre.arrivals[one] / (rate - arrivals)
    for j in range(busy, len(order)):
        weight /= centre.rate_of(centre.some(frozenset(order[j:])))
    return weight, waiting


GT1 = Skilled(
    (1.0, 0.9, 1.1), (0.6, 0.8, 0.5), (frozenset({0, 1}), frozenset({1, 2}), frozenset({0, 2}))
)
GT2 = Skilled((1.0, 1.0), (0.5, 0.9), (frozenset({0}), frozenset({0, 1})))
