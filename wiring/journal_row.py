"""One row of the journal: an event's stored form and the checksum that guards it.

Owns encoding, decoding and checking of single rows, the same for every implementation. Never
stores anything. Edge, because it uses orjson; without side effects.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from contact.codec import UnreadableEvent, name_of, plain, read
from contact.event import Event
from wiring.journal import Fact, JournalDamaged, Record, UnwritableEvent


class Draft(NamedTuple):
    """A row that has no place yet."""

    at: float
    name: str
    fields: bytes
    """The event's values as JSON (UTF-8)."""


class Row(NamedTuple):
    """A row as stored."""

    seq: int
    at: float
    name: str
    fields: bytes
    checksum: int


def draft(facts: Sequence[Fact]) -> list[Draft]:
    """The stored form of facts. Raises UnwritableEvent."""
    return [_draft(at, event) for at, event in facts]


def number(drafts: Iterable[Draft], first: int) -> list[Row]:
    """Rows from drafts, numbered from `first`."""
    return [Row(seq, *one, checksum(seq, *one)) for seq, one in enumerate(drafts, start=first)]


def checksum(seq: int, at: float, name: str, fields: bytes) -> int:
    """CRC-32 over everything a row holds. It finds accidents, not forgers."""
    seed = zlib.crc32(struct.pack(">qd", seq, at))
    return zlib.crc32(fields, zlib.crc32(name.encode(), seed))


def is_sound(row: Row) -> bool:
    """The row is as it was written."""
    return checksum(row.seq, row.at, row.name, row.fields) == row.checksum


def record(row: Row, place: str) -> Record:
    """The record of a row. Raises JournalDamaged naming the row and `place`, the journal."""
    if not is_sound(row):
        raise JournalDamaged(f"{place}: row {row.seq} was altered, its checksum does not fit")
    try:
        event = read(row.name, orjson.loads(row.fields))
    except (UnreadableEvent, orjson.JSONDecodeError) as error:
        raise JournalDamaged(
            f"{place}: row {row.seq} cannot be read: {error}; a newer version may have written it"
        ) from error
    return Record(row.seq, row.at, event)


def records(rows: Iterable[Row], after: int, place: str) -> list[Record]:
    """Records of rows that must follow `after` without a gap. Raises JournalDamaged."""
    found = []
    for expected, row in enumerate(rows, start=after + 1):
        if row.seq != expected:
            raise JournalDamaged(f"{place}: row {expected} is missing")
        found.append(record(row, place))
    return found


def _draft(at: float, event: Event) -> Draft:
    if not math.isfinite(at):
        raise UnwritableEvent(f"{name_of(event)}: {at!r} is no instant")
    try:
        fields = orjson.dumps(event, default=_unusual)
    except orjson.JSONEncodeError as error:
        raise UnwritableEvent(f"{name_of(event)}: {error}") from error
    if b"null" in fields:
        _demand_faithful(event, fields)
    return Draft(float(at), name_of(event), fields)


def _unusual(value: Any) -> Any:
    """Mappings that orjson does not know, e.g. a read-only view of a dict."""
    if isinstance(value, Mapping):
        return plain(value)
    raise TypeError(f"{value!r} has no wire form")


def _demand_faithful(event: Event, fields: bytes) -> None:
    """JSON has no NaN and no infinity; orjson writes null for them, which would not come back."""
    try:
        faithful = read(name_of(event), orjson.loads(fields)) == event
    except UnreadableEvent as error:
        raise UnwritableEvent(str(error)) from error
    if not faithful:
        raise UnwritableEvent(f"{event!r} does not come back from its wire form")
