"""The desk engine under anything, in any order, twice."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contact import event as e
from contact.codec import plain
from contact.command import (
    Code,
    FinishWrapUp,
    HangUp,
    LogOut,
    Refusal,
    Refused,
    SetNotReady,
    SetReady,
)
from contact.identity import AgentId, ContactId, offer_id
from cti.core.engine import Engine
from cti.core.observation import DeskAsked, DeskClosed, DeskId, DeskOpened
from tests.support.desk_case import C1, D1, D2, WRAPPING, engine_after, when
from tests.support.town import ANA, BEA, town

# ---------------------------------------------------------------- anything, any time

_CONTACTS = st.sampled_from([C1, ContactId("1.2")])
_AGENTS = st.sampled_from([ANA, BEA, AgentId("nobody")])
_DESKS = st.sampled_from([D1, D2, DeskId("desk-3")])
_OFFERS = st.builds(offer_id, _CONTACTS, st.integers(1, 3))
_KNOWN = {
    ContactId: _CONTACTS,
    AgentId: _AGENTS,
    DeskId: _DESKS,
    "contact_id": _CONTACTS,
    "agent_id": _AGENTS,
    "offer_id": _OFFERS,
    "desk_id": _DESKS,
}
_EVENTS = st.one_of(
    *(
        st.builds(
            kind,
            **{name: _KNOWN[name] for name in kind.__dataclass_fields__ if name in _KNOWN},
        )
        for kind in e.EVENTS
    )
)
_WISHES = st.one_of(
    st.builds(SetReady, _AGENTS),
    st.builds(SetNotReady, _AGENTS, st.just("break")),
    st.builds(HangUp, _AGENTS, _CONTACTS),
    st.builds(FinishWrapUp, _AGENTS, _CONTACTS, st.just("resolved")),
    st.builds(LogOut, _AGENTS),
)
_MESSAGES = st.one_of(
    _EVENTS,
    st.builds(DeskOpened, _DESKS, _AGENTS),
    st.builds(DeskClosed, _DESKS),
    st.builds(DeskAsked, _DESKS, st.integers(0, 9), _WISHES),
    st.builds(Refused, _WISHES, st.just(Refusal(Code.WRONG_STATE, "no"))),
    st.sampled_from(WRAPPING),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_MESSAGES, max_size=40))
def test_nothing_in_any_order_or_twice_breaks_the_engine(messages: list[Any]) -> None:
    engine = Engine(town())
    for number, message in enumerate(messages):
        outcome = engine.handle(message, float(number))
        assert outcome.events == ()
        desks = plain(engine.snapshot())["desks"].values()
        sitting = [desk["agent_id"] for desk in desks if desk["state"] == "open"]
        assert len(sitting) == len(set(sitting)), "one open desk per agent"
        due = engine.next_deadline()
        if due is not None and due <= number:
            engine.tick(float(number))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WRAPPING), max_size=30))
def test_events_told_twice_or_late_do_not_bring_an_ended_contact_back(extra: list[Any]) -> None:
    engine = engine_after(*WRAPPING, e.WrapUpFinished(ANA, C1, "resolved"))
    for event in extra:
        if not isinstance(event, e.AgentModeChanged):
            assert when(engine, event) == []
    assert engine.snapshot()["live"] == 0
    assert engine.snapshot()["seats"][ANA]["work"] == "idle"
