"""A citizen is offered a callback: the number, the words, the promise, and every way around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.callback import Terms, window_prompt
from contact.command import (
    CancelCallback,
    Code,
    LeaveQueue,
    PromiseCallback,
    QueueContact,
    Refusal,
    Refused,
)
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId, callback_id
from contact.limit import Cause, Exit, WayOut
from contact.number import Outgoing
from contact.plan import Callback, CentrePlan, Choice, Enqueue, Menu, Prompt, Say
from ivr.core import effect as do
from ivr.core import observation as seen
from tests.support.flow_line import NUMBER, C, FlowLine, with_flow
from tests.support.town import town

OUTGOING = Outgoing("sip:127.0.0.1:5062", "012", ("6XXXXXXXX",), ("+34",))
NODES = {
    "wait": Enqueue("line", (Prompt("queue-wait"),), topic="taxes", keys={"1": "back"}),
    "back": Callback("line", "wait", tries=2),
}
READ_OUT = ["callback-offer", *(f"digit-{one}" for one in NUMBER), "callback-confirm"]
CHOSEN = e.ContactDiverted(C, "line", Cause.CHOSEN, WayOut(Exit.NODE, "back"))
PROMISED = Ending(Who.SYSTEM, Reason.CALLBACK_PROMISED)


def plan() -> CentrePlan:
    return replace(
        with_flow(NODES, "back", town(callback=Terms(window_s=1200.0))), outgoing=OUTGOING
    )


def offered(number: str = NUMBER) -> FlowLine:
    """At the node, before the queue."""
    return FlowLine(plan(), number)


def waiting() -> FlowLine:
    """In the queue since 0 s; it is 60 s."""
    line = FlowLine(replace(with_flow(NODES, "wait", plan()), outgoing=OUTGOING))
    line.gives(e.ContactQueued(C, "line", "es", {"es": 1}, 0, 0.0, 1))
    line.waits(60.0)
    return line


def asked(line: FlowLine, kind: type) -> list[Any]:
    return [one for one in line.effects if isinstance(one, kind)]


def answer(command: PromiseCallback, origin: ContactId = C) -> e.CallbackPromised:
    """What the distribution makes of it."""
    names = [one for one in PromiseCallback.__slots__ if one != "contact_id"]
    asked_for = {name: getattr(command, name) for name in names}
    return e.CallbackPromised(callback_id(origin), origin, **asked_for)


def with_promise(line: FlowLine) -> e.CallbackPromised:
    """An earlier contact was promised a callback to the same number."""
    other = offered()
    other.presses("1")
    (command,) = asked(other, PromiseCallback)
    promised = answer(replace(command, contact_id=ContactId("old")), ContactId("old"))
    line.gives(promised)
    return promised


# ---------------------------------------------------------------- the number


@pytest.mark.parametrize("number", [NUMBER, f"+34{NUMBER}"])
def test_the_callers_number_is_read_digit_by_digit(number: str) -> None:
    assert offered(number).said == READ_OUT


def test_one_promises_a_callback_to_it_within_the_time_of_the_queue() -> None:
    line = offered()
    line.presses("1")
    (command,) = asked(line, PromiseCallback)
    assert (command.number, command.queue, command.language) == (NUMBER, "line", "es")
    assert (command.since, command.earliest, command.latest) == (0.0, 0.0, 1200.0)
    line.gives(answer(command))
    assert line.said == ["callback-30-minutes"]
    line.hears_out()
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, PROMISED)]


@pytest.mark.parametrize("number", ["", "806111222"])
def test_a_number_that_is_withheld_or_not_dialled_is_asked_for(number: str) -> None:
    assert offered(number).said == ["callback-no-number", "callback-enter"]


def test_another_number_is_typed_read_out_and_promised() -> None:
    line = offered()
    line.presses("2")
    assert line.said == ["callback-enter"]
    line.presses("699*611222333#")
    assert line.said[1:10] == [f"digit-{one}" for one in "611222333"]
    line.presses("1")
    assert asked(line, PromiseCallback)[0].number == "611222333"


def test_silence_ends_the_typing_as_well() -> None:
    line = offered("")
    line.presses("611222333")
    line.waits(60.0)
    assert "callback-confirm" in line.said


def test_a_number_that_the_centre_does_not_dial_is_refused_and_asked_for_again() -> None:
    line = offered("")
    line.presses("806111222#")
    assert line.said == ["callback-refused", "callback-enter"]
    line.presses("112#")
    line.presses("112#")
    assert asked(line, QueueContact)
    assert line.node == "wait"


def test_a_number_too_long_to_be_one_is_refused() -> None:
    line = offered("")
    line.presses("6112223334445556")
    assert line.said == ["callback-refused", "callback-enter"]


# ---------------------------------------------------------------- saying no


@pytest.mark.parametrize("key", ["3", "0", "#"])
def test_whoever_says_no_waits_for_a_person(key: str) -> None:
    line = offered()
    line.presses(key)
    assert (line.node, len(asked(line, QueueContact))) == ("wait", 1)


def test_the_star_says_it_again_and_a_wrong_key_is_forgiven_twice() -> None:
    line = offered()
    line.presses("*")
    assert line.said == READ_OUT
    line.presses("9")
    assert line.said == ["wrong-key", *READ_OUT]
    line.presses("99")
    assert line.node == "wait"


def test_silence_leads_to_a_person_too() -> None:
    line = offered()
    line.hears_out()
    line.waits(5.0)
    assert line.said == ["no-key", *READ_OUT]
    line.hears_out()
    line.waits(60.0)
    line.hears_out()
    line.waits(60.0)
    assert line.node == "wait"


def test_a_promise_that_is_refused_leaves_a_citizen_who_waits() -> None:
    line = offered()
    line.presses("1")
    (command,) = asked(line, PromiseCallback)
    line.gives(Refused(command, Refusal(Code.NO_CALLBACKS, "none")))
    assert line.node == "wait"


def test_keys_after_the_yes_lead_nowhere_before_the_distribution_has_answered() -> None:
    line = offered()
    line.presses("1")
    (command,) = asked(line, PromiseCallback)
    for key in "0312*#":
        line.presses(key)
        assert (line.node, line.effects) == ("back", [])
    line.gives(answer(command))
    assert line.said == ["callback-30-minutes"]
    line.hears_out()
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, PROMISED)]


def test_keys_typed_ahead_never_let_a_citizen_be_promised_and_wait_at_once() -> None:
    before = {**NODES, "hello": Say((Prompt("welcome"),), "back", must_be_heard=True)}
    line = FlowLine(replace(with_flow(before, "hello", plan()), outgoing=OUTGOING))
    line.presses("13")
    line.hears_out()
    assert len(asked(line, PromiseCallback)) == 1
    assert not asked(line, QueueContact)


def test_keys_after_the_yes_count_where_a_refusal_leads_to() -> None:
    menu = Menu((Prompt("topic-taxes"),), {"7": Choice("wait")}, exhausted="wait")
    nodes = {**NODES, "back": Callback("line", "menu", tries=2), "menu": menu}
    line = FlowLine(replace(with_flow(nodes, "back", plan()), outgoing=OUTGOING))
    line.presses("1")
    (command,) = asked(line, PromiseCallback)
    line.presses("7")
    line.gives(Refused(command, Refusal(Code.NO_CALLBACKS, "none")))
    assert line.node == "wait"


# ---------------------------------------------------------------- a promise there is


def test_whoever_has_a_promise_hears_so_first_and_can_keep_it() -> None:
    line = rings_again()
    assert line.said == ["callback-open"]
    line.presses("1")
    assert line.said == ["callback-kept"]
    line.hears_out()
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, PROMISED)]


def rings_again() -> FlowLine:
    """Rings again: a promise to its number is open."""
    line = waiting()
    with_promise(line)
    line.gives(CHOSEN)
    return line


def test_two_moves_it_to_the_time_from_now() -> None:
    line = rings_again()
    line.presses("2")
    (command,) = asked(line, PromiseCallback)
    assert (command.number, command.earliest, command.latest) == (NUMBER, 60.0, 1260.0)
    moved = e.CallbackMoved(callback_id(ContactId("old")), 60.0, 1260.0, origin=C)
    line.gives(moved)
    assert line.said == ["callback-30-minutes"]
    line.hears_out()
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, PROMISED)]


def test_three_cancels_it_and_the_citizen_waits_for_a_person() -> None:
    line = rings_again()
    line.presses("3")
    assert asked(line, CancelCallback) == [CancelCallback(callback_id(ContactId("old")))]
    assert line.said == ["callback-cancelled"]
    line.hears_out()
    assert line.node == "wait"


def test_zero_leads_to_a_person_and_leaves_the_promise_as_it_is() -> None:
    line = rings_again()
    line.presses("0")
    assert (line.node, asked(line, CancelCallback)) == ("wait", [])


def test_a_promise_that_was_kept_meanwhile_is_not_spoken_of_any_more() -> None:
    line = rings_again()
    ended = Ending(Who.SYSTEM, Reason.CALLBACK_BROKEN)
    line.gives(e.ContactEnded(callback_id(ContactId("old")), ended))
    line.presses("1")
    assert line.said == READ_OUT


# ---------------------------------------------------------------- from the queue


def test_a_key_pressed_while_waiting_leads_to_the_node_also_while_something_is_said() -> None:
    line = waiting()
    line.gives(e.PositionReported(C, 1, None))
    line.presses("1")
    assert asked(line, LeaveQueue) == [LeaveQueue(C, "back")]
    line.gives(CHOSEN)
    assert line.said == READ_OUT
    assert isinstance(line.effects[0], do.StopSpeaking)
    line.presses("1")
    assert asked(line, PromiseCallback)[0].since == 0.0


def test_keys_of_before_it_waited_leave_nobody_in_silence_who_is_led_out() -> None:
    line = FlowLine(replace(with_flow(NODES, "wait", plan()), outgoing=OUTGOING))
    line.presses("5")
    line.gives(e.ContactQueued(C, "line", "es", {"es": 1}, 0, 0.0, 1))
    line.presses("1")
    line.gives(CHOSEN)
    assert line.said == READ_OUT


def test_other_keys_and_keys_while_a_phone_rings_mean_nothing() -> None:
    line = waiting()
    line.presses("5")
    assert line.effects == []
    why = e.OfferReason(1, 0.0, (), 5.0, "longest idle")
    offer: Any = f"{C}.offer-1"
    line.gives(e.OfferMade(offer, C, next(iter(plan().agents)), 99.0, why))
    line.presses("1")
    assert line.effects == []


@pytest.mark.parametrize("way", [Exit.CALLBACK, Exit.VOICEMAIL, Exit.EXTERNAL])
def test_a_limit_leads_to_the_node_and_who_says_no_queues_again_with_its_age(way: Exit) -> None:
    line = waiting()
    line.gives(e.ContactDiverted(C, "line", Cause.LONG_WAIT, WayOut(way, "back")))
    assert line.said == READ_OUT
    line.presses("3")
    assert asked(line, QueueContact)[0].since == 0.0


def test_a_limit_that_leads_to_a_node_which_is_no_more_lets_it_wait_on() -> None:
    line = waiting()
    line.gives(e.ContactDiverted(C, "line", Cause.FULL, WayOut(Exit.VOICEMAIL, "gone")))
    assert asked(line, QueueContact)[0].since == 0.0


def test_who_hangs_up_after_leaving_the_queue_has_abandoned() -> None:
    line = waiting()
    line.gives(CHOSEN)
    line.gives(seen.CitizenLeft(C, has_hung_up=True))
    abandoned = Ending(Who.CITIZEN, Reason.ABANDONED)
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, abandoned)]


def test_who_hangs_up_before_any_queue_left_in_the_menu() -> None:
    line = offered()
    line.gives(seen.CitizenLeft(C, has_hung_up=True))
    left = Ending(Who.CITIZEN, Reason.LEFT_IN_MENU)
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, left)]


# ---------------------------------------------------------------- after a restart


def test_after_a_restart_the_node_asks_again_and_the_age_is_kept() -> None:
    line = waiting()
    line.gives(CHOSEN)
    line.restarts()
    assert line.said == READ_OUT
    line.presses("3")
    assert asked(line, QueueContact)[0].since == 0.0


def test_after_a_restart_the_promise_is_told_again_and_a_hang_up_changes_nothing() -> None:
    line = offered()
    line.presses("1")
    line.gives(answer(asked(line, PromiseCallback)[0]))
    line.restarts()
    assert line.said == ["callback-30-minutes"]
    line.gives(seen.CitizenLeft(C, has_hung_up=True))
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, PROMISED)]


@pytest.mark.parametrize(
    ("window_s", "key"),
    [(60.0, "15-minutes"), (901.0, "30-minutes"), (7200.0, "2-hours"), (604800.0, "1-week")],
)
def test_the_window_that_is_told_is_never_shorter_than_the_one_promised(
    window_s: float, key: str
) -> None:
    assert window_prompt(window_s) == f"callback-{key}"
