"""Erlang's formulas B and C: how often all agents are occupied, and what it costs those who wait.

Owns the two classic formulas, their way back from a demand to a load or to a number of agents, and
nothing of patience (reports/core/waiting_line.py). Never simulates. Pure.

Theory (Erlang 1917, Solution of some problems in the theory of probabilities of significance in
automatic telephone exchanges). A load of A erlangs is arrivals a second × handling seconds. With n
agents and no waiting places the share of contacts that finds everybody occupied is

    B(n) = (A^n / n!) / (sum of A^k / k!, k = 0 … n)

and with endless places and endless patience the share that has to wait is

    C(n) = n / ((n − A) / B(n) + A),   P(wait > t) = C(n) exp(−(n − A) t / handling)

Numbers. A^n / n! overflows, so that everything is done with 1 / B and the classic recurrence

    1 / B(n) = 1 + (n / A) / B(n−1),   1 / B(0) = 1

whose terms are all positive: nothing cancels. It forgets where it began: an error m steps below n
is multiplied by n (n−1) … (n−m+1) / A^m, of which the logarithm is at most
m ln(n/A) − m (m−1) / 2n. Near n = A, where staffing happens, some 9 √n steps are therefore as exact
as all n of them, and thousands of agents cost hundreds of steps.
"""

from __future__ import annotations

import math

_FORGOTTEN = 44.0
"""exp(−44), below a thousandth of a float's last digit."""


def inverse_erlang_b(erlangs: float, agents: int) -> float:
    """1 / B; infinite when B is too small for a float. `erlangs` > 0, `agents` ≥ 0."""
    first = 1
    if agents > 2.0 * _FORGOTTEN:
        rising = agents * math.log(agents / erlangs) if agents > erlangs else 0.0
        steps = rising + math.sqrt(rising * rising + 2.0 * _FORGOTTEN * agents)
        first = max(1, agents - int(steps) - 2)
    # Floats throughout: Python multiplies a float and an int more slowly.
    inverse, one, last = 1.0, float(first), float(agents)
    while one <= last:
        inverse = 1.0 + inverse * one / erlangs
        one += 1.0
    return inverse


def erlang_b(erlangs: float, agents: int) -> float:
    """Share of contacts that is blocked when nobody can wait, 0 to 1."""
    return 1.0 / inverse_erlang_b(erlangs, agents)


def erlang_c(erlangs: float, agents: int) -> float:
    """Share of contacts that has to wait when everybody can and does, 0 to 1.

    1 when the load is more than the agents can ever serve: the line grows without end.
    """
    if agents <= erlangs:
        return 1.0
    return agents / (inverse_erlang_b(erlangs, agents) * (agents - erlangs) + erlangs)


def agents_for_waits(erlangs: float, late_share: float, within: float) -> tuple[int, float]:
    """The fewest agents with whom at most `late_share` of the contacts waits longer than `within`.

    And the share that has to wait with so many. Endless patience and waiting places; `within` is in
    units of the handling time; `late_share` is above 0. One pass: the recurrence up to the load,
    then a step of it for each further agent.
    """
    agents = int(erlangs) + 1
    inverse = inverse_erlang_b(erlangs, agents)
    still = math.exp((erlangs - agents) * within)
    fading = math.exp(-within)
    while True:
        waiting = agents / (inverse * (agents - erlangs) + erlangs)
        if waiting * still <= late_share:
            return agents, waiting
        agents += 1
        inverse = 1.0 + inverse * agents / erlangs
        still *= fading


def erlangs_for_blocking(agents: int, blocked_share: float) -> float:
    """The load at which this share is blocked when nobody can wait.

    `agents` ≥ 1, `blocked_share` between 0 and 1, both excluded. B grows with the load, so halving
    the interval finds it, to the precision of a float.
    """
    low, high = 0.0, float(agents)
    while erlang_b(high, agents) < blocked_share:
        low, high = high, 2.0 * high
    while (middle := 0.5 * (low + high)) not in (low, high):
        if erlang_b(middle, agents) < blocked_share:
            low = middle
        else:
            high = middle
    return high
