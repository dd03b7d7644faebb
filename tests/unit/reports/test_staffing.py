"""The fewest agents for what is asked: published tables, the peer, the search on its own."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.bench_sizing import load_peer
from reports.core.staffing import (
    AtLeastInTime,
    AtMostAbandoned,
    AtMostBlocked,
    AtMostMeanWait,
    AtMostOccupied,
    OutOfReach,
    binding,
    fewest,
    rostered_heads,
    staff,
)
from reports.core.steady_state import Basis, Load, steady_state

PEER = load_peer()
EIGHTY_TWENTY = AtLeastInTime(0.8, 20)


def printed(digits: int) -> float:
    """Half of the last digit of a number printed with so many decimals."""
    return 0.5 * 10.0**-digits * (1 + 1e-9)


@pytest.mark.parametrize(
    ("contacts", "agents", "level", "waiting", "wait_s"),
    [
        (30, 4, 0.85279, 0.17391, 20.870),
        (60, 7, 0.89478, 0.13511, 10.809),
        (120, 11, 0.80923, 0.24496, 19.597),
        (240, 20, 0.81651, 0.25608, 15.365),
        (480, 37, 0.80416, 0.29707, 14.259),
        (1000, 74, 0.84614, 0.28349, 9.278),
        (2000, 142, 0.82854, 0.35303, 9.776),
        (5000, 344, 0.81463, 0.45090, 10.145),
    ],
)
def test_the_table_of_eighty_per_cent_in_twenty_seconds_is_reproduced(
    contacts, agents, level, waiting, wait_s
):
    staffing = staff(Load(contacts, 240), [EIGHTY_TWENTY])
    state = staffing.state
    assert staffing.agents == agents
    assert state.service_level(20) == pytest.approx(level, abs=printed(5))
    assert state.waiting_share == pytest.approx(waiting, abs=printed(5))
    assert state.mean_wait_s == pytest.approx(wait_s, abs=printed(3))


def test_the_peers_own_example_is_reproduced():
    load = Load(contacts_per_hour=200, handling_s=180)
    staffing = staff(load, [EIGHTY_TWENTY, AtMostOccupied(0.85)], shrinkage=0.3)
    assert (staffing.agents, staffing.rostered) == (14, 20)
    assert staffing.state.service_level(20) == pytest.approx(0.8883500, abs=printed(7))
    assert staffing.state.occupancy == pytest.approx(0.7142857, abs=printed(7))
    assert staffing.state.waiting_share == pytest.approx(0.1741319, abs=printed(7))
    for agents, waiting, level in ((12, 0.4493882, 0.6401580), (13, 0.2852705, 0.7955948)):
        near = steady_state(load, agents)
        assert near.waiting_share == pytest.approx(waiting, abs=printed(7))
        assert near.service_level(20) == pytest.approx(level, abs=printed(7))


@pytest.mark.parametrize(("contacts", "agents"), [(20, 3), (60, 5), (120, 8), (300, 15)])
def test_the_double_target_of_an_emergency_line_is_reproduced(contacts, agents):
    """90 % in 15 s and 95 % in 20 s (NENA-STA-020)."""
    demands = [AtLeastInTime(0.90, 15), AtLeastInTime(0.95, 20)]
    assert staff(Load(contacts, 120), demands).agents == agents


@pytest.mark.parametrize("contacts", [1, 17, 100, 311, 2500, 9999])
@pytest.mark.parametrize("handling_min", [0.5, 3, 7.3])
@pytest.mark.parametrize("target", [(0.8, 1 / 3), (0.95, 0.25), (0.5, 2), (0.999, 0.05)])
@pytest.mark.parametrize("shrinkage", [0.0, 0.3, 0.37])
@pytest.mark.parametrize("occupancy", [1.0, 0.83])
def test_the_answer_is_the_peers(contacts, handling_min, target, shrinkage, occupancy):
    share, within_min = target
    peer = PEER(
        transactions=contacts,
        aht=handling_min,
        asa=within_min,
        interval=30,
        shrinkage=shrinkage,
    )
    load = Load(contacts * 2, handling_min * 60)
    # The peer never tries fewer than this; the answer itself may be one less.
    least = round(peer.intensity + 1)
    demands = [AtLeastInTime(share, within_min * 60), AtMostOccupied(occupancy)]
    ours = staff(load, demands, shrinkage)
    theirs = peer.required_positions(service_level=share, max_occupancy=occupancy)
    if ours.agents < least:
        assert theirs["raw_positions"] == least == ours.agents + 1
        assert peer.service_level(ours.agents) >= share
        return
    assert ours.agents == theirs["raw_positions"]
    # 42 / 0.7 is 60.00000000000001 in floats: the peer then asks for a 61st head.
    is_rounded_up = math.ceil(ours.agents / (1 - shrinkage) - 1e-9) < theirs["positions"]
    assert ours.rostered == theirs["positions"] - is_rounded_up
    state = ours.state
    level = state.service_level(within_min * 60)
    assert level == pytest.approx(theirs["service_level"], abs=1e-9)
    assert level == pytest.approx(peer.service_level(ours.agents), abs=1e-9)
    assert state.occupancy == pytest.approx(theirs["occupancy"], abs=1e-9)
    assert state.occupancy == pytest.approx(peer.achieved_occupancy(ours.agents), abs=1e-9)
    assert state.waiting_share == pytest.approx(theirs["waiting_probability"], abs=1e-9)


LOADS = [
    Load(0.5, 60),
    Load(200, 180),
    Load(200, 180, 40),
    Load(200, 180, 600, trunks=30),
    Load(5000, 240),
    Load(5000, 240, 300),
]
DEMANDS = [
    (AtLeastInTime(0.8, 20),),
    (AtLeastInTime(0.9, 15), AtLeastInTime(0.95, 20)),
    (AtLeastInTime(0.95, 0),),
    (AtLeastInTime(0.9, 10, Basis.ANSWERED), AtMostOccupied(0.8)),
    (AtLeastInTime(0.9, 10, Basis.WITHOUT_SHORT), AtMostMeanWait(3)),
    (AtMostAbandoned(0.02),),
    (AtMostBlocked(0.001), AtMostAbandoned(0.05)),
    (AtMostOccupied(0.6),),
    (AtMostMeanWait(5),),
]


@pytest.mark.parametrize("load", LOADS, ids=str)
@pytest.mark.parametrize("demands", DEMANDS, ids=lambda all_: " ".join(map(str, all_)))
def test_the_answer_keeps_every_demand_and_one_agent_fewer_does_not(load, demands):
    staffing = staff(load, demands)
    assert all(one.is_met(staffing.state) for one in demands)
    if staffing.agents > 1:
        fewer = steady_state(load, staffing.agents - 1)
        missed = [one for one in demands if not one.is_met(fewer)]
        assert missed == list(binding(staffing, demands)) != []
    for more in (1, 2, 7, 100):
        state = steady_state(load, staffing.agents + more)
        assert all(one.is_met(state) for one in demands)


@pytest.mark.parametrize("demand", DEMANDS[0] + DEMANDS[2] + (AtMostOccupied(0.85),), ids=str)
@pytest.mark.parametrize("contacts", [3, 37, 150, 333, 1500, 12_345])
def test_a_formula_that_leads_back_agrees_with_the_search(demand, contacts):
    load = Load(contacts, 240)
    state = demand.first_state(load)
    assert state is not None
    assert state.agents == fewest(lambda agents: demand.is_met(steady_state(load, agents)))


def test_patience_needs_fewer_agents_than_erlang_c_says():
    patient = staff(Load(5000, 240), [EIGHTY_TWENTY]).agents
    assert staff(Load(5000, 240, 300), [EIGHTY_TWENTY]).agents < patient


def test_what_no_number_of_agents_keeps_is_told():
    with pytest.raises(OutOfReach, match=r"at most 1 % blocked.*trunks"):
        staff(Load(200, 180, trunks=5), [AtMostBlocked(0.01), EIGHTY_TWENTY])


def test_a_share_of_everybody_is_reached_as_far_as_a_float_tells():
    state = staff(Load(200, 180), [AtLeastInTime(1.0, 20)]).state
    assert state.service_level(20) == 1.0


@given(answer=st.integers(1, 5000), guess=st.integers(1, 6000), least=st.integers(1, 3000))
def test_the_search_finds_the_first_number_that_is_enough(answer, guess, least):
    asked: list[int] = []

    def is_enough(number: int) -> bool:
        asked.append(number)
        return number >= answer

    assert fewest(is_enough, guess=guess, least=least, most=5000) == max(answer, least)
    assert len(asked) == len(set(asked))
    assert len(asked) <= 2 * math.log2(abs(answer - guess) + 2) + 3
    assert all(least <= number <= 5000 for number in asked)


def test_a_good_guess_costs_two_questions_and_a_sure_one_costs_one():
    asked: list[int] = []

    def is_enough(number: int) -> bool:
        asked.append(number)
        return number >= 40

    assert fewest(is_enough, guess=40) == 40
    assert asked == [40, 39]
    asked.clear()
    assert fewest(is_enough, guess=40, least=40) == 40
    assert asked == [40]


def test_the_search_ends_when_not_even_the_most_is_enough():
    assert fewest(lambda number: False, guess=3, most=1000) is None
    assert fewest(lambda number: number >= 1000, guess=3, most=1000) == 1000
    assert fewest(lambda number: False, guess=5000, most=1000) is None


@pytest.mark.parametrize(
    ("agents", "shrinkage", "heads"),
    [(14, 0.3, 20), (21, 0.3, 30), (10, 0.0, 10), (10, 0.01, 11), (1, 0.99, 100)],
)
def test_heads_on_the_roster_are_not_rounded_up_by_a_last_digit(agents, shrinkage, heads):
    assert rostered_heads(agents, shrinkage) == heads


@pytest.mark.parametrize("shrinkage", [-0.1, 1.0, math.nan])
def test_a_shrinkage_that_cannot_be_is_refused(shrinkage):
    with pytest.raises(ValueError, match="shrinkage"):
        rostered_heads(10, shrinkage)


def test_demands_say_what_they_are():
    said = [str(one) for one in (AtLeastInTime(0.8, 20), *DEMANDS[6], *DEMANDS[7], *DEMANDS[8])]
    assert said == [
        "80 % within 20 s (offered)",
        "at most 0.1 % blocked",
        "at most 5 % abandoned",
        "occupancy at most 60 %",
        "mean wait at most 5 s",
    ]
