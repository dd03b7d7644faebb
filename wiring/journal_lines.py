"""A journal as JSON lines: to be kept beside a test, handed to somebody else, read by a person.

Owns the file's form: one record a line with `seq`, `at` (UTC seconds), `event` (its name) and
`values`. Never follows a journal that grows, and never writes to one. Edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from contact.codec import UnreadableEvent, name_of, plain, read
from wiring.journal import JournalAbsent, JournalDamaged, JournalFailed, Record

SUFFIX = ".jsonl"
"""How the name of such a file ends."""

_FORM = '{"seq": 1, "at": 1700000000.5, "event": "ContactFellBack", "values": {...}}'
_KINDS: dict[str, type | tuple[type, ...]] = {
    "seq": int,
    "at": (float, int),
    "event": str,
    "values": dict,
}


def write_lines(records: Iterable[Record], path: Path) -> int:
    """Write all records to this file, in place of what it held; how many. Raises JournalFailed."""
    count = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for record in records:
                file.write(_line(record))
                count += 1
    except OSError as error:
        raise JournalFailed(f"{path} cannot be written: {error.strerror or error}") from error
    return count


def read_lines(path: Path) -> list[Record]:
    """All records of this file.

    Raises JournalAbsent when it cannot be read, JournalDamaged naming file, line and field.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise JournalAbsent(f"{path} cannot be read: {error.strerror or error}") from error
    return list(_records(text, path))


def _line(record: Record) -> bytes:
    values = {
        "seq": record.seq,
        "at": record.at,
        "event": name_of(record.event),
        "values": plain(record.event),
    }
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def _records(text: bytes, path: Path) -> Iterator[Record]:
    expected = 1
    for number, line in enumerate(text.split(b"\n"), start=1):
        if line.strip():
            record = _record(line, f"{path}:{number}")
            if record.seq != expected:
                raise JournalDamaged(
                    f"{path}:{number}: field 'seq' is {record.seq}; right would be {expected}"
                )
            yield record
            expected += 1


def _record(line: bytes, place: str) -> Record:
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise JournalDamaged(f"{place}: no JSON: {error}; right would be {_FORM}") from error
    if not isinstance(given, dict):
        raise JournalDamaged(f"{place}: no record; right would be {_FORM}")
    for name, kind in _KINDS.items():
        _demand(given.get(name), kind, f"{place}: field {name!r}")
    try:
        event = read(given["event"], given["values"])
    except UnreadableEvent as error:
        raise JournalDamaged(f"{place}: {error}") from error
    return Record(given["seq"], float(given["at"]), event)


def _demand(value: Any, kind: type | tuple[type, ...], field: str) -> None:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise JournalDamaged(f"{field} is {value!r}; right would be as in {_FORM}")
