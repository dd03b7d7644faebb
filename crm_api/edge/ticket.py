"""Tickets in the database: opened with numbers that leave no gap, changed by compare and set.

Owns the writing of tickets. Numbers are given under a lock on the year's row, in the transaction
that stores the ticket, so that two writers never share one and an undone transaction leaves no
hole. Edge.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from contact import event as e
from contact.event import Event
from contact.identity import CitizenId, ContactId
from contact.table import Go
from crm_api.core.ticket import TicketState, after_wrap_up, answer, ticket_number
from crm_api.edge.table import CONTACTS, TICKET_SERIES, TICKETS
from crm_api.edge.upsert import insert


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket before it has a number."""

    contact_id: ContactId | None
    citizen_id: int | None
    topic: str
    subject: str
    opened_at: float
    """UTC seconds; the number carries the UTC year."""
    note: str = ""


def lock_series(connection: Connection, year: int) -> int:
    """The last serial given in the year; until the transaction ends nobody else gives any."""
    last: int = (
        connection.execute(_locking(connection.dialect.name), {"year": year, "last": 0})
    ).scalar_one()
    return last


@cache
def _locking(dialect: str) -> Any:
    """Built once: building costs more than running."""
    first = insert(dialect, TICKET_SERIES)
    same = {"last": TICKET_SERIES.c.last}
    locking = first.on_conflict_do_update(index_elements=["year"], set_=same)
    return locking.returning(TICKET_SERIES.c.last)


def has_ticket(connection: Connection, contact_id: ContactId) -> bool:
    """There is a ticket for the contact."""
    wanted = select(TICKETS.c.id).where(TICKETS.c.contact_id == contact_id)
    return connection.execute(wanted).first() is not None


def open_for_contacts(
    connection: Connection,
    openings: Mapping[ContactId, float],
    messages: Mapping[ContactId, float],
) -> list[Event]:
    """Open a ticket for each contact that has none yet; what to report.

    `messages`: contacts that left one → how long it is, seconds.
    """
    if not openings:
        return []
    for year in sorted({_year(at) for at in openings.values()}):
        lock_series(connection, year)
    c = CONTACTS.c
    rows = connection.execute(
        select(c.contact_id, c.citizen_id, c.topic)
        .outerjoin(TICKETS, TICKETS.c.contact_id == c.contact_id)
        .where(c.contact_id.in_(list(openings)), TICKETS.c.id.is_(None))
    )
    found = {row.contact_id: row for row in rows}
    new = [
        NewTicket(contact_id, row.citizen_id, row.topic, row.topic, at, _note(contact_id, messages))
        for contact_id, at in openings.items()
        if (row := found.get(contact_id)) is not None
    ]
    return add(connection, new)


def _note(contact_id: ContactId, messages: Mapping[ContactId, float]) -> str:
    """Where the message is that the contact left; empty when it left none."""
    if contact_id not in messages:
        return ""
    return f"Message of {messages[contact_id]:.0f} s: contacts/{contact_id}/recording"


def add(connection: Connection, new: Sequence[NewTicket]) -> list[Event]:
    """Store these tickets under the next numbers; what to report."""
    rows: list[dict[str, Any]] = []
    for year in sorted({_year(one.opened_at) for one in new}):
        mine = [one for one in new if _year(one.opened_at) == year]
        last = lock_series(connection, year)
        rows += [_row(one, ticket_number(year, last + place)) for place, one in enumerate(mine, 1)]
        connection.execute(
            update(TICKET_SERIES).where(TICKET_SERIES.c.year == year).values(last=last + len(mine))
        )
    if rows:
        connection.execute(TICKETS.insert(), rows)
    return [_opened(row) for row in rows if row["contact_id"] is not None]


def _row(new: NewTicket, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "contact_id": new.contact_id,
        "citizen_id": new.citizen_id,
        "topic": new.topic,
        "subject": new.subject,
        "state": TicketState.OPEN.value,
        "opened_at": new.opened_at,
        "closed_at": None,
        "disposition": "",
        "note": new.note,
        "version": 1,
    }


def _opened(row: Mapping[str, Any]) -> e.TicketOpened:
    citizen = row["citizen_id"]
    return e.TicketOpened(
        row["number"], row["contact_id"], None if citizen is None else CitizenId(str(citizen))
    )


def _year(at: float) -> int:
    return datetime.fromtimestamp(at, UTC).year


def take_wrap_ups(
    connection: Connection,
    wrap_ups: Mapping[ContactId, tuple[str, float]],
    follow_up: Collection[str],
) -> list[Event]:
    """Close the tickets that the wrap-ups settle, mark those for follow-up; what to report."""
    if not wrap_ups:
        return []
    c = TICKETS.c
    rows = connection.execute(
        select(c.id, c.number, c.contact_id, c.state, c.disposition)
        .where(c.contact_id.in_(list(wrap_ups)))
        .order_by(c.id)
        .with_for_update()
    )
    changes, events = [], list[Event]()
    for row in rows:
        disposition, at = wrap_ups[row.contact_id]
        reply = answer(TicketState(row.state), after_wrap_up(disposition, follow_up))
        if not isinstance(reply, Go):
            continue
        is_closed = reply.state is TicketState.CLOSED
        if is_closed:
            events.append(e.TicketClosed(row.number, row.contact_id, disposition))
        elif not disposition or row.disposition:
            continue
        changes.append(
            {
                "wanted": row.id,
                "state": reply.state.value,
                "disposition": disposition,
                "closed_at": at if is_closed else None,
            }
        )
    if changes:
        changed = update(TICKETS).where(c.id == bindparam("wanted"))
        connection.execute(changed.values(version=c.version + 1), changes)
    return events
