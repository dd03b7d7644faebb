"""The long run of a load: the trade's classic tables, identities, and what cannot be."""

from __future__ import annotations

import math

import pytest

from reports.core.erlang import erlang_b
from reports.core.steady_state import Basis, Load, steady_state

CLASSIC = Load(contacts_per_hour=48 * 60, handling_s=60)
IMPATIENT = Load(contacts_per_hour=48 * 60, handling_s=60, patience_s=120)
"""48 contacts and 48 minutes of work a minute for 50 agents (Gans, Koole and Mandelbaum 2003)."""
CITIZEN = Load(contacts_per_hour=300, handling_s=240, patience_s=180)


def printed(digits: int) -> float:
    """Half of the last digit of a number printed with so many decimals."""
    return 0.5 * 10.0**-digits * (1 + 1e-9)


def test_the_classic_centre_without_patience_is_reproduced():
    state = steady_state(CLASSIC, 50)
    assert state.waiting_share == pytest.approx(0.694456, abs=printed(6))
    assert state.mean_wait_s == pytest.approx(20.8337, abs=printed(4))
    assert state.wait_percentile_s(0.9) == pytest.approx(58.139, abs=printed(3))
    assert state.mean_queue == pytest.approx(16.667, abs=printed(3))
    assert state.occupancy == pytest.approx(0.96, abs=1e-12)
    assert state.abandoned_share == state.blocked_share == 0.0


def test_the_classic_centre_with_patience_is_reproduced():
    state = steady_state(IMPATIENT, 50)
    assert state.waiting_share == pytest.approx(0.467774, abs=printed(6))
    assert state.abandoned_share == pytest.approx(0.030912, abs=printed(6))
    assert state.mean_wait_s == pytest.approx(3.70947, abs=printed(5))
    assert state.wait_percentile_s(0.9) == pytest.approx(12.445, abs=printed(3))
    assert state.mean_queue == pytest.approx(2.96758, abs=printed(5))
    assert state.occupancy == pytest.approx(0.930324, abs=printed(6))
    # The wait that is offered, were one patient for ever, reaches its percentile later.
    assert state.line.longer_share(13.1475) > 0.1 > state.line.longer_share(13.1485)


def test_the_definitions_of_the_service_level_differ_as_known():
    state = steady_state(IMPATIENT, 50)
    levels = {
        Basis.OFFERED: 0.94302,
        Basis.WITHOUT_SHORT: 0.97203,
        Basis.ANSWERED: 0.97310,
    }
    for basis, level in levels.items():
        assert state.service_level(20, basis) == pytest.approx(level, abs=printed(5))
    assert state.abandoned_within(20) == pytest.approx(0.02985, abs=printed(5))


@pytest.mark.parametrize(
    ("agents", "abandoned", "wait_s"),
    [
        (45, 0.08360, 10.0323),
        (47, 0.05814, 6.9772),
        (48, 0.04764, 5.7174),
        (52, 0.01918, 2.3016),
        (55, 0.00864, 1.0368),
    ],
)
def test_a_few_agents_more_or_fewer_do_what_is_known(agents, abandoned, wait_s):
    state = steady_state(IMPATIENT, agents)
    assert state.abandoned_share == pytest.approx(abandoned, abs=printed(5))
    assert state.mean_wait_s == pytest.approx(wait_s, abs=printed(4))


@pytest.mark.parametrize(
    ("agents", "abandoned", "wait_s"),
    [
        (16, 0.22570, 40.626),
        (18, 0.15276, 27.496),
        (20, 0.09515, 17.127),
        (22, 0.05396, 9.712),
        (24, 0.02763, 4.974),
    ],
)
def test_the_line_of_an_administration_is_reproduced(agents, abandoned, wait_s):
    state = steady_state(CITIZEN, agents)
    assert state.abandoned_share == pytest.approx(abandoned, abs=printed(5))
    assert state.mean_wait_s == pytest.approx(wait_s, abs=printed(3))


def test_few_trunks_block_some_and_shorten_the_wait_of_the_others():
    state = steady_state(Load(300, 240, 180, trunks=30), 20)
    assert state.blocked_share == pytest.approx(0.004652, abs=printed(6))
    assert state.abandoned_share == pytest.approx(0.091045, abs=printed(6))
    assert state.mean_wait_s == pytest.approx(16.465, abs=printed(3))


@pytest.mark.parametrize(
    ("beta", "limit", "agents", "exact"),
    [
        (-1.0, 0.93123, 90, 0.93768),
        (0.0, 0.58579, 100, 0.59670),
        (1.0, 0.17896, 110, 0.19127),
    ],
)
def test_the_limit_of_garnett_is_approached(beta, limit, agents, exact):
    """n = R + β √R with patience twice the handling time (Garnett, Mandelbaum, Reiman 2002)."""

    def hazard(x: float) -> float:
        density = math.exp(-x * x / 2.0) / math.sqrt(2.0 * math.pi)
        return density / (0.5 * math.erfc(x / math.sqrt(2.0)))

    ratio = math.sqrt(0.5)
    found = 1.0 / (1.0 + ratio * hazard(beta / ratio) / hazard(-beta))
    assert found == pytest.approx(limit, abs=printed(5))

    def waiting(load: int, with_agents: int) -> float:
        return steady_state(Load(load * 20.0, 180, 360), with_agents).waiting_share

    assert waiting(100, agents) == pytest.approx(exact, abs=printed(5))
    assert waiting(8_100, 8_100 + round(90 * beta)) == pytest.approx(found, abs=2e-3)


