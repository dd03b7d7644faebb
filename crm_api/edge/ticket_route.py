"""REST operations on tickets: the second level's work (E16, E18, E19, E43, E45). Edge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contact import event as e
from contact.event import Event
from contact.identity import ContactId
from contact.table import Refuse
from crm_api.core.role import EVERYBODY
from crm_api.core.ticket import AmendTicket, CloseTicket, TicketState, answer
from crm_api.edge import report, ticket
from crm_api.edge.page import read_page
from crm_api.edge.shape import NewTicket, Ticket, TicketChange, TicketFilter, TicketKey, Tickets
from crm_api.edge.store import Store
from crm_api.edge.table import CITIZENS, CONTACTS, TICKETS
from wiring.http import Asker, Operation, Router
from wiring.problem import Problem


class TicketDesk:
    """Reads and writes tickets for people and other programs."""

    def __init__(
        self, store: Store, now: Callable[[], float], send: Callable[[Event], None]
    ) -> None:
        self._store = store
        self._now = now
        self._send = send

    async def find(self, wanted: TicketFilter) -> Tickets:
        """A page of tickets."""
        async with self._store.reading() as connection:
            query = _filtered(select(TICKETS), wanted)
            rows, following = await read_page(connection, query, TICKETS.c.id, wanted)
        return Tickets(items=[_shape(row) for row in rows], next=following)

    async def read(self, number: str) -> Ticket:
        """One ticket. Raises Problem 404."""
        async with self._store.reading() as connection:
            return _shape(await _one(connection, _by_number(number)))

    async def add(self, new: NewTicket) -> Ticket:
        """Open a ticket. Raises Problem 409: unknown contact or citizen, or there is one."""
        now = self._now()
        async with self._store.writing() as connection:
            year = datetime.fromtimestamp(now, UTC).year
            await ticket.lock_series(self._store, connection, year)
            drafted = await _draft(connection, new, now)
            events = await ticket.add(self._store, connection, [drafted])
            await report.note(self._store, connection, events)
            newest = select(TICKETS).order_by(TICKETS.c.id.desc()).limit(1)
            row = (await connection.execute(newest)).mappings().one()
        self._tell(events)
        return _shape(row)

    async def change(self, asker: Asker, number: str, change: TicketChange) -> Ticket:
        """Change or close a ticket. Raises Problem 404, 409 or 412."""
        async with self._store.writing() as connection:
            before = await _one(connection, _by_number(number).with_for_update())
            asker.require(before["version"])
            _require_allowed(before, change)
            values = await self._values(connection, before, change)
            changed = update(TICKETS).where(TICKETS.c.id == before["id"]).values(values)
            await connection.execute(changed)
            events = _closed(before, change)
            await report.note(self._store, connection, events)
            row = await _one(connection, _by_number(number))
        self._tell(events)
        return _shape(row)

    async def _values(
        self, connection: AsyncConnection, before: RowMapping, change: TicketChange
    ) -> dict[str, Any]:
        values = change.model_dump(exclude_none=True)
        values["version"] = before["version"] + 1
        if change.citizen_id is not None:
            values["citizen_id"] = await _citizen(connection, change.citizen_id)
            await _recognise(connection, before["contact_id"], values["citizen_id"])
        if change.disposition is not None:
            values |= {"state": TicketState.CLOSED.value, "closed_at": self._now()}
        return values

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            self._send(event)


def _require_allowed(before: RowMapping, change: TicketChange) -> None:
    message = AmendTicket() if change.disposition is None else CloseTicket()
    if isinstance(answer(TicketState(before["state"]), message), Refuse):
        raise Problem(409, "The ticket is closed. Open a new one for what came up since.")


def _closed(before: RowMapping, change: TicketChange) -> list[Event]:
    if change.disposition is None or before["contact_id"] is None:
        return []
    return [e.TicketClosed(before["number"], before["contact_id"], change.disposition)]


async def _draft(connection: AsyncConnection, new: NewTicket, now: float) -> ticket.NewTicket:
    """The ticket to open, with what the contact knows. Raises Problem 409."""
    citizen_id = None if new.citizen_id is None else await _citizen(connection, new.citizen_id)
    topic, contact_id = new.topic, None
    if new.contact_id is not None:
        contact_id = ContactId(new.contact_id)
        query = select(CONTACTS).where(CONTACTS.c.contact_id == contact_id)
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise Problem(409, "There is no such contact.")
        if await ticket.with_ticket(connection, [contact_id]):
            raise Problem(409, "The contact has a ticket already; write there.")
        topic = topic or row["topic"]
        citizen_id = row["citizen_id"] if citizen_id is None else citizen_id
    return ticket.NewTicket(contact_id, citizen_id, topic, new.subject or topic, now, new.note)


async def _citizen(connection: AsyncConnection, citizen_id: str) -> int:
    query = select(CITIZENS.c.id).where(CITIZENS.c.id == int(citizen_id))
    found: int | None = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        raise Problem(409, "There is no such citizen.")
    return found


async def _recognise(connection: AsyncConnection, contact_id: str | None, citizen_id: int) -> None:
    """The person at the ticket knows who the caller was: then the contact is theirs too."""
    if contact_id is not None:
        mine = CONTACTS.c.contact_id == contact_id
        await connection.execute(update(CONTACTS).where(mine).values(citizen_id=citizen_id))


def _by_number(number: str) -> Select[Any]:
    return select(TICKETS).where(TICKETS.c.number == number)


async def _one(connection: AsyncConnection, query: Select[Any]) -> RowMapping:
    row: RowMapping | None = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise Problem(404, "There is no such ticket.")
    return row


def _shape(row: RowMapping) -> Ticket:
    return Ticket(**{key: value for key, value in row.items() if key != "id"})


def _filtered(query: Select[Any], wanted: TicketFilter) -> Select[Any]:
    c = TICKETS.c
    if wanted.state is not None:
        query = query.where(c.state == wanted.state.value)
    if wanted.topic is not None:
        query = query.where(c.topic == wanted.topic)
    if wanted.citizen is not None:
        query = query.where(c.citizen_id == int(wanted.citizen))
    if wanted.contact is not None:
        query = query.where(c.contact_id == wanted.contact)
    if wanted.since is not None:
        query = query.where(c.opened_at >= wanted.since.timestamp())
    if wanted.until is not None:
        query = query.where(c.opened_at < wanted.until.timestamp())
    return query


def add_ticket_routes(router: Router, desk: TicketDesk) -> None:
    """Add the operations on tickets."""

    @router.serve(
        Operation(
            method="GET", path="/tickets", roles=EVERYBODY, tag="tickets", summary="List tickets"
        )
    )
    async def list_tickets(asker: Asker, query: TicketFilter) -> Tickets:
        """Tickets by state, topic, citizen, contact or time of opening."""
        return await desk.find(query)

    @router.serve(
        Operation(
            method="POST",
            path="/tickets",
            roles=EVERYBODY,
            tag="tickets",
            summary="Open a ticket",
            status=201,
            problems=(409,),
            has_etag=True,
            location="/tickets/{number}",
        )
    )
    async def open_ticket(asker: Asker, body: NewTicket) -> Ticket:
        """Open a ticket about a contact that has none, or about a citizen."""
        return await desk.add(body)

    @router.serve(
        Operation(
            method="GET",
            path="/tickets/{number}",
            roles=EVERYBODY,
            tag="tickets",
            summary="Read a ticket",
            has_etag=True,
        )
    )
    async def read_ticket(asker: Asker, number: TicketKey) -> Ticket:
        """One ticket, by the number that the citizen was told."""
        return await desk.read(number)

    @router.serve(
        Operation(
            method="PATCH",
            path="/tickets/{number}",
            roles=EVERYBODY,
            tag="tickets",
            summary="Change or close a ticket",
            problems=(409,),
            has_etag=True,
            needs_if_match=True,
        )
    )
    async def change_ticket(asker: Asker, number: TicketKey, body: TicketChange) -> Ticket:
        """Write a note or subject, name the citizen, or close the ticket with a disposition."""
        return await desk.change(asker, number, body)
