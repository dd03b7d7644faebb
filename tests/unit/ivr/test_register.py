"""Who is on the line, and what is known of those who no longer are."""

from __future__ import annotations

import pytest

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId, offer_id
from contact.journey import State
from ivr.core.register import Register
from tests.support.town import town

C, D = ContactId("exchange-1"), ContactId("exchange-2")
ENDED = Ending(Who.CITIZEN, Reason.LEFT_IN_MENU)
PROMISED = e.CallbackPromised(
    D, C, "600111222", "012", "line", "es", "taxes", {"es": 1}, 0, 5.0, 10.0, 20.0
)


@pytest.fixture
def register() -> Register:
    register = Register(town())
    register.arrive(e.ContactArrived(C, "012", "600111222"), 5.0)
    return register


def gives(register: Register, event: e.Event) -> None:
    register.fold(register.live[C], event, 6.0)


def test_a_contact_lives_until_it_ends_and_stays_known_afterwards(register: Register) -> None:
    assert not register.has_ended(C)
    gives(register, e.ContactEnded(C, ENDED))
    assert register.live == {}
    assert register.has_ended(C)


def test_one_who_is_known_does_not_arrive_again(register: Register) -> None:
    gives(register, e.MenuEntered(C, "ask"))
    register.arrive(e.ContactArrived(C, "099", ""), 9.0)
    assert (register.live[C].entry_point, register.live[C].node) == ("012", "ask")
    gives(register, e.ContactEnded(C, ENDED))
    register.arrive(e.ContactArrived(C, "012", ""), 9.0)
    assert register.live == {}


def test_an_unknown_entry_point_speaks_the_centres_first_language(register: Register) -> None:
    register.arrive(e.ContactArrived(D, "unknown", ""), 7.0)
    assert register.live[D].language == town().languages[0]


def test_an_offer_is_found_by_its_contact(register: Register) -> None:
    assert register.by_offer(offer_id(C, 1)) is register.live[C]
    assert register.by_offer(offer_id(D, 1)) is None


def test_a_stay_in_the_fallback_queue_is_remembered_after_it(register: Register) -> None:
    assert not register.has_fallen(C)
    gives(register, e.ContactFellBack(C))
    gives(register, e.ContactTakenBack(C))
    assert register.has_fallen(C)


def test_a_written_contact_is_known_and_never_on_the_line(register: Register) -> None:
    register.arrive(e.ContactArrived(D, "mail", "", channel="email"), 7.0)
    assert register.is_written(D)
    assert list(register.live) == [C]


def test_a_promise_lives_without_a_leg_and_is_made_once(register: Register) -> None:
    register.promise(PROMISED)
    promised = register.live[D]
    assert (promised.state, promised.has_leg, promised.since) == (State.PROMISED, False, 5.0)
    register.promise(PROMISED)
    assert register.live[D] is promised


def test_only_the_last_that_ended_are_remembered(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.core.register.MOST_ENDED", 1)
    gives(register, e.ContactEnded(C, ENDED))
    register.arrive(e.ContactArrived(D, "012", ""), 7.0)
    register.fold(register.live[D], e.ContactEnded(D, ENDED), 8.0)
    assert (register.has_ended(C), register.has_ended(D)) == (False, True)
