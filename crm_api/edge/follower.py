"""The CRM as a follower of the journal: one transaction a batch, whatever happens in between.

Owns the writing of contacts and what follows from their events. Position, contacts, tickets and the
facts to report are stored together or not at all; a batch given twice changes nothing. Edge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from contact import event as e
from contact.card import Card
from contact.event import Event
from contact.identity import CitizenId, ContactId
from contact.journey import State
from crm_api.core.custom import Custom
from crm_api.core.digest import Digest, contact_of, digest
from crm_api.core.record import Record
from crm_api.edge import report, ticket
from crm_api.edge.card import CardMemory, Matches, matches, read_cards
from crm_api.edge.number import e164
from crm_api.edge.store import Store
from crm_api.edge.table import CONTACTS, POSITIONS
from crm_api.edge.upsert import insert
from wiring.journal import Record as JournalRecord

NAME = "crm"

_KEPT = ("contact_id", "seq", "citizen_id")
"""Columns that later events never change."""


@dataclass(frozen=True)
class Batch:
    """What came out of one transaction."""

    events: list[Event]
    """Facts to report."""
    cards: Mapping[ContactId, tuple[Card, ...]]
    ends: Sequence[ContactId]


class ContactFollower:
    """Writes the CRM's database from the journal."""

    def __init__(
        self, store: Store, cards: CardMemory, send: Callable[[Event], None], custom: Custom
    ) -> None:
        self._store = store
        self._cards = cards
        self._send = send
        self._custom = custom
        self._is_in_doubt = False
        """The last batch may or may not have been committed."""

    async def start(self) -> None:
        """Make sure that there is a position, and have the cards of those on the line."""
        await self._store.write(_begin)
        self._cards.remember(await self._store.read(_cards_of_live))

    async def position(self) -> int:
        """The last journal record that is stored here.

        Who asks continues from there, so what a commit of unknown fate left is reported first.
        """
        seq: int = await self._store.read(lambda link: link.execute(_POSITION).scalar_one())
        events = await self._store.read(report.pending) if self._is_in_doubt else []
        self._is_in_doubt = False
        for event in events:
            self._send(event)
        return seq

    async def take(self, records: Sequence[JournalRecord]) -> None:
        """Store what the records mean, then report what was found out."""
        was_in_doubt, self._is_in_doubt = self._is_in_doubt, True
        batch = await self._store.write(lambda link: self._write(link, records))
        events = await self._store.read(report.pending) if was_in_doubt else batch.events
        self._is_in_doubt = False
        now = records[-1].at
        self._cards.remember(batch.cards)
        self._cards.leave(batch.ends, now)
        self._cards.forget(now)
        for event in events:
            self._send(event)

    def _write(self, connection: Connection, records: Sequence[JournalRecord]) -> Batch:
        position = connection.execute(_LOCKED_POSITION).scalar_one()
        fresh = [record for record in records if record.seq > position]
        if not fresh:
            return Batch([], {}, ())
        result = digest(fresh, self._known(connection, fresh))
        callers = {key: self._caller(result.records[key]) for key in result.arrivals}
        found = matches(connection, callers)
        self._store_records(connection, result, found)
        live = {key: ids for key, ids in found.items() if key not in result.ends}
        events: list[Event] = [
            e.CitizenRecognised(key, tuple(CitizenId(str(one)) for one in ids))
            for key, ids in live.items()
        ]
        events += ticket.open_for_contacts(connection, result.openings, result.messages)
        events += ticket.take_wrap_ups(connection, result.wrap_ups, self._custom.follow_up)
        report.note(connection, events)
        report.confirm(connection, result.confirmed)
        connection.execute(_MOVE, {"seq": fresh[-1].seq})
        return Batch(events, read_cards(connection, live), tuple(result.ends))

    def _known(
        self, connection: Connection, records: Sequence[JournalRecord]
    ) -> dict[ContactId, Record]:
        """The stored records of the contacts that the batch is about."""
        touched = {contact_of(record.event) for record in records} - {None}
        if not touched:
            return {}
        rows = connection.execute(_KNOWN, {"touched": list(touched)})
        known = [Record(**{**row, "state": State(row["state"])}) for row in rows.mappings()]
        return {record.contact_id: record for record in known}

    def _store_records(self, connection: Connection, result: Digest, found: Matches) -> None:
        if not result.records:
            return
        rows = [self._row(record, found) for record in result.records.values()]
        connection.execute(_upsert(connection.dialect.name), rows)

    def _row(self, record: Record, found: Matches) -> dict[str, Any]:
        candidates = found.get(record.contact_id, ())
        return {
            **{name: getattr(record, name) for name in _FIELDS},
            "state": record.state.value,
            "caller": self._caller(record),
            "citizen_id": candidates[0] if len(candidates) == 1 else None,
        }

    def _caller(self, record: Record) -> str:
        return e164(record.caller_number, self._custom.region)


@cache
def _upsert(dialect: str) -> Any:
    """Insert contacts or bring them up to date. Built once: building costs more than running."""
    first = insert(dialect, CONTACTS)
    later = {name: column for name, column in first.excluded.items() if name not in _KEPT}
    return first.on_conflict_do_update(index_elements=["contact_id"], set_=later)


def _begin(connection: Connection) -> None:
    first = insert(connection.dialect.name, POSITIONS).values(follower=NAME, seq=0)
    connection.execute(first.on_conflict_do_nothing())


def _cards_of_live(connection: Connection) -> dict[ContactId, tuple[Card, ...]]:
    c = CONTACTS.c
    live = connection.execute(
        select(c.contact_id, c.caller).where(c.state != State.ENDED.value, c.caller != "")
    )
    found = matches(connection, {ContactId(key): number for key, number in live})
    return read_cards(connection, found)


_FIELDS = [field.name for field in fields(Record)]
_KNOWN = select(*(CONTACTS.c[name] for name in _FIELDS)).where(
    CONTACTS.c.contact_id.in_(bindparam("touched", expanding=True))
)
_MINE = POSITIONS.c.follower == NAME
_POSITION = select(POSITIONS.c.seq).where(_MINE)
_LOCKED_POSITION = _POSITION.with_for_update()
_MOVE = update(POSITIONS).where(_MINE).values(seq=bindparam("seq"))
