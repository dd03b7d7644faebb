"""Erlang B and C: published tables, the peer, exact fractions, and loads of any size."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest

from lab.bench_sizing import load_peer
from reports.core.erlang import (
    agents_for_waits,
    erlang_b,
    erlang_c,
    erlangs_for_blocking,
    inverse_erlang_b,
)

PEER = load_peer()


def printed(digits: int) -> float:
    """Half of the last digit of a number printed with so many decimals."""
    return 0.5 * 10.0**-digits * (1 + 1e-9)


@pytest.mark.parametrize(
    ("agents", "erlangs", "digits"),
    [
        (5, 1.3608, 4),
        (10, 4.4612, 4),
        (20, 12.0306, 4),
        (30, 20.3373, 4),
        (50, 37.9014, 4),
        (100, 84.0642, 4),
        (200, 179.738, 3),
    ],
)
def test_the_table_of_one_per_cent_blocking_is_reproduced(agents, erlangs, digits):
    found = erlangs_for_blocking(agents, 0.01)
    assert found == pytest.approx(erlangs, abs=printed(digits))
    assert erlang_b(found, agents) == pytest.approx(0.01, rel=1e-13)


@pytest.mark.parametrize(
    ("erlangs", "agents", "blocked"),
    [(10, 15, 0.036497), (2, 5, 0.036697), (100, 117, 0.009790), (180, 200, 0.010325)],
)
def test_known_values_of_erlang_b_are_reproduced(erlangs, agents, blocked):
    assert erlang_b(erlangs, agents) == pytest.approx(blocked, abs=printed(6))


@pytest.mark.parametrize(("erlangs", "agents"), [(3, 1), (40, 30), (90, 88), (95, 120), (800, 830)])
def test_both_formulas_agree_with_exact_fractions(erlangs, agents):
    terms = list(
        itertools.accumulate(
            range(1, agents + 1), lambda term, k: term * Fraction(erlangs, k), initial=Fraction(1)
        )
    )
    blocked = terms[-1] / sum(terms)
    assert erlang_b(erlangs, agents) == pytest.approx(float(blocked), rel=1e-13)
    if agents > erlangs:
        waiting = agents * blocked / (agents - erlangs * (1 - blocked))
        assert erlang_c(erlangs, agents) == pytest.approx(float(waiting), rel=1e-13)


@pytest.mark.parametrize("erlangs", [0.01, 1.0, 37.5, 499.5, 4999.9])
@pytest.mark.parametrize("surplus", [-40, -1, 0, 1, 3, 50, 900])
def test_the_short_recurrence_is_as_exact_as_the_whole_one(erlangs, surplus):
    agents = max(1, math.ceil(erlangs) + surplus)
    whole = 1.0
    for one in range(1, agents + 1):
        whole = 1.0 + whole * one / erlangs
    assert inverse_erlang_b(erlangs, agents) == pytest.approx(whole, rel=1e-13)


def test_thousands_of_agents_neither_overflow_nor_vanish():
    assert 0.0 < erlang_b(50_000.0, 50_100) < erlang_c(50_000.0, 50_100) < 1.0
    assert erlang_b(1.0, 5_000) == erlang_c(1.0, 5_000) == 0.0
    assert erlang_b(5_000.0, 1) == pytest.approx(5_000 / 5_001)


def test_a_load_above_the_agents_makes_everybody_wait():
    assert erlang_c(10.0, 10) == erlang_c(10.5, 10) == 1.0
    assert erlang_c(9.999, 10) < 1.0


@pytest.mark.parametrize(
    ("beta", "limit", "exact"),
    [
        (0.25, 0.72093, 0.72782),
        (0.5, 0.50454, 0.51598),
        (1.0, 0.22336, 0.23769),
        (1.5, 0.08469, 0.09626),
        (2.0, 0.02688, 0.03387),
    ],
)
def test_the_limit_of_halfin_and_whitt_is_approached(beta, limit, exact):
    """A square root of agents in reserve: n = A + β √A (Halfin and Whitt 1981)."""
    density = math.exp(-beta * beta / 2.0) / math.sqrt(2.0 * math.pi)
    normal = 0.5 * math.erfc(-beta / math.sqrt(2.0))
    found = 1.0 / (1.0 + beta * normal / density)
    assert found == pytest.approx(limit, abs=printed(5))

    def waiting(agents: int) -> float:
        root = (math.sqrt(beta * beta + 4.0 * agents) - beta) / 2.0
        return erlang_c(root * root, agents)

    assert waiting(100) == pytest.approx(exact, abs=printed(5))
    assert waiting(1_000_000) == pytest.approx(found, abs=2e-4)


@pytest.mark.parametrize("erlangs", [0.2, 0.5, 3.6, 10.0, 99.9, 1000.0])
@pytest.mark.parametrize("late_share", [0.5, 0.2, 0.01, 1e-6])
@pytest.mark.parametrize("within", [0.0, 1 / 12, 2.0])
def test_one_agent_fewer_than_found_would_not_do(erlangs, late_share, within):
    agents, waiting = agents_for_waits(erlangs, late_share, within)

    def late(with_agents: int) -> float:
        spare = with_agents - erlangs
        return erlang_c(erlangs, with_agents) * math.exp(-spare * within) if spare > 0 else 1.0

    assert late(agents) <= late_share * (1 + 1e-12)
    assert late(agents - 1) > late_share
    assert waiting == pytest.approx(erlang_c(erlangs, agents), rel=1e-12)


@pytest.mark.parametrize("erlangs", [0.3, 1.0, 9.7, 10.0, 64.2, 512.0, 4000.5])
@pytest.mark.parametrize("surplus", [1, 2, 10])
def test_the_share_that_waits_is_the_peers(erlangs, surplus):
    agents = int(erlangs) + surplus
    peer = PEER(transactions=erlangs, aht=1.0, asa=0.1, interval=1)
    assert erlang_c(erlangs, agents) == pytest.approx(peer.waiting_probability(agents), abs=1e-9)
