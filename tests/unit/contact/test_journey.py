"""The journey answers every event in every state, and no event leads out of the end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact import event as e
from contact.journey import JOURNEY, LIVE, WAITING, State, advance
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
