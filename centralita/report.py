"""Figures and stories as people read them in a terminal, and as programs read them in JSON.

Owns the presentation of reports on the command line. Never reads a journal and never prints. Pure:
from figures to rich's renderables. What colour says, words say too. Every view has its twin in
plain values, `…_as_json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from centralita.callback_view import callbacks_view
from centralita.report_json import contacts_as_json, figures_as_json, routing_as_json, story_as_json
from centralita.story_view import routing_view, story_view
from contact.ending import ENDINGS
from contact.limit import Cause
from reports.core.agent_record import AgentRecord, Bucket, Deed
from reports.core.callback import promised
from reports.core.contact_record import ContactRecord, Stage
from reports.core.figures import Figures
from reports.core.identity import contradictions
from reports.core.service_level import Clock, Definition, Variant, service_level
from reports.core.tally import Dimension, Tally, by, total

__all__ = [
    "contacts_as_json",
    "contacts_view",
    "figures_as_json",
    "figures_view",
    "routing_as_json",
    "routing_view",
    "story_as_json",
    "story_view",
]

NO_VALUE = "–"
"""Printed where there is no data."""

# ---------------------------------------------------------------- figures


def figures_view(
    figures: Figures, definition: Definition, short_abandon_s: float = 5.0
) -> RenderableType:
    """Endings, service level, groups and agents of the whole journal."""
    everyone = total(figures, definition, short_abandon_s)
    parts: list[RenderableType] = [
        endings_view(everyone),
        service_level_view(everyone, definition),
    ]
    for dimension in Dimension:
        groups = by(figures, dimension, definition, short_abandon_s)
        parts.append(groups_view(dimension, groups, definition))
    if figures.led_out:
        parts.append(led_out_view(figures))
    if figures.callbacks:
        parts.append(callbacks_view(promised(figures)))
    parts += [agents_view(figures), offers_view(figures)]
    parts += [
        Text(f"does not add up: {one}", "bold red") for one in contradictions(figures, definition)
    ]
    return Group(*parts)


def endings_view(everyone: Tally) -> Table:
    """How contacts ended; the sum makes the offered ones (R1)."""
    table = _table("Endings", ["reason", "by"], ["contacts"])
    for ending in ENDINGS:
        if count := everyone.endings.get(ending, 0):
            table.add_row(str(ending.reason), str(ending.who), str(count))
    table.add_section()
    table.add_row("sum of endings", "", str(sum(everyone.endings.values())))
    table.add_row("still live", "", str(everyone.live))
    table.add_row("offered", "", str(everyone.offered), style="bold")
    return table


def service_level_view(everyone: Tally, definition: Definition) -> Table:
    """The service level in its three variants by each of the three clocks."""
    table = _table("Service level", ["waiting measured from"], list(Clock))
    table.caption = (
        f"Definition {definition.version}: answered within {definition.threshold_s:g} s counts in "
        f"time; abandoned before {definition.early_s:g} s is neutral. The contract names “"
        f"{definition.variant}” from “{definition.clock}”: {_verdict(everyone, definition)}."
    )
    counts = [everyone.counts[clock] for clock in Clock]
    for variant in Variant:
        table.add_row(variant, *(_percent(service_level(count, variant)) for count in counts))
    table.add_section()
    for name, field in _COUNTS:
        table.add_row(name, *(str(getattr(count, field)) for count in counts))
    return table


_COUNTS = (
    ("entered", "entered"),
    ("answered in time", "answered_in_time"),
    ("answered late", "answered_late"),
    ("abandoned early", "abandoned_early"),
    ("abandoned late", "abandoned_late"),
    ("left in another way", "other"),
    ("still waiting", "undecided"),
)


def _verdict(everyone: Tally, definition: Definition) -> str:
    level = service_level(everyone.counts[definition.clock], definition.variant)
    if level is None:
        return "no data"
    met = "met" if level > definition.target else "missed"
    return f"{_percent(level)}, target above {definition.target:g} % {met}"


def groups_view(
    dimension: Dimension, groups: dict[str, Tally], definition: Definition
) -> RenderableType:
    """One line per queue, language, topic or entry point."""
    names = ("offered", "live", "answered", "abandoned", "short", "level", "ASA", "AHT")
    are_scored = any(group.scored for group in groups.values())
    table = _table(f"By {dimension}", [dimension], (*names, "score") if are_scored else names)
    for name, group in groups.items():
        level = service_level(group.counts[definition.clock], definition.variant)
        counts = (group.offered, group.live, group.answered, group.abandoned, group.short_abandoned)
        table.add_row(
            Text(name or "(none)"),
            *map(str, counts),
            _percent(level),
            _duration(group.asa_s),
            _duration(group.aht_s),
            *([_score(group)] if are_scored else []),
        )
    return table


def _score(group: Tally) -> str:
    """Mean score of the surveys, and how many gave one."""
    return NO_VALUE if group.score is None else f"{group.score:.1f} ({group.scored})"


def led_out_view(figures: Figures) -> RenderableType:
    """How many contacts each queue did not let wait, by cause. A cause that never was is left out.

    Who was led from one queue to another, and out of that one too, counts for both.
    """
    causes = [cause for cause in Cause if any(cause is found for _, found in figures.led_out)]
    table = _table("Led out", ["queue"], causes)
    for queue in sorted({queue for queue, _ in figures.led_out}):
        table.add_row(Text(queue), *(str(figures.led_out[queue, cause]) for cause in causes))
    return table


def agents_view(figures: Figures) -> RenderableType:
    """How agents spent the time logged in (R3). A bucket in which nobody was is left out."""
    agents = _sorted(figures)
    used = [bucket for bucket in Bucket if any(a.in_bucket(bucket, figures.now) for a in agents)]
    table = _table("Agents: time", ["agent"], ["logged in", *used])
    for agent in agents:
        table.add_row(
            Text(agent.agent_id),
            _duration(agent.logged_in_s(figures.now)),
            *(_duration(agent.in_bucket(bucket, figures.now)) for bucket in used),
        )
    return table


def offers_view(figures: Figures) -> RenderableType:
    """What became of each agent's offers."""
    table = _table("Agents: offers", ["agent"], [*Deed, "in fallback"])
    for agent in _sorted(figures):
        counts = (*(agent.deeds[deed] for deed in Deed), agent.served_in_fallback_count)
        table.add_row(Text(agent.agent_id), *map(str, counts))
    return table


