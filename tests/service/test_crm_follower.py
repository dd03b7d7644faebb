"""The CRM follows the journal, the same on SQLite and PostgreSQL, whatever comes twice or fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.event import Event
from contact.identity import ContactId
from crm_api.edge import table as t
from crm_api.edge import ticket
from crm_api.edge.citizen_route import CitizenDesk
from crm_api.edge.shape import NewCitizen, NewTicket
from crm_api.edge.store import open_store
from crm_api.edge.ticket_route import TicketDesk
from tests.support.crm_world import (
    ANA,
    DATABASES,
    START,
    World,
    new_database,
    only,
    served,
    waiting,
    world_on,
)
from wiring.follower import PositionAhead
from wiring.journal import Record

BEGONA = "+34944205000"
ONE = ContactId("contact-1")


@pytest.fixture(params=DATABASES)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with world_on(await new_database(request.param, tmp_path)) as made:
        yield made


async def enter_citizen(world: World, name: str, *numbers: str) -> str:
    store = open_store(world.url)
    try:
        new = NewCitizen(name=name, language="eu", numbers=list(numbers))
        return (await CitizenDesk(store, lambda: world.now, "ES").add(new)).citizen_id
    finally:
        await store.close()


async def test_a_served_contact_becomes_a_row_and_a_closed_ticket(world: World) -> None:
    await world.feed(*served(1))
    [contact] = await world.rows(t.CONTACTS)
    assert contact["state"] == "ended"
    assert (contact["ended_by"], contact["ending"]) == ("citizen", "served")
    assert (contact["language"], contact["topic"], contact["queue"]) == ("eu", "taxes", "citizens")
    assert (contact["arrived_at"], contact["queued_at"]) == (START, START + 10)
    assert (contact["connected_at"], contact["ended_at"]) == (START + 18, START + 78)
    assert (contact["wait_s"], contact["talk_s"]) == (8.0, 60.0)
    assert (contact["agent_id"], contact["disposition"]) == ("ana", "solved")
    [ticket] = await world.rows(t.TICKETS)
    assert (ticket["number"], ticket["contact_id"]) == ("2026-000001", "contact-1")
    assert (ticket["state"], ticket["disposition"]) == ("closed", "solved")
    assert (ticket["opened_at"], ticket["closed_at"]) == (START + 18, START + 90)
    assert world.sent == [
        e.TicketOpened("2026-000001", ONE),
        e.TicketClosed("2026-000001", ONE, "solved"),
    ]


async def test_a_disposition_that_refers_leaves_the_ticket_open_e19(world: World) -> None:
    await world.feed(*served(1, disposition="refer-taxes"))
    [ticket] = await world.rows(t.TICKETS)
    assert (ticket["state"], ticket["disposition"]) == ("open", "refer-taxes")
    assert ticket["closed_at"] is None
    assert not only(world.sent, e.TicketClosed)


async def test_a_wrap_up_that_ran_out_leaves_the_ticket_open(world: World) -> None:
    await world.feed(*served(1, disposition=""))
    [ticket] = await world.rows(t.TICKETS)
    assert (ticket["state"], ticket["disposition"], ticket["version"]) == ("open", "", 1)


async def test_an_abandoned_contact_counts_its_wait_and_has_no_ticket_c3(world: World) -> None:
    left = e.ContactEnded(ONE, Ending(Who.CITIZEN, Reason.ABANDONED))
    await world.feed(*waiting(1), (START + 25, left))
    [contact] = await world.rows(t.CONTACTS)
    assert (contact["ending"], contact["wait_s"], contact["talk_s"]) == ("abandoned", 15.0, None)
    assert not await world.rows(t.TICKETS)


async def test_a_contact_served_in_the_fallback_queue_tells_who_served_it(world: World) -> None:
    await world.feed(
        *waiting(1),
        (START + 12, e.ContactFellBack(ONE)),
        (START + 20, e.ContactServedInFallback(ONE, ANA)),
        (START + 50, e.ContactEnded(ONE, Ending(Who.CITIZEN, Reason.SERVED_BY_FALLBACK))),
    )
    [contact] = await world.rows(t.CONTACTS)
    assert (contact["ending"], contact["agent_id"]) == ("served by fallback", "ana")
    assert (contact["wait_s"], contact["talk_s"]) == (10.0, 30.0)


async def everything(world: World) -> list[Any]:
    tables = (t.CONTACTS, t.TICKETS, t.TICKET_SERIES, t.CITIZENS, t.REPORTS, t.POSITIONS)
    return [await world.rows(table) for table in tables]


async def test_a_batch_given_twice_changes_nothing(world: World) -> None:
    await enter_citizen(world, "Begoña Íñiguez", BEGONA)
    take = world.crm.follower._take
    for facts in (served(1), waiting(2), served(3, disposition="refer")):
        after = await world.journal.last()
        await world.feed(*facts)
        once, told = await everything(world), list(world.sent)
        await take(await world.journal.read(after))
        assert await everything(world) == once
        assert world.sent == told


async def test_the_whole_journal_once_more_from_the_start_gives_the_same(world: World) -> None:
    await enter_citizen(world, "Begoña Íñiguez", BEGONA)
    await world.feed(*served(1), *served(2, disposition="refer"), *waiting(3))
    await world.echo()
    once = await everything(world)
    told = len(world.sent)
    store = open_store(world.url)
    await store.write(lambda link: link.execute(t.POSITIONS.update().values(seq=0)))
    await store.close()
    await world.crm.follower.catch_up()
    assert await everything(world) == once
    assert len(world.sent) == told


async def test_one_record_at_a_time_gives_the_same_as_one_batch(
    world: World, tmp_path: Path
) -> None:
    facts = [*served(1), *served(2, disposition="refer"), *waiting(3)]
    await enter_citizen(world, "Begoña Íñiguez", BEGONA)
    for fact in facts:
        await world.feed(fact)
    async with world_on(await new_database("sqlite", tmp_path)) as other:
        await enter_citizen(other, "Begoña Íñiguez", BEGONA)
        await other.feed(*facts)
        for table in (t.CONTACTS, t.TICKETS):
            assert await world.rows(table) == await other.rows(table)


async def test_interleaved_contacts_do_not_mix(world: World) -> None:
    stories = [served(n, at=START + n) for n in range(1, 40)]
    facts = sorted((fact for story in stories for fact in story), key=lambda fact: fact[0])
    await world.feed(*facts)
    contacts = await world.rows(t.CONTACTS)
    assert len(contacts) == 39
    assert {(c["wait_s"], c["talk_s"], c["ending"]) for c in contacts} == {(8.0, 60.0, "served")}
    numbers = sorted(ticket["number"] for ticket in await world.rows(t.TICKETS))
    assert numbers == [f"2026-{n:06d}" for n in range(1, 40)]


# ---------------------------------------------------------------- facts to report


async def test_facts_left_by_a_crash_between_commit_and_report_are_reported_after_restart(
    world: World,
) -> None:
    def crash(_event: Event) -> None:
        raise SystemError("killed between commit and report")

    world.crm._contacts._send = crash
    with pytest.raises(SystemError):
        await world.feed(*served(1))
    assert not world.sent
    await world.restart()
    await world.run_until_told(2)
    assert world.sent == [
        e.TicketOpened("2026-000001", ONE),
        e.TicketClosed("2026-000001", ONE, "solved"),
    ]


async def test_facts_that_reached_the_journal_are_not_reported_again(world: World) -> None:
    await world.feed(*served(1))
    assert len(await world.rows(t.REPORTS)) == 2
    await world.journal.append([(START + 91, event) for event in world.sent])
    told = len(world.sent)
    await world.restart()
    await world.journal.append(waiting(2, at=START + 100))
    await enter_citizen(world, "Ane", BEGONA)
    await world.run_until_told(told + 1)
    assert only(world.sent[told:], e.CitizenRecognised) == world.sent[told:]
    assert [row["event"] for row in await world.rows(t.REPORTS)] == ["CitizenRecognised"]


async def test_an_undone_transaction_reports_nothing_and_leaves_no_hole_in_the_numbers(
    world: World,
) -> None:
    await world.feed(*served(1))
    told = len(world.sent)
    store = open_store(world.url)
    lost = ticket.NewTicket(None, None, "", "", START)

    def undone(connection: Connection) -> None:
        ticket.add(connection, [lost, lost])
        raise SystemError("killed before the commit")

    with pytest.raises(SystemError):
        await store.write(undone)
    await store.close()
    await world.feed(*served(2))
    assert [row["number"] for row in await world.rows(t.TICKETS)] == ["2026-000001", "2026-000002"]
    assert only(world.sent[told:], e.TicketOpened)[0].ticket == "2026-000002"


async def test_a_commit_of_unknown_fate_is_cleared_up_at_the_next_attempt(world: World) -> None:
    """The database answers the commit with a broken connection, although it has committed."""
    follower = world.crm._contacts
    write, is_first = follower._write, True

    def unlucky(connection: Connection, records: Sequence[Record]) -> Any:
        nonlocal is_first
        batch = write(connection, records)
        if is_first:
            is_first = False
            connection.commit()
            raise ConnectionResetError("the connection broke during the commit")
        return batch

    follower._write = unlucky  # type: ignore[method-assign]
    await world.journal.append(served(1))
    await world.crm.follower.insist(world.crm.follower.catch_up)
    assert [type(event) for event in world.sent] == [e.TicketOpened, e.TicketClosed]


async def test_numbers_have_no_gap_when_the_follower_and_people_open_tickets_at_once(
    world: World,
) -> None:
    citizen = await enter_citizen(world, "Begoña Íñiguez", BEGONA)
    await world.journal.append([fact for n in range(1, 21) for fact in served(n)])
    store = open_store(world.url)
    desk = TicketDesk(store, lambda: world.now, lambda _event: None)
    by_hand = [desk.add(NewTicket(citizen_id=citizen)) for _ in range(20)]
    _, *tickets = await asyncio.gather(world.crm.follower.catch_up(), *by_hand)
    await store.close()
    numbers = [row["number"] for row in await world.rows(t.TICKETS)]
    assert sorted(numbers) == [f"2026-{n:06d}" for n in range(1, 41)]
    assert len({ticket.number for ticket in tickets}) == 20


# ---------------------------------------------------------------- cards


async def test_a_known_caller_is_recognised_and_has_a_card_before_the_offer(world: World) -> None:
    citizen = await enter_citizen(world, "Begoña Íñiguez", "944 20 50 00")
    await world.feed(*served(1, disposition="refer"))
    await world.feed(*waiting(2, caller="0034944205000", at=START + 200))
    assert world.sent[-1] == e.CitizenRecognised(ContactId("contact-2"), (citizen,))
    [card] = world.crm.cards(ContactId("contact-2"))
    assert (card.citizen_id, card.name, card.language) == (citizen, "Begoña Íñiguez", "eu")
    [past] = card.last_contacts
    assert (past.contact_id, past.at, past.topic, past.disposition) == (
        "contact-1",
        START,
        "taxes",
        "refer",
    )
    [ticket] = card.open_tickets
    assert (ticket.ticket, ticket.topic, ticket.opened_at) == ("2026-000001", "taxes", START + 18)


async def test_two_citizens_with_one_number_are_candidates_and_nobody_is_assumed(
    world: World,
) -> None:
    people = [await enter_citizen(world, name, BEGONA) for name in ("Ane", "Jon")]
    await world.feed(*waiting(1))
    assert world.sent == [e.CitizenRecognised(ONE, tuple(people))]
    assert [card.name for card in world.crm.cards(ONE)] == ["Ane", "Jon"]
    [contact] = await world.rows(t.CONTACTS)
    assert contact["citizen_id"] is None


async def test_a_withheld_short_or_impossible_number_matches_nobody(world: World) -> None:
    callers = ("", "anonymous", "010", "112", "0", "+", "9" * 39, "94420")
    writable = [caller for caller in callers if caller.isdigit() and len(caller) > 1]
    await enter_citizen(world, "Ane", *writable)
    for number, caller in enumerate(callers):
        await world.feed(*waiting(number, caller=caller))
        assert world.crm.cards(ContactId(f"contact-{number}")) == (), caller
    assert not world.sent


async def test_a_card_leaves_memory_some_time_after_the_contact(world: World) -> None:
    await enter_citizen(world, "Ane", BEGONA)
    await world.feed(*served(1)[:5])
    assert world.crm.cards(ONE)
    await world.feed(*served(1)[5:])
    assert world.crm.cards(ONE), "wrap-up still shows it"
    await world.feed(*waiting(2, caller="", at=START + 1000))
    assert world.crm.cards(ONE) == ()


async def test_a_restart_has_the_cards_of_those_who_wait(world: World) -> None:
    await enter_citizen(world, "Ane", BEGONA)
    await world.feed(*waiting(1))
    await world.restart()
    assert [card.name for card in world.crm.cards(ONE)] == ["Ane"]


# ---------------------------------------------------------------- hostile values


HOSTILE = (
    "\0",
    "a\0b",
    "\u202egnipaT\u202c",
    "'; DROP TABLE contacts; --",
    "\ud800 lone surrogate",
    "\x1b[2J\x07",
    "ñ" * 6000,
    "👩‍👩‍👧‍👦" * 500,
    "=HYPERLINK(1)",
)


async def test_hostile_texts_are_stored_harmless_and_stop_nothing(world: World) -> None:
    for number, text in enumerate(HOSTILE):
        contact_id = ContactId(f"contact-{number}")
        facts: list[tuple[float, Event]] = [
            (START, e.ContactArrived(contact_id, text, text, text)),
            (START + 1, e.ContactQueued(contact_id, text, text, {}, 0, START, 1)),
            (START + 2, e.WrapUpFinished(ANA, contact_id, text)),
        ]
        first = number * 3 + 1
        records = [Record(seq, at, event) for seq, (at, event) in enumerate(facts, first)]
        await world.crm.follower._take(records)
    contacts = await world.rows(t.CONTACTS)
    assert len(contacts) == len(HOSTILE)
    for contact in contacts:
        for column in ("entry_point", "caller_number", "queue", "language", "disposition"):
            assert len(contact[column]) <= 64
            assert not any(letter < " " or letter == "\x7f" for letter in contact[column])


async def test_a_database_of_another_journal_is_refused(world: World, tmp_path: Path) -> None:
    await world.feed(*served(1))
    async with world_on(world.url) as other:
        with pytest.raises(PositionAhead, match=r"journal ends at 0"):
            await other.crm.follower.catch_up()