LOADS = [
    Load(200, 180),
    Load(200, 180, trunks=17),
    Load(200, 180, 40),
    Load(200, 180, 40, trunks=14),
    Load(7, 30, 10),
    Load(20_000, 300, 600, trunks=1_700),
]


@pytest.mark.parametrize("load", LOADS, ids=str)
@pytest.mark.parametrize("surplus", [1, 3])
def test_what_happens_to_contacts_adds_up(load, surplus):
    state = steady_state(load, math.ceil(load.erlangs) + surplus)
    fates = state.blocked_share + state.abandoned_share + state.served_within(1e6)
    assert fates == pytest.approx(1.0, abs=1e-10)
    assert state.abandoned_within(1e6) == pytest.approx(state.abandoned_share, abs=1e-10)
    for wait_s in (0.0, 5.0, 60.0):
        parts = (
            state.blocked_share,
            state.served_within(wait_s),
            state.abandoned_within(wait_s),
            state.still_waiting_share(wait_s),
        )
        assert math.fsum(parts) == pytest.approx(1.0, abs=1e-10)


@pytest.mark.parametrize("load", LOADS, ids=str)
def test_littles_law_holds_between_waits_and_the_queue(load):
    """The mean wait is the integral of those who still wait, by Simpson's rule."""
    state = steady_state(load, math.ceil(load.erlangs) + 2)
    steps, end_s = 3000, 1500.0
    points = [
        state.still_waiting_share(end_s * (one / steps) ** 2)
        * (2.0 * one / steps)
        * (1 if one in (0, steps) else 4 if one % 2 else 2)
        for one in range(steps + 1)
    ]
    integral = math.fsum(points) * end_s / steps / 3.0 / (1.0 - state.blocked_share)
    assert state.mean_wait_s == pytest.approx(integral, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("load", LOADS, ids=str)
@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_percentile_is_not_exceeded_by_just_that_share(load, share):
    state = steady_state(load, math.ceil(load.erlangs))
    wait_s = state.wait_percentile_s(share)
    late = state.still_waiting_share(wait_s) / (1.0 - state.blocked_share)
    if wait_s == 0.0:
        assert state.waiting_share / (1.0 - state.blocked_share) <= 1.0 - share
    elif wait_s < math.inf:
        assert late == pytest.approx(1.0 - share, rel=1e-5)
    else:
        assert not state.is_steady


def test_as_many_trunks_as_agents_is_erlang_b():
    for patience_s in (math.inf, 60.0):
        state = steady_state(Load(200, 180, patience_s, trunks=12), 12)
        assert state.blocked_share == pytest.approx(erlang_b(10, 12), rel=1e-13)
        assert state.waiting_share == state.mean_wait_s == state.abandoned_share == 0.0


def test_more_agents_than_trunks_change_nothing_but_their_occupancy():
    few, many = (steady_state(Load(200, 180, 60, trunks=12), agents) for agents in (12, 24))
    assert few.line == many.line
    assert few.occupancy == pytest.approx(2 * many.occupancy)


def test_much_patience_and_many_trunks_come_near_erlang_c():
    endless = steady_state(Load(200, 180), 14)
    roomy = steady_state(Load(200, 180, trunks=500), 14)
    assert roomy.mean_wait_s == pytest.approx(endless.mean_wait_s, rel=1e-9)
    assert roomy.service_level(20) == pytest.approx(endless.service_level(20), rel=1e-9)
    # What patience changes is of its first order: twice the patience, half of the change.
    changes = [
        1.0 - steady_state(Load(200, 180, patience_s), 14).mean_wait_s / endless.mean_wait_s
        for patience_s in (7_200, 14_400)
    ]
    assert 0.0 < changes[1] < 0.03
    assert changes[0] == pytest.approx(2 * changes[1], rel=0.05)


def test_a_line_that_grows_without_end_serves_nobody_in_time():
    state = steady_state(Load(200, 180), 10)
    assert not state.is_steady
    assert state.service_level(3600) == 0.0
    assert state.mean_wait_s == state.mean_queue == state.wait_percentile_s(0.5) == math.inf
    assert state.occupancy == state.waiting_share == 1.0


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"contacts_per_hour": 0}, "contacts"),
        ({"contacts_per_hour": math.nan}, "contacts"),
        ({"handling_s": -1}, "handling"),
        ({"contacts_per_hour": 1e9}, "erlangs"),
        ({"patience_s": 0}, "patience"),
        ({"patience_s": 1e9}, "patience"),
        ({"trunks": 0}, "trunk"),
    ],
)
def test_a_load_that_cannot_be_is_refused(given, word):
    with pytest.raises(ValueError, match=word):
        Load(**{"contacts_per_hour": 10, "handling_s": 60, **given})


def test_nobody_at_work_is_no_steady_state():
    with pytest.raises(ValueError, match="agent"):
        steady_state(CLASSIC, 0)