# ---------------------------------------------------------------- contacts


def contacts_view(
    contacts: Iterable[ContactRecord], time_zone: str = "UTC", until: float | None = None
) -> RenderableType:
    """One line per contact, in the given order, or two where one is too long for the terminal.

    Instants are in an IANA time zone. `until` (UTC seconds, usually `figures.now`) lets live
    contacts wait and talk up to then.
    """
    zone = ZoneInfo(time_zone)
    rows = [_contact_cells(contact, zone, until) for contact in contacts]
    title = f"Contacts (times in {time_zone})"
    return _Widest((_long_contacts(title, rows), _folded_contacts(title, rows)))


_Cells = tuple[str, ...]
_CONTACT_NAMES = (
    "arrived", "contact", "from", "to", "about", "agent", "waited", "talked", "ending", "ticket",
)  # fmt: skip


def _contact_cells(contact: ContactRecord, zone: ZoneInfo, until: float | None) -> _Cells:
    return (
        _clock_time(contact.arrived_at, zone),
        contact.contact_id,
        contact.caller_number or "withheld",
        contact.entry_point,
        f"{contact.language} {contact.topic}".strip(),
        contact.agent_id or "",
        _duration(contact.seconds(Stage.WAIT, until)),
        _duration(contact.seconds(Stage.TALK, until)),
        str(contact.ending or contact.state),
        contact.ticket,
    )


def _long_contacts(title: str, rows: Sequence[_Cells]) -> Table:
    table = _table(title, _CONTACT_NAMES, [])
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _folded_contacts(title: str, rows: Sequence[_Cells]) -> Table:
    """Two cells on top of each other in every column."""
    table = _table(title, map("\n".join, _pairs(_CONTACT_NAMES)), [])
    # To be copied whole into the next command.
    table.columns[0].no_wrap = True
    for row in rows:
        table.add_row(*(Text("\n".join(pair)) for pair in _pairs(row)))
    return table


def _pairs(cells: _Cells) -> Iterable[_Cells]:
    return zip(cells[::2], cells[1::2], strict=True)


@dataclass(frozen=True)
class _Widest:
    """The first of these that fits into the terminal whole, else the last."""

    tables: Sequence[Table]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for table in self.tables[:-1]:
            if table.__rich_measure__(console, options).maximum <= options.max_width:
                yield table
                return
        yield self.tables[-1]


# ---------------------------------------------------------------- pieces


def _sorted(figures: Figures) -> list[AgentRecord]:
    return [figures.agents[agent_id] for agent_id in sorted(figures.agents)]


def _table(title: str, words: Iterable[str], numbers: Iterable[str]) -> Table:
    """A table that folds what does not fit and cuts nothing off."""
    table = Table(
        title=title,
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for name in words:
        table.add_column(str(name), overflow="fold")
    for name in numbers:
        table.add_column(str(name), justify="right", overflow="fold")
    return table


def _percent(share: float | None) -> str:
    return NO_VALUE if share is None else f"{share:.2f} %"


def _duration(seconds: float | None) -> str:
    """Seconds below a minute, else minutes and seconds, else hours."""
    if seconds is None:
        return NO_VALUE
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} h" if hours else f"{minutes}:{rest:02} min"


def _clock_time(at: float, zone: ZoneInfo, pattern: str = "%m-%d %H:%M") -> str:
    return datetime.fromtimestamp(at, zone).strftime(pattern)
