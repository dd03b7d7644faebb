"""Promised callbacks are counted as kept, late, cancelled, broken or open, apart from others."""

from __future__ import annotations

from contact import event as e
from contact.callback import Failure
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, offer_id
from reports.core.agent_record import Deed
from reports.core.callback import Promised, promised
from reports.core.contact_record import Stage
from reports.core.figures import Figures
from reports.core.identity import contradictions
from reports.core.service_level import Definition
from reports.core.tally import total
from wiring.journal import Record

ANA = AgentId("ana")
TWENTY = Definition("test", threshold_s=20, early_s=20)
WHY = e.OfferReason(1, 1.0, (ANA,), 1.0, "longest idle")
CANCELLED = Ending(Who.CITIZEN, Reason.CALLBACK_CANCELLED)
BROKEN = Ending(Who.SYSTEM, Reason.CALLBACK_BROKEN)

Facts = list[tuple[float, e.Event]]


def promise(name: str, at: float = 100.0) -> tuple[float, e.Event]:
    """A promise by 500 s."""
    made = e.CallbackPromised(
        ContactId(name), ContactId("c"), name, "012", "line", "es", "taxes", {}, 0, 50.0, 200.0,
        500.0,
    )  # fmt: skip
    return at, made


def offered(name: str, at: float, number: int = 1) -> Facts:
    who, offer = ContactId(name), offer_id(ContactId(name), number)
    return [
        (at, e.ContactQueued(who, "line", "es", {}, 0, 50.0, 1)),
        (at, e.OfferMade(offer, who, ANA, at + 15.0, WHY)),
    ]


def connected(name: str, at: float, number: int = 1) -> Facts:
    who, offer = ContactId(name), offer_id(ContactId(name), number)
    return [*offered(name, at, number), (at + 5.0, e.ContactConnected(who, offer, ANA))]


def failed(name: str, at: float) -> Facts:
    who, offer = ContactId(name), offer_id(ContactId(name), 1)
    return [
        *offered(name, at),
        (at + 5.0, e.CallbackFailed(who, offer, ANA, 1, Failure.BUSY)),
        (at + 5.0, e.OfferWithdrawn(offer, who, ANA)),
    ]


def ended(name: str, at: float, ending: Ending) -> tuple[float, e.Event]:
    return at, e.ContactEnded(ContactId(name), ending)


def figures(*facts: tuple[float, e.Event]) -> Figures:
    found = Figures()
    for seq, (at, event) in enumerate(facts, start=1):
        found.take(Record(seq, at, event))
    return found


def test_no_callback_is_no_figure() -> None:
    assert promised(figures()) == Promised(0, 0, 0, 0, 0, 0, None)


def test_each_promise_has_one_fate() -> None:
    served = Ending(Who.CITIZEN, Reason.SERVED)
    found = figures(
        *(promise(name) for name in ("kept", "late", "cancelled", "broken", "left", "open")),
        *connected("kept", 205.0),
        ended("kept", 300.0, served),
        ended("cancelled", 310.0, CANCELLED),
        *connected("late", 505.0),
        ended("broken", 600.0, BROKEN),
        ended("left", 600.0, Ending(Who.CITIZEN, Reason.ABANDONED)),
    )
    assert promised(found) == Promised(6, 1, 2, 1, 1, 2, (110.0 + 410.0) / 2)
    assert contradictions(found, TWENTY) == []


def test_a_promise_that_was_moved_is_late_by_its_new_time() -> None:
    moved = e.CallbackMoved(ContactId("a"), 550.0, 700.0)
    facts = connected("a", 600.0)
    assert promised(figures(promise("a"), *facts)).kept_late == 1
    assert promised(figures(promise("a"), (150.0, moved), *facts)).kept_late == 0
    in_time = [*facts[:2], (601.0, moved), facts[2]]
    assert promised(figures(promise("a"), *in_time)).kept_late == 0, "while the citizen is dialled"


def test_a_callback_counts_for_its_agent_and_not_for_those_offered() -> None:
    found = figures(promise("a"), *failed("a", 200.0), *connected("a", 260.0, number=2))
    deeds = found.agents[ANA].deeds
    assert (deeds[Deed.OFFERED], deeds[Deed.WITHDRAWN], deeds[Deed.CONNECTED]) == (2, 1, 1)
    assert total(found, TWENTY).offered == 0


def test_the_time_of_a_callback_is_told_apart_by_stages() -> None:
    record = figures(promise("a"), *failed("a", 200.0), *connected("a", 260.0, number=2)).callbacks
    (one,) = record.values()
    assert (one.seconds(Stage.PROMISED), one.seconds(Stage.WAIT)) == (155.0, 10.0)
    assert (one.caller_number, one.entry_point, one.topic) == ("a", "012", "taxes")


def test_a_wrap_up_and_a_ticket_of_a_callback_are_kept() -> None:
    who = ContactId("a")
    found = figures(
        promise("a"),
        *connected("a", 200.0),
        (210.0, e.TicketOpened("T1", who)),
        ended("a", 220.0, Ending(Who.AGENT, Reason.SERVED)),
        (220.0, e.WrapUpStarted(ANA, who, 250.0)),
        (230.0, e.WrapUpFinished(ANA, who, "solved")),
    )
    record = found.record(who)
    assert record is not None
    assert (record.ticket, record.disposition, record.wrap_up_s) == ("T1", "solved", 10.0)
