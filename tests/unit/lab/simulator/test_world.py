"""The virtual day: what happens to contacts, to agents and to the counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact.plan import Ring, Strategy
from lab.simulator import Simulation, Wanted, figures_of
from lab.simulator.page import Cell
from lab.simulator.scenario import AgentGroup, ContactClass, HalfHour, Law, Scenario, Shape
from lab.simulator.simulation import length_of
from lab.simulator.world import Length, World

ANYBODY = (Ring({}),)
ALWAYS = Law(Shape.DETERMINISTIC)


def clockwork(rate: float, **more: object) -> ContactClass:
    """A class without chance: every gap, service and patience is the mean."""
    return ContactClass(
        "c", rate, ANYBODY, arrivals=ALWAYS, service=ALWAYS, patience=ALWAYS, **more
    )  # type: ignore[arg-type]


def agents(count: int, rate: float = 1.0) -> AgentGroup:
    return AgentGroup("a", count, rate, {})


def played(scenario: Scenario, length: Length, within_s: float = 20.0) -> tuple[World, Cell]:
    """The world after the run, and the counts of the first class together."""
    world = World(scenario, length, within_s)
    shares = list(world.run())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    total = Cell()
    for cell in world.sources[0].cells:
        for name in Cell.__slots__:
            setattr(total, name, getattr(total, name) + getattr(cell, name))
    return world, total


def test_one_after_the_other_nobody_waits() -> None:
    world, total = played(Scenario((agents(1),), (clockwork(1.0),)), Length(0.0, 600.0))
    assert (total.offered, total.connected, total.waited, total.wait_s) == (9, 9, 0, 0.0)
    assert world.waiting() == []


def test_who_finds_everybody_busy_waits_for_the_first_who_is_done() -> None:
    """Two a minute before an agent who needs a minute each: each waits half a minute longer."""
    _, total = played(Scenario((agents(1),), (clockwork(2.0),)), Length(0.0, contacts=4), 45.0)
    assert total.offered == total.connected == 4
    assert total.waited == 3
    assert total.wait_s == pytest.approx(30.0 + 60.0 + 90.0)
    assert total.within == 2


def test_who_has_no_patience_left_goes_and_is_counted_with_the_wait_so_far() -> None:
    kind = clockwork(2.0, patience_s=20.0)
    _, total = played(Scenario((agents(1),), (kind,)), Length(0.0, contacts=10))
    assert (total.connected, total.abandoned) == (5, 5)
    assert total.wait_s == pytest.approx(5 * 20.0)


def test_who_finds_no_place_is_blocked_and_no_longer_counted_as_waiting() -> None:
    scenario = Scenario((agents(1),), (clockwork(4.0),), waiting_places=1)
    _, total = played(scenario, Length(0.0, contacts=40))
    assert total.blocked > 0
    assert total.offered == total.connected + total.blocked == 40


def test_a_place_is_needed_only_by_who_cannot_be_served_at_once() -> None:
    """Idle agents without the skill are of no use; with it they are, though no place is left."""
    groups = (AgentGroup("x", 1, 1.0, {"x": 1}), AgentGroup("y", 9, 1.0, {"y": 1}))
    classes = (
        ContactClass("x", 4.0, (Ring({"x": 1}),)),
        ContactClass("y", 1.0, (Ring({"y": 1}),)),
    )
    simulation = Simulation(Scenario(groups, classes, waiting_places=0), Wanted(2000)).finish()
    x, y = figures_of(simulation).classes
    assert x.blocked.value is not None
    assert x.blocked.value == pytest.approx(0.8, abs=0.05)
    assert y.blocked_count == 0


def test_a_class_may_need_another_time_than_the_group_gives() -> None:
    kind = clockwork(1.0, service_rate_per_min=0.5)
    world, _ = played(Scenario((agents(2),), (kind,)), Length(600.0, 6000.0))
    pages = world.staff.floors[0].pages
    assert sum(page.busy_s for page in pages) == pytest.approx(6000.0 * 2.0)
    assert sum(page.staffed_s for page in pages) == pytest.approx(6000.0 * 2.0)


def test_who_comes_during_the_warm_up_is_not_counted() -> None:
    world, total = played(Scenario((agents(1),), (clockwork(1.0),)), Length(300.0, 600.0))
    assert total.offered == 10
    assert world.sources[0].count >= 14


def test_a_run_goes_on_until_everybody_counted_has_been_served() -> None:
    world, total = played(Scenario((agents(1),), (clockwork(1.2),)), Length(0.0, contacts=60))
    assert total.connected == total.offered == 60
    assert world.now > 60 * 50.0


def test_who_is_never_served_is_still_inside_when_the_run_gives_up() -> None:
    scenario = Scenario((agents(0),), (clockwork(1.0),))
    world, total = played(scenario, Length(0.0, contacts=5))
    assert (total.offered, total.connected) == (5, 0)
    assert len(world.waiting()) >= 5
    assert world.now <= 2 * 300.0


def test_staff_come_and_go_by_the_half_hour_and_finish_what_they_do() -> None:
    profile = (HalfHour({"c": 2.0}, {"a": 4}), HalfHour({"c": 2.0}, {"a": 1}))
    scenario = Scenario((agents(4, 0.5),), (clockwork(2.0, patience_s=60.0),), profile=profile)
    world, total = played(scenario, Length(0.0, 7200.0))
    assert total.offered == total.connected + total.abandoned
    pages = world.staff.floors[0].pages
    half = len(pages) // 4
    assert sum(page.staffed_s for page in pages[:half]) == pytest.approx(4 * 1800.0)
    leaving = sum(page.staffed_s for page in pages[half : 2 * half])
    assert 1800.0 < leaving <= 1800.0 + 3 * 120.0 + 1.0
    assert all(page.busy_s <= page.staffed_s + 1e-6 for page in pages)


def test_the_last_half_hour_stays_in_force_until_everybody_has_been_served() -> None:
    """Nobody comes after it, though the first half hour of the profile is a busy one."""
    profile = (HalfHour({"c": 2.0}, {"a": 1}), HalfHour({"c": 0.0}, {"a": 1}))
    scenario = Scenario((agents(1),), (clockwork(2.0),), profile=profile)
    world, total = played(scenario, Length(0.0, 3600.0))
    assert total.connected == total.offered == world.sources[0].count == 59


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    scenario = Scenario((agents(3),), (ContactClass("c", 2.5, ANYBODY),))
    first, again = (Simulation(scenario, Wanted(300)).finish() for _ in range(2))
    assert figures_of(first) == figures_of(again)
    other = Scenario((agents(3),), (ContactClass("c", 2.5, ANYBODY),), seed=2)
    assert figures_of(Simulation(other, Wanted(300)).finish()) != figures_of(first)


def test_the_same_contacts_come_whatever_the_policy_and_the_staff() -> None:
    """Common random numbers: arrivals do not depend on what becomes of them."""
    kinds = (ContactClass("c", 2.5, ANYBODY), ContactClass("d", 1.0, ANYBODY, priority=1))
    ends = []
    for count in (4, 9):
        world = World(Scenario((agents(count),), kinds), Length(0.0, 3000.0))
        list(world.run())
        ends.append([cell.offered for source in world.sources for cell in source.cells])
    assert ends[0] == ends[1]


@pytest.mark.parametrize(
    ("scenario", "contacts", "length"),
    [
        (Scenario((), ()), 0, Length(2880.0, 28800.0)),
        (Scenario((), (), warm_up_s=60.0), 0, Length(60.0, 28800.0)),
        (Scenario((), (clockwork(2.0),)), 1000, Length(3000.0, contacts=1000)),
        (Scenario((), (), profile=(HalfHour({}, {}),)), 0, Length(0.0, 28800.0)),
    ],
)
def test_the_warm_up_is_a_tenth_unless_the_file_says_so_or_a_day_has_a_profile(
    scenario: Scenario, contacts: int, length: Length
) -> None:
    assert length_of(scenario, contacts) == length


@pytest.mark.parametrize("contacts", [1, 7, 239, 240, 241, 1000])
def test_the_pages_of_a_run_hold_exactly_the_contacts_asked_for(contacts: int) -> None:
    length = Length(0.0, contacts=contacts)
    pages = [length.page_contacts(page) for page in range(length.page_count)]
    assert sum(pages) == contacts
    assert max(pages) - min(pages) <= 1


def test_who_rings_all_serves_each_contact_once() -> None:
    """Agents answer at once, so the longest idle of all who are rung is the first."""
    kind = clockwork(2.0)
    plain = Scenario((agents(3),), (kind,))
    length = Length(0.0, contacts=40)
    _, all_rung = played(replace(plain, strategy=Strategy.RING_ALL), length)
    _, one_rung = played(plain, length)
    counts = [(one.offered, one.connected, one.waited) for one in (all_rung, one_rung)]
    assert counts == [(40, 40, 0)] * 2
