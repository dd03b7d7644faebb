"""Chance, split into streams: one for each purpose of each class, all from one seed.

Theory. What comes and what it needs is drawn when a contact arrives and from streams that nobody
else draws from. So two runs with one seed meet the same contacts at the same instants, with the
same need for service and the same patience, whatever the centre does with them; the difference
between two policies is then theirs and not that of chance (common random numbers).

A need for service is drawn with mean 1 and divided by the rate of the agent who serves, because
only then is it known how fast that is.

Owns streams, the shapes of durations and the instants of arrivals. Pure: same seed, same numbers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from math import inf, log, sqrt

from lab.simulator.scenario import HALF_HOUR_S, Law, Shape

Draw = Callable[[], float]
"""The next duration, with mean 1."""


def stream(*purpose: object) -> random.Random:
    """The stream of this purpose, e.g. (seed, replication, class, 'patience')."""
    return random.Random("/".join(map(str, purpose)))


def drawing(law: Law, chance: random.Random) -> Draw:
    """Durations of this law with mean 1.

    The lognormal has sigma² = ln(1 + cv²) and mu = -sigma²/2.
    """
    if law.shape is Shape.DETERMINISTIC:
        return _one
    if law.shape is Shape.LOGNORMAL:
        square = log(1.0 + law.cv * law.cv)
        return partial(chance.lognormvariate, -square / 2.0, sqrt(square))
    return _exponential(chance.random)


def _exponential(uniform: Draw) -> Draw:
    """Draws as `Random.expovariate(1.0)` does, to the last bit, at half its cost."""

    def draw() -> float:
        return -log(1.0 - uniform())

    return draw


def _one() -> float:
    return 1.0


class Arrivals:
    """Instants of arrivals whose rate may change every half hour.

    Gaps are drawn in a time of their own, in which one contact comes per unit on average, and
    carried over to the clock through the integral of the rate; with exponential gaps this is the
    Poisson process of that rate (Çinlar 1975, section 4.7).
    """

    def __init__(
        self, rates_per_min: Sequence[float], draw: Draw, last_half_hour: float = inf
    ) -> None:
        self._rates = [rate / 60.0 for rate in rates_per_min]
        self._only_rate = self._rates[0] if len(self._rates) == 1 else 0.0
        self._draw = draw
        self._last = last_half_hour
        """Number of the half hour from which on nothing changes any more."""

    def after(self, now: float) -> float:
        """The instant of the arrival that follows one at `now`, seconds; inf: never."""
        need = self._draw()
        if self._only_rate:
            return now + need / self._only_rate
        if not any(self._rates):
            return inf
        while True:
            half_hour = now // HALF_HOUR_S
            rate = self._rates[int(min(half_hour, self._last)) % len(self._rates)]
            until = (half_hour + 1.0) * HALF_HOUR_S
            if rate and now + need / rate < until:
                return now + need / rate
            if half_hour >= self._last and not rate:
                return inf
            need -= rate * (until - now)
            now = until
