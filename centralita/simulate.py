"""What `centralita simulate` does: play a described centre, show the figures.

Owns progress on standard error, the clock that tells the speed, and both forms of the result.
Edge.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from dialplan.problem import Problem
from lab.simulator import Simulation, Wanted, figures_of, read_scenario
from lab.simulator.estimate import Estimate
from lab.simulator.figures import ClassFigures, Figures

REMARK_EVERY_S = 5.0
"""Between two lines about the progress where nobody watches a bar."""
ROUGH = 0.25
"""A half-width beyond this share of the figure is worth a remark."""
NO_VALUE = "–"

Shown = tuple[RenderableType, dict[str, Any]]
"""A view for people, and plain values."""


def simulate_file(file: Path, wanted: Wanted, seed: int | None, remarks: Console) -> Shown:
    """Play the centre in a file. Raises SiteProblems."""
    scenario, warnings = read_scenario(file)
    for warning in warnings:
        remarks.print(str(warning), markup=False, soft_wrap=True)
    if seed is not None:
        scenario = replace(scenario, seed=seed)
    simulation = Simulation(scenario, wanted)
    began = time.perf_counter()
    with _progress(remarks) as tell:
        for share in simulation.play():
            tell(share)
    return _shown(simulation, time.perf_counter() - began, warnings)


@contextmanager
def _progress(remarks: Console) -> Iterator[Any]:
    """A function that takes the share done, 0 to 1, and shows it."""
    if remarks.is_terminal:
        with Progress(console=remarks, transient=True) as bar:
            task = bar.add_task("simulating", total=1.0)
            yield lambda share: bar.update(task, completed=share)
        return
    told = time.monotonic()

    def tell(share: float) -> None:
        nonlocal told
        if time.monotonic() - told >= REMARK_EVERY_S:
            told = time.monotonic()
            remarks.print(f"simulating: {100 * share:.0f} %")

    yield tell


def _shown(simulation: Simulation, took_s: float, warnings: tuple[Problem, ...]) -> Shown:
    figures = figures_of(simulation)
    plain = _plain(simulation, figures)
    contacts = sum(run.contact_count for run in simulation.runs)
    plain["contacts"] = contacts
    plain["contacts_per_s"] = contacts / took_s
    plain["warnings"] = [str(one) for one in warnings]
    return _view(figures, plain), plain


# ---------------------------------------------------------------- as plain values


def _plain(simulation: Simulation, figures: Figures) -> dict[str, Any]:
    return {
        "classes": {one.name: _class_plain(one) for one in figures.classes},
        "groups": {
            one.name: {
                **_with_half_width("occupancy", one.occupancy),
                "idle_share": None if one.occupancy.value is None else 1 - one.occupancy.value,
            }
            for one in figures.groups
        },
        "seed": simulation.scenario.seed,
        "replications": simulation.scenario.replications,
        "warm_up_s": simulation.length.warm_up_s,
        "simulated_s": sum(run.simulated_s for run in simulation.runs),
        "within_s": simulation.wanted.within_s,
        "half_widths": {"level": figures.level, "batches": figures.batch_count},
        "checks": [
            {"name": one.name, "holds": one.holds, "deviation": one.deviation}
            for one in simulation.checks()
        ],
    }


def _class_plain(one: ClassFigures) -> dict[str, Any]:
    return {
        "offered": one.offered_count,
        **_with_half_width("mean_wait_s", one.mean_wait_s),
        **_with_half_width("p_wait", one.p_wait),
        **_with_half_width("p_within", one.p_within),
        **_with_half_width("abandoned", one.abandoned),
        **_with_half_width("blocked", one.blocked),
        "connected_count": one.connected_count,
        "abandoned_count": one.abandoned_count,
        "blocked_count": one.blocked_count,
        "inside_count": one.inside_count,
    }


def _with_half_width(name: str, estimate: Estimate) -> dict[str, float | None]:
    return {name: estimate.value, f"{name}_hw": estimate.half_width}


# ---------------------------------------------------------------- for people


def _view(figures: Figures, plain: dict[str, Any]) -> RenderableType:
    parts: list[RenderableType] = [_classes_view(figures, plain), _groups_view(figures)]
    parts.append(
        Text(
            f"{plain['contacts']} contacts, {plain['contacts_per_s']:.0f} a second. ± is the "
            f"half-width at {100 * figures.level:g} %, from {figures.batch_count} batches."
        )
    )
    rough = [one.name for one in figures.classes if _is_rough(one.mean_wait_s)]
    if rough:
        parts.append(Text(f"Not exact yet, count more contacts: {', '.join(rough)}", "yellow"))
    parts += [
        Text(f"does not add up: {one['name']}", "bold red")
        for one in plain["checks"]
        if not one["holds"]
    ]
    return Group(*parts)


def _classes_view(figures: Figures, plain: dict[str, Any]) -> Table:
    within = f"within {plain['within_s']:g} s"
    table = _table("Classes", "class", ("offered", "mean wait", "waited", within))
    for name in ("abandoned", "blocked"):
        table.add_column(name, justify="right", overflow="fold")
    for one in figures.classes:
        table.add_row(
            Text(one.name),
            str(one.offered_count),
            estimate_text(one.mean_wait_s, 1.0, "s"),
            *(estimate_text(part, 100.0, "%") for part in (one.p_wait, one.p_within)),
            *(estimate_text(part, 100.0, "%") for part in (one.abandoned, one.blocked)),
        )
    return table


def _groups_view(figures: Figures) -> Table:
    table = _table("Agents", "group", ("occupancy",))
    for one in figures.groups:
        table.add_row(Text(one.name), estimate_text(one.occupancy, 100.0, "%"))
    return table


def _table(title: str, first: str, others: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right", overflow="fold")
    return table


def estimate_text(estimate: Estimate, scale: float, unit: str) -> str:
    """A figure with its half-width, both multiplied by `scale`."""
    if not estimate.value:
        return NO_VALUE if estimate.value is None else "0"
    text = f"{scale * estimate.value:.2f}"
    if estimate.half_width is not None:
        text += f" ± {scale * estimate.half_width:.2f}"
    return f"{text} {unit}"


def _is_rough(estimate: Estimate) -> bool:
    if not estimate.value:
        return False
    return estimate.half_width is None or estimate.half_width > ROUGH * estimate.value
