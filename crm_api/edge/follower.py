"""The CRM as a follower of the journal: one transaction a batch, whatever happens in between.

Owns the writing of contacts and what follows from their events. Position, contacts, tickets and the
facts to report are stored together or not at all; a batch given twice changes nothing. Edge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contact import event as e
from contact.card import Card
from contact.event import Event
from contact.identity import CitizenId, ContactId
from contact.journey import State
from crm_api.core.digest import Digest, contact_of, digest
from crm_api.core.record import Record
from crm_api.edge import report, ticket
from crm_api.edge.card import CardMemory, Matches, matches, read_cards
from crm_api.edge.number import e164
from crm_api.edge.store import Store
from crm_api.edge.table import CONTACTS, POSITIONS
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
        self, store: Store, cards: CardMemory, send: Callable[[Event], None], region: str
    ) -> None:
        self._store = store
        self._cards = cards
        self._send = send
        self._region = region
        self._is_in_doubt = False
        """The last batch may or may not have been committed."""

    async def start(self) -> None:
        """Make sure that there is a position, and have the cards of those on the line."""
        async with self._store.writing() as connection:
            first = self._store.insert(POSITIONS).values(follower=NAME, seq=0)
            await connection.execute(first.on_conflict_do_nothing())
        async with self._store.reading() as connection:
            c = CONTACTS.c
            live = await connection.execute(
                select(c.contact_id, c.caller).where(c.state != State.ENDED.value, c.caller != "")
            )
            found = await matches(connection, {ContactId(key): number for key, number in live})
            self._cards.remember(await read_cards(connection, found))

    async def position(self) -> int:
        """The last journal record that is stored here.

        Who asks continues from there, so what a commit of unknown fate left is reported first.
        """
        async with self._store.reading() as connection:
            wanted = select(POSITIONS.c.seq).where(POSITIONS.c.follower == NAME)
            seq: int = (await connection.execute(wanted)).scalar_one()
            events = await report.pending(connection) if self._is_in_doubt else []
        self._is_in_doubt = False
        for event in events:
            self._send(event)
        return seq

    async def take(self, records: Sequence[JournalRecord]) -> None:
        """Store what the records mean, then report what was found out."""
        was_in_doubt, self._is_in_doubt = self._is_in_doubt, True
        async with self._store.writing() as connection:
            batch = await self._write(connection, records)
            events = await report.pending(connection) if was_in_doubt else batch.events
        self._is_in_doubt = False
        now = records[-1].at
        self._cards.remember(batch.cards)
        self._cards.leave(batch.ends, now)
        self._cards.forget(now)
        for event in events:
            self._send(event)

    async def _write(self, connection: AsyncConnection, records: Sequence[JournalRecord]) -> Batch:
        mine = POSITIONS.c.follower == NAME
        wanted = select(POSITIONS.c.seq).where(mine).with_for_update()
        position = (await connection.execute(wanted)).scalar_one()
        fresh = [record for record in records if record.seq > position]
        if not fresh:
            return Batch([], {}, ())
        result = digest(fresh, await self._known(connection, fresh))
        callers = {key: self._caller(result.records[key]) for key in result.arrivals}
        found = await matches(connection, callers)
        await self._store_records(connection, result, found)
        live = {key: ids for key, ids in found.items() if key not in result.ends}
        events: list[Event] = [
            e.CitizenRecognised(key, tuple(CitizenId(str(one)) for one in ids))
            for key, ids in live.items()
        ]
        events += await ticket.open_for_contacts(self._store, connection, result.openings)
        events += await ticket.take_wrap_ups(connection, result.wrap_ups)
        await report.note(self._store, connection, events)
        await report.confirm(connection, result.confirmed)
        await connection.execute(update(POSITIONS).where(mine).values(seq=fresh[-1].seq))
        return Batch(events, await read_cards(connection, live), tuple(result.ends))

    async def _known(
        self, connection: AsyncConnection, records: Sequence[JournalRecord]
    ) -> dict[ContactId, Record]:
        """The stored records of the contacts that the batch is about."""
        touched = {contact_of(record.event) for record in records} - {None}
        if not touched:
            return {}
        rows = await connection.execute(select(*_RECORD).where(CONTACTS.c.contact_id.in_(touched)))
        known = [Record(**{**row, "state": State(row["state"])}) for row in rows.mappings()]
        return {record.contact_id: record for record in known}

    async def _store_records(
        self, connection: AsyncConnection, result: Digest, found: Matches
    ) -> None:
        if not result.records:
            return
        insert = self._store.insert(CONTACTS)
        later = {column.name: insert.excluded[column.name] for column in CONTACTS.c}
        for name in _KEPT:
            del later[name]
        upsert = insert.on_conflict_do_update(index_elements=["contact_id"], set_=later)
        rows = [self._row(record, found) for record in result.records.values()]
        await connection.execute(upsert, rows)

    def _row(self, record: Record, found: Matches) -> dict[str, Any]:
        candidates = found.get(record.contact_id, ())
        return {
            **asdict(record),
            "state": record.state.value,
            "caller": self._caller(record),
            "citizen_id": candidates[0] if len(candidates) == 1 else None,
        }

    def _caller(self, record: Record) -> str:
        return e164(record.caller_number, self._region)


_RECORD = [column for column in CONTACTS.c if column.name not in ("caller", "citizen_id")]
