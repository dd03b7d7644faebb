"""The simulated centre against the exact figures of queueing theory.

Two steps make it cheap. Contact for contact, the distribution does what is worked out on paper
(`test_recurrence` and the first lines of each test here). So the long run that an exact figure asks
for can be played on paper, many times faster; what chance brought to it is known and taken out
(`controlled`). Every figure lies inside its interval of 99 %, and a half-width is at most 2 % of
the exact value. One figure in a hundred lies outside by nature: seeds are fixed, so that whoever
changes nothing sees the same figures again.
"""

from __future__ import annotations

import random
from math import inf

import pytest

from contact.plan import Ring
from lab.simulator import Simulation, Wanted, figures_of
from lab.simulator.scenario import AgentGroup, ContactClass, Scenario
from tests.simulation.test_recurrence import POLICIES, TWELVE, assert_same, on_paper, played
from tests.support.controlled import Figure, LongRun, controlled
from tests.support.line_oracle import Recurrence
from tests.support.paper_centre import PaperCentre
from tests.support.queue_theory import (
    GT1,
    GT2,
    Skilled,
    ageing,
    line,
    product_form,
    strict_priority,
)

BATCHES = 60
CLOSE = 0.02
"""Half-width at most, as a share of the exact figure."""
FEW = 1500
"""Contacts that are compared one by one."""
ANYBODY = (Ring({}),)


def assert_agrees(name: str, found: Figure, exact: float, close: float = CLOSE) -> None:
    assert found.agrees(exact), f"{name}: {found}, exact {exact:.6g}"
    assert found.half_width <= close * exact, f"{name}: {found} is not exact enough"


# ---------------------------------------------------------------- one line

THREE_MINUTES = 1 / 3
FOUR_MINUTES = 1 / 4
LINES = {
    "Erlang B, 10 Erlang, 15 trunks": (15, 10.0, 1.0, inf, 0, 5_000),
    "Erlang C, 30 an hour, 4 minutes": (4, 0.5, FOUR_MINUTES, inf, inf, 12_000),
    "Erlang C, 200 an hour, 3 minutes": (14, 10 / 3, THREE_MINUTES, inf, inf, 28_000),
    "Erlang A, 45 agents": (45, 48.0, 1.0, 120.0, inf, 7_000),
    "Erlang A, 48 agents": (48, 48.0, 1.0, 120.0, inf, 9_000),
    "Erlang A, 50 agents": (50, 48.0, 1.0, 120.0, inf, 10_000),
    "Erlang A, 52 agents": (52, 48.0, 1.0, 120.0, inf, 14_000),
    "Erlang A, 55 agents": (55, 48.0, 1.0, 120.0, inf, 24_000),
    "citizens, 16 agents": (16, 5.0, FOUR_MINUTES, 180.0, inf, 3_000),
    "citizens, 20 agents": (20, 5.0, FOUR_MINUTES, 180.0, inf, 4_000),
    "citizens, 24 agents": (24, 5.0, FOUR_MINUTES, 180.0, inf, 12_000),
    "citizens, 20 agents, 30 trunks": (20, 5.0, FOUR_MINUTES, 180.0, 10, 17_000),
}
"""Agents, arrivals and service a minute, patience, waiting places, contacts of a stretch."""


@pytest.mark.parametrize("name", LINES)
def test_a_line_waits_as_erlang_and_palm_say(name: str) -> None:
    agents, arrivals, rate, patience_s, places, contacts = LINES[name]
    kind = ContactClass("a", arrivals, ANYBODY, patience_s=patience_s if patience_s < inf else None)
    scenario = Scenario(
        (AgentGroup("agents", agents, rate, {}),),
        (kind,),
        waiting_places=None if places == inf else int(places),
        warm_up_s=0.0,
    )
    assert_same(played(scenario, FEW), Recurrence(scenario).play(FEW))
    exact = line(agents, arrivals, rate, patience_s, places)
    run = LongRun(scenario, Recurrence(scenario), BATCHES, contacts)
    if exact.mean_wait_s:
        assert_agrees("mean wait", run.mean_wait_s(), exact.mean_wait_s)
        assert_agrees("share that waits", run.p_wait(), exact.p_wait)
    if exact.abandoned:
        assert_agrees("abandoned", run.abandoned(), exact.abandoned)
    if exact.blocked:
        # Few are blocked before ten waiting places, so this one takes longer than a test may.
        assert_agrees("blocked", run.blocked(), exact.blocked, CLOSE if places == 0 else 0.06)


# ---------------------------------------------------------------- skills


def _skills_of(centre: Skilled, who: int) -> list[str]:
    return [f"c{number}" for number, able in enumerate(centre.serves) if who in able]


def _scenario(centre: Skilled, seed: int) -> Scenario:
    """Each class asks for a skill of its own."""
    groups = (
        AgentGroup(
            f"s{who}", 1, rate, {f"c{n}": 1 for n, able in enumerate(centre.serves) if who in able}
        )
        for who, rate in enumerate(centre.rates)
    )
    classes = (
        ContactClass(f"c{n}", rate, (Ring({f"c{n}": 1}),)) for n, rate in enumerate(centre.arrivals)
    )
    return Scenario(tuple(groups), tuple(classes), warm_up_s=0.0, seed=seed)


@pytest.mark.parametrize(("centre", "contacts"), [(GT1, 16_000), (GT2, 21_000)], ids=["GT1", "GT2"])
def test_skills_wait_as_the_product_form_says(centre: Skilled, contacts: int) -> None:
    scenario = _scenario(centre, 5)
    assert_same(played(scenario, FEW), on_paper(scenario, FEW))
    exact = product_form(centre)
    run = LongRun(scenario, PaperCentre(scenario), BATCHES, contacts)
    for number in range(len(centre.arrivals)):
        assert_agrees("mean wait", run.mean_wait_s(number), exact.mean_wait_s[number])
        assert_agrees("share that waits", run.p_wait(number), exact.p_wait[number])


