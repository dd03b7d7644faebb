"""Open promises are found by number and by contact, and by nothing once they are kept or over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact import event as e
from contact.callback import Failure
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, callback_id, offer_id
from contact.promise import Promise, Promises
from tests.support.any_event import NARROW, a

ORIGIN = ContactId("c1")
CALLBACK = callback_id(ORIGIN)
OFFER, ANA = offer_id(CALLBACK, 1), AgentId("ana")


def promised(contact_id: ContactId = CALLBACK, number: str = "600") -> e.CallbackPromised:
    return e.CallbackPromised(
        contact_id, ORIGIN, number, "012", "citizens", "es", "taxes", {}, 0, 50.0, 100.0, 200.0
    )


def fold(*events: e.Event) -> Promises:
    promises = Promises()
    for event in events:
        promises.fold(event)
    return promises


def the_one(promises: Promises) -> Promise:
    found = promises.of_number("600")
    assert found is not None
    assert promises.open == {found.contact_id: found}
    return found


def test_a_promise_is_found_by_its_number_and_by_its_contact() -> None:
    promise = the_one(fold(promised()))
    assert (promise.contact_id, promise.number) == (CALLBACK, "600")
    assert (promise.earliest, promise.latest, promise.attempt_count) == (100.0, 200.0, 0)
    assert promise.made == promised()
    assert fold(promised()).of_number("601") is None


def test_one_number_has_one_promise_and_the_first_stands() -> None:
    promises = fold(promised(), promised(ContactId("c2.callback")))
    assert the_one(promises).contact_id == CALLBACK


def test_a_contact_that_promised_once_does_not_promise_again() -> None:
    promises = fold(promised(), promised(number="601"))
    assert the_one(promises).contact_id == CALLBACK
    assert promises.of_number("601") is None


def test_a_promise_can_be_moved() -> None:
    promise = the_one(fold(promised(), e.CallbackMoved(CALLBACK, 300.0, 400.0)))
    assert (promise.earliest, promise.latest) == (300.0, 400.0)


def test_attempts_are_counted_when_the_citizen_is_dialled_and_once_each() -> None:
    dialled = e.CallbackDialled(CALLBACK, OFFER, ANA, 1)
    failed = e.CallbackFailed(CALLBACK, OFFER, ANA, 1, Failure.BUSY)
    assert the_one(fold(promised(), dialled)).attempt_count == 1
    assert the_one(fold(promised(), dialled, failed)).attempt_count == 1
    again = e.CallbackDialled(CALLBACK, offer_id(CALLBACK, 2), ANA, 2)
    assert the_one(fold(promised(), dialled, failed, again)).attempt_count == 2


def test_who_is_on_line_is_on_the_line_until_the_attempt_fails_after_all() -> None:
    answered = e.CallbackReached(CALLBACK, OFFER, ANA, 1)
    failed = e.CallbackFailed(CALLBACK, OFFER, ANA, 1, Failure.MACHINE)
    assert the_one(fold(promised(), answered)).is_on_line
    assert not the_one(fold(promised(), answered, failed)).is_on_line


@pytest.mark.parametrize(
    "event",
    [
        e.ContactConnected(CALLBACK, OFFER, ANA),
        e.ContactEnded(CALLBACK, Ending(Who.CITIZEN, Reason.CALLBACK_CANCELLED)),
    ],
)
def test_a_promise_is_open_until_they_talk_or_it_ends(event: e.Event) -> None:
    promises = fold(promised(), event)
    assert promises.open == {}
    assert promises.of_number("600") is None
    promises.fold(promised(ContactId("c2.callback")))
    assert the_one(promises).contact_id == "c2.callback"


def test_the_wait_for_an_agent_changes_nothing() -> None:
    before = the_one(fold(promised()))
    after = the_one(fold(promised(), e.OfferExpired(OFFER, CALLBACK, ANA)))
    assert (after.earliest, after.attempt_count) == (before.earliest, before.attempt_count)


@given(st.lists(st.one_of([a(kind, NARROW) for kind in e.CONTACT_EVENTS]), max_size=30))
def test_whatever_happens_every_open_promise_has_a_number_of_its_own(events: list[e.Event]) -> None:
    promises = fold(*events)
    for contact_id, promise in promises.open.items():
        assert promises.of_number(promise.number) is promise
        assert promise.contact_id == contact_id
    assert len({one.number for one in promises.open.values()}) == len(promises.open)
