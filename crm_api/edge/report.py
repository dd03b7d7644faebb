"""Facts on their way to the journal: none is lost between the commit here and the journal there.

Owns the table of outgoing facts. A fact is written in the transaction that made it true and removed
when it has come back through the journal; in between it may be told again, never forgotten. Edge.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from contact.codec import name_of, plain, read
from contact.event import Event
from crm_api.core.digest import report_key
from crm_api.edge.table import REPORTS
from crm_api.edge.upsert import insert


def note(connection: Connection, events: Sequence[Event]) -> None:
    """Remember that these facts have to reach the journal."""
    if not events:
        return
    rows = [
        {"report_key": report_key(event), "event": name_of(event), "content": _text(event)}
        for event in events
    ]
    connection.execute(insert(connection.dialect.name, REPORTS).on_conflict_do_nothing(), rows)


def confirm(connection: Connection, keys: Iterable[str]) -> None:
    """The journal has these facts."""
    wanted = list(keys)
    if wanted:
        connection.execute(delete(REPORTS).where(REPORTS.c.report_key.in_(wanted)))


def pending(connection: Connection) -> list[Event]:
    """Facts that have not come back yet, in the order in which they became true."""
    rows = connection.execute(select(REPORTS.c.event, REPORTS.c.content).order_by(REPORTS.c.id))
    return [read(row.event, json.loads(row.content)) for row in rows]


def _text(event: Event) -> str:
    return json.dumps(plain(event))
