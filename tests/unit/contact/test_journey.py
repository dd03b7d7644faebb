"""The journey answers every event in every state, and no event leads out of the end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import JOURNEY, LIVE, MOVES, NONE_OPEN, WAITING, State, advance, open_offers
from contact.table import Go, IncompleteTable, Late, Table
from tests.support.any_event import a

PRODUCT = list(itertools.product(State, e.CONTACT_EVENTS))
EVENT = st.one_of([a(event) for event in e.CONTACT_EVENTS])


@pytest.mark.parametrize(
    ("state", "event"), PRODUCT, ids=[f"{s.value}-{v.__name__}" for s, v in PRODUCT]
)
def test_every_state_has_an_answer_to_every_event_with_a_state_or_a_remark(
    state: State, event: type
) -> None:
    answer = JOURNEY.answer(state, event)
    if isinstance(answer, Go):
        assert answer.state in set(State) - {State.NEW}
    else:
        assert isinstance(answer, Late)
        assert answer.remark


def test_the_end_is_final() -> None:
    assert all(isinstance(JOURNEY.answer(State.ENDED, v), Late) for v in e.CONTACT_EVENTS)


def test_a_contact_can_end_from_every_live_state() -> None:
    assert all(JOURNEY.answer(state, e.ContactEnded) == Go(State.ENDED) for state in LIVE)


def test_a_journey_begins_with_the_arrival_or_with_a_promise_and_nothing_else() -> None:
    moves = [v for v in e.CONTACT_EVENTS if isinstance(JOURNEY.answer(State.NEW, v), Go)]
    assert moves == [e.ContactArrived, e.CallbackPromised]


def test_a_promised_callback_waits_only_when_it_is_queued() -> None:
    moves = {v for v in e.CONTACT_EVENTS if isinstance(JOURNEY.answer(State.PROMISED, v), Go)}
    assert moves == {e.ContactQueued, e.CallbackMoved, e.ContactEnded}
    assert State.PROMISED not in WAITING


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.QUEUED, e.CallbackMoved),
        (State.QUEUED, e.CallbackPostponed),
        (State.OFFERED, e.CallbackFailed),
    ],
)
def test_a_callback_is_promised_again(state: State, event: type) -> None:
    assert JOURNEY.answer(state, event) == Go(State.PROMISED)


@pytest.mark.parametrize("event", [e.CallbackMoved, e.CallbackDialled, e.CallbackReached])
def test_an_offer_goes_on_while_its_citizen_is_dialled(event: type) -> None:
    assert isinstance(JOURNEY.answer(State.OFFERED, event), Late)


def test_every_state_can_be_reached() -> None:
    reached = {State.NEW}
    for _ in State:
        for state, event in itertools.product(list(reached), e.CONTACT_EVENTS):
            answer = JOURNEY.answer(state, event)
            if isinstance(answer, Go):
                reached.add(State(answer.state))
    assert reached == set(State)


def test_who_waits_is_alive() -> None:
    assert WAITING < LIVE
    assert State.NEW not in LIVE
    assert State.ENDED not in LIVE


@given(st.lists(EVENT, max_size=30))
def test_any_sequence_of_events_keeps_the_contact_in_a_state_and_the_end_is_kept(
    events: list[e.Event],
) -> None:
    state = State.NEW
    for event in events:
        before, state = state, advance(state, event)
        assert state in set(State)
        assert before is not State.ENDED or state is State.ENDED


@given(st.sampled_from(State), st.one_of(a(e.CentreStarted), a(e.TicketOpened)))
def test_an_event_of_something_else_moves_no_contact(state: State, event: e.Event) -> None:
    assert advance(state, event) is state


def test_a_table_with_a_hole_is_refused_and_the_hole_is_named() -> None:
    rows = {state: dict(JOURNEY.rows[state]) for state in State}
    del rows[State.QUEUED][e.OfferMade]
    with pytest.raises(IncompleteTable, match="queued × OfferMade"):
        Table("contact journey", tuple(State), e.CONTACT_EVENTS, rows)


def test_the_diagram_shows_every_move_once() -> None:
    moves = [pair for pair in PRODUCT if isinstance(JOURNEY.answer(*pair), Go)]
    lines = JOURNEY.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    in_menu --> queued: ContactQueued" in lines
    assert len(lines) == len(set(lines)) == len(moves) + 1


# ---------------------------------------------------------------- several offers at once

ONE, ANA, BEA = ContactId("1"), AgentId("ana"), AgentId("bea")
FIRST, SECOND = OfferId("1.offer-1"), OfferId("1.offer-2")
GONE = Ending(Who.CITIZEN, Reason.ABANDONED)
WHY = e.OfferReason(1, 0.0, (ANA, BEA), 0.0, "ring all", rung=(ANA, BEA))
BOTH = (e.OfferMade(FIRST, ONE, ANA, 20.0, WHY), e.OfferMade(SECOND, ONE, BEA, 20.0, WHY))
WITHDRAWN = e.OfferWithdrawn(SECOND, ONE, BEA, taken_by_another=True)


def folded(*events: e.Event) -> tuple[State, frozenset[OfferId]]:
    """A queued contact after these events."""
    state, offers = State.QUEUED, NONE_OPEN
    for event in events:
        offers = open_offers(offers, state, event)
        state = advance(state, event, offers)
    return state, offers


@pytest.mark.parametrize(
    "ends",
    [
        (e.OfferExpired(FIRST, ONE, ANA), e.OfferExpired(SECOND, ONE, BEA)),
        (e.OfferDeclined(SECOND, ONE, BEA, "busy"), e.OfferExpired(FIRST, ONE, ANA)),
        (e.OfferWithdrawn(FIRST, ONE, ANA), e.OfferDeclined(SECOND, ONE, BEA, "busy")),
    ],
)
def test_a_contact_stays_offered_until_its_last_open_offer_has_ended(
    ends: tuple[e.Event, e.Event],
) -> None:
    assert folded(*BOTH) == (State.OFFERED, {FIRST, SECOND})
    assert folded(*BOTH, ends[0])[0] is State.OFFERED
    assert folded(*BOTH, ends[0], ends[0])[0] is State.OFFERED
    assert folded(*BOTH, *ends) == (State.QUEUED, NONE_OPEN)


def test_one_who_accepts_ends_all_offers_and_what_follows_is_late() -> None:
    connected = e.ContactConnected(ONE, FIRST, ANA)
    assert folded(*BOTH, connected) == (State.CONNECTED, NONE_OPEN)
    assert folded(*BOTH, connected, WITHDRAWN) == (State.CONNECTED, NONE_OPEN)
    assert folded(*BOTH, WITHDRAWN, connected) == (State.CONNECTED, NONE_OPEN)


def test_a_round_that_was_cut_off_does_not_keep_a_later_offer_open() -> None:
    """The contact fell back while two phones rang; their withdrawals come late or never."""
    away = (e.ContactFellBack(ONE), e.ContactTakenBack(ONE))
    again = e.ContactQueued(ONE, "line", "es", {}, 0, 0.0, 1)
    third = e.OfferMade(OfferId("1.offer-3"), ONE, ANA, 40.0, WHY)
    over = e.OfferExpired(third.offer_id, ONE, ANA)
    assert folded(*BOTH, *away, again, third)[1] == {third.offer_id}
    assert folded(*BOTH, *away, again, third, over) == (State.QUEUED, NONE_OPEN)
    assert folded(e.ContactEnded(ONE, GONE), BOTH[0]) == (State.ENDED, NONE_OPEN)


def test_one_offer_after_the_other_moves_as_the_table_alone_says() -> None:
    """What journals held before several could be rung at once."""
    first, second = BOTH
    story = (first, e.OfferDeclined(FIRST, ONE, ANA, "busy"), second)
    state = State.QUEUED
    for count, event in enumerate(story, start=1):
        state = advance(state, event)
        assert folded(*story[:count])[0] is state


def test_the_moves_are_the_table_without_what_stays() -> None:
    for state, event in PRODUCT:
        answer = JOURNEY.answer(state, event)
        assert MOVES[state].get(event) is getattr(answer, "state", None)
