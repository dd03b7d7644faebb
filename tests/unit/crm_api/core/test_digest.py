"""What a batch of journal records asks of the store."""

from __future__ import annotations

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, CitizenId, ContactId, OfferId
from crm_api.core.digest import digest, report_key
from wiring.journal import Record

ONE, TWO = ContactId("contact-1"), ContactId("contact-2")
ANA = AgentId("ana")
REASON = e.OfferReason(1, 1.0, (ANA,), 1.0, "longest idle")


def facts(*events: e.Event) -> list[Record]:
    return [Record(seq, 100.0 + seq, event) for seq, event in enumerate(events, 1)]


STORY = facts(
    e.ContactArrived(ONE, "012", "944205000"),
    e.ContactQueued(ONE, "citizens", "eu", {}, 0, 100.0, 1),
    e.OfferMade(OfferId("o1"), ONE, ANA, 120.0, REASON),
    e.ContactConnected(ONE, OfferId("o1"), ANA),
    e.ContactEnded(ONE, Ending(Who.AGENT, Reason.SERVED), ANA),
    e.WrapUpFinished(ANA, ONE, "solved"),
)


def test_a_whole_contact_in_one_batch_asks_for_everything_once() -> None:
    result = digest(STORY, {})
    assert list(result.records) == result.arrivals == [ONE]
    assert result.openings == {ONE: 104.0}
    assert result.ends == {ONE: 105.0}
    assert result.wrap_ups == {ONE: ("solved", 106.0)}


def test_cutting_the_batch_anywhere_gives_the_same_records() -> None:
    whole = digest(STORY, {}).records
    for cut in range(1, len(STORY)):
        first = digest(STORY[:cut], {}).records
        assert {**first, **digest(STORY[cut:], first).records} == whole


def test_a_batch_over_what_it_has_already_done_asks_for_no_ticket() -> None:
    again = digest(STORY, digest(STORY, {}).records)
    assert (again.records, again.arrivals, again.openings, again.ends) == ({}, [], {}, {})


def test_events_of_a_contact_whose_arrival_is_unknown_are_let_go() -> None:
    result = digest(STORY[1:], {})
    assert (result.records, result.openings, result.wrap_ups) == ({}, {}, {})


def test_our_own_reports_are_confirmed_and_not_folded() -> None:
    ours = (
        e.CitizenRecognised(ONE, (CitizenId("1"),)),
        e.TicketOpened("2026-000001", ONE),
        e.TicketClosed("2026-000001", ONE, "solved"),
    )
    result = digest(facts(*ours), {})
    assert result.confirmed == [report_key(event) for event in ours]
    assert len(set(result.confirmed)) == 3


def test_events_about_agents_and_the_centre_concern_nobody_here() -> None:
    result = digest(facts(e.CentreStarted(1, "plan"), e.AgentModeChanged(ANA, e.Mode.READY)), {})
    assert (result.records, result.confirmed) == ({}, [])


def test_a_callback_is_kept_from_its_promise_and_its_number_is_looked_up() -> None:
    who = ContactId("contact-1.callback")
    made = e.CallbackPromised(
        who, ONE, "944205000", "012", "line", "eu", "taxes", {}, 0, 90.0, 200.0, 300.0
    )
    told = facts(
        made,
        e.ContactQueued(who, "line", "eu", {}, 0, 90.0, 1),
        e.OfferMade(OfferId("o1"), who, ANA, 120.0, REASON),
        e.ContactConnected(who, OfferId("o1"), ANA),
    )
    result = digest(told, {})
    assert result.arrivals == [who]
    assert result.openings == {who: 104.0}
    record = result.records[who]
    assert (record.caller_number, record.entry_point) == ("944205000", "012")
    assert (record.language, record.topic, record.queue) == ("eu", "taxes", "line")
    assert (record.arrived_at, record.queued_at, record.wait_s) == (101.0, 102.0, 2.0)
    assert digest(told, result.records).records == {}


def test_what_is_written_ends_with_its_disposition_and_without_wrap_up() -> None:
    end = e.ContactEnded(ONE, Ending(Who.AGENT, Reason.SERVED), ANA, "solved")
    written = facts(e.ContactArrived(ONE, "mail", "", channel="email"), *STORY_OF_WRITTEN, end)
    result = digest(written, {})
    assert result.wrap_ups == {ONE: ("solved", 105.0)}
    assert result.ends == {ONE: 105.0}
    assert result.records[ONE].disposition == "solved"


STORY_OF_WRITTEN = tuple(record.event for record in STORY[1:4])


def test_a_message_asks_for_a_ticket_that_tells_how_long_it_is() -> None:
    result = digest(facts(e.ContactArrived(ONE, "012", "600"), e.MessageRecorded(ONE, 12.0)), {})
    assert list(result.openings) == [ONE]
    assert result.messages == {ONE: 12.0}
