"""The record of a contact is the fold of its events, whatever comes twice or late."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import State
from crm_api.core.record import Record, arrived, fold

ONE = ContactId("contact-1")
ANA = AgentId("ana")
REASON = e.OfferReason(1, 1.0, (ANA,), 1.0, "longest idle")
SERVED = Ending(Who.CITIZEN, Reason.SERVED)

STORY: list[tuple[float, e.Event]] = [
    (1.0, e.MenuEntered(ONE, "language")),
    (2.0, e.LanguageChosen(ONE, "eu")),
    (3.0, e.ContactClassified(ONE, "eu", "taxes", "citizens", {}, 0)),
    (3.0, e.ContactQueued(ONE, "citizens", "eu", {}, 0, 3.0, 1)),
    (4.0, e.OfferMade(OfferId("o1"), ONE, ANA, 19.0, REASON)),
    (19.0, e.OfferExpired(OfferId("o1"), ONE, ANA)),
    (19.0, e.OfferMade(OfferId("o2"), ONE, ANA, 34.0, REASON)),
    (25.0, e.ContactConnected(ONE, OfferId("o2"), ANA)),
    (85.0, e.ContactEnded(ONE, SERVED, ANA)),
    (90.0, e.WrapUpFinished(ANA, ONE, "solved")),
]


def new() -> Record:
    return arrived(e.ContactArrived(ONE, "012", "944205000"), 7, 0.0)


def told(story: list[tuple[float, e.Event]]) -> Record:
    record = new()
    for at, event in story:
        record = fold(record, event, at)
    return record


def test_a_served_contact_has_its_instants_and_durations() -> None:
    record = told(STORY)
    assert record.state is State.ENDED
    assert (record.seq, record.arrived_at, record.queued_at) == (7, 0.0, 3.0)
    assert (record.connected_at, record.ended_at) == (25.0, 85.0)
    assert (record.wait_s, record.talk_s) == (22.0, 60.0)
    assert (record.ended_by, record.ending, record.agent_id) == ("citizen", "served", "ana")
    assert (record.language, record.topic, record.disposition) == ("eu", "taxes", "solved")


def test_everything_twice_changes_nothing() -> None:
    assert told([fact for fact in STORY for _ in range(2)]) == told(STORY)
    assert told(STORY + STORY) == told(STORY)


@pytest.mark.parametrize("seed", range(50))
def test_late_events_never_change_what_has_ended(seed: int) -> None:
    late = STORY[:-1] * 2
    random.Random(seed).shuffle(late)
    assert told(STORY + [(at + 1000, event) for at, event in late]) == told(STORY)


def test_an_event_that_changes_nothing_gives_the_same_record() -> None:
    record = told(STORY[:4])
    for event in (
        e.PositionReported(ONE, 2),
        e.ContactArrived(ONE, "013", "1"),
        e.AgentModeChanged(ANA, e.Mode.READY),
        e.TicketOpened("2026-000001", ONE),
    ):
        assert fold(record, event, 5.0) is record


def test_a_contact_that_left_in_the_menu_has_not_waited() -> None:
    left = e.ContactEnded(ONE, Ending(Who.CITIZEN, Reason.LEFT_IN_MENU))
    record = told([STORY[0], (5.0, left)])
    assert (record.ending, record.wait_s, record.talk_s) == ("left in menu", None, None)


def test_the_first_entry_into_a_queue_counts_after_a_return_from_the_fallback() -> None:
    back = [
        (10.0, e.ContactFellBack(ONE)),
        (30.0, e.ContactTakenBack(ONE)),
        (31.0, e.ContactQueued(ONE, "citizens", "eu", {}, 0, 3.0, 1)),
    ]
    record = told([*STORY[:4], *back, *[(at + 30, event) for at, event in STORY[4:]]])
    assert (record.queued_at, record.wait_s) == (3.0, 52.0)


def test_the_first_disposition_stands() -> None:
    again = e.WrapUpFinished(ANA, ONE, "refer")
    assert told([*STORY, (99.0, again)]).disposition == "solved"
    silent = [*STORY[:-1], (90.0, e.WrapUpFinished(ANA, ONE, "")), (99.0, again)]
    assert told(silent).disposition == "refer"


def test_a_clock_that_went_back_gives_no_negative_duration() -> None:
    assert told([*STORY[:7], (1.0, STORY[7][1])]).wait_s == 0.0


def test_an_answer_counts_although_others_rung_at_once_did_not_answer() -> None:
    """The record keeps no open offers, yet it must not miss the one that was accepted."""
    bea = AgentId("bea")
    story = [
        *STORY[:5],
        (4.0, e.OfferMade(OfferId("o2"), ONE, bea, 19.0, REASON)),
        (6.0, e.OfferDeclined(OfferId("o1"), ONE, ANA, "busy")),
        (9.0, e.ContactConnected(ONE, OfferId("o2"), bea)),
    ]
    record = told(story)
    assert (record.state, record.agent_id) == (State.CONNECTED, "bea")
    assert (record.connected_at, record.wait_s) == (9.0, 6.0)


def test_the_first_score_stands_and_changes_nothing_else() -> None:
    before = told(STORY)
    scored = fold(before, e.SurveyAnswered(ONE, 4), 95.0)
    assert scored == replace(before, score=4)
    assert fold(scored, e.SurveyAnswered(ONE, 1), 99.0) is scored
