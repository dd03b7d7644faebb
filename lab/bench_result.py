"""One figure of a benchmark and the table of all verdicts.

Owns their shape and their look. Never measures. Edge: prints.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
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


Measure = Callable[[Console], Coroutine[Any, Any, list[Result]]]


def command(name: str, about: str, title: str, measure: Measure) -> int:
    """The command line of one benchmark alone.

    Exit status 1 when a demand is not met, 3 when something failed and nothing can be judged.
    """
    parser = argparse.ArgumentParser(prog=f"python -m lab.{name}", description=about)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args()
    say = Console(stderr=given.json, highlight=False)
    try:
        results = asyncio.run(measure(say))
    except Spoilt as error:
        print(error, file=sys.stderr)
        return 3
    if given.json:
        plain = [asdict(one) for one in results]
        print(orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode())
    else:
        show(results, say, title)
    return 0 if all(one.is_met for one in results) else 1
