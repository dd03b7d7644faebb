"""The desk session answers everything in every state."""

from __future__ import annotations

import itertools

import pytest

from contact.table import Go, Refuse
from cti.core.observation import DeskAsked, DeskClosed, DeskOpened
from cti.core.session import MESSAGES, SESSION, DeskDismissed, State


@pytest.mark.parametrize(("state", "message"), list(itertools.product(State, MESSAGES)))
def test_every_state_answers_every_message(state: State, message: type) -> None:
    answer = SESSION.answer(state, message)
    assert isinstance(answer, Go | Refuse) or answer.remark


def test_a_desk_opens_is_dismissed_and_closes() -> None:
    state = State.ABSENT
    for message in (DeskOpened, DeskAsked, DeskDismissed, DeskClosed):
        answer = SESSION.answer(state, message)
        assert isinstance(answer, Go)
        state = State(answer.state)
    assert state is State.ABSENT


def test_a_leaving_desk_may_ask_nothing() -> None:
    assert isinstance(SESSION.answer(State.LEAVING, DeskAsked), Refuse)
