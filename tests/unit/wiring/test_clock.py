"""The clock never steps, whatever somebody does to the wall clock (F16)."""

from __future__ import annotations

import time

import pytest

from wiring.clock import Clock


class Machine:
    """A machine whose two clocks are set by hand."""

    def __init__(self, wall: float, uptime: float) -> None:
        self.wall = wall
        self.uptime = uptime

    def pass_time(self, seconds: float) -> None:
        self.wall += seconds
        self.uptime += seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(wall=1_800_000_000.0, uptime=5000.0)
    monkeypatch.setattr(time, "time", lambda: made.wall)
    monkeypatch.setattr(time, "monotonic", lambda: made.uptime)
    return made


def test_it_begins_at_the_wall_clock_and_goes_on_with_the_seconds(machine: Machine) -> None:
    clock = Clock()
    assert clock.now() == 1_800_000_000.0
    machine.pass_time(12.5)
    assert clock.now() == 1_800_000_012.5


@pytest.mark.parametrize("step_s", [3600.0, -3600.0, -0.002, 86400.0 * 365])
def test_a_step_of_the_wall_clock_does_not_matter(machine: Machine, step_s: float) -> None:
    clock = Clock()
    machine.pass_time(1.0)
    machine.wall += step_s
    assert clock.now() == 1_800_000_001.0
    machine.pass_time(1.0)
    assert clock.now() == 1_800_000_002.0


def test_a_new_process_believes_the_corrected_wall_clock(machine: Machine) -> None:
    Clock()
    machine.wall += 60.0
    assert Clock().now() == 1_800_000_060.0


def test_on_a_real_machine_it_agrees_with_the_wall_clock() -> None:
    before, now, after = time.time(), Clock().now(), time.time()
    assert before - 0.5 < now < after + 0.5


def test_it_never_decreases() -> None:
    clock = Clock()
    readings = [clock.now() for _ in range(1000)]
    assert readings == sorted(readings)
