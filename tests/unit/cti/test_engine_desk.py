"""The desk engine: requests and their answers, desks that come and go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.command import (
    Code,
    ExtendWrapUp,
    FinishWrapUp,
    HangUp,
    LogOut,
    Refusal,
    Refused,
    SetNotReady,
    SetReady,
)
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId, offer_id
from cti.core.effect import CloseDesk
from cti.core.engine import COUNTS_EVERY_S, PENDING_LIMIT, RETURN_S, Engine
from cti.core.kind import Farewell
from cti.core.observation import DeskAsked, DeskClosed, DeskOpened
from tests.support.desk_case import (
    C1,
    CONNECTED,
    D1,
    D2,
    OFFERED,
    QUEUED,
    READY,
    SERVED,
    WRAPPING,
    commands,
    engine_after,
    frames,
    types,
    when,
)
from tests.support.town import ANA, BEA, town


def again(contact: str) -> list[e.Event]:
    """The past of a wrap-up once more, with another contact."""
    other = ContactId(contact)
    return [
        replace(one, contact_id=other, offer_id=offer_id(other, 1))
        if hasattr(one, "offer_id")
        else replace(one, contact_id=other)
        for one in WRAPPING[1:]
    ]


# ---------------------------------------------------------------- requests


@pytest.mark.parametrize(
    ("wish", "past", "fact"),
    [
        (SetReady(ANA), (), e.AgentModeChanged(ANA, e.Mode.READY)),
        (SetNotReady(ANA, "break"), READY, e.AgentModeChanged(ANA, e.Mode.NOT_READY, "break")),
        (LogOut(ANA), READY, e.AgentModeChanged(ANA, e.Mode.LOGGED_OUT)),
        (HangUp(ANA, C1), CONNECTED, e.ContactEnded(C1, SERVED, ANA)),
        (FinishWrapUp(ANA, C1, "resolved"), WRAPPING, e.WrapUpFinished(ANA, C1, "resolved")),
        (ExtendWrapUp(ANA, C1), WRAPPING, e.WrapUpExtended(ANA, C1, 999.0)),
    ],
)
def test_a_request_becomes_a_command_and_the_fact_answers_it(
    wish: Any, past: Any, fact: Any
) -> None:
    engine = engine_after(*past, DeskOpened(D1, ANA))
    assert when(engine, DeskAsked(D1, 7, wish)) == [wish]
    answers = [frame for frame in frames(when(engine, fact)) if frame.type == "done"]
    assert [answer.id for answer in answers] == [7]
    assert "done" not in types(when(engine, fact))


def test_a_longer_wrap_up_is_told_with_its_new_end() -> None:
    engine = engine_after(*WRAPPING, DeskOpened(D1, ANA))
    told = frames(when(engine, e.WrapUpExtended(ANA, C1, 999.0)))
    assert [frame.until for frame in told if frame.type == "wrap_up"] == [999.0]
    assert when(engine, e.WrapUpExtended(ANA, C1, 998.0)) == []


def test_the_desk_is_told_by_how_much_wrap_up_can_still_be_extended() -> None:
    engine = engine_after(*WRAPPING, plan=town(extension_s=45.0, extension_limit=2))
    (opened,) = frames(when(engine, DeskOpened(D1, ANA)))
    told = [opened.wrap_up.extension_s]
    for until in (999.0, 1044.0):
        frame, *_ = frames(when(engine, e.WrapUpExtended(ANA, C1, until)))
        told.append(frame.extension_s)
    assert told == [45.0, 45.0, 0.0]


def test_the_next_wrap_up_can_be_extended_again() -> None:
    engine = engine_after(*WRAPPING, e.WrapUpExtended(ANA, C1, 999.0), DeskOpened(D1, ANA))
    for event in (e.WrapUpFinished(ANA, C1), *again("1.2")):
        effects = when(engine, event)
    (told,) = (frame for frame in frames(effects) if frame.type == "wrap_up")
    assert (told.contact_id, told.extension_s) == ("1.2", 60.0)


def test_a_queue_that_forbids_it_offers_no_extension() -> None:
    engine = engine_after(*WRAPPING, plan=town(extension_limit=0))
    (opened,) = frames(when(engine, DeskOpened(D1, ANA)))
    assert opened.wrap_up.extension_s == 0.0


def test_a_refusal_reaches_the_desk_that_asked_with_its_number() -> None:
    engine = engine_after(*READY, DeskOpened(D1, ANA), DeskOpened(D2, BEA))
    when(engine, DeskAsked(D1, 3, HangUp(ANA, C1)))
    when(engine, DeskAsked(D2, 4, HangUp(BEA, C1)))
    refusal = Refused(HangUp(BEA, C1), Refusal(Code.NOT_YOURS, "Ana talks."))
    effects = when(engine, refusal)
    assert frames(effects, D1) == []
    assert [(frame.id, frame.code) for frame in frames(effects, D2)] == [(4, "not yours")]


def test_a_desk_cannot_ask_in_anothers_name() -> None:
    engine = engine_after(*READY, DeskOpened(D1, ANA))
    effects = when(engine, DeskAsked(D1, 1, SetReady(BEA)))
    assert commands(effects) == []
    assert frames(effects)[0].code == "not yours"


def test_a_desk_that_is_not_open_is_refused() -> None:
    effects = when(engine_after(), DeskAsked(D1, 1, SetReady(ANA)))
    assert commands(effects) == []
    assert frames(effects)[0].code == "wrong state"


def test_requests_without_answer_are_bounded() -> None:
    engine = engine_after(*READY, DeskOpened(D1, ANA))
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
    engine = engine_after(*CONNECTED, DeskOpened(D1, ANA), plan=town(wrap_up_s=wrap_up_s))
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
    engine = engine_after(*READY, DeskOpened(D1, ANA))
    effects = when(engine, DeskOpened(D2, ANA))
    assert types(effects, D1) == ["bye"]
    assert CloseDesk(D1, Farewell.TAKEN_OVER) in effects
    assert types(effects, D2) == ["welcome"]
    assert when(engine, DeskClosed(D1)) == []
    assert types(when(engine, DeskAsked(D1, 1, SetReady(ANA))), D1) == ["refused"]


@pytest.mark.parametrize("past", [READY, OFFERED])
def test_a_lost_desk_makes_an_idle_or_alerting_agent_not_ready(past: Any) -> None:
    engine = engine_after(*past, DeskOpened(D1, ANA))
    assert when(engine, DeskClosed(D1)) == [SetNotReady(ANA, "desk lost")]
    assert when(engine, DeskClosed(D1)) == []


def test_a_desk_lost_in_conversation_leaves_the_agent_alone_until_the_work_is_done() -> None:
    engine = engine_after(*CONNECTED, DeskOpened(D1, ANA))
    assert when(engine, DeskClosed(D1)) == []
    ended = when(engine, e.ContactEnded(C1, SERVED, ANA))
    assert ended == [SetNotReady(ANA, "desk lost")]


def test_a_desk_that_came_back_in_conversation_stays_ready() -> None:
    engine = engine_after(*CONNECTED, DeskOpened(D1, ANA), DeskClosed(D1), DeskOpened(D2, ANA))
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
    engine = engine_after(DeskOpened(D1, ANA), DeskOpened(D2, BEA), *QUEUED)
    due = engine.next_deadline()
    assert due is not None
    (sent,) = engine.tick(due).effects
    assert (set(sent.desk_ids), sent.frame.waiting) == ({D1, D2}, 1)
    assert sent.frame.oldest_since == 100.0
    engine.handle(e.ContactEnded(C1, Ending(Who.CITIZEN, Reason.ABANDONED)), due)
    assert engine.next_deadline() == due + COUNTS_EVERY_S
