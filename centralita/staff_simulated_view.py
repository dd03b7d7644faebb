"""How many agents of each group a played centre needs, as people read it and programs in JSON.

Owns the presentation. Never plays and never prints. Pure: from what was found to rich's renderables
and plain values. What colour says, words say too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from centralita.simulate import estimate_text
from lab.simulator.estimate import Estimate
from lab.simulator.figures import ClassFigures, Figures
from lab.simulator.scenario import Scenario
from lab.sizing import Sized
from lab.sizing.division import Counts
from lab.sizing.trial import Answer, Trial
from lab.sizing.verdict import Finding
from reports.core.staffing import AtMostMeanWait, rostered_heads

SURE = "the worse end of that interval keeps it"


def counts_text(scenario: Scenario, counts: Counts) -> str:
    """Agents together and of each group."""
    groups = ", ".join(
        f"{group.name} {count}" for group, count in zip(scenario.groups, counts, strict=True)
    )
    return f"{sum(counts)} agents ({groups})"


# ---------------------------------------------------------------- for people


def sized_view(sized: Sized, shrinkage: float) -> RenderableType:
    """The numbers, what was asked, what was measured, and how sure it is."""
    rostered = sum(_rostered(sized, shrinkage))
    figures = _figures(sized.best)
    parts: list[RenderableType] = [
        Text(f"{sized.best.heads} agents at work, {rostered} on the roster", "bold"),
        Text(f"Asked of {_whom(sized)}: {'; '.join(map(str, sized.asked.demands))}"),
        Text(_alone_text(sized)),
        _groups_view(sized, figures, shrinkage),
        _findings_view(sized.best.findings),
        _classes_view(sized.scenario, figures),
        Text(
            f"{_candidates_text(sized)}, up to {sized.contacts} contacts each, seed "
            f"{sized.scenario.seed}. ± is the half-width of the {100 * figures.level:g} % "
            f"interval; a demand is kept when {SURE}."
        ),
    ]
    if sized.is_too_short:
        parts.append(
            Text(
                "So few contacts tell too little of so large a centre; leave --contacts out, or "
                "give a greater number",
                "bold red",
            )
        )
    if any(answer is Answer.UNSURE for _, answer in sized.fewer):
        parts.append(
            Text(
                "Where one fewer is unsure, --contacts with a greater number may spare it", "yellow"
            )
        )
    return Group(*parts)


def _whom(sized: Sized) -> str:
    return "the centre as a whole" if sized.asked.is_overall else "each class and group"


def _alone_text(sized: Sized) -> str:
    separate = sum(one.agents for one in sized.alone)
    each = " + ".join(f"{one.agents} {one.name}" for one in sized.alone)
    return f"Each class with agents of its own, by Erlang's formulas: {each} = {separate} agents"


def _candidates_text(sized: Sized) -> str:
    count = sized.played_count
    return "1 candidate played" if count == 1 else f"{count} candidates played"


def _groups_view(sized: Sized, figures: Figures, shrinkage: float) -> Table:
    table = _table("Agents", ("group", "at work", "rostered", "occupancy", "one fewer would do"))
    fewer = dict(sized.fewer)
    for number, (group, rostered) in enumerate(
        zip(figures.groups, _rostered(sized, shrinkage), strict=True)
    ):
        table.add_row(
            Text(group.name),
            str(sized.best.counts[number]),
            str(rostered),
            estimate_text(group.occupancy, 100.0, "%"),
            str(fewer.get(number, "–")),
        )
    return table


def _findings_view(findings: Sequence[Finding]) -> Table:
    table = _table("Asked and measured", ("of", "asked", "measured"))
    for one in findings:
        scale, unit = (1.0, "s") if isinstance(one.demand, AtMostMeanWait) else (100.0, "%")
        table.add_row(
            Text(one.whose), Text(str(one.demand)), estimate_text(one.measured, scale, unit)
        )
    return table


def _classes_view(scenario: Scenario, figures: Figures) -> Table:
    names = ["class", "offered", "mean wait", "waited", "abandoned"]
    is_limited = scenario.waiting_places is not None
    table = _table("Classes", [*names, "blocked"] if is_limited else names)
    for one in figures.classes:
        shares = [one.p_wait, one.abandoned, *([one.blocked] if is_limited else [])]
        table.add_row(
            Text(one.name),
            str(one.offered_count),
            estimate_text(one.mean_wait_s, 1.0, "s"),
            *(estimate_text(share, 100.0, "%") for share in shares),
        )
    return table


def _table(title: str, names: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(names):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    return table


# ---------------------------------------------------------------- as plain values


def sized_as_json(sized: Sized, shrinkage: float) -> dict[str, Any]:
    """The same as plain values; shares in per cent, with `_hw` the half-width."""
    figures, fewer = _figures(sized.best), dict(sized.fewer)
    rostered = _rostered(sized, shrinkage)
    return {
        "agents": sized.best.heads,
        "rostered": sum(rostered),
        "groups": {
            group.name: {
                "agents": sized.best.counts[number],
                "rostered": rostered[number],
                **_measured("occupancy", group.occupancy, 100.0),
                "one_fewer": fewer.get(number),
            }
            for number, group in enumerate(figures.groups)
        },
        "classes": {one.name: _class_as_json(one) for one in figures.classes},
        "asked_of": _whom(sized),
        "asked": [_finding_as_json(one) for one in sized.best.findings],
        "alone": {one.name: {"agents": one.agents, "erlangs": one.erlangs} for one in sized.alone},
        "candidates": [_trial_as_json(sized.scenario, trial) for trial in sized.tried],
        "played_count": sized.played_count,
        "contacts": sized.contacts,
        "is_too_short": sized.is_too_short,
        "seed": sized.scenario.seed,
        "half_widths": {"level": figures.level, "batches": figures.batch_count, "kept_when": SURE},
    }


def _class_as_json(one: ClassFigures) -> dict[str, Any]:
    return {
        "offered": one.offered_count,
        **_measured("mean_wait_s", one.mean_wait_s, 1.0),
        **_measured("waited", one.p_wait, 100.0),
        **_measured("abandoned", one.abandoned, 100.0),
        **_measured("blocked", one.blocked, 100.0),
    }


def _finding_as_json(one: Finding) -> dict[str, Any]:
    scale = 1.0 if isinstance(one.demand, AtMostMeanWait) else 100.0
    return {
        "demand": str(one.demand),
        "of": one.whose,
        **_measured("measured", one.measured, scale),
        "worse_end": None if one.worse_end is None else scale * one.worse_end,
    }


def _trial_as_json(scenario: Scenario, trial: Trial) -> dict[str, Any]:
    names = [group.name for group in scenario.groups]
    return {
        "agents": trial.heads,
        "groups": dict(zip(names, trial.counts, strict=True)),
        "enough": trial.answer,
        "played": trial.figures is not None,
    }


def _measured(name: str, estimate: Estimate, scale: float) -> dict[str, float | None]:
    value, half_width = estimate.value, estimate.half_width
    return {
        name: None if value is None else scale * value,
        f"{name}_hw": None if half_width is None else scale * half_width,
    }


# ---------------------------------------------------------------- pieces


def _figures(trial: Trial) -> Figures:
    assert trial.figures is not None, "what is enough was played"
    return trial.figures


def _rostered(sized: Sized, shrinkage: float) -> list[int]:
    """Heads of each group: who is away is replaced out of the same group."""
    return [rostered_heads(count, shrinkage) for count in sized.best.counts]
