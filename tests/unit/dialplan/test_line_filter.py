"""Nothing that could break out of a configuration line gets into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialplan.line_filter import FILTERS, UnsafeValue

HOSTILE = [
    *("a\nb", "a\rb", "a;b", "a]", "[a", "${X}", "$[1]"),
    *("a|b", 'a"b', "a\\b", "a`b", "a\u202eb"),
]
RIGHT = {
    "identifier": "desk-anna",
    "dialled": "800555012",
    "language": "eu",
    "path": "/srv/centre/asterisk",
    "secret": "Ab_-0123456789Ab_-0123456789",
    "sip_address": "sip:desk-anna@127.0.0.1:5080",
    "text": "Ainhoa Etxeberría, 2º piso",
    "host": "192.0.2.10",
}


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_right_value_passes_unchanged(name):
    assert FILTERS[name](RIGHT[name]) == RIGHT[name]


@pytest.mark.parametrize("name", sorted(RIGHT))
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_value_is_refused_by_every_filter(name, value):
    with pytest.raises(UnsafeValue):
        FILTERS[name](value)


@pytest.mark.parametrize("name", sorted(set(RIGHT) - {"text"}))
def test_nothing_at_all_is_refused(name):
    with pytest.raises(UnsafeValue):
        FILTERS[name]("")


@given(st.sampled_from(sorted(RIGHT)), st.text(max_size=60))
def test_whatever_passes_holds_no_sign_with_a_meaning(name, value):
    try:
        passed = FILTERS[name](value)
    except UnsafeValue:
        return
    assert not set(passed) & set('\n\r;{}$|"\\`')
    assert name == "sip_address" or not set(passed) & set("[]")


def test_a_secret_is_never_shown_in_an_error():
    with pytest.raises(UnsafeValue) as caught:
        FILTERS["secret"]("short;secret")
    assert "short" not in str(caught.value)


@pytest.mark.parametrize("value", [-1, True, "5", float("nan"), float("inf"), 1e12, None])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(UnsafeValue):
        FILTERS["number"](value)


@pytest.mark.parametrize(("value", "written"), [(8.0, "8"), (8.5, "8.5"), (5060, "5060"), (0, "0")])
def test_numbers_are_written_short(value, written):
    assert FILTERS["number"](value) == written


@pytest.mark.parametrize("value", ["::1", "2001:db8::/32", "10.0.0.0/8", "pbx.example"])
def test_addresses_networks_and_names_are_hosts(value):
    assert FILTERS["host"](value) == value


@pytest.mark.parametrize("value", ["1.2.3", "1.2.3.4.5", "300.1.1.1", "10.0.0.0/33", "a..b/3"])
def test_a_mistyped_address_is_no_host(value):
    with pytest.raises(UnsafeValue):
        FILTERS["host"](value)
