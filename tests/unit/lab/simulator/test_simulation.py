"""Runs put together: the checks that every run must pass, and the figures."""

from __future__ import annotations

import pytest

from contact.plan import Ring
from lab.simulator import Simulation, Wanted, figures_of
from lab.simulator.page import Cell
from lab.simulator.scenario import AgentGroup, ContactClass, HalfHour, Law, Scenario, Shape
from lab.simulator.simulation import Run, _patience, _run
from lab.simulator.world import ContradictoryRun, Length, World

IMPATIENT = ContactClass("c", 5.0, (Ring({}),), patience_s=60.0)
GROUP = AgentGroup("a", 4, 1.0, {})


def test_each_replication_has_its_own_chance_and_all_are_counted() -> None:
    simulation = Simulation(Scenario((GROUP,), (IMPATIENT,), replications=3), Wanted(200))
    shares = list(simulation.play())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    waits = {sum(cell.wait_s for cell in run.cells[0]) for run in simulation.runs}
    assert len(waits) == 3
    figures = figures_of(simulation)
    assert figures.classes[0].offered_count == 600
    assert figures.batch_count == 12


def test_a_day_with_a_profile_is_one_batch() -> None:
    profile = (HalfHour({"c": 5.0}, {"a": 4}), HalfHour({"c": 2.0}, {"a": 3}))
    scenario = Scenario((GROUP,), (IMPATIENT,), profile=profile, duration_s=3600.0)
    figures = figures_of(Simulation(scenario).finish())
    assert figures.batch_count == 1
    assert figures.classes[0].mean_wait_s.half_width is None


def test_figures_are_shares_of_what_they_say() -> None:
    cells = (Cell(10, 2, 4, 5, 3, 3, 80.0), Cell(10, 0, 0, 10, 10, 0, 0.0))
    simulation = Simulation(Scenario((), (IMPATIENT,)))
    simulation.runs.append(Run((cells,), (), 20, 1.0))
    (one,) = figures_of(simulation).classes
    assert (one.offered_count, one.connected_count, one.inside_count) == (20, 15, 0)
    assert one.mean_wait_s.value == pytest.approx(80.0 / 18)
    assert one.p_wait.value == pytest.approx(4 / 18)
    assert one.p_within.value == pytest.approx(13 / 20)
    assert one.abandoned.value == pytest.approx(3 / 20)
    assert one.blocked.value == pytest.approx(2 / 20)


def test_patience_is_checked_where_it_is_exponential() -> None:
    fixed = ContactClass("d", 1.0, (Ring({}),), patience_s=9.0, patience=Law(Shape.DETERMINISTIC))
    stays = ContactClass("s", 1.0, (Ring({}),))
    scenario = Scenario((GROUP,), (IMPATIENT, fixed, stays))
    (check,) = Simulation(scenario, Wanted(400)).finish().checks()
    assert check.holds
    assert check.name.endswith(": c")


def test_too_many_who_leave_are_noticed() -> None:
    good = _patience("c", [Cell(abandoned=110, wait_s=6000.0)], 1 / 60)
    bad = _patience("c", [Cell(abandoned=160, wait_s=6000.0)], 1 / 60)
    assert good.holds
    assert good.deviation == pytest.approx(10 / (4.5 * 10))
    assert not bad.holds


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda world: setattr(world, "waits_s", world.waits_s + 60.0), "Little"),
        (lambda world: setattr(world.sources[0].cells[0], "blocked", 1), "offered"),
        (lambda world: setattr(world.staff.floors[0], "busy_count", 9), "at work"),
        (lambda world: world._citizens.clear(), "Little|waiting"),
    ],
)
def test_a_run_that_does_not_add_up_is_no_run(spoil, told: str) -> None:  # type: ignore[no-untyped-def]
    overloaded = ContactClass("c", 9.0, (Ring({}),))
    world = World(Scenario((GROUP,), (overloaded,)), Length(0.0, 120.0))
    list(world.run())
    spoil(world)
    with pytest.raises(ContradictoryRun, match=told):
        _run(world)


def test_a_run_that_adds_up_tells_how_many_came() -> None:
    world = World(Scenario((GROUP,), (IMPATIENT,)), Length(0.0, contacts=50))
    list(world.run())
    run = _run(world)
    assert run.contact_count == world.sources[0].count >= 50
    assert sum(cell.offered for cell in run.cells[0]) == 50
