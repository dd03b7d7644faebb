"""Digits are typed, mended, checked and kept; secret ones are written nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.codec import plain
from contact.plan import Check, Choice, Collect, Menu, Prompt, Say
from tests.support.flow_line import C, FlowLine, with_flow

MENU = Menu((Prompt("topic-taxes"),), {"1": Choice("number"), "2": Choice("wait")}, "wait")
NUMBER = Collect(
    "number", (Prompt("enter-number"),), "topic", exhausted="bye", least=3, most=5, tries=2
)


def line(start: str = "number", **fields: Any) -> FlowLine:
    nodes = {"menu": MENU, "number": replace(NUMBER, **fields)}
    return FlowLine(with_flow({**nodes, "hello": Say((Prompt("welcome"),), "number")}, start))


def collected(one: FlowLine) -> list[str]:
    return [event.digits for event in one.events(e.DigitsCollected)]  # type: ignore[union-attr]


def test_the_question_is_said_and_the_hash_ends_the_number() -> None:
    one = line()
    assert one.said == ["enter-number"]
    one.presses("1234")
    assert (one.node, collected(one)) == ("number", [])
    one.presses("#")
    assert one.node == "topic"
    assert one.events(e.DigitsCollected) == [e.DigitsCollected(C, "number", "1234")]
    assert one.state.values == {"number": "1234"}


def test_the_last_possible_digit_ends_the_number_and_a_late_hash_means_nothing() -> None:
    one = line("menu")
    one.presses("112345#")
    assert (one.node, collected(one)) == ("topic", ["12345"])
    one.presses("#")
    assert one.node == "number"


def test_a_hash_after_the_whole_number_is_forgotten_once_the_next_question_was_heard() -> None:
    one = line("menu")
    one.presses("112345")
    one.hears_out()
    one.presses("#")
    assert one.node == "number"


def test_a_number_typed_during_the_words_before_it_counts_without_the_question() -> None:
    one = line("hello")
    one.presses("12345#")
    assert (one.node, collected(one)) == ("topic", ["12345"])


def test_silence_ends_a_number_that_is_long_enough() -> None:
    one = line()
    one.presses("123")
    one.waits(4.9)
    assert one.node == "number"
    one.waits(0.2)
    assert (one.node, collected(one)) == ("topic", ["123"])


def test_each_digit_gives_new_time_for_the_next() -> None:
    one = line()
    for digit in "1234":
        one.presses(digit)
        one.waits(4.0)
    one.presses("5")
    assert collected(one) == ["12345"]


@pytest.mark.parametrize("keys", ["1#", "12#"])
def test_a_number_that_is_too_short_is_asked_for_again(keys: str) -> None:
    one = line()
    one.presses(keys)
    assert (one.node, one.said) == ("number", ["digits-wrong", "enter-number"])
    one.presses("678#")
    assert collected(one) == ["678"]


def test_silence_without_a_digit_has_its_own_remark_and_at_last_another_way() -> None:
    one = line()
    for wait_s in (5.0, 7.5):
        one.hears_out()
        one.waits(wait_s)
        assert one.said == ["no-key", "enter-number"]
    one.hears_out()
    one.waits(11.25)
    assert one.node == "bye"


def test_the_star_erases_what_was_typed_and_says_the_question_where_nothing_was() -> None:
    one = line()
    one.presses("99*")
    assert one.said == []
    one.presses("123#")
    assert collected(one) == ["123"]
    two = line()
    two.presses("*")
    assert (two.said, two.state.faults) == (["enter-number"], 0)


def test_the_hash_alone_leads_back() -> None:
    one = line("menu")
    one.presses("1#")
    assert one.node == "menu"


def test_a_wrong_check_digit_is_noticed() -> None:
    one = line(check=Check.LUHN)
    one.presses("124#")
    assert one.said == ["digits-wrong", "enter-number"]
    one.presses("125#")
    assert collected(one) == ["125"]


def test_without_a_terminator_the_hash_means_nothing_within_a_number() -> None:
    one = line(terminator="")
    one.presses("12#34")
    one.waits(5.1)
    assert collected(one) == ["1234"]


def test_a_number_outlives_a_restart_and_half_a_number_is_asked_for_again() -> None:
    one = line()
    one.presses("12")
    one.restarts()
    assert one.said == ["enter-number"]
    one.presses("345#")
    one.restarts()
    assert (one.node, one.state.values) == ("topic", {"number": "345"})


def test_a_secret_number_is_written_nowhere() -> None:
    one = line(is_secret=True)
    one.presses("73915")
    assert one.node == "topic"
    assert one.state.secrets == {"number": "73915"}
    told = repr((one.state, one.engine.snapshot(), one.effects))
    told += repr([plain(event) for _, event in one.journal])
    assert "7391" not in told
    one.restarts()
    assert one.state.secrets == {}


def test_a_hash_typed_ahead_after_the_whole_number_leaves_nobody_in_silence() -> None:
    law = Say((Prompt("welcome"),), "digits", must_be_heard=True)
    digits = Collect("n", (Prompt("enter-number"),), "topic", exhausted="bye", most=3)
    one = FlowLine(with_flow({"law": law, "digits": digits}, "law"))
    one.presses("123#")
    one.hears_out()
    assert one.node == "topic"
    assert one.said == ["topic-taxes", "topic-streets"]


def test_a_hash_after_the_whole_number_is_no_key_for_the_words_that_must_be_heard_next() -> None:
    law = Say((Prompt("welcome"),), "topic", must_be_heard=True)
    digits = Collect("n", (Prompt("enter-number"),), "law", exhausted="bye", most=3)
    one = FlowLine(with_flow({"law": law, "digits": digits}, "digits"))
    one.presses("123#")
    one.hears_out()
    assert one.node == "topic"
    assert one.said == ["topic-taxes", "topic-streets"]
