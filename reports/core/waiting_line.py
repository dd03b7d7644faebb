"""The line behind n occupied agents: how long it is, and how long whoever joins it waits.

Owns the two kinds of line: with endless patience and room (Erlang C), where everything has a closed
form, and with patience or a limited number of trunks (Erlang A), where states are added up. Never
decides how many agents are right. Pure.

Theory of the second kind (Palm 1946 and 1957; Garnett, Mandelbaum and Reiman 2002, Designing a call
center with impatient customers; Mandelbaum and Zeltyn 2007, Service engineering in action: the
Palm/Erlang-A queue). Arrivals at rate λ, each of n agents serves at rate μ, who waits leaves at
rate θ. With j waiting the line shortens at rate nμ + jθ, so that the states have the weights

    w(0) = 1,   w(j) = w(j−1) λ / (nμ + jθ),   all states with an idle agent together: 1/B(n) − 1

and who arrives with j waiting is served, if patient for ever, after a sum of exponential times of
rates nμ + jθ, …, nμ + θ, nμ. For such a sum V, exp(−θV) has the Beta distribution with parameters
nμ/θ and j + 1, whose tail is a sum of positive terms:

    P(V > t) = b(0) + … + b(j),   b(0) = exp(−nμt),   b(i) = b(i−1) (nμ + (i−1)θ) τ / i

with τ = (1 − exp(−θt)) / θ, or t if nobody ever leaves. Who has patience R ~ exp(θ) is served
within t if V ≤ min(R, t). Weighting V with exp(−θV) turns nμ into nμ + θ in the terms above and
puts nμ / (nμ + (j+1)θ), the chance to be served at all, in front. No step approximates.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from reports.core.erlang import inverse_erlang_b

_PRECISION = 1e-20
"""What is left of the states, relative to the rest, when no more are added."""
_FLOOR = 600.0
"""exp(−600) is still a normal float, exp(−750) is none."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What moves the line, each per second."""

    arrival: float
    service: float
    """Of all agents together while all are occupied."""
    leaving: float
    """Of each who waits; 0: nobody ever leaves."""


@dataclass(frozen=True, slots=True)
class EndlessLine:
    """Nobody leaves, nobody is blocked, and the agents can serve more than arrives (Erlang C)."""

    blocked_share: ClassVar[float] = 0.0
    arrival: float
    """Contacts a second."""
    spare: float
    """What all agents together could serve beyond that, contacts a second."""
    waiting_share: float
    """Contacts that have to wait, of those offered."""

    @property
    def mean_queue(self) -> float:
        """Contacts that wait, mean over time."""
        return self.waiting_share * self.arrival / self.spare

    def longer_share(self, wait_s: float) -> float:
        """Offered contacts that would wait longer, if patient for ever."""
        return self.waiting_share * math.exp(-self.spare * wait_s)

    def served_share(self, wait_s: float) -> float:
        """Offered contacts that wait, and are served after at most this wait."""
        return -self.waiting_share * math.expm1(-self.spare * wait_s)


@dataclass(frozen=True, slots=True)
class GrowingLine:
    """Nobody leaves, and more arrives than the agents can serve: there is no steady state."""

    waiting_share: ClassVar[float] = 1.0
    blocked_share: ClassVar[float] = 0.0
    mean_queue: ClassVar[float] = math.inf

    def longer_share(self, wait_s: float) -> float:
        """Everybody waits longer than any time."""
        return 1.0

    def served_share(self, wait_s: float) -> float:
        """Nobody is served within any time."""
        return 0.0


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line whose states are added up (Erlang A, and C with few trunks)."""

    rates: Rates
    joined: tuple[float, ...]
    """Chance that an arriving contact finds all agents occupied and j waiting, and joins them."""
    blocked_share: float
    mean_queue: float
    """Contacts that wait, mean over time."""

    @property
    def waiting_share(self) -> float:
        """Contacts that have to wait, of those offered."""
        return math.fsum(self.joined)

    def longer_share(self, wait_s: float) -> float:
        """Offered contacts that would wait longer, if patient for ever."""
        rates = self.rates
        tails = _tails(rates.service, rates.leaving, wait_s)
        return sum(share * tail for share, tail in zip(self.joined, tails, strict=False))

    def served_share(self, wait_s: float) -> float:
        """Offered contacts that wait, and are served after at most this wait."""
        service, leaving = self.rates.service, self.rates.leaving
        tails = _tails(service + leaving, leaving, wait_s)
        total, exit_rate = 0.0, service
        for share, tail in zip(self.joined, tails, strict=False):
            exit_rate += leaving
            total += share * (1.0 - tail) * service / exit_rate
        return total


Line = EndlessLine | GrowingLine | CountedLine


def counted_line(agents: int, erlangs: float, rates: Rates, room: float) -> CountedLine:
    """The line with patience, or with room for only so many to wait, behind this many agents."""
    weights = _weights(rates, room)
    idle = (inverse_erlang_b(erlangs, agents) - 1.0) * weights[0]
    total = idle + math.fsum(weights)
    shares = [weight / total for weight in weights]
    queue = math.fsum(waiting * share for waiting, share in enumerate(shares))
    # Whoever arrives at the last state of a limited room is turned back.
    blocked = shares.pop() if len(weights) == room + 1 else 0.0
    return CountedLine(rates, tuple(shares), blocked, queue)


def _weights(rates: Rates, room: float) -> list[float]:
    """w(0), w(1), …, with the largest made 1 so that none overflows."""
    top = _likeliest(rates, room)
    weights, weight = [0.0] * top, 1.0
    for waiting in range(top, 0, -1):
        weight *= (rates.service + waiting * rates.leaving) / rates.arrival
        weights[waiting - 1] = weight
        if weight < _PRECISION * _PRECISION:
            break
    weights.append(1.0)
    weight = 1.0
    while len(weights) <= room:
        exit_rate = rates.service + len(weights) * rates.leaving
        weight *= rates.arrival / exit_rate
        weights.append(weight)
        # What follows is less than a geometric series with the ratio reached here.
        if weight * rates.arrival < _PRECISION * (exit_rate - rates.arrival):
            break
    return weights


def _likeliest(rates: Rates, room: float) -> int:
    """The number that waits most often: where as many leave as arrive."""
    surplus = rates.arrival - rates.service
    if surplus <= 0.0:
        return 0
    return int(min(room, surplus / rates.leaving if rates.leaving > 0.0 else room))


def _tails(service: float, leaving: float, wait_s: float) -> Iterator[float]:
    """P(V > wait_s) for 0, 1, 2, … waiting ahead. `service` and `leaving` are rates per second."""
    effective_s = -math.expm1(-leaving * wait_s) / leaving if leaving > 0.0 else wait_s
    # b(0) may be too small for a float while later terms are not: a multiple of _FLOOR is put
    # aside, and taken back when the terms have grown; until then they are nothing beside the sum.
    aside, first = divmod(service * wait_s, _FLOOR)
    term, total, rate, ahead = math.exp(-first), 0.0, service, 0
    while True:
        if not aside:
            total += term
        elif term > 1.0:
            term *= math.exp(-_FLOOR)
            aside -= 1.0
        yield min(total, 1.0)
        ahead += 1
        term *= rate * effective_s / ahead
        rate += leaving
