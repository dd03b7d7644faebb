"""Contact for contact, the simulated centre does what is worked out on paper."""

from __future__ import annotations

import random

import pytest

from contact.plan import Ring, Strategy
from lab.simulator import Simulation, Wanted
from lab.simulator.scenario import AgentGroup, ContactClass, Law, Scenario, Shape
from tests.support.fate import Fate, fate_of
from tests.support.line_oracle import Recurrence
from tests.support.paper_centre import PaperCentre

CONTACTS = 3000
ANYBODY = (Ring({}),)


def played(scenario: Scenario, contacts: int = CONTACTS) -> list[Fate]:
    """The fates of the first contacts, through the distribution itself."""
    run = Simulation(scenario, Wanted(contacts)).finish().runs[0]
    return [fate_of(cells) for cells in run.cells]


def on_paper(scenario: Scenario, contacts: int = CONTACTS) -> list[Fate]:
    """The same, worked out the slow way."""
    paper = PaperCentre(scenario)
    fates = paper.play(contacts)
    paper.finish()
    return fates


def assert_same(found: list[Fate], wanted: list[Fate]) -> None:
    for one, other in zip(found, wanted, strict=True):
        assert one.counts() == other.counts()
        assert one.wait_s == pytest.approx(other.wait_s, rel=1e-9)


def _centre(count: int, rate: float, *classes: ContactClass, places: int | None = None) -> Scenario:
    group = AgentGroup("agents", count, rate, {})
    return Scenario((group,), classes, waiting_places=places, warm_up_s=0.0)


LINES = {
    "Erlang B": _centre(15, 1.0, ContactClass("a", 10.0, ANYBODY), places=0),
    "Erlang C": _centre(14, 1 / 3, ContactClass("a", 10 / 3, ANYBODY)),
    "Erlang A": _centre(50, 1.0, ContactClass("a", 48.0, ANYBODY, patience_s=120.0)),
    "trunks": _centre(20, 0.25, ContactClass("a", 5.0, ANYBODY, patience_s=180.0), places=10),
    "overload": _centre(3, 1.0, ContactClass("a", 9.0, ANYBODY, patience_s=30.0)),
    "two classes": _centre(
        8,
        1.0,
        ContactClass("a", 5.0, ANYBODY, patience_s=60.0),
        ContactClass("b", 4.0, ANYBODY, patience_s=90.0),
    ),
    "other shapes": _centre(
        10,
        0.5,
        ContactClass(
            "a",
            4.8,
            ANYBODY,
            patience_s=200.0,
            arrivals=Law(Shape.LOGNORMAL, 0.7),
            service=Law(Shape.LOGNORMAL, 1.3),
            patience=Law(Shape.DETERMINISTIC),
        ),
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_the_first_come_is_served_first_exactly_as_the_recurrence_says(name: str) -> None:
    assert_same(played(LINES[name]), Recurrence(LINES[name]).play(CONTACTS))


TWELVE = AgentGroup("agents", 12, 1 / 3, {})
POLICIES = {
    "priority": ({"priority": 2}, {"priority": 1}, {}),
    "ageing": ({"weight": 4.0}, {"weight": 2.0}, {}),
    "head start": ({"head_start_s": 180.0}, {"head_start_s": 90.0}, {}),
    "all at once": (
        {"weight": 1.5, "priority": 1, "patience_s": 300.0},
        {"head_start_s": 60.0, "service_rate_per_min": 0.4},
        {"weight": 0.5, "patience_s": 600.0},
    ),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_turn_is_decided_exactly_as_a_look_at_everybody_would(name: str) -> None:
    rates = zip("abc", (0.7, 1.4, 1.5), POLICIES[name], strict=True)
    classes = tuple(ContactClass(one, rate, ANYBODY, **more) for one, rate, more in rates)
    scenario = Scenario((TWELVE,), classes, warm_up_s=0.0)
    assert_same(played(scenario), on_paper(scenario))


SKILLS = ("es", "eu", "it", "taxes")


def _skilled(seed: int, strategy: Strategy, *, has_rings: bool) -> Scenario:
    """A random centre in which somebody can serve everybody."""
    chance = random.Random(seed)
    groups = [AgentGroup("all", 1, 0.8, dict.fromkeys(SKILLS, 5))]
    for number in range(3):
        held = {skill: chance.randint(1, 9) for skill in chance.sample(SKILLS, 2)}
        groups.append(AgentGroup(f"g{number}", chance.randint(1, 2), chance.uniform(0.5, 1), held))
    classes = []
    for number in range(3):
        wanted = {skill: chance.randint(1, 4) for skill in chance.sample(SKILLS, 2)}
        rings = [Ring(wanted)]
        if has_rings:
            rings.append(Ring(dict([wanted.popitem()]), chance.uniform(5, 40)))
            rings[0] = Ring({**wanted, **rings[1].skills})
            rings.append(Ring({}, 60.0))
        classes.append(
            ContactClass(f"c{number}", 0.6, tuple(rings), patience_s=chance.choice((None, 200.0)))
        )
    return Scenario(
        tuple(groups), tuple(classes), waiting_places=12, warm_up_s=0.0, strategy=strategy
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_longest_idle_serves_exactly_as_a_look_at_everybody_would(seed: int) -> None:
    scenario = _skilled(seed, Strategy.LONGEST_IDLE, has_rings=False)
    assert_same(played(scenario), on_paper(scenario))


@pytest.mark.parametrize("seed", range(10, 14))
def test_rings_widen_exactly_when_they_are_due(seed: int) -> None:
    scenario = _skilled(seed, Strategy.LONGEST_IDLE, has_rings=True)
    assert_same(played(scenario), on_paper(scenario))


@pytest.mark.parametrize(
    "strategy",
    [
        Strategy.FEWEST_CONTACTS,
        Strategy.ROUND_ROBIN,
        Strategy.LEAST_OCCUPIED,
        Strategy.HIGHEST_SKILL_FIT,
    ],
)
def test_a_strategy_chooses_exactly_as_a_look_at_everybody_would(strategy: Strategy) -> None:
    for seed in (20, 21):
        scenario = _skilled(seed, strategy, has_rings=False)
        assert_same(played(scenario), on_paper(scenario))
