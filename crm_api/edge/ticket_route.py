"""REST operations on tickets: the second level's work (E16, E18, E19, E43, E45). Edge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select, update

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
        query = _filtered(select(TICKETS), wanted)

        def work(connection: Connection) -> Tickets:
            rows, following = read_page(connection, query, TICKETS.c.id, wanted)
            return Tickets(items=[_shape(row) for row in rows], next=following)

        return await self._store.read(work)

    async def read(self, number: str) -> Ticket:
        """One ticket. Raises Problem 404."""
        return await self._store.read(lambda link: _shape(_one(link, _by_number(number))))

    async def add(self, new: NewTicket) -> Ticket:
        """Open a ticket. Raises Problem 409: unknown contact or citizen, or there is one."""
        now = self._now()

        def work(connection: Connection) -> tuple[Ticket, list[Event]]:
            ticket.lock_series(connection, datetime.fromtimestamp(now, UTC).year)
            events = ticket.add(connection, [_draft(connection, new, now)])
            report.note(connection, events)
            newest = select(TICKETS).order_by(TICKETS.c.id.desc()).limit(1)
            return _shape(_one(connection, newest)), events

        return self._told(*await self._store.write(work))

    async def change(self, asker: Asker, number: str, change: TicketChange) -> Ticket:
        """Change or close a ticket. Raises Problem 404, 409 or 412."""

        def work(connection: Connection) -> tuple[Ticket, list[Event]]:
            before = _one(connection, _by_number(number).with_for_update())
            asker.require(before["version"])
            _require_allowed(before, change)
            values = self._values(connection, before, change)
            connection.execute(update(TICKETS).where(TICKETS.c.id == before["id"]).values(values))
            events = _closed(before, change)
            report.note(connection, events)
            return _shape(_one(connection, _by_number(number))), events

        return self._told(*await self._store.write(work))

    def _values(
        self, connection: Connection, before: RowMapping, change: TicketChange
    ) -> dict[str, Any]:
        values = change.model_dump(exclude_none=True)
        values["version"] = before["version"] + 1
        if change.citizen_id is not None:
            values["citizen_id"] = _citizen(connection, change.citizen_id)
            _recognise(connection, before["contact_id"], values["citizen_id"])
        if change.disposition is not None:
            values |= {"state": TicketState.CLOSED.value, "closed_at": self._now()}
        return values

    def _told(self, changed: Ticket, events: list[Event]) -> Ticket:
        for event in events:
            self._send(event)
        return changed


def _require_allowed(before: RowMapping, change: TicketChange) -> None:
    message = AmendTicket() if change.disposition is None else CloseTicket()
    if isinstance(answer(TicketState(before["state"]), message), Refuse):
        raise Problem(409, "The ticket is closed. Open a new one for what came up since.")


def _closed(before: RowMapping, change: TicketChange) -> list[Event]:
    if change.disposition is None or before["contact_id"] is None:
        return []
    return [e.TicketClosed(before["number"], before["contact_id"], change.disposition)]


def _draft(connection: Connection, new: NewTicket, now: float) -> ticket.NewTicket:
    """The ticket to open, with what the contact knows. Raises Problem 409."""
    citizen_id = None if new.citizen_id is None else _citizen(connection, new.citizen_id)
    topic, contact_id = new.topic, None
    if new.contact_id is not None:
        contact_id = ContactId(new.contact_id)
        query = select(CONTACTS).where(CONTACTS.c.contact_id == contact_id)
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise Problem(409, "There is no such contact.")
        if ticket.has_ticket(connection, contact_id):
            raise Problem(409, "The contact has a ticket already; write there.")
        topic = topic or row["topic"]
        citizen_id = row["citizen_id"] if citizen_id is None else citizen_id
    return ticket.NewTicket(contact_id, citizen_id, topic, new.subject or topic, now, new.note)


def _citizen(connection: Connection, citizen_id: str) -> int:
    query = select(CITIZENS.c.id).where(CITIZENS.c.id == int(citizen_id))
    found: int | None = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise Problem(409, "There is no such citizen.")
    return found


def _recognise(connection: Connection, contact_id: str | None, citizen_id: int) -> None:
    """The person at the ticket knows who the caller was: then the contact is theirs too."""
    if contact_id is not None:
        mine = CONTACTS.c.contact_id == contact_id
        connection.execute(update(CONTACTS).where(mine).values(citizen_id=citizen_id))


def _by_number(number: str) -> Select[Any]:
    return select(TICKETS).where(TICKETS.c.number == number)


def _one(connection: Connection, query: Select[Any]) -> RowMapping:
    row: RowMapping | None = connection.execute(query).mappings().one_or_none()
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


_LIST_TICKETS = Operation(
    method="GET", path="/tickets", roles=EVERYBODY, tag="tickets", summary="List tickets"
)

_OPEN_TICKET = Operation(
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

_READ_TICKET = Operation(
    method="GET",
    path="/tickets/{number}",
    roles=EVERYBODY,
    tag="tickets",
    summary="Read a ticket",
    has_etag=True,
)

_CHANGE_TICKET = Operation(
    method="PATCH",
    path="/tickets/{number}",
    roles=EVERYBODY,
    tag="tickets",
    summary="Change or close a ticket",
    problems=(409,),
    has_etag=True,
    needs_if_match=True,
)


def add_ticket_routes(router: Router, desk: TicketDesk) -> None:
    """Add the operations on tickets."""

    @router.serve(_LIST_TICKETS)
    async def list_tickets(asker: Asker, query: TicketFilter) -> Tickets:
        """Tickets by state, topic, citizen, contact or time of opening."""
        return await desk.find(query)

    @router.serve(_OPEN_TICKET)
    async def open_ticket(asker: Asker, body: NewTicket) -> Ticket:
        """Open a ticket about a contact that has none, or about a citizen."""
        return await desk.add(body)

    @router.serve(_READ_TICKET)
    async def read_ticket(asker: Asker, number: TicketKey) -> Ticket:
        """One ticket, by the number that the citizen was told."""
        return await desk.read(number)

    @router.serve(_CHANGE_TICKET)
    async def change_ticket(asker: Asker, number: TicketKey, body: TicketChange) -> Ticket:
        """Write a note or subject, name the citizen, or close the ticket with a disposition."""
        return await desk.change(asker, number, body)
