"""Why a contact was served when and by whom: only what decided, and what became of each offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact import event as e
from contact.event import Event
from contact.identity import ContactId, OfferId
from reports.core.routing import Routing, routing
from tests.support.report_morning import (
    ANA,
    CUT,
    EIGHT,
    IN_MENU,
    JON,
    LEFT_LATE,
    LIVE,
    SERVED,
    arrived,
    offer,
    queued,
    records,
)
from wiring.journal import Record

END = EIGHT + 200
ONE = ContactId("one")


def of(contact: ContactId, until: float = END) -> Routing:
    own = [one for one in records() if getattr(one.event, "contact_id", None) == contact]
    return routing(own, contact, until, {ANA: "Ana Goñi"})


def after(*events: Event) -> Routing:
    """The routing of a contact that waits and has these events, a second apart."""
    facts = (arrived(ONE), *queued(ONE), *events)
    return routing([Record(n, EIGHT + n, one) for n, one in enumerate(facts, start=1)], ONE, END)


def test_the_lines_are_those_that_decided_in_the_words_of_the_story() -> None:
    assert [(line.offset_s, line.text) for line in of(SERVED).lines] == [
        (5, "Waits in queue general for an agent with taxes ≥ 1, position 1."),
        (5, "Offered to jon."),
        (11, "jon did not answer in time."),
        (11, "Offered to Ana Goñi (ana)."),
        (13, "Connected with Ana Goñi (ana)."),
        (73, "Ended: served, by the citizen, with Ana Goñi (ana)."),
    ]


def test_rings_promotion_and_shortages_are_told() -> None:
    told = after(
        e.SkillsMissing(ONE, {"taxes": 1}),
        e.RingWidened(ONE, 2, "waited 30 s"),
        e.ContactPromoted(ONE),
        e.PositionReported(ONE, 1),
    )
    assert [line.text for line in told.lines][1:] == [
        "Nobody logged in has taxes ≥ 1.",
        "The search goes on in ring 2: waited 30 s.",
        "Has waited so long that nobody who came later goes first.",
    ]


def test_every_offer_has_its_reasons_and_its_end() -> None:
    first, second = of(SERVED).offers
    assert (first.made.agent_id, second.made.agent_id) == (JON, ANA)
    assert "; ".join(first.reasons) + "." == first.line.why
    assert first.end is not None and second.end is not None
    assert (first.end.name, first.end.offset_s) == ("OfferExpired", 11)
    assert (second.end.name, second.end.offset_s) == ("ContactConnected", 13)


def test_an_offer_that_stands_has_no_end() -> None:
    (only,) = after(offer(ONE, ANA)).offers
    assert only.end is None


def test_an_end_that_is_reported_twice_is_the_first() -> None:
    declined = e.OfferDeclined(OfferId("one.offer-1"), ONE, ANA, "busy")
    (only,) = after(offer(ONE, ANA), declined, replace(declined, why="rejected")).offers
    assert only.end is not None
    assert only.end.text == "The phone of ana declined: busy."


NOBODY = (
    "0 offers, not connected. "
    "Never offered: nobody who could serve it in queue general became available."
)
FALLBACK = "Never offered: it waited in the fallback queue only."


@pytest.mark.parametrize(
    ("contact", "waited_s", "summary"),
    [
        (SERVED, 8, "Connected with Ana Goñi (ana) after a wait of 8.0 s and 2 offers."),
        (
            LEFT_LATE,
            40,
            f"Waited 40.0 s, {NOBODY} It ended: abandoned, by the citizen.",
        ),
        (IN_MENU, 0, "It has never waited for an agent. It ended: left in menu, by the citizen."),
        (
            CUT,
            2,
            f"Waited 2.0 s, {NOBODY} It ended: cut by platform, by the system.",
        ),
        (LIVE, 30, f"Waited 30.0 s, 0 offers, not connected. {FALLBACK} It is in fallback now."),
    ],
)
def test_the_summary_tells_wait_offers_and_agent(
    contact: ContactId, waited_s: float, summary: str
) -> None:
    told = of(contact)
    assert (told.waited_s, told.summary) == (waited_s, summary)


def test_the_summary_says_that_nobody_had_the_skills() -> None:
    told = after(e.SkillsMissing(ONE, {"taxes": 1}))
    assert "Never offered: nobody logged in has taxes ≥ 1. It is queued now." in told.summary


def test_offers_that_came_to_nothing_are_counted() -> None:
    withdrawn = e.OfferWithdrawn(OfferId("one.offer-1"), ONE, ANA)
    told = after(offer(ONE, ANA), withdrawn)
    assert told.summary == "Waited 197.0 s, 1 offer, not connected. It is queued now."


def test_a_contact_whose_arrival_is_not_known_is_told_nevertheless() -> None:
    told = routing([Record(7, EIGHT, e.ContactFellBack(ONE))], ONE, END)
    assert told.summary == "Its arrival is not known."
    assert [line.name for line in told.lines] == ["ContactFellBack"]


BOTH = (ANA, JON)
RUNG = tuple(
    replace(made, reason=replace(made.reason, candidates=BOTH, rung=BOTH, rule="ring all"))
    for made in (offer(ONE, ANA), offer(ONE, JON, 2))
)
SECOND = RUNG[1].offer_id


def test_that_all_were_rung_and_who_was_the_first_is_told() -> None:
    told = after(
        *RUNG,
        e.ContactConnected(ONE, SECOND, JON),
        e.OfferWithdrawn(RUNG[0].offer_id, ONE, ANA, taken_by_another=True),
    )
    assert [line.text for line in told.lines][1:] == [
        "Offered to ana.",
        "Offered to jon.",
        "Connected with jon.",
        "The offer to ana was withdrawn: another agent was the first to accept.",
    ]
    assert all(not line.remark for line in told.lines)
    for made, agent in zip(told.offers, BOTH, strict=True):
        assert made.reasons[1] == (
            f"{agent} was one of 2 rung at once by the rule “ring all” (ana, jon), idle for 9.0 s"
        )
    assert [one.end and one.end.name for one in told.offers] == [
        "OfferWithdrawn",
        "ContactConnected",
    ]


def test_an_answer_counts_although_others_of_those_rung_have_declined() -> None:
    declined = e.OfferDeclined(RUNG[0].offer_id, ONE, ANA, "busy")
    told = after(*RUNG, declined, e.ContactConnected(ONE, SECOND, JON))
    assert all(not line.remark for line in told.lines)
