"""How many agents are needed, as people read it in a terminal and programs in JSON.

Owns the presentation of staffing. Never computes it and never prints. Pure: from staffing to rich's
renderables and plain values. What colour says, words say too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.core.staffing import AtLeastInTime, Demand, Staffing, binding, rostered_heads
from reports.core.staffing_day import StaffedDay, StaffedHalfHour
from reports.core.steady_state import Load, SteadyState, steady_state

NEIGHBOURS = 2
"""Agents more and fewer that are shown beside the answer."""
NO_VALUE = "–"
SLOWEST = 0.9
"""The wait that nine of ten contacts do not exceed."""

# ---------------------------------------------------------------- one load


def staffing_view(
    staffing: Staffing, demands: Sequence[Demand], shrinkage: float = 0.0
) -> RenderableType:
    """The number, why it is this number, and what one agent more or fewer would do."""
    state, levels = staffing.state, _levels(demands)
    table = _table(
        ["agents", "rostered", *_level_names(levels), *_waits(state), *_figures(state), "kept"]
    )
    for near in _neighbours(state):
        table.add_row(
            str(near.agents),
            str(rostered_heads(near.agents, shrinkage)),
            *(_percent(near.service_level(one.within_s, one.basis)) for one in levels),
            *_waits(near).values(),
            *_figures(near).values(),
            "yes" if all(one.is_met(near) for one in demands) else "no",
            style="bold" if near.agents == state.agents else "",
        )
    why = ", ".join(map(str, binding(staffing, demands))) or "nobody could do with fewer"
    return Group(
        Text(f"{staffing.agents} agents at work, {staffing.rostered} on the roster", "bold"),
        Text(f"Load: {_load_text(state.load)}"),
        Text(f"Asked: {'; '.join(map(str, demands))}"),
        Text(f"Decided by: {why}"),
        table,
    )


def staffing_as_json(
    staffing: Staffing, demands: Sequence[Demand], shrinkage: float = 0.0
) -> dict[str, Any]:
    """The same as plain values; shares in per cent, no value for what grows without end."""
    deciding = binding(staffing, demands)
    return {
        "agents": staffing.agents,
        "rostered": staffing.rostered,
        "erlangs": staffing.state.load.erlangs,
        "asked": [{"demand": str(one), "decides": one in deciding} for one in demands],
        **_state_as_json(staffing.state, demands),
        "neighbours": [
            {
                "agents": near.agents,
                "rostered": rostered_heads(near.agents, shrinkage),
                "kept": all(one.is_met(near) for one in demands),
                **_state_as_json(near, demands),
            }
            for near in _neighbours(staffing.state)
        ],
    }


def _neighbours(state: SteadyState) -> list[SteadyState]:
    first = max(1, state.agents - NEIGHBOURS)
    return [
        state if agents == state.agents else steady_state(state.load, agents)
        for agents in range(first, state.agents + NEIGHBOURS + 1)
    ]


def _load_text(load: Load) -> str:
    patience = (
        "nobody leaves (Erlang C)"
        if load.patience_s == math.inf
        else f"patience {load.patience_s:g} s (Erlang A)"
    )
    room = "" if load.trunks is None else f", {load.trunks} trunks"
    return (
        f"{load.contacts_per_hour:g} contacts an hour × {load.handling_s:g} s = "
        f"{load.erlangs:.4g} erlangs, {patience}{room}"
    )


# ---------------------------------------------------------------- a day


def day_view(day: StaffedDay, demands: Sequence[Demand]) -> RenderableType:
    """A line for each half hour, and the sums."""
    levels = _levels(demands)
    states = [one.staffing.state for one in day.half_hours if one.staffing]
    figures = _figures(states[0]) if states else {}
    names = ["from", "contacts", "agents", "rostered", *_level_names(levels), *figures]
    table = _table(names)
    for one in day.half_hours:
        table.add_row(
            one.begins,
            f"{one.contacts:g}",
            str(one.agents),
            str(one.rostered),
            *(_half_hour_figures(one, levels) if one.staffing else ()),
        )
    table.add_section()
    table.add_row(
        "day",
        f"{day.contacts:g}",
        f"{day.agent_hours:g} h",
        f"{day.rostered_hours:g} h",
        *(_percent(day.service_level(level)) for level in levels),
    )
    return Group(
        Text(f"At most {day.peak} agents at work at the same time", "bold"),
        Text(f"Asked in each half hour: {'; '.join(map(str, demands))}"),
        table,
    )


def _half_hour_figures(one: StaffedHalfHour, levels: Sequence[AtLeastInTime]) -> list[str]:
    assert one.staffing
    state = one.staffing.state
    shares = (state.service_level(level.within_s, level.basis) for level in levels)
    return [*map(_percent, shares), *_figures(state).values()]


def day_as_json(day: StaffedDay, demands: Sequence[Demand]) -> dict[str, Any]:
    """The same as plain values; shares in per cent."""
    return {
        "peak": day.peak,
        "contacts": day.contacts,
        "agent_hours": day.agent_hours,
        "rostered_hours": day.rostered_hours,
        "service_level": {
            str(level): _hundred(day.service_level(level)) for level in _levels(demands)
        },
        "half_hours": [
            {
                "from": one.begins,
                "contacts": one.contacts,
                "agents": one.agents,
                "rostered": one.rostered,
                **(_state_as_json(one.staffing.state, demands) if one.staffing else {}),
            }
            for one in day.half_hours
        ],
    }


# ---------------------------------------------------------------- pieces


def _waits(state: SteadyState) -> dict[str, str]:
    """Title of the column and value, as in `_figures`."""
    return {
        "must wait %": _percent(state.waiting_share),
        "90 % wait s": _seconds(state.wait_percentile_s(SLOWEST)),
    }


def _figures(state: SteadyState) -> dict[str, str]:
    """Title of the column and value; what the load rules out has no column."""
    figures = {"mean wait s": _seconds(state.mean_wait_s)}
    if state.load.patience_s < math.inf:
        figures["abandoned %"] = _percent(state.abandoned_share)
    if state.load.trunks is not None:
        figures["blocked %"] = _percent(state.blocked_share)
    figures["occupancy %"] = _percent(state.occupancy)
    return figures


def _state_as_json(state: SteadyState, demands: Sequence[Demand]) -> dict[str, Any]:
    return {
        "service_level": {
            str(level): _hundred(state.service_level(level.within_s, level.basis))
            for level in _levels(demands)
        },
        "waiting": _hundred(state.waiting_share),
        "mean_wait_s": _finite(state.mean_wait_s),
        "wait_90_s": _finite(state.wait_percentile_s(SLOWEST)),
        "mean_queue": _finite(state.mean_queue),
        "abandoned": _hundred(state.abandoned_share),
        "blocked": _hundred(state.blocked_share),
        "occupancy": _hundred(state.occupancy),
    }


def _levels(demands: Sequence[Demand]) -> list[AtLeastInTime]:
    return [one for one in demands if isinstance(one, AtLeastInTime)]


def _level_names(levels: Sequence[AtLeastInTime]) -> list[str]:
    return [f"within {one.within_s:g} s %" for one in levels]


def _table(names: Sequence[str]) -> Table:
    """A table of numbers that folds what does not fit and cuts nothing off."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in names:
        table.add_column(name, justify="right", overflow="fold")
    return table


def _percent(share: float | None) -> str:
    return NO_VALUE if share is None else f"{100 * share:.2f}"


def _seconds(wait_s: float) -> str:
    return "no end" if wait_s == math.inf else f"{wait_s:.1f}"


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
