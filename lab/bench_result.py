"""One figure of a benchmark and the table of all verdicts.

Owns their shape and their look. Never measures. Edge: prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


class Spoilt(Exception):
    """Something went wrong while it was measured, so nothing can be judged; the text says what."""


@dataclass(frozen=True, slots=True)
class Result:
    """One figure and what is asked of it."""

    name: str
    value: float
    unit: str
    demand: str
    is_met: bool
    detail: str


def show(results: Sequence[Result], say: Console, title: str) -> None:
    """The table of verdicts."""
    table = Table(title=title, title_justify="left")
    for name in ("figure", "value", "demand", "met", "detail"):
        table.add_column(name, overflow="fold")
    for one in results:
        table.add_row(
            one.name,
            f"{one.value:.2f} {one.unit}",
            one.demand,
            "yes" if one.is_met else "NO",
            one.detail,
        )
    say.print(table)
