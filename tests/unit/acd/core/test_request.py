"""Which commands are refused, with which code and which advice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.floor import Floor
from acd.core.request import DESK_LOST, answer
from contact import command as c
from contact import event as e
from contact.callback import Terms
from contact.command import Code
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.limit import Cause, Exit, WayOut
from contact.plan import Queue, Ring
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


def _detail(world: World, command: c.Command) -> str:
    refusal = world.ask(command).refusal
    assert refusal is not None
    return refusal.detail


def test_every_refusal_says_what_would_have_been_right() -> None:
    world = _world()
    assert _detail(world, c.SetReady(ANA)) == "agent ana is logged out; log in first"
    assert _detail(world, c.LogOut(ANA)) == "agent ana is logged out already"
    world.ready("ana")
    assert _detail(world, c.SetReady(ANA)) == "agent ana is ready already"
    assert _detail(world, c.SetNotReady(ANA, "")) == "choose one of: break, training"
    assert _detail(world, c.SetNotReady(ANA, "sun")) == (
        "'sun' is not in the plan; choose one of: break, training"
    )
    world.ask(c.SetNotReady(ANA, "break"))
    assert _detail(world, c.SetNotReady(ANA, "break")) == "agent ana is not ready: break already"
    assert _detail(world, c.SetSkills(ANA, {"es": 11, "eu": 10})) == (
        "levels go from 1 to 10; {'es': 11} do not. Leave a skill out to take it away"
    )
    assert _detail(world, c.SetSkills(ANA, {})) == "agent ana has these skills"


def test_every_refusal_to_queue_says_why() -> None:
    world = _world()
    wanted = c.QueueContact(C1, "citizens", "es", {}, 0, 1.0)
    assert _detail(world, wanted) == "c1 has not arrived or has ended"
    world.arrives("c1")
    assert _detail(world, replace(wanted, queue="x")) == "no queue is called 'x'; known: citizens"
    wrong = replace(wanted, rings=(Ring({}), Ring({}, 9.0), Ring({}, 3.0)))
    assert _detail(world, wrong) == ("rings begin at 0 s and go up; these begin at 0.0, 9.0, 3.0")
    world.ask(wanted)
    assert _detail(world, wanted) == "the contact waits in this queue with these skills"
    world.ready("ana")
    assert _detail(world, wanted) == "a contact that is offered cannot be queued"


def test_two_queues_are_named_with_a_comma_and_none_as_none() -> None:
    two = World(centre({}, (LINE, Queue("other"))))
    two.arrives("c1")
    wanted = c.QueueContact(C1, "x", "es", {}, 0, 1.0)
    assert _detail(two, wanted).endswith("known: citizens, other")
    none = World(centre({}, ()))
    none.arrives("c1")
    assert _detail(none, wanted).endswith("known: none")


def test_every_refusal_about_wrap_up_says_why() -> None:
    world = _in_wrap_up()
    finish = c.FinishWrapUp(ANA, C1, "x")
    assert _detail(world, finish) == (
        "'x' is no disposition here; choose one of: solved, passed on"
    )
    other = replace(finish, contact_id=ContactId("c9"))
    assert _detail(world, other) == "agent ana wraps up c1, not c9"
    done = world.ask(replace(finish, disposition="solved"))
    assert done.events == (e.WrapUpFinished(ANA, C1, "solved"),)
    assert _detail(world, finish) == "agent ana is idle, not in wrap-up"


@pytest.mark.parametrize(
    ("line", "times", "often"),
    [
        (replace(LINE, extension_limit=0), 0, "not at all"),
        (replace(LINE, extension_s=0.0, extension_limit=3), 0, "not at all"),
        (replace(LINE, extension_s=0.5, extension_limit=1), 1, "once"),
        (replace(LINE, extension_limit=2), 2, "2 times"),
    ],
)
def test_wrap_up_is_extended_so_often_and_no_more(line: Queue, times: int, often: str) -> None:
    world = World(centre({"ana": {}}, (line,)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    world.ends("c1")
    more = c.ExtendWrapUp(ANA, C1)
    for _ in range(times):
        assert world.ask(more).refusal is None
    assert _detail(world, more) == f"wrap-up in citizens can be extended {often}; finish it"


def test_wrap_up_that_is_not_yours_is_not_extended() -> None:
    refusal = _in_wrap_up().ask(c.ExtendWrapUp(ANA, ContactId("c9"))).refusal
    assert refusal is not None
    assert refusal.code is Code.NOT_YOURS


def test_a_wish_is_written_down_as_it_was_said() -> None:
    world = _world()
    world.arrives("c1")
    rings = (Ring({"es": 1}), Ring({}, 10.0))
    wanted = c.QueueContact(C1, "citizens", "eu", {"es": 1}, 2, 990.0, 5.0, rings, {"it": 2})
    assert world.ask(wanted).events[0] == e.ContactQueued(
        C1, "citizens", "eu", {"es": 1}, 2, 990.0, 1, 5.0, rings, {"it": 2}
    )


def test_no_reason_is_kept_but_that_of_not_being_ready() -> None:
    world = _world()
    world.ask(c.LogIn(ANA))
    assert world.ask(c.SetReady(ANA)).events == (e.AgentModeChanged(ANA, Mode.READY, ""),)
    lost = world.ask(c.SetNotReady(ANA, DESK_LOST)).events
    assert lost == (e.AgentModeChanged(ANA, Mode.NOT_READY, "desk lost"),)
    assert world.ask(c.LogOut(ANA)).events == (e.AgentModeChanged(ANA, Mode.LOGGED_OUT, ""),)


def test_the_highest_level_can_be_learned() -> None:
    assert _world().ask(c.SetSkills(ANA, {"es": 10, "eu": 1})).refusal is None


# ---------------------------------------------------------------- leaving a queue by a key


def test_who_chooses_so_leaves_the_queue_for_a_node_and_comes_back_with_its_age() -> None:
    world = _world()
    world.queues("c1", since=990.0)
    outcome = world.ask(c.LeaveQueue(C1, "back"))
    way_out = WayOut(Exit.NODE, "back")
    assert outcome.events == (e.ContactDiverted(C1, "citizens", Cause.CHOSEN, way_out),)
    assert world.engine.snapshot()["waiting"] == []
    again = world.queues("c1", since=990.0).events[0]
    assert isinstance(again, e.ContactQueued)
    assert again.since == 990.0


@pytest.mark.parametrize("state", ["arrived", "offered"])
def test_who_does_not_wait_or_is_being_offered_leaves_no_queue(state: str) -> None:
    world = _world()
    if state == "offered":
        world.ready("ana")
        world.queues("c1")
    else:
        world.arrives("c1")
    refusal = world.ask(c.LeaveQueue(C1, "back")).refusal
    assert refusal is not None
    assert refusal.code is Code.WRONG_STATE


def test_a_contact_that_is_over_leaves_no_queue() -> None:
    refusal = _world().ask(c.LeaveQueue(C1, "back")).refusal
    assert refusal is not None
    assert refusal.code is Code.UNKNOWN_CONTACT


def test_a_callback_that_waits_has_nobody_who_could_press_a_key() -> None:
    line = replace(LINE, callback=Terms())
    world = World(centre({"ana": {}}, (line,)))
    world.promises("c1", earliest=1000.0, latest=1200.0)
    refusal = world.ask(c.LeaveQueue(ContactId("c1.callback"), "back")).refusal
    assert refusal is not None
    assert refusal.code is Code.WRONG_STATE
