"""The desk engine and the contact: given what happened, when this comes, these frames go."""

from __future__ import annotations

from typing import Any

import pytest

from contact import event as e
from contact.callback import Failure
from contact.command import Code, LogIn, Refusal, Refused
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, CitizenId, ContactId, offer_id
from cti.core.effect import CloseDesk
from cti.core.engine import Engine
from cti.core.kind import Farewell
from cti.core.observation import DeskClosed, DeskOpened
from tests.support.desk_case import (
    C1,
    CONNECTED,
    D1,
    D2,
    O1,
    OFFERED,
    QUEUED,
    READY,
    SERVED,
    WHY,
    WRAPPING,
    commands,
    engine_after,
    frames,
    types,
    when,
)
from tests.support.town import ANA, BEA, town

# ---------------------------------------------------------------- sitting down


def test_an_opened_desk_gets_the_picture_and_logs_its_agent_in() -> None:
    effects = when(engine_after(), DeskOpened(D1, ANA))
    welcome = frames(effects)[0]
    assert welcome.agent.name == "Ana"
    assert welcome.reasons == ("break", "training")
    assert welcome.contact is None
    assert commands(effects) == [LogIn(ANA)]


def test_an_agent_who_is_logged_in_already_is_not_logged_in_again() -> None:
    assert commands(when(engine_after(*READY), DeskOpened(D1, ANA))) == []


def test_an_agent_who_left_the_plan_is_sent_away() -> None:
    effects = when(engine_after(), DeskOpened(D1, AgentId("nobody")))
    assert types(effects) == ["bye"]
    assert effects[-1] == CloseDesk(D1, Farewell.LOGIN_FAILED)


def test_a_refused_login_ends_the_desk() -> None:
    engine = engine_after(DeskOpened(D1, ANA))
    refusal = Refusal(Code.UNKNOWN_AGENT, "no such agent")
    assert types(when(engine, Refused(LogIn(ANA), refusal))) == ["bye"]
    assert when(engine, DeskClosed(D1)) == []


@pytest.mark.parametrize(
    ("past", "work", "has_wrap_up"),
    [(OFFERED, "alerting", False), (CONNECTED, "connected", False), (WRAPPING, "wrap-up", True)],
)
def test_a_desk_that_returns_finds_its_contact(past: Any, work: str, has_wrap_up: bool) -> None:
    welcome = frames(when(engine_after(*past), DeskOpened(D1, ANA)))[0]
    assert welcome.contact.contact_id == C1
    assert welcome.state.work == work
    assert (welcome.wrap_up is not None) is has_wrap_up


def test_a_replayed_journal_gives_the_same_picture_as_living_through_it() -> None:
    replayed = Engine(town(dispositions=("resolved",)))
    for event in WRAPPING:
        replayed.replay(event, 100.0)
    lived = engine_after(*WRAPPING)
    assert when(replayed, DeskOpened(D1, ANA)) == when(lived, DeskOpened(D1, ANA))


# ---------------------------------------------------------------- the contact's way


def test_the_pop_is_the_first_thing_that_an_offer_sends() -> None:
    engine = engine_after(DeskOpened(D1, ANA), *READY, *QUEUED)
    effects = when(engine, e.OfferMade(O1, C1, ANA, 130.0, WHY))
    assert types(effects) == ["pop", "agent_state"]
    pop = frames(effects)[0]
    assert (pop.offer_id, pop.contact_id, pop.ring_until) == (O1, C1, 130.0)
    assert (pop.who.number, pop.who.name) == ("944001122", "M. Ibáñez")
    assert (pop.why.topic, pop.why.entry_point, pop.why.queue) == ("taxes", "012", "line")
    assert (pop.language, pop.waited_s) == ("es", 12.3)


def test_the_offer_of_one_agent_is_not_told_to_another() -> None:
    engine = engine_after(DeskOpened(D1, ANA), DeskOpened(D2, BEA), *READY, *QUEUED)
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
    effects = when(engine_after(DeskOpened(D1, ANA), *OFFERED), event)
    assert types(effects) == ["offer_ended", "agent_state"]
    assert frames(effects)[0].reason == reason
    assert frames(effects)[1].work == "idle"


def test_an_offer_withdrawn_after_the_contact_ended_still_frees_the_desk() -> None:
    left = e.ContactEnded(C1, Ending(Who.CITIZEN, Reason.ABANDONED))
    engine = engine_after(DeskOpened(D1, ANA), *OFFERED, left)
    assert types(when(engine, e.OfferWithdrawn(O1, C1, ANA))) == ["offer_ended", "agent_state"]


def test_from_connection_to_the_end_of_wrap_up() -> None:
    engine = engine_after(DeskOpened(D1, ANA), *OFFERED)
    assert types(when(engine, e.ContactConnected(C1, O1, ANA))) == ["connected", "agent_state"]
    ended = when(engine, e.ContactEnded(C1, SERVED, ANA))
    assert types(ended) == ["contact_ended", "agent_state"]
    assert frames(ended)[1].served == 1
    wrap_up = when(engine, e.WrapUpStarted(ANA, C1, 150.0))
    assert types(wrap_up) == ["wrap_up", "agent_state"]
    assert frames(wrap_up)[0].dispositions == ("resolved",)
    assert types(when(engine, e.WrapUpFinished(ANA, C1, "resolved"))) == ["agent_state"]


