"""What `centralita replay` does: decide a journal once more and say whether anything differs.

Owns the way from a journal, in whatever form, to the answer for people and as plain values. Edge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from acd.core.rerun import Difference, Rerun, rerun
from centralita.console import CannotRun
from contact.codec import name_of, plain
from contact.event import CentreStarted, Event
from contact.plan import CentrePlan
from reports.edge.reading import records
from wiring.journal import Record, open_reader
from wiring.journal_lines import SUFFIX, read_lines, write_lines

NOTHING = "–"
"""Printed where one side has no value."""


@dataclass(frozen=True)
class Replayed:
    """The answer."""

    view: RenderableType
    plain: dict[str, Any]
    warnings: tuple[str, ...]
    is_same: bool


def replay_journal(place: str, plan: CentrePlan, export: Path | None = None) -> Replayed:
    """Decide the journal at this URL or path once more; before that write it to `export`.

    Raises JournalError and CannotRun.
    """
    if export is not None and export.suffix != SUFFIX:
        raise CannotRun(f"{export}: choose a name that ends with {SUFFIX} for the export")
    found = _read(place)
    if export is not None:
        write_lines(found, export)
    warnings = tuple(_warnings(found, plan))
    outcome = rerun(plan, [(one.seq, one.at, one.event) for one in found])
    values = _plain(outcome, warnings)
    return Replayed(_view(outcome, plan), values, warnings, outcome.difference is None)


def _read(place: str) -> list[Record]:
    path = Path(place)
    return read_lines(path) if path.suffix == SUFFIX else asyncio.run(_read_journal(place))


async def _read_journal(url: str) -> list[Record]:
    try:
        reader = await open_reader(url)
    except ValueError as error:  # an unknown kind of URL
        raise CannotRun(str(error)) from error
    try:
        return [record async for record in records(reader)]
    finally:
        await reader.close()


def _warnings(found: Iterable[Record], plan: CentrePlan) -> Iterator[str]:
    """One sentence for each other plan that was in force."""
    epochs: dict[str, list[str]] = {}
    for record in found:
        if isinstance(record.event, CentreStarted) and record.event.plan_version != plan.version:
            epochs.setdefault(record.event.plan_version, []).append(str(record.event.epoch))
    for version, numbers in epochs.items():
        yield (
            f"plan {version[:12]} was in force (epoch {', '.join(numbers)}), the site's is "
            f"{plan.version[:12]}: where decisions differ, it may be because the plan does"
        )


# ---------------------------------------------------------------- for people


def _view(outcome: Rerun, plan: CentrePlan) -> RenderableType:
    counts = f"{outcome.record_count} records, {outcome.decision_count} decisions"
    if outcome.difference is None:
        return Text(f"{counts}: every decision comes out as journaled.")
    difference = outcome.difference
    instant = datetime.fromtimestamp(difference.at, ZoneInfo(plan.time_zone))
    parts: list[RenderableType] = [
        Text(f"{counts} come out as journaled, then one differs.", "bold"),
        Text(
            f"Record {difference.seq}, {instant:%Y-%m-%d %H:%M:%S.%f} ({plan.time_zone}), "
            f"{difference.at!r}"
        ),
        Text(f"The journal has {_named(difference.journaled, 'no more')}."),
        Text(f"The engine decides {_named(difference.decided, 'nothing')}."),
    ]
    if difference.remark:
        parts.append(Text(f"Why: {difference.remark}."))
    return Group(*parts, _table(difference))


def _named(event: Event | None, otherwise: str) -> str:
    """The event's name and what it is about."""
    if event is None:
        return otherwise
    about = [getattr(event, name, None) for name in ("contact_id", "agent_id")]
    return " ".join([name_of(event), *(str(one) for one in about if one)])


def _table(difference: Difference) -> Table:
    table = Table("field", "journal", "engine", box=SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    for row in fields_apart(difference):
        table.add_row(*map(Text, row))
    return table


def fields_apart(difference: Difference) -> list[tuple[str, str, str]]:
    """Field, value in the journal, value of the engine: all that are not alike."""
    journaled, decided = _flat(difference.journaled), _flat(difference.decided)
    apart = [
        (name, journaled.get(name, NOTHING), decided.get(name, NOTHING))
        for name in {**journaled, **decided}
        if journaled.get(name) != decided.get(name)
    ]
    if apart or difference.remark:
        return apart
    return [("order of the values", " ".join(journaled), " ".join(decided))]


def _flat(event: Event | None) -> dict[str, str]:
    """Dotted field → value as written."""
    if event is None:
        return {}
    return {"event": name_of(event), **dict(_leaves("", plain(event)))}


def _leaves(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        inner = [(str(name), one) for name, one in value.items()]
    elif isinstance(value, list):
        inner = [(str(number), one) for number, one in enumerate(value, start=1)]
    else:
        yield place, str(value)
        return
    for name, one in inner:
        yield from _leaves(f"{place}.{name}" if place else name, one)


# ---------------------------------------------------------------- for programs


def _plain(outcome: Rerun, warnings: tuple[str, ...]) -> dict[str, Any]:
    difference = outcome.difference
    return {
        "status": "same" if difference is None else "differs",
        "records": outcome.record_count,
        "decisions": outcome.decision_count,
        "warnings": list(warnings),
        "difference": difference
        and {
            "seq": difference.seq,
            "at": difference.at,
            "journal": _event(difference.journaled),
            "engine": _event(difference.decided),
            "remark": difference.remark,
        },
    }


def _event(event: Event | None) -> dict[str, Any] | None:
    return None if event is None else {"event": name_of(event), "values": plain(event)}
