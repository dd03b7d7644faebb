"""What events about an agent change, and which of them come late."""

from __future__ import annotations

import pytest

from acd.core.agent import Agent, Work
from acd.core.floor import Floor
from acd.core.fold import fold
from contact import event as e
from contact.event import Mode
from contact.identity import AgentId, ContactId
from tests.support.acd_world import centre

ANA, ZOE = AgentId("ana"), AgentId("zoe")
C1, C2 = ContactId("c1"), ContactId("c2")


def _floor(mode: Mode = Mode.READY) -> tuple[Floor, Agent]:
    floor = Floor(centre({"ana": {"es": 5}}))
    agent = floor.agent(ANA)
    if mode is not Mode.LOGGED_OUT:
        fold(floor, e.AgentModeChanged(ANA, mode, "break"), 10.0)
    return floor, agent


def test_logging_in_begins_the_count_anew_and_another_mode_does_not() -> None:
    floor, agent = _floor(Mode.LOGGED_OUT)
    agent.work_s, agent.contact_count = 70.0, 7
    assert fold(floor, e.AgentModeChanged(ANA, Mode.NOT_READY, "logged in"), 20.0)
    assert (agent.logged_in_at, agent.work_s, agent.contact_count) == (20.0, 0.0, 0)
    agent.work_s, agent.contact_count = 50.0, 5
    assert fold(floor, e.AgentModeChanged(ANA, Mode.READY), 30.0)
    assert (agent.logged_in_at, agent.work_s, agent.contact_count) == (20.0, 50.0, 5)


def test_ready_lifts_bars_forgives_silence_and_begins_idleness() -> None:
    floor, agent = _floor()
    assert agent.idle_since == 10.0
    agent.bars[C1], agent.no_answer_count = 99.0, 1
    assert fold(floor, e.AgentModeChanged(ANA, Mode.NOT_READY, "break"), 20.0)
    assert (agent.bars, agent.no_answer_count, agent.idle_since) == ({C1: 99.0}, 1, 10.0)
    assert fold(floor, e.AgentModeChanged(ANA, Mode.READY), 30.0)
    assert (agent.bars, agent.no_answer_count, agent.idle_since) == ({}, 0, 30.0)


def test_the_mode_of_somebody_who_left_the_plan_is_no_concern() -> None:
    floor, _ = _floor()
    assert not fold(floor, e.AgentModeChanged(ZOE, Mode.READY), 20.0)
    stranger = floor.agent(ZOE)
    assert not fold(floor, e.AgentModeChanged(ZOE, Mode.READY), 20.0)
    assert stranger.mode is Mode.LOGGED_OUT


def test_the_same_mode_with_the_same_reason_is_late() -> None:
    floor, _ = _floor(Mode.NOT_READY)
    assert not fold(floor, e.AgentModeChanged(ANA, Mode.NOT_READY, "break"), 20.0)
    assert fold(floor, e.AgentModeChanged(ANA, Mode.NOT_READY, "training"), 20.0)


@pytest.mark.parametrize(
    ("before", "after", "idle_since"),
    [
        ((True, True), (True, False), 20.0),
        ((True, True), (False, True), 10.0),
        ((True, False), (False, False), 10.0),
        ((False, False), (True, False), 10.0),
        ((True, False), (True, True), 10.0),
    ],
)
def test_idleness_begins_when_a_conversation_elsewhere_ends(
    before: tuple[bool, bool], after: tuple[bool, bool], idle_since: float
) -> None:
    floor, agent = _floor()
    agent.reachable, agent.engaged = before
    assert fold(floor, e.AgentDeviceChanged(ANA, *after), 20.0)
    assert (agent.reachable, agent.engaged, agent.idle_since) == (*after, idle_since)
    assert not fold(floor, e.AgentDeviceChanged(ANA, *after), 30.0)


def test_wrap_up_begins_goes_on_and_ends_once() -> None:
    floor, agent = _floor()
    agent.extension_count = 3
    assert fold(floor, e.WrapUpStarted(ANA, C1, 50.0), 20.0)
    assert not fold(floor, e.WrapUpStarted(ANA, C1, 60.0), 20.0)
    assert (agent.work, agent.contact_id, agent.work_since) == (Work.WRAP_UP, C1, 20.0)
    assert (agent.wrap_until, agent.extension_count) == (50.0, 0)
    assert not fold(floor, e.WrapUpExtended(ANA, C2, 70.0), 30.0)
    assert not fold(floor, e.WrapUpExtended(ANA, C1, 50.0), 30.0)
    assert fold(floor, e.WrapUpExtended(ANA, C1, 70.0), 30.0)
    assert (agent.wrap_until, agent.extension_count) == (70.0, 1)
    assert fold(floor, e.WrapUpExtended(ANA, C1, 90.0), 30.0)
    assert agent.extension_count == 2
    assert floor.agenda.next() == 90.0
    assert not fold(floor, e.WrapUpFinished(ANA, C2), 40.0)
    assert fold(floor, e.WrapUpFinished(ANA, C1), 40.0)
    assert (agent.work, agent.contact_id, agent.idle_since) == (Work.IDLE, None, 40.0)
    assert agent.work_s == 20.0
    assert floor.agenda.next() is None


def test_time_at_work_adds_up() -> None:
    floor, agent = _floor()
    for at in (20.0, 40.0):
        fold(floor, e.WrapUpStarted(ANA, C1, at + 30.0), at)
        fold(floor, e.WrapUpFinished(ANA, C1), at + 5.0)
    assert agent.work_s == 10.0


def test_an_extension_of_work_that_is_over_is_late() -> None:
    floor, agent = _floor()
    agent.contact_id = C1
    assert not fold(floor, e.WrapUpExtended(ANA, C1, 70.0), 30.0)
    assert (agent.wrap_until, agent.extension_count) == (0.0, 0)


def test_skills_are_taken_over_once_and_only_by_those_in_the_plan() -> None:
    floor, _ = _floor()
    assert not fold(floor, e.AgentSkillsChanged(ANA, {"es": 5}), 20.0)
    assert fold(floor, e.AgentSkillsChanged(ANA, {"it": 5}), 20.0)
    assert floor.matching.skills_of(ANA) == {"it": 5}
    assert not fold(floor, e.AgentSkillsChanged(ZOE, {"it": 5}), 20.0)
    assert floor.matching.skills_of(ZOE) == {}
