"""Who attended a number last, and who attended its open tickets."""

from __future__ import annotations

import pytest

from contact.event import TicketClosed, TicketOpened
from contact.identity import ContactId
from ivr.core import attendance
from ivr.core.attendance import LAST_TIME, Attendance
from tests.support.town import ANA, BEA

NURIA, PERE = "600111222", "600333444"
ONE, TWO, THREE = ContactId("one"), ContactId("two"), ContactId("three")


def opened(ticket: str, contact_id: ContactId = ONE) -> TicketOpened:
    return TicketOpened(ticket, contact_id)


def closed(ticket: str, contact_id: ContactId = ONE) -> TicketClosed:
    return TicketClosed(ticket, contact_id, "answered")


def asked(memory: Attendance, number: str = NURIA) -> list[tuple[str, str]]:
    """The agents with the reason, in their order."""
    return list(memory.agents_of(number).items())


def test_the_agent_of_an_open_ticket_is_asked_before_the_agent_of_the_last_contact() -> None:
    memory = Attendance()
    memory.talked(ONE, NURIA, ANA)
    memory.fold(opened("T1"))
    memory.talked(TWO, NURIA, BEA)
    assert asked(memory) == [(ANA, "attended ticket T1"), (BEA, LAST_TIME)]
    assert asked(memory, PERE) == []


def test_the_newest_open_ticket_counts_until_it_is_closed_and_then_the_one_before() -> None:
    memory = Attendance()
    for contact_id, agent, ticket in ((ONE, ANA, "T1"), (TWO, BEA, "T2")):
        memory.talked(contact_id, NURIA, agent)
        memory.fold(opened(ticket, contact_id))
    assert asked(memory) == [(BEA, "attended ticket T2")]
    memory.fold(closed("T2", TWO))
    assert asked(memory) == [(ANA, "attended ticket T1"), (BEA, LAST_TIME)]
    memory.fold(closed("T1"))
    assert asked(memory) == [(BEA, LAST_TIME)]


def test_a_ticket_is_known_by_whoever_attended_its_contact_last() -> None:
    memory = Attendance()
    memory.talked(ONE, NURIA, ANA)
    memory.fold(opened("T1"))
    memory.talked(ONE, NURIA, BEA)
    assert asked(memory) == [(BEA, "attended ticket T1")]


def test_facts_that_are_told_twice_or_late_change_nothing() -> None:
    memory = Attendance()
    memory.talked(ONE, NURIA, ANA)
    for event in (opened("T1"), opened("T1"), closed("T1"), closed("T1"), opened("T1")):
        memory.fold(event)
    assert asked(memory) == [(ANA, LAST_TIME)]


@pytest.mark.parametrize("number", ["", NURIA])
def test_a_withheld_number_and_a_contact_that_nobody_attended_lead_to_nobody(number: str) -> None:
    memory = Attendance()
    memory.talked(ONE, "", ANA)
    memory.fold(opened("T1", ONE))
    memory.fold(opened("T2", THREE))
    assert asked(memory, number) == []


def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "MOST_CONTACTS", 2)
    memory = Attendance()
    for count in range(4):
        memory.talked(ContactId(f"c{count}"), f"60000000{count}", BEA)
        memory.fold(opened(f"T{count}", ContactId(f"c{count}")))
    known = [asked(memory, f"60000000{count}")[0][1] for count in range(4)]
    assert known == [LAST_TIME, LAST_TIME, "attended ticket T2", "attended ticket T3"]
    memory.fold(opened("late", ContactId("c1")))
    assert asked(memory, "600000001") == [(BEA, LAST_TIME)]
    memory.fold(closed("T0"))
    for ticket in ("T3", "T2"):
        memory.fold(closed(ticket))
    memory.fold(opened("T0", ContactId("c3")))
    assert asked(memory, "600000003") == [(BEA, "attended ticket T0")]
