"""One contact told line by line, and why it was routed as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, OfferId
from reports.core.sentence import offer_reason, offer_reasons
from reports.core.story import story
from tests.support.any_event import any_event
from tests.support.report_morning import ANA, JON, SERVED, arrived, offer, queued, records
from wiring.journal import Record


def test_the_story_of_a_served_contact_is_told_from_arrival_to_ticket() -> None:
    lines = story(records(), SERVED, {ANA: "Ana Goñi"})
    assert [(line.offset_s, line.text) for line in lines] == [
        (0, "A citizen from 944000000 dialled 012."),
        (0, "Menu: language."),
        (5, "It is about taxes, in es: queue general needing taxes ≥ 1."),
        (5, "Waits in queue general for an agent with taxes ≥ 1, position 1."),
        (5, "Offered to jon."),
        (6, "The phone of jon rings."),
        (11, "jon did not answer in time."),
        (11, "Offered to Ana Goñi (ana)."),
        (13, "Connected with Ana Goñi (ana)."),
        (13, "Ticket T1 opened."),
        (73, "Ended: served, by the citizen, with Ana Goñi (ana)."),
        (73, "Ana Goñi (ana) is in wrap-up."),
        (85, "Ana Goñi (ana) finished wrap-up with disposition “solved”."),
        (85, "Ticket T1 closed as “solved”."),
    ]
    assert all(not line.remark for line in lines)
    assert [line.name for line in lines if line.why] == ["OfferMade", "OfferMade"]


def test_the_reason_of_an_offer_is_a_sentence_with_everything_that_counted() -> None:
    reason = e.OfferReason(
        ring=2,
        waited_s=12.34,
        candidates=(ANA, JON),
        idle_s=41.0,
        rule="longest idle",
        tie_break="agent id",
        excluded=(e.Excluded(AgentId("leire"), "does not speak eu"),),
        overtaken=(ContactId("older"),),
    )
    offer = e.OfferMade(OfferId("one.offer-1"), ContactId("one"), ANA, 0.0, reason)
    assert offer_reason(offer) == (
        "2 agents could take it, best first: ana, jon; ana was chosen by the rule “longest idle”, "
        "idle for 41.0 s; between equals decided: agent id; the contact had waited 12.3 s "
        "(ring 2); not considered: leire (does not speak eu); older contacts that ana could "
        "not serve: older."
    )


@pytest.mark.parametrize(
    ("changes", "turn"),
    [
        ({}, "the contact had waited 4.0 s (ring 1)"),
        ({"score_s": 4.0}, "the contact had waited 4.0 s (ring 1)"),
        ({"priority": 2}, "the contact had waited 4.0 s (ring 1, priority 2)"),
        (
            {"score_s": 68.0, "ring": 3},
            "the contact had waited 4.0 s (ring 3, score 68.0 s: weight × waited + head start)",
        ),
        (
            {"score_s": 68.0, "priority": 2, "is_promoted": True},
            "the contact had waited 4.0 s (ring 1), so long that only the arrival counted",
        ),
    ],
)
def test_score_and_priority_are_said_where_they_matter(changes: dict[str, Any], turn: str) -> None:
    made = offer(SERVED, ANA)
    made = replace(made, reason=replace(made.reason, **changes))
    assert offer_reasons(made)[2] == turn
    assert offer_reason(made) == "; ".join(offer_reasons(made)) + "."


def test_a_sole_candidate_is_said_to_be_the_only_one() -> None:
    (first, *_) = [line.why for line in story(records(), SERVED) if line.why]
    assert first.startswith("Only jon could take it; jon was chosen by the rule “longest idle”")


def test_what_came_too_late_says_why_it_changed_nothing() -> None:
    one = ContactId("one")
    facts = [arrived(one), *queued(one), e.ContactConnected(one, OfferId("one.offer-9"), ANA)]
    lines = story([Record(n, float(n), fact) for n, fact in enumerate(facts, start=1)], one)
    assert [line.remark for line in lines] == [
        "",
        "",
        "",
        "the contact had moved on when this was reported",
    ]


def test_records_that_come_again_are_told_once() -> None:
    assert story([*records(), *records()], SERVED) == story(records(), SERVED)


def test_an_unknown_contact_has_no_story() -> None:
    assert story(records(), ContactId("nobody")) == ()


def test_an_arrival_found_afterwards_is_told_as_such() -> None:
    one = ContactId("one")
    late = e.ContactArrived(one, "012", "", arrived_at=40.0)
    (line,) = story([Record(1, 100.0, late)], one)
    assert line.offset_s == 60.0
    assert line.text == (
        "A citizen with a withheld number dialled 012 (found afterwards in the exchange's own log)."
    )


@pytest.mark.parametrize("braces", ["{event}", "{0}", "%s", "[bold]"])
def test_values_that_look_like_patterns_are_printed_as_they_are(braces: str) -> None:
    one = ContactId("one")
    (line,) = story([Record(1, 1.0, e.MenuEntered(one, braces))], one)
    assert line.text == f"Menu: {braces}."


@given(any_event())
def test_every_event_about_a_contact_has_a_sentence(event: e.Event) -> None:
    contact_id = getattr(event, "contact_id", None)
    wanted = ContactId("nobody") if contact_id is None else contact_id
    lines = story([Record(1, 1.0, event)], wanted)
    assert len(lines) == (contact_id is not None)
    assert all(line.text.endswith(".") for line in lines)


def test_what_is_written_is_told_with_its_channel_and_subject() -> None:
    mail = ContactId("mail")
    arrival = e.ContactArrived(mail, "mail", "", channel="email", subject="Water bill")
    end = e.ContactEnded(mail, Ending(Who.AGENT, Reason.SERVED), ANA, "solved")
    facts = [Record(1, 0.0, arrival), Record(2, 9.0, end)]
    assert [line.text for line in story(facts, mail, {})] == [
        "A citizen wrote by email about “Water bill”.",
        "Ended: served, by the agent, with ana with disposition “solved”.",
    ]
    silent = [Record(1, 0.0, replace(arrival, subject=""))]
    assert story(silent, mail, {})[0].text == "A citizen wrote by email."