def test_what_the_crm_finds_later_updates_the_pop() -> None:
    engine = engine_after(DeskOpened(D1, ANA), *OFFERED)
    known = frames(when(engine, e.CitizenRecognised(C1, (CitizenId("1"),))))
    assert (known[0].type, known[0].who.match) == ("pop_update", "known")
    ticket = frames(when(engine, e.TicketOpened("T-1", C1)))
    assert ticket[0].ticket == "T-1"
    closed = frames(when(engine, e.TicketClosed("T-1", C1, "resolved")))
    assert closed[0].ticket == ""


def test_a_phone_that_goes_away_shows() -> None:
    engine = engine_after(DeskOpened(D1, ANA))
    gone = frames(when(engine, e.AgentDeviceChanged(ANA, reachable=False)))
    assert gone[0].phone == "unreachable"
    busy = frames(when(engine, e.AgentDeviceChanged(ANA, reachable=True, engaged=True)))
    assert busy[0].phone == "engaged"


# ---------------------------------------------------------------- several rung at once

O2 = offer_id(C1, 2)
BOTH_RUNG = (
    e.AgentModeChanged(BEA, e.Mode.READY),
    *OFFERED,
    e.OfferMade(O2, C1, BEA, 130.0, WHY),
)


def both_ringing() -> Engine:
    """Two desks ring for one contact."""
    return engine_after(DeskOpened(D1, ANA), DeskOpened(D2, BEA), *BOTH_RUNG)


def test_every_desk_that_is_rung_pops_for_itself() -> None:
    engine = engine_after(DeskOpened(D1, ANA), DeskOpened(D2, BEA), *BOTH_RUNG[:-1])
    effects = when(engine, BOTH_RUNG[-1])
    assert frames(effects) == []
    assert types(effects, D2) == ["pop", "agent_state"]
    assert frames(effects, D2)[0].offer_id == O2
    assert when(engine, BOTH_RUNG[-1]) == []  # told twice


def test_what_becomes_known_meanwhile_is_told_to_every_desk_that_rings() -> None:
    effects = when(both_ringing(), e.CitizenRecognised(C1, (CitizenId("7"),)))
    assert types(effects) == types(effects, D2) == ["pop_update"]


def test_a_desk_is_told_that_another_was_quicker_and_is_idle_again() -> None:
    engine = both_ringing()
    assert types(when(engine, e.ContactConnected(C1, O2, BEA)), D2) == ["connected", "agent_state"]
    effects = when(engine, e.OfferWithdrawn(O1, C1, ANA, taken_by_another=True))
    assert types(effects) == ["offer_ended", "agent_state"]
    ended, state = frames(effects)
    assert (ended.reason, state.work, state.mode) == ("taken by another", "idle", "ready")
    effects = when(engine, e.ContactEnded(C1, SERVED, BEA))
    assert (frames(effects), types(effects, D2)) == ([], ["contact_ended", "agent_state"])


def test_one_desk_that_lets_it_ring_does_not_silence_the_other() -> None:
    engine = both_ringing()
    assert types(when(engine, e.OfferExpired(O1, C1, ANA))) == ["offer_ended", "agent_state"]
    assert types(when(engine, e.ContactConnected(C1, O2, BEA)), D2) == ["connected", "agent_state"]


def test_an_offer_of_a_contact_that_talks_already_rings_no_desk() -> None:
    engine = engine_after(DeskOpened(D1, ANA), DeskOpened(D2, BEA), *CONNECTED)
    assert when(engine, e.OfferMade(O2, C1, BEA, 130.0, WHY)) == []


def test_the_pop_of_a_callback_says_so_and_shows_the_number_to_be_dialled() -> None:
    callback = ContactId("c1.callback")
    made = e.CallbackPromised(
        callback, C1, "944001122", "012", "line", "es", "taxes", {}, 0, 90.0, 100.0, 200.0
    )
    queued = e.ContactQueued(callback, "line", "es", {}, 0, 90.0, 1)
    engine = engine_after(DeskOpened(D1, ANA), *READY, made, queued)
    offer = offer_id(callback, 1)
    (pop, _) = frames(when(engine, e.OfferMade(offer, callback, ANA, 130.0, WHY)))
    assert (pop.is_callback, pop.contact_id, pop.who.number) == (True, callback, "944001122")
    assert (pop.why.topic, pop.why.entry_point, pop.language) == ("taxes", "012", "es")
    when(engine, e.CallbackFailed(callback, offer, ANA, 1, Failure.BUSY))
    effects = when(engine, e.OfferWithdrawn(offer, callback, ANA))
    assert types(effects) == ["offer_ended", "agent_state"]