@pytest.mark.parametrize("centre", [GT1, GT2], ids=["GT1", "GT2"])
def test_agents_are_idle_as_the_product_form_says(centre: Skilled) -> None:
    """Who serves is seen in the distribution only: here its own figures and half-widths count."""
    simulation = Simulation(_scenario(centre, 3), Wanted(8_000)).finish()
    for group, idle in zip(
        figures_of(simulation, 0.99).groups, product_form(centre).idle, strict=True
    ):
        value, half_width = group.occupancy.value, group.occupancy.half_width
        assert value is not None
        assert half_width is not None
        assert abs(1.0 - value - idle) <= half_width
        assert half_width <= 0.06


def _random_centre(seed: int) -> Skilled:
    """Four agents, four classes, each with some of the agents; nobody is overloaded."""
    chance = random.Random(seed)
    while True:
        centre = Skilled(
            [chance.uniform(0.7, 1.3) for _ in range(4)],
            [chance.uniform(0.3, 0.8) for _ in range(4)],
            [frozenset(chance.sample(range(4), chance.randint(1, 3))) for _ in range(4)],
        )
        if centre.load() < 0.8:
            return centre


@pytest.mark.parametrize("seed", range(3))
def test_random_skills_wait_as_the_product_form_says(seed: int) -> None:
    centre = _random_centre(seed)
    scenario = _scenario(centre, seed)
    assert_same(played(scenario, FEW), on_paper(scenario, FEW))
    exact = product_form(centre)
    run = LongRun(scenario, PaperCentre(scenario), BATCHES, 3_000)
    for number in range(4):
        assert_agrees("mean wait", run.mean_wait_s(number), exact.mean_wait_s[number], 0.1)
        assert_agrees("share that waits", run.p_wait(number), exact.p_wait[number], 0.05)


# ---------------------------------------------------------------- priorities and ageing

ARRIVALS = (0.7, 1.4, 1.5)
IN_TURN_S = line(12, sum(ARRIVALS), THREE_MINUTES).mean_wait_s
HEAD_START = ((52.28, 0.45), (85.01, 0.18), (126.67, 0.35))
"""Simulated elsewhere with common random numbers: mean waits and half-widths at 95 %, seconds."""
Z_RATIO = 2.576 / 1.96


class Policy:
    """A long run of the three classes, controlled by those of the same contacts in plain turn."""

    def __init__(self, name: str, contacts: int) -> None:
        rates = zip("abc", ARRIVALS, POLICIES[name], strict=True)
        classes = tuple(ContactClass(one, rate, ANYBODY, **more) for one, rate, more in rates)
        scenario = Scenario((TWELVE,), classes, warm_up_s=0.0, seed=2)
        assert_same(played(scenario, FEW), on_paper(scenario, FEW))
        paper, in_turn = PaperCentre(scenario), Recurrence(scenario)
        self._fates, self._controls = [], []
        for _ in range(BATCHES + 3):
            self._fates.append(paper.play(contacts))
            plain = sum(fate.wait_s for fate in in_turn.play(contacts))
            self._controls.append([plain - IN_TURN_S * contacts])
        paper.finish()
        del self._fates[:3], self._controls[:3]

    def mean_wait_s(self, *numbers: int) -> Figure:
        """Of the contacts of these classes together."""
        waits = [sum(fates[one].wait_s for one in numbers) for fates in self._fates]
        counts = [sum(fates[one].offered for one in numbers) for fates in self._fates]
        return controlled(waits, counts, self._controls)


def test_strict_priorities_wait_as_cobham_says_and_keep_the_mean() -> None:
    policy = Policy("priority", 8_000)
    for number, exact in enumerate(strict_priority(12, ARRIVALS, THREE_MINUTES)):
        assert_agrees("mean wait", policy.mean_wait_s(number), exact, 0.03)
    assert_agrees("of all", policy.mean_wait_s(0, 1, 2), IN_TURN_S)


def test_ageing_at_different_speeds_waits_as_kleinrock_says_and_keeps_the_mean() -> None:
    policy = Policy("ageing", 5_000)
    for number, exact in enumerate(ageing(12, ARRIVALS, THREE_MINUTES, (4, 2, 1))):
        assert_agrees("mean wait", policy.mean_wait_s(number), exact)
    assert_agrees("of all", policy.mean_wait_s(0, 1, 2), IN_TURN_S)


def test_head_starts_wait_as_simulated_elsewhere_and_keep_the_mean() -> None:
    policy = Policy("head start", 4_000)
    for number, (exact, half_width) in enumerate(HEAD_START):
        found = policy.mean_wait_s(number)
        assert abs(found.value - exact) <= found.half_width + Z_RATIO * half_width
        assert found.half_width <= 0.04 * exact
    assert_agrees("of all", policy.mean_wait_s(0, 1, 2), IN_TURN_S)


def test_waits_in_plain_turn_are_the_same_for_every_class() -> None:
    scenario = Scenario(
        (TWELVE,),
        tuple(ContactClass(one, rate, ANYBODY) for one, rate in zip("abc", ARRIVALS, strict=True)),
    )
    figures = figures_of(Simulation(scenario, Wanted(12_000)).finish(), 0.99)
    waits = [one.mean_wait_s for one in figures.classes]
    for wait in waits:
        assert wait.value is not None
        assert wait.half_width is not None
        assert abs(wait.value - IN_TURN_S) <= wait.half_width
