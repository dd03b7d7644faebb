"""One contact as people read it in a terminal: its story, and why it was served when and by whom.

Owns the presentation of single contacts. Never reads a journal and never prints. Pure: from lines
to rich's renderables.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.core.routing import Routing
from reports.core.story import StoryLine


def story_view(lines: Sequence[StoryLine], time_zone: str = "UTC") -> RenderableType:
    """What happened, line by line, with the seconds since the arrival."""
    if not lines:
        return Text("Nothing is known of this contact.")
    table = _lines_table()
    for line in lines:
        text = _line_text(line)
        if line.why:
            text.append(f"\nwhy: {line.why}", "italic")
        table.add_row(f"+{line.offset_s:.3f} s", text)
    return Group(_arrival(lines[0].at - lines[0].offset_s, time_zone), table)


def routing_view(routing: Routing, time_zone: str = "UTC") -> RenderableType:
    """The summary, then what decided, each offer with its reasons one below the other."""
    reasons = {offer.line.seq: offer.reasons for offer in routing.offers}
    table = _lines_table()
    for line in routing.lines:
        text = _line_text(line)
        for reason in reasons.get(line.seq, ()):
            text.append(f"\n  - {reason}", "italic")
        table.add_row(f"+{line.offset_s:.3f} s", text)
    heading = _arrival(routing.arrived_at, time_zone)
    return Group(Text(routing.contact_id, "bold"), heading, Text(routing.summary), table)


def _lines_table() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _line_text(line: StoryLine) -> Text:
    text = Text(line.text)
    if line.remark:
        text.append(f" (changes nothing: {line.remark})", "dim")
    return text


def _arrival(at: float, time_zone: str) -> Text:
    begun = datetime.fromtimestamp(at, ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M:%S")
    return Text(f"Arrived {begun} ({time_zone})", "bold")
