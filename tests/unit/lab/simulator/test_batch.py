"""Pages put together to batches."""

from __future__ import annotations

from contact.plan import Ring
from lab.simulator import Simulation
from lab.simulator.batch import batches_each, cells_of, pairs, presences_of
from lab.simulator.page import Cell, Presence
from lab.simulator.scenario import ContactClass, HalfHour, Scenario
from lab.simulator.simulation import Run

CLASSES = tuple(ContactClass(name, 1.0, (Ring({}),)) for name in "ab")


STEADY = Scenario((), CLASSES)


def counted(run_count: int, scenario: Scenario = STEADY) -> Simulation:
    """Runs of 24 pages with one contact of `a` and ten of `b` in each."""
    simulation = Simulation(scenario)
    run = Run(((Cell(1),) * 24, (Cell(10),) * 24), ((Presence(1.0, 2.0),) * 24,) * 2, 264, 1.0)
    simulation.runs += [run] * run_count
    return simulation


def test_pages_of_several_classes_are_counted_together() -> None:
    for classes, each in (((0,), 1), ((1,), 10), ((0, 1), 11)):
        (run,) = cells_of(counted(1), classes)
        assert len(run) == 10
        assert sum(cell.offered for batch in run for cell in batch) == 24 * each
    (run,) = presences_of(counted(1), (0, 1))
    assert {sum(one.staffed_s for one in batch) for batch in run} == {8.0, 12.0}


def test_many_runs_are_cut_less_and_a_day_with_a_profile_not_at_all() -> None:
    assert [batches_each(counted(count)) for count in (1, 2, 5, 20)] == [10, 5, 2, 1]
    day = Scenario((), CLASSES, profile=(HalfHour({"a": 1.0, "b": 1.0}, {}),))
    assert batches_each(counted(1, day)) == 1


def test_pairs_are_the_sums_to_be_divided() -> None:
    runs = [[(Cell(4, connected=3), Cell(6, connected=2)), (Cell(1),)]]
    made = pairs(runs, lambda cell: cell.connected, lambda cell: cell.offered)
    assert made == [[(5, 10), (0, 1)]]
