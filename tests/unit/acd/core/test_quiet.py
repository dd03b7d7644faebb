"""A tick that leaves no trace is told from one that does, and is done."""

from __future__ import annotations

from dataclasses import replace

from acd.core.deadline import Kind
from acd.core.quiet import QuietEngine
from contact import event as e
from contact.identity import AgentId
from contact.plan import Queue
from tests.support.acd_world import World, centre

LINE = Queue("citizens", ring_s=15.0, announce_s=0.0, no_answer_limit=0)


def world(line: Queue = LINE) -> tuple[World, QuietEngine]:
    """It is 1015 s; ana did not answer and may be offered c1 again at 1045 s."""
    day = World(centre({"ana": {}}, (line,)))
    day.engine = engine = QuietEngine(day.plan)
    day.ready("ana")
    day.queues("c1")
    day.wait(15.0)
    return day, engine


def test_a_bar_that_is_lifted_for_nobody_leaves_no_trace() -> None:
    day, engine = world()
    day.fact(e.AgentDeviceChanged(AgentId("ana"), reachable=False, engaged=False))
    assert engine.next_quiet(1044.0) is None
    assert engine.next_quiet(1050.0) == 1045.0
    assert engine.pass_quietly(1050.0) == ()
    assert engine.next_quiet(1050.0) is None


def test_a_bar_between_two_who_wait_for_each_other_leaves_one() -> None:
    _, engine = world()
    assert engine.has_due(Kind.BAR, "ana", 1045.0)
    assert engine.next_quiet(1050.0) is None
    assert engine.pass_quietly(1050.0) == ()
    assert engine.has_due(Kind.BAR, "ana", 1045.0), "it is not done"


def test_the_first_tick_after_a_restart_is_never_quiet() -> None:
    day, _ = world(replace(LINE, wrap_up_s=0.0))
    day.ends("c1")
    engine = QuietEngine(day.plan)
    for at, event in day.journal:
        engine.replay(event, at)
    assert engine.next_quiet(1050.0) is None
    engine.tick(1020.0)
    assert engine.next_quiet(1050.0) == 1045.0
