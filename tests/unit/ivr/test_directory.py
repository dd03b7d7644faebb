"""Somebody is found by extension or by the letters on the keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact import event as e
from contact.directory import Listed
from contact.plan import Directory, Prompt
from ivr.core.directory import found, keys_of
from tests.support.flow_line import C, FlowLine, with_flow
from tests.support.town import town

PEOPLE = (
    Listed("Etxeberria", "205"),
    Listed("Etxaniz", "206"),
    Listed("Núñez", "207"),
    Listed("D'Angelo", "384"),
    Listed("Urbanismo", "3"),
    Listed("Xu", "208"),
)
FIND = Directory((Prompt("directory-enter"),), "topic", exhausted="bye", tries=1)


def line() -> FlowLine:
    plan = replace(town(), directory=PEOPLE)
    return FlowLine(with_flow({"find": FIND}, "find", plan))


@pytest.mark.parametrize(
    ("name", "keys"),
    [("Etxeberria", "3893237742"), ("Núñez", "68639"), ("D'Angelo", "3264356"), ("ß 4", "")],
)
def test_a_name_is_spelt_by_its_letters_without_accents(name: str, keys: str) -> None:
    assert keys_of(name) == keys


def test_every_letter_has_a_key_and_the_keys_are_those_of_a_telephone() -> None:
    assert keys_of("abcdefghijklmnopqrstuvwxyz") == "22233344455566677778889999"


@pytest.mark.parametrize(
    ("typed", "extensions"),
    [
        ("205", ["205"]),
        ("3", ["3"]),
        ("38", []),
        ("389", ["205", "206"]),
        ("3893", ["205"]),
        ("686", ["207"]),
        ("384", ["384"]),
        ("326", ["384"]),
        ("98", []),
        ("999", []),
        ("", []),
    ],
)
def test_an_extension_goes_before_letters_and_more_letters_narrow_it_down(
    typed: str, extensions: list[str]
) -> None:
    assert [one.extension for one in found(PEOPLE, typed)] == extensions


def test_whoever_is_found_is_handed_over_as_a_named_value() -> None:
    one = line()
    assert one.said == ["directory-enter"]
    one.presses("872#")
    assert (one.node, one.events(e.DigitsCollected)) == (
        "topic",
        [e.DigitsCollected(C, "extension", "3")],
    )


def test_several_are_asked_for_the_extension() -> None:
    one = line()
    one.presses("389#")
    assert (one.node, one.said) == ("find", ["directory-several", "directory-enter"])
    one.presses("206#")
    assert one.state.values == {"extension": "206"}


def test_nobody_is_told_so_and_at_last_led_elsewhere() -> None:
    one = line()
    one.presses("999")
    one.waits(5.1)
    assert one.said == ["directory-unknown", "directory-enter"]
    one.presses("999#")
    assert one.node == "bye"
    assert not one.events(e.DigitsCollected)


def test_silence_the_star_and_a_restart_are_as_where_numbers_are_typed() -> None:
    one = line()
    one.presses("99*205")
    one.restarts()
    assert one.said == ["directory-enter"]
    one.hears_out()
    one.waits(5.0)
    assert one.said == ["no-key", "directory-enter"]
    one.presses("205#")
    one.restarts()
    assert (one.node, one.state.values) == ("topic", {"extension": "205"})
