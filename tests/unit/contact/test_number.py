"""Only numbers that fit a pattern of the site are dialled, and each is written in one way."""

from __future__ import annotations

import pytest

from contact.number import Outgoing, may_dial, written

OURS = Outgoing("sip:127.0.0.1:5062", "012", ("6XXXXXXXX", "9XXXXXXXX"), ("+34", "0034"))


@pytest.mark.parametrize("number", ["600111222", "912345678"])
def test_a_number_that_fits_a_pattern_whole_is_dialled(number: str) -> None:
    assert may_dial(number, OURS)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "60011122",
        "6001112223",
        "806111222",
        "+34600111222",
        "6٠0111222",
        "600111222@evil",
        "6XXXXXXXX",
    ],
)
def test_nothing_else_is(number: str) -> None:
    assert not may_dial(number, OURS)


def test_a_centre_without_a_carrier_dials_nobody() -> None:
    assert not may_dial("600111222", None)


@pytest.mark.parametrize("number", ["600111222", "+34600111222", "0034600111222"])
def test_a_number_is_written_in_one_way_whatever_the_network_says(number: str) -> None:
    assert written(number, OURS) == "600111222"


def test_without_prefixes_a_number_stays_as_it_is() -> None:
    assert written("+34600111222", None) == "+34600111222"
