"""The file of a day: what is expected in each half hour, as YAML or CSV.

Owns the form of the file and its checks; tells every mistake at once with its place. Edge.

Both forms have the same fields: `from` (a full or half hour, local time), `contacts` (offered in
that half hour, 0 or more) and, if it differs, `handling_s` (seconds). Half hours that are not named
need nobody.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centralita.console import CannotRun
from dialplan.document import Item, read_document, top
from dialplan.problem import Problem, SiteProblems
from reports.core.staffing_day import PERIOD_H, HalfHour
from reports.core.steady_state import Load

FIELDS = ("from", "contacts", "handling_s")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[03]0")


@dataclass(frozen=True, slots=True)
class Common:
    """What holds for every half hour."""

    handling_s: float | None
    """Where the file does not say; None: the file must."""
    patience_s: float
    trunks: int | None


@dataclass(frozen=True, slots=True)
class _Row:
    """One half hour as written, and how a mistake in it is noted."""

    values: dict[str, Any]
    note: Callable[[str, str, str], None]
    """Field, what is wrong, what would be right."""


def read_profile(path: Path, common: Common) -> tuple[HalfHour, ...]:
    """The half hours of a file. Raises CannotRun (no such file) and SiteProblems (mistakes)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is no UTF-8 text"
        raise CannotRun(
            f"{path} cannot be read: {reason}; give --profile a YAML or CSV file"
        ) from None
    problems: list[Problem] = []
    read = _csv_rows if path.suffix.lower() == ".csv" else _yaml_rows
    rows = read(path.name, text, problems)
    half_hours = [_half_hour(row, common) for row in rows]
    _check_order(rows)
    if not rows and not problems:
        problems.append(
            Problem(
                path.name, 1, 1, "", "has no half hour", 'write - {from: "08:00", contacts: 30}'
            )
        )
    if problems:
        raise SiteProblems(tuple(sorted(problems)))
    return tuple(one for one in half_hours if one is not None)


def _yaml_rows(name: str, text: str, problems: list[Problem]) -> list[_Row]:
    document = read_document(name, text)
    # One list for all, so that later checks add to it.
    document.problems, found = problems, document.problems
    problems.extend(found)
    whole = top(document)
    if document.is_read and not isinstance(whole.value, list):
        whole.add("is no list of half hours", 'write - {from: "08:00", contacts: 30} for each')
    rows = []
    for item in whole.list():
        if isinstance(item.value, dict):
            rows.append(_Row(item.value, _yaml_note(item)))
        else:
            item.add("is no half hour", 'write - {from: "08:00", contacts: 30}')
    return rows


def _yaml_note(item: Item) -> Callable[[str, str, str], None]:
    def note(field: str, what: str, right: str) -> None:
        item[field].add(what, right, at_key=field not in FIELDS)

    return note


def _csv_rows(name: str, text: str, problems: list[Problem]) -> list[_Row]:
    lines = list(csv.reader(text.splitlines()))
    header = [title.strip() for title in lines[0]] if lines else []
    unknown = [title for title in header if title not in FIELDS]
    if unknown or not {"from", "contacts"} <= set(header):
        what = f"has the columns {', '.join(header) or '(none)'}"
        right = "begin the file with the line from,contacts or from,contacts,handling_s"
        problems.append(Problem(name, 1, 1, "", what, right))
        return []
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in line):
            pairs = zip(header, line, strict=False)
            values = {title: cell.strip() for title, cell in pairs if cell.strip()}
            rows.append(_Row(values, _csv_note(name, number, header, problems)))
    return rows


def _csv_note(
    name: str, line: int, header: list[str], problems: list[Problem]
) -> Callable[[str, str, str], None]:
    def note(field: str, what: str, right: str) -> None:
        column = header.index(field) + 1 if field in header else 1
        problems.append(Problem(name, line, column, field, what, right))

    return note


def _half_hour(row: _Row, common: Common) -> HalfHour | None:
    """None when there is a mistake, which then is noted."""
    for field in row.values.keys() - set(FIELDS):
        row.note(field, "is unknown", f"use {', '.join(FIELDS)}")
    begins = str(row.values.get("from", ""))
    if not _CLOCK.fullmatch(begins):
        row.note("from", f"'{begins}' is no full or half hour", 'write "08:00" or "08:30"')
    contacts = _number(row, "contacts")
    if contacts is None or contacts < 0:
        row.note("contacts", _not_good(row, "contacts"), "write how many are expected, 0 or more")
    handling_s = _number(row, "handling_s") if "handling_s" in row.values else common.handling_s
    if handling_s is None or handling_s <= 0:
        row.note(
            "handling_s",
            _not_good(row, "handling_s"),
            "write mean seconds above 0, or give --handling-s for all",
        )
    if not contacts or not handling_s or contacts < 0 or handling_s <= 0:
        return HalfHour(begins, None)
    try:
        load = Load(contacts / PERIOD_H, handling_s, common.patience_s, common.trunks)
    except ValueError as error:
        row.note("contacts", "is too much", str(error))
        return None
    return HalfHour(begins, load)


def _number(row: _Row, field: str) -> float | None:
    value = row.values.get(field)
    if isinstance(value, bool):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if abs(number) < float("inf") else None


def _not_good(row: _Row, field: str) -> str:
    return f"'{row.values[field]}' is no such number" if field in row.values else "is missing"


def _check_order(rows: list[_Row]) -> None:
    """Each half hour comes once, and the day goes forward."""
    before = ""
    for row in rows:
        begins = str(row.values.get("from", ""))
        if _CLOCK.fullmatch(begins):
            if begins <= before:
                row.note("from", f"'{begins}' does not come after '{before}'", "sort by time")
            before = max(begins, before)
