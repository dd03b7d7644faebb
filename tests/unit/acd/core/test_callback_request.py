"""Which callbacks are promised, moved and cancelled, and what is said of those that are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact import command as c
from contact import event as e
from contact.callback import Dial, Terms
from contact.command import Code
from contact.core import Outcome
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId
from contact.plan import Queue, Ring
from tests.support.acd_world import World, centre, kinds, wish_of_callback

LINE = Queue("citizens", callback=Terms(dial=Dial.CITIZEN_FIRST))
CALLBACK, SECOND = ContactId("c1.callback"), ContactId("c2")


def world_of(line: Queue = LINE) -> World:
    return World(centre({"ana": {}}, (line, Queue("plain"))))


def promised(line: Queue = LINE) -> World:
    world = world_of(line)
    world.promises("c1", earliest=1100.0, latest=1200.0)
    world.arrives("c2")
    return world


def refused(outcome: Outcome) -> Code:
    assert outcome.refusal is not None
    assert outcome.refusal.detail
    return outcome.refusal.code


def test_a_promise_says_all_that_was_asked_for() -> None:
    world = world_of()
    world.arrives("c1")
    rings = (Ring({"eu": 3}), Ring({}, 9.0))
    asked = c.PromiseCallback(
        ContactId("c1"), "600", "012", "citizens", "eu", "taxes", {"eu": 3}, 2, 900.0, 1100.0,
        1200.0, 30.0, rings, {"law": 1},
    )  # fmt: skip
    made = e.CallbackPromised(
        CALLBACK, ContactId("c1"), "600", "012", "citizens", "eu", "taxes", {"eu": 3}, 2, 900.0,
        1100.0, 1200.0, 30.0, rings, {"law": 1},
    )  # fmt: skip
    assert world.ask(asked).events == (made,)
    assert world.engine.snapshot()["callbacks"] == {
        CALLBACK: {
            "earliest": 1100.0,
            "latest": 1200.0,
            "due_at": 1100.0,
            "attempt_count": 0,
            "is_on_line": False,
        }
    }
    queued = world.wait(100.0)[0]
    assert queued == e.ContactQueued(
        CALLBACK, "citizens", "eu", {"eu": 3}, 2, 900.0, 1, 30.0, rings, {"law": 1}
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contact_id": ContactId("nobody")}, Code.UNKNOWN_CONTACT),
        ({"queue": "nowhere"}, Code.UNKNOWN_QUEUE),
        ({"queue": "plain"}, Code.NO_CALLBACKS),
        ({"number": ""}, Code.NUMBER_REQUIRED),
        ({"rings": (Ring({}, 5.0),)}, Code.WRONG_RINGS),
        ({"earliest": 1300.0}, Code.WRONG_WINDOW),
        ({"earliest": 900.0, "latest": 1000.0}, Code.WRONG_WINDOW),
    ],
)
def test_what_cannot_be_promised_is_said(change: dict[str, object], code: Code) -> None:
    world = world_of()
    world.arrives("c1")
    asked = replace(wish_of_callback("c1", latest=1200.0), **change)  # type: ignore[arg-type]
    assert refused(world.ask(asked)) is code


def test_the_shortest_window_is_an_instant() -> None:
    world = world_of()
    world.arrives("c1")
    done = world.ask(wish_of_callback("c1", earliest=1200.0, latest=1200.0))
    assert kinds(done.events) == ["CallbackPromised"]


def test_asking_twice_has_the_effect_of_once() -> None:
    world = promised()
    again = wish_of_callback("c2", earliest=1100.0, latest=1200.0)
    assert refused(world.ask(again)) is Code.ALREADY_SO


def test_a_number_that_is_promised_a_second_callback_has_the_first_one_moved() -> None:
    world = promised()
    done = world.ask(wish_of_callback("c2", earliest=1500.0, latest=1600.0, since=990.0))
    assert done.events == (e.CallbackMoved(CALLBACK, 1500.0, 1600.0, SECOND),)
    assert list(world.engine.snapshot()["contacts"]) == [CALLBACK, "c2"]
    queued = world.wait(500.0)[0]
    assert isinstance(queued, e.ContactQueued)
    assert queued.since == 900.0, "the age of the first asking"


def test_another_number_has_another_callback() -> None:
    world = promised()
    done = world.ask(wish_of_callback("c2", "601", earliest=1500.0, latest=1600.0))
    assert kinds(done.events) == ["CallbackPromised"]


def test_a_contact_promises_once() -> None:
    world = world_of()
    world.arrives("c1")
    world.ask(wish_of_callback("c1"))
    other = wish_of_callback("c1", "601")
    assert refused(world.ask(other)) is Code.ALREADY_SO
    world.ask(c.CancelCallback(CALLBACK))
    assert refused(world.ask(other)) is Code.WRONG_STATE


# ---------------------------------------------------------------- moved and cancelled


def test_a_callback_is_moved_while_it_lies_waits_or_is_offered() -> None:
    move = c.MoveCallback(CALLBACK, 1500.0, 1600.0)
    for seconds, is_ready, state in (
        (0.0, False, "promised"),
        (100.0, False, "promised"),
        (100.0, True, "offered"),
    ):
        world = promised()
        world.wait(seconds)
        if is_ready:
            world.ready("ana")
        assert world.ask(move).events == (e.CallbackMoved(CALLBACK, 1500.0, 1600.0),)
        snapshot = world.engine.snapshot()
        assert snapshot["contacts"][CALLBACK]["state"] == state
        assert snapshot["callbacks"][CALLBACK]["latest"] == 1600.0
        assert snapshot["waiting"] == []


def test_who_rings_while_being_dialled_is_dialled_again_at_the_new_time() -> None:
    world = promised()
    world.ready("ana")
    world.wait(100.0)
    world.dials(CALLBACK)
    world.ask(wish_of_callback("c2", earliest=3000.0, latest=4000.0))
    assert kinds(world.fails(CALLBACK)) == ["OfferWithdrawn"]
    assert world.wait(600.0) == (), "the time to retry has come, the new window has not"
    assert kinds(world.wait(1300.0)) == ["ContactQueued", "OfferMade"]


def test_who_moves_it_during_the_last_attempt_is_rung_in_the_new_window() -> None:
    world = promised(replace(LINE, callback=Terms(dial=Dial.CITIZEN_FIRST, attempts=1)))
    world.ready("ana")
    world.wait(100.0)
    world.dials(CALLBACK)
    world.ask(wish_of_callback("c2", earliest=3000.0, latest=4000.0))
    assert kinds(world.fails(CALLBACK)) == ["OfferWithdrawn"]
    assert kinds(world.wait(1900.0)) == ["ContactQueued", "OfferMade"]


def test_who_moves_it_while_an_agent_is_rung_is_not_offered_to_the_next_before_that() -> None:
    world = promised()
    world.ready("ana")
    world.wait(100.0)
    world.ask(c.MoveCallback(CALLBACK, 1500.0, 1600.0))
    events = world.declines(CALLBACK)
    assert kinds(events) == ["AgentModeChanged", "CallbackPostponed"]
    assert kinds(world.wait(399.0)) == []
    assert kinds(world.wait(1.0))[0] == "ContactQueued"


def test_a_callback_is_cancelled_by_the_citizen_or_at_a_desk() -> None:
    for is_from_desk, who in ((False, Who.CITIZEN), (True, Who.AGENT)):
        world = promised()
        world.ready("ana")
        world.wait(100.0)
        events = world.ask(c.CancelCallback(CALLBACK, is_from_desk)).events
        ended = e.ContactEnded(CALLBACK, Ending(who, Reason.CALLBACK_CANCELLED))
        assert events[0] == ended
        assert kinds(events) == ["ContactEnded", "OfferWithdrawn"]
        assert world.agent("ana")["available"]
        assert world.engine.next_deadline() is None


def test_nothing_is_moved_to_where_it_is_or_into_the_past() -> None:
    world = promised()
    for window, code in (
        ((1100.0, 1200.0), Code.ALREADY_SO),
        ((1300.0, 1200.0), Code.WRONG_WINDOW),
        ((900.0, 999.0), Code.WRONG_WINDOW),
    ):
        assert refused(world.ask(c.MoveCallback(CALLBACK, *window))) is code


@pytest.mark.parametrize(
    "command", [c.MoveCallback(CALLBACK, 1500.0, 1600.0), c.CancelCallback(CALLBACK)]
)
def test_only_an_open_promise_can_be_changed(command: c.Command) -> None:
    assert refused(world_of().ask(command)) is Code.UNKNOWN_CONTACT
    world = promised()
    world.ready("ana")
    world.wait(100.0)
    world.reaches(CALLBACK)
    assert refused(world.ask(command)) is Code.WRONG_STATE
    again = wish_of_callback("c2", earliest=1500.0, latest=1600.0)
    assert refused(world.ask(again)) is Code.WRONG_STATE
    world.connects(CALLBACK)
    assert refused(world.ask(command)) is Code.UNKNOWN_CONTACT


def test_once_they_talk_the_number_may_be_promised_anew() -> None:
    world = promised()
    world.ready("ana")
    world.wait(100.0)
    world.connects(CALLBACK)
    done = world.ask(wish_of_callback("c2", earliest=1500.0, latest=1600.0))
    assert kinds(done.events) == ["CallbackPromised"]


def test_a_callback_that_fell_back_cannot_be_moved() -> None:
    world = promised()
    world.wait(100.0)
    world.fact(e.ContactFellBack(CALLBACK))
    assert refused(world.ask(c.CancelCallback(CALLBACK))) is Code.WRONG_STATE


def test_a_callback_is_queued_by_its_time_alone_until_its_citizen_is_on_the_line() -> None:
    asked = c.QueueContact(CALLBACK, "citizens", "es", {}, 0, 990.0)
    world = promised()
    assert refused(world.ask(asked)) is Code.WRONG_STATE
    world.wait(100.0)
    assert refused(world.ask(asked)) is Code.WRONG_STATE, "it waits already, with its age"
    world.ready("ana")
    world.reaches(CALLBACK)
    world.fact(e.ContactFellBack(CALLBACK))
    world.fact(e.ContactTakenBack(CALLBACK))
    assert kinds(world.ask(asked).events)[0] == "ContactQueued"
