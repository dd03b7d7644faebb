"""Which commands are refused, with which code and which advice."""

from __future__ import annotations

import pytest

from acd.core.floor import Floor
from acd.core.request import answer
from contact import command as c
from contact import event as e
from contact.command import Code
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.plan import Queue
from tests.support.acd_world import World, centre

ANA = AgentId("ana")
C1 = ContactId("c1")
LINE = Queue("citizens", dispositions=("solved", "passed on"))


def _world() -> World:
    return World(centre({"ana": {}, "bea": {}}, (LINE,)))


def _in_wrap_up() -> World:
    world = _world()
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    world.ends("c1")
    return world


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.LogIn(AgentId("zoe")), Code.UNKNOWN_AGENT),
        (c.SetReady(ANA), Code.WRONG_STATE),
        (c.SetNotReady(ANA, "break"), Code.WRONG_STATE),
        (c.LogOut(ANA), Code.ALREADY_SO),
        (c.FinishWrapUp(ANA, C1, "solved"), Code.WRONG_STATE),
        (c.FinishWrapUp(AgentId("zoe"), C1, "solved"), Code.UNKNOWN_AGENT),
        (c.QueueContact(C1, "citizens", "es", {}, 0, 1.0), Code.UNKNOWN_CONTACT),
    ],
)
def test_before_anybody_is_here(command: c.Command, code: Code) -> None:
    outcome = _world().ask(command)
    assert outcome.refusal is not None
    assert outcome.refusal.code is code
    assert outcome.refusal.detail


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.LogIn(ANA), Code.ALREADY_SO),
        (c.SetReady(ANA), Code.ALREADY_SO),
        (c.SetNotReady(ANA, ""), Code.REASON_REQUIRED),
        (c.SetNotReady(ANA, "sunshine"), Code.UNKNOWN_REASON),
    ],
)
def test_while_an_agent_is_ready(command: c.Command, code: Code) -> None:
    world = _world()
    world.ready("ana")
    outcome = world.ask(command)
    assert outcome.refusal is not None
    assert outcome.refusal.code is code


def test_another_reason_can_be_chosen_but_the_same_one_is_already_so() -> None:
    world = _world()
    logged_in = world.ask(c.LogIn(ANA))
    assert logged_in.events == (e.AgentModeChanged(ANA, Mode.NOT_READY, "logged in"),)
    chosen = world.ask(c.SetNotReady(ANA, "break"))
    assert chosen.events == (e.AgentModeChanged(ANA, Mode.NOT_READY, "break"),)
    again = world.ask(c.SetNotReady(ANA, "break")).refusal
    assert again is not None
    assert again.code is Code.ALREADY_SO


def test_a_queue_that_is_not_in_the_plan_is_named_with_those_that_are() -> None:
    world = _world()
    refusal = world.queues("c1", queue="nowhere").refusal
    assert refusal is not None
    assert refusal.code is Code.UNKNOWN_QUEUE
    assert "citizens" in refusal.detail


def test_queueing_twice_has_the_effect_of_once() -> None:
    world = _world()
    world.queues("c1", since=990.0)
    refusal = world.queues("c1", since=990.0).refusal
    assert refusal is not None
    assert refusal.code is Code.ALREADY_SO


def test_a_contact_under_offer_cannot_be_queued() -> None:
    world = _world()
    world.ready("ana")
    world.queues("c1")
    refusal = world.queues("c1").refusal
    assert refusal is not None
    assert refusal.code is Code.WRONG_STATE


def test_wrap_up_of_another_contact_is_not_yours() -> None:
    refusal = _in_wrap_up().ask(c.FinishWrapUp(ANA, ContactId("c9"), "solved")).refusal
    assert refusal is not None
    assert refusal.code is Code.NOT_YOURS


def test_a_disposition_must_be_one_of_the_queue() -> None:
    world = _in_wrap_up()
    refusal = world.ask(c.FinishWrapUp(ANA, C1, "whatever")).refusal
    assert refusal is not None
    assert refusal.code is Code.UNKNOWN_DISPOSITION
    assert "passed on" in refusal.detail
    assert world.ask(c.FinishWrapUp(ANA, C1, "solved")).refusal is None
    twice = world.ask(c.FinishWrapUp(ANA, C1, "solved")).refusal
    assert twice is not None
    assert twice.code is Code.WRONG_STATE


def test_a_queue_without_dispositions_takes_any_text() -> None:
    world = World(centre({"ana": {}}))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    world.ends("c1")
    assert world.ask(c.FinishWrapUp(ANA, C1, "as it was")).refusal is None


def test_a_command_of_another_service_is_a_bug_of_the_caller() -> None:
    with pytest.raises(TypeError, match="HangUp"):
        answer(Floor(centre({})), c.HangUp(ANA, C1))
