"""Every event survives its wire form, and what is wrong in it is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact import event as e
from contact.codec import UnreadableEvent, name_of, plain, read
from contact.ending import ENDINGS
from contact.identity import ContactId

# Numbers as clocks give them: NaN has no place in an event (and would not equal itself).
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
EVENTS = [st.from_type(event) for event in e.EVENTS]


@given(st.one_of(EVENTS))
def test_every_event_comes_back_from_json(event: e.Event) -> None:
    wire = json.dumps(plain(event))
    assert json.loads(wire) == plain(event)
    assert read(name_of(event), json.loads(wire)) == event


@pytest.mark.parametrize("event", e.EVENTS, ids=lambda event: event.__name__)
def test_every_event_is_frozen_and_has_a_field_in_its_wire_form(event: type) -> None:
    example = st.from_type(event)
    assert event.__dataclass_params__.frozen
    assert set(plain(_one(example))) == set(event.__slots__)


def _one(strategy: st.SearchStrategy[Any]) -> Any:
    from hypothesis import find

    return find(strategy, lambda _: True)


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
