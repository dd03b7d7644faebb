"""The desk engine: given what happened, when this comes, then these frames and commands go."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contact import event as e
from contact.codec import plain
from contact.command import (
    Code,
    FinishWrapUp,
    HangUp,
    LogIn,
    LogOut,
    Refusal,
    Refused,
    SetNotReady,
    SetReady,
)
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, CitizenId, ContactId, offer_id
from cti.core.effect import CloseDesk, Send, SendAll
from cti.core.engine import COUNTS_EVERY_S, PENDING_LIMIT, RETURN_S, Engine
from cti.core.kind import Farewell
from cti.core.observation import DeskAsked, DeskClosed, DeskId, DeskOpened
from tests.support.town import ANA, BEA, town

C1 = ContactId("1.1")
O1 = offer_id(C1, 1)
D1, D2 = DeskId("desk-1"), DeskId("desk-2")
WHY = e.OfferReason(1, 12.34, (ANA,), 5.0, "longest idle")
SERVED = Ending(Who.CITIZEN, Reason.SERVED)

QUEUED = (
    e.ContactArrived(C1, "012", "944001122", "M. Ibáñez"),
    e.MenuEntered(C1, "welcome"),
    e.ContactClassified(C1, "es", "taxes", "line", {"es": 1}, 0),
    e.ContactQueued(C1, "line", "es", {"es": 1}, 0, 100.0, 1),
)
READY = (e.AgentModeChanged(ANA, e.Mode.READY),)
OFFERED = (*READY, *QUEUED, e.OfferMade(O1, C1, ANA, 130.0, WHY))
CONNECTED = (*OFFERED, e.ContactConnected(C1, O1, ANA))
WRAPPING = (
    *CONNECTED,
    e.ContactEnded(C1, SERVED, ANA),
    e.WrapUpStarted(ANA, C1, 150.0),
)


def given_(*past: Any, plan: Any = None, now: float = 100.0) -> Engine:
    """An engine after these messages."""
    engine = Engine(plan or town(dispositions=("resolved",)))
    for message in past:
        engine.handle(message, now)
    return engine


def when(engine: Engine, message: Any, now: float = 110.0) -> list[Any]:
    """What the engine wants done."""
    outcome = engine.handle(message, now)
    assert outcome.events == ()
    assert outcome.refusal is None
    return list(outcome.effects)


def frames(effects: list[Any], desk: DeskId = D1) -> list[Any]:
    return [one.frame for one in effects if isinstance(one, Send) and one.desk_id == desk]


def types(effects: list[Any], desk: DeskId = D1) -> list[str]:
    return [frame.type for frame in frames(effects, desk)]


def commands(effects: list[Any]) -> list[Any]:
    return [one for one in effects if not isinstance(one, Send | SendAll | CloseDesk)]


# ---------------------------------------------------------------- sitting down


def test_an_opened_desk_gets_the_picture_and_logs_its_agent_in() -> None:
    effects = when(given_(), DeskOpened(D1, ANA))
    welcome = frames(effects)[0]
    assert welcome.agent.name == "Ana"
    assert welcome.reasons == ("break", "training")
    assert welcome.contact is None
    assert commands(effects) == [LogIn(ANA)]


def test_an_agent_who_is_logged_in_already_is_not_logged_in_again() -> None:
    assert commands(when(given_(*READY), DeskOpened(D1, ANA))) == []


def test_an_agent_who_left_the_plan_is_sent_away() -> None:
    effects = when(given_(), DeskOpened(D1, AgentId("nobody")))
    assert types(effects) == ["bye"]
    assert effects[-1] == CloseDesk(D1, Farewell.LOGIN_FAILED)


def test_a_refused_login_ends_the_desk() -> None:
    engine = given_(DeskOpened(D1, ANA))
    refusal = Refusal(Code.UNKNOWN_AGENT, "no such agent")
    assert types(when(engine, Refused(LogIn(ANA), refusal))) == ["bye"]
    assert when(engine, DeskClosed(D1)) == []


@pytest.mark.parametrize(
    ("past", "work", "has_wrap_up"),
    [(OFFERED, "alerting", False), (CONNECTED, "connected", False), (WRAPPING, "wrap-up", True)],
)
def test_a_desk_that_returns_finds_its_contact(past: Any, work: str, has_wrap_up: bool) -> None:
    welcome = frames(when(given_(*past), DeskOpened(D1, ANA)))[0]
    assert welcome.contact.contact_id == C1
    assert welcome.state.work == work
    assert (welcome.wrap_up is not None) is has_wrap_up


def test_a_replayed_journal_gives_the_same_picture_as_living_through_it() -> None:
    replayed = Engine(town(dispositions=("resolved",)))
    for event in WRAPPING:
        replayed.replay(event, 100.0)
    lived = given_(*WRAPPING)
    assert when(replayed, DeskOpened(D1, ANA)) == when(lived, DeskOpened(D1, ANA))


# ---------------------------------------------------------------- the contact's way


def test_the_pop_is_the_first_thing_that_an_offer_sends() -> None:
    engine = given_(DeskOpened(D1, ANA), *READY, *QUEUED)
    effects = when(engine, e.OfferMade(O1, C1, ANA, 130.0, WHY))
    assert types(effects) == ["pop", "agent_state"]
    pop = frames(effects)[0]
    assert (pop.offer_id, pop.contact_id, pop.ring_until) == (O1, C1, 130.0)
    assert (pop.who.number, pop.who.name) == ("944001122", "M. Ibáñez")
    assert (pop.why.topic, pop.why.entry_point, pop.why.queue) == ("taxes", "012", "line")
    assert (pop.language, pop.waited_s) == ("es", 12.3)


def test_the_offer_of_one_agent_is_not_told_to_another() -> None:
    engine = given_(DeskOpened(D1, ANA), DeskOpened(D2, BEA), *READY, *QUEUED)
    effects = when(engine, e.OfferMade(O1, C1, ANA, 130.0, WHY))
    assert frames(effects, D2) == []


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (e.OfferExpired(O1, C1, ANA), "expired"),
        (e.OfferDeclined(O1, C1, ANA, "busy"), "declined"),
        (e.OfferWithdrawn(O1, C1, ANA), "withdrawn"),
    ],
)
def test_an_ended_offer_says_why(event: Any, reason: str) -> None:
    effects = when(given_(DeskOpened(D1, ANA), *OFFERED), event)
    assert types(effects) == ["offer_ended", "agent_state"]
    assert frames(effects)[0].reason == reason
    assert frames(effects)[1].work == "idle"


def test_an_offer_withdrawn_after_the_contact_ended_still_frees_the_desk() -> None:
    left = e.ContactEnded(C1, Ending(Who.CITIZEN, Reason.ABANDONED))
    engine = given_(DeskOpened(D1, ANA), *OFFERED, left)
    assert types(when(engine, e.OfferWithdrawn(O1, C1, ANA))) == ["offer_ended", "agent_state"]


def test_from_connection_to_the_end_of_wrap_up() -> None:
    engine = given_(DeskOpened(D1, ANA), *OFFERED)
    assert types(when(engine, e.ContactConnected(C1, O1, ANA))) == ["connected", "agent_state"]
    ended = when(engine, e.ContactEnded(C1, SERVED, ANA))
    assert types(ended) == ["contact_ended", "agent_state"]
    assert frames(ended)[1].served == 1
    wrap_up = when(engine, e.WrapUpStarted(ANA, C1, 150.0))
    assert types(wrap_up) == ["wrap_up", "agent_state"]
    assert frames(wrap_up)[0].dispositions == ("resolved",)
    assert types(when(engine, e.WrapUpFinished(ANA, C1, "resolved"))) == ["agent_state"]


def test_what_the_crm_finds_later_updates_the_pop() -> None:
    engine = given_(DeskOpened(D1, ANA), *OFFERED)
    known = frames(when(engine, e.CitizenRecognised(C1, (CitizenId("1"),))))
    assert (known[0].type, known[0].who.match) == ("pop_update", "known")
    ticket = frames(when(engine, e.TicketOpened("T-1", C1)))
    assert ticket[0].ticket == "T-1"
    closed = frames(when(engine, e.TicketClosed("T-1", C1, "resolved")))
    assert closed[0].ticket == ""


def test_a_phone_that_goes_away_shows() -> None:
    engine = given_(DeskOpened(D1, ANA))
    gone = frames(when(engine, e.AgentDeviceChanged(ANA, reachable=False)))
    assert gone[0].phone == "unreachable"
    busy = frames(when(engine, e.AgentDeviceChanged(ANA, reachable=True, engaged=True)))
    assert busy[0].phone == "engaged"


# ---------------------------------------------------------------- requests


@pytest.mark.parametrize(
    ("wish", "past", "fact"),
    [
        (SetReady(ANA), (), e.AgentModeChanged(ANA, e.Mode.READY)),
        (SetNotReady(ANA, "break"), READY, e.AgentModeChanged(ANA, e.Mode.NOT_READY, "break")),
        (LogOut(ANA), READY, e.AgentModeChanged(ANA, e.Mode.LOGGED_OUT)),
        (HangUp(ANA, C1), CONNECTED, e.ContactEnded(C1, SERVED, ANA)),
        (FinishWrapUp(ANA, C1, "resolved"), WRAPPING, e.WrapUpFinished(ANA, C1, "resolved")),
    ],
)
def test_a_request_becomes_a_command_and_the_fact_answers_it(
    wish: Any, past: Any, fact: Any
) -> None:
    engine = given_(*past, DeskOpened(D1, ANA))
    assert when(engine, DeskAsked(D1, 7, wish)) == [wish]
    answers = [frame for frame in frames(when(engine, fact)) if frame.type == "done"]
    assert [answer.id for answer in answers] == [7]
    assert "done" not in types(when(engine, fact))


def test_a_refusal_reaches_the_desk_that_asked_with_its_number() -> None:
    engine = given_(*READY, DeskOpened(D1, ANA), DeskOpened(D2, BEA))
    when(engine, DeskAsked(D1, 3, HangUp(ANA, C1)))
    when(engine, DeskAsked(D2, 4, HangUp(BEA, C1)))
    refusal = Refused(HangUp(BEA, C1), Refusal(Code.NOT_YOURS, "Ana talks."))
    effects = when(engine, refusal)
    assert frames(effects, D1) == []
    assert [(frame.id, frame.code) for frame in frames(effects, D2)] == [(4, "not yours")]


def test_a_desk_cannot_ask_in_anothers_name() -> None:
    engine = given_(*READY, DeskOpened(D1, ANA))
    effects = when(engine, DeskAsked(D1, 1, SetReady(BEA)))
    assert commands(effects) == []
    assert frames(effects)[0].code == "not yours"


def test_a_desk_that_is_not_open_is_refused() -> None:
    effects = when(given_(), DeskAsked(D1, 1, SetReady(ANA)))
    assert commands(effects) == []
    assert frames(effects)[0].code == "wrong state"


def test_requests_without_answer_are_bounded() -> None:
    engine = given_(*READY, DeskOpened(D1, ANA))
    for number in range(PENDING_LIMIT):
        when(engine, DeskAsked(D1, number, HangUp(ANA, C1)))
    effects = when(engine, DeskAsked(D1, 99, HangUp(ANA, C1)))
    assert commands(effects) == []
    assert types(effects) == ["refused"]


@pytest.mark.parametrize(
    ("wrap_up_s", "last"),
    [
        (0.0, ()),
        (20.0, (e.WrapUpStarted(ANA, C1, 150.0), e.WrapUpFinished(ANA, C1, "resolved"))),
    ],
)
def test_logging_out_says_goodbye_once_the_work_is_done(wrap_up_s: float, last: Any) -> None:
    engine = given_(*CONNECTED, DeskOpened(D1, ANA), plan=town(wrap_up_s=wrap_up_s))
    *before, final = (
        e.AgentModeChanged(ANA, e.Mode.LOGGED_OUT),
        e.ContactEnded(C1, SERVED, ANA),
        *last,
    )
    for event in before:
        assert "bye" not in types(when(engine, event))
    effects = when(engine, final)
    assert types(effects)[-1] == "bye"
    assert effects[-1] == CloseDesk(D1, Farewell.LOGGED_OUT)


# ---------------------------------------------------------------- desks that come and go


def test_a_second_desk_takes_over() -> None:
    engine = given_(*READY, DeskOpened(D1, ANA))
    effects = when(engine, DeskOpened(D2, ANA))
    assert types(effects, D1) == ["bye"]
    assert CloseDesk(D1, Farewell.TAKEN_OVER) in effects
    assert types(effects, D2) == ["welcome"]
    assert when(engine, DeskClosed(D1)) == []
    assert types(when(engine, DeskAsked(D1, 1, SetReady(ANA))), D1) == ["refused"]


@pytest.mark.parametrize("past", [READY, OFFERED])
def test_a_lost_desk_makes_an_idle_or_alerting_agent_not_ready(past: Any) -> None:
    engine = given_(*past, DeskOpened(D1, ANA))
    assert when(engine, DeskClosed(D1)) == [SetNotReady(ANA, "desk lost")]
    assert when(engine, DeskClosed(D1)) == []


def test_a_desk_lost_in_conversation_leaves_the_agent_alone_until_the_work_is_done() -> None:
    engine = given_(*CONNECTED, DeskOpened(D1, ANA))
    assert when(engine, DeskClosed(D1)) == []
    ended = when(engine, e.ContactEnded(C1, SERVED, ANA))
    assert ended == [SetNotReady(ANA, "desk lost")]


def test_a_desk_that_came_back_in_conversation_stays_ready() -> None:
    engine = given_(*CONNECTED, DeskOpened(D1, ANA), DeskClosed(D1), DeskOpened(D2, ANA))
    assert commands(when(engine, e.ContactEnded(C1, SERVED, ANA))) == []


def test_after_a_restart_ready_agents_have_some_seconds_to_come_back() -> None:
    engine = Engine(town())
    engine.replay(e.AgentModeChanged(ANA, e.Mode.READY), 90.0)
    engine.replay(e.AgentModeChanged(BEA, e.Mode.READY), 90.0)
    engine.handle(e.CentreStarted(2, "test"), 100.0)
    engine.handle(DeskOpened(D1, ANA), 101.0)
    assert engine.next_deadline() == 100.0 + RETURN_S
    assert engine.tick(109.0).effects == ()
    assert engine.tick(110.0).effects == (SetNotReady(BEA, "desk lost"),)
    assert engine.next_deadline() is None


def test_counts_go_to_every_open_desk_but_not_too_often() -> None:
    engine = given_(DeskOpened(D1, ANA), DeskOpened(D2, BEA), *QUEUED)
    due = engine.next_deadline()
    assert due is not None
    (sent,) = engine.tick(due).effects
    assert (set(sent.desk_ids), sent.frame.waiting) == ({D1, D2}, 1)
    assert sent.frame.oldest_since == 100.0
    engine.handle(e.ContactEnded(C1, Ending(Who.CITIZEN, Reason.ABANDONED)), due)
    assert engine.next_deadline() == due + COUNTS_EVERY_S


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
    engine = given_(*WRAPPING, e.WrapUpFinished(ANA, C1, "resolved"))
    for event in extra:
        if not isinstance(event, e.AgentModeChanged):
            assert when(engine, event) == []
    assert engine.snapshot()["live"] == 0
    assert engine.snapshot()["seats"][ANA]["work"] == "idle"
