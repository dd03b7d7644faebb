"""Patience: each fault has its remark and gives more time; a key asks for twice as much."""

from __future__ import annotations

import pytest

from contact import event as e
from contact.plan import Choice, Menu, Prompt
from tests.support.flow_line import FlowLine, with_flow

REMARKS = (Prompt("no-key"), Prompt("still-waiting"))
ASK = Menu(
    (Prompt("topic-taxes"),),
    {"1": Choice("wait"), "2": Choice("again")},
    exhausted="bye",
    no_key_s=4.0,
    tries=9,
    no_key=REMARKS,
    wrong_key=(Prompt("wrong-key"), Prompt("agent-lost"), Prompt("hold")),
)
AGAIN = Menu((Prompt("topic-streets"),), {"7": Choice("bye")}, exhausted="bye", no_key_s=4.0)


def line() -> FlowLine:
    return FlowLine(with_flow({"ask": ASK, "again": AGAIN}, "ask", patient_key="7"))


def test_each_fault_has_its_remark_and_the_last_one_stands_for_the_rest() -> None:
    one = line()
    told = []
    for key in "5566":
        one.presses(key)
        told.append(one.said[0])
    assert told == ["wrong-key", "agent-lost", "hold", "hold"]


def test_silence_and_wrong_keys_climb_the_same_ladder() -> None:
    one = line()
    one.presses("5")
    one.hears_out()
    one.waits(6.0)
    assert one.said == ["still-waiting", "topic-taxes"]


@pytest.mark.parametrize(("faults", "wait_s"), [(0, 4.0), (1, 6.0), (2, 9.0), (3, 13.5), (7, 16.0)])
def test_each_fault_gives_half_as_much_time_again_up_to_four_times(
    faults: int, wait_s: float
) -> None:
    one = line()
    one.presses("5" * faults)
    one.hears_out()
    one.waits(wait_s - 0.01)
    assert one.said == []
    one.waits(0.02)
    assert one.said[-1] == "topic-taxes"


def test_whoever_asks_for_more_time_has_twice_as_much_also_after_a_restart() -> None:
    one = line()
    one.presses("7")
    assert (one.node, one.said, one.state.faults) == ("ask", ["topic-taxes"], 0)
    one.restarts()
    one.hears_out()
    one.waits(7.9)
    assert one.said == []
    one.waits(0.2)
    assert one.said == ["no-key", "topic-taxes"]
    assert one.events(e.MoreTimeAsked) == [e.MoreTimeAsked(one.state.contact_id)]


def test_a_menu_that_uses_the_key_itself_keeps_it() -> None:
    one = line()
    one.presses("27")
    assert one.node == "bye"
    assert not one.events(e.MoreTimeAsked)


def test_without_such_a_key_nobody_asks_for_more_time() -> None:
    one = FlowLine(with_flow({"ask": ASK, "again": AGAIN}, "ask"))
    one.presses("7")
    assert one.said[0] == "wrong-key"
