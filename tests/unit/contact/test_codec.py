"""Every event survives its wire form, and what is wrong in it is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from contact import event as e
from contact.codec import UnreadableEvent, name_of, plain, read
from contact.ending import ENDINGS
from contact.identity import ContactId
from tests.support.any_event import any_event


@given(any_event())
def test_every_event_comes_back_from_json(event: e.Event) -> None:
    wire = json.dumps(plain(event))
    assert json.loads(wire) == plain(event)
    assert read(name_of(event), json.loads(wire)) == event


@given(any_event())
def test_the_wire_form_has_every_field_of_the_event_and_only_plain_values(event: e.Event) -> None:
    assert set(plain(event)) == set(type(event).__slots__)
    assert _is_plain(plain(event))


def _is_plain(value: Any) -> bool:
    if type(value) is dict:
        return all(type(key) is str and _is_plain(item) for key, item in value.items())
    if type(value) is list:
        return all(map(_is_plain, value))
    return value is None or type(value) in (str, int, float, bool)


@pytest.mark.parametrize("event", e.EVENTS, ids=lambda event: event.__name__)
def test_every_event_is_frozen(event: type) -> None:
    assert event.__dataclass_params__.frozen


@pytest.mark.parametrize("ending", ENDINGS, ids=str)
def test_every_ending_comes_back(ending: Any) -> None:
    event = e.ContactEnded(ContactId("one"), ending)
    assert plain(event)["ending"] == {"who": ending.who.value, "reason": ending.reason.value}
    assert read("ContactEnded", plain(event)) == event


def test_a_field_from_a_newer_version_is_passed_over() -> None:
    assert read("CentreStarted", {"epoch": 1, "plan_version": "a", "moon": "full"}) == (
        e.CentreStarted(1, "a")
    )


def test_a_missing_field_takes_its_default() -> None:
    found = read("ContactArrived", {"contact_id": "1", "entry_point": "012", "caller_number": ""})
    assert found == e.ContactArrived(ContactId("1"), "012", "")


@pytest.mark.parametrize(
    ("name", "values", "complaint"),
    [
        ("ContactTeleported", {}, "no event is called 'ContactTeleported'"),
        ("MenuEntered", {"contact_id": "one"}, "MenuEntered: .*'node'"),
        ("MenuEntered", {"contact_id": "one", "node": 7}, "MenuEntered: expected str, got 7"),
        ("CentreStarted", {"epoch": True, "plan_version": ""}, "expected int, got True"),
        ("CentreStarted", [], "CentreStarted: "),
        (
            "ContactEnded",
            {"contact_id": "one", "ending": {"who": "moon", "reason": "served"}},
            "'moon' is not a valid Who",
        ),
    ],
)
def test_what_cannot_be_read_is_said(name: str, values: Any, complaint: str) -> None:
    with pytest.raises(UnreadableEvent, match=complaint):
        read(name, values)
