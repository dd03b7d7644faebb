"""What `centralita staff --simulate FILE` does: size a centre with several skills.

Owns progress on standard error. Edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.status import Status

from centralita import staff_simulated_view
from lab.simulator.scenario import Scenario
from lab.sizing import Asked, read_centre, size
from lab.sizing.division import Counts
from lab.sizing.trial import Trial
from reports.core.staffing import AtMostBlocked


def size_file(
    file: Path, asked: Asked, seed: int | None, shrinkage: float, remarks: Console
) -> tuple[RenderableType, dict[str, Any]]:
    """The view for people, and plain values.

    Raises typer.BadParameter, SiteProblems and OutOfReach.
    """
    scenario = read_centre(file)
    if seed is not None:
        scenario = replace(scenario, seed=seed)
    if scenario.waiting_places is None and _asks_about_blocking(asked):
        raise typer.BadParameter(
            f"without waiting_places in {file} nobody is ever blocked", param_hint="--max-blocked"
        )
    with _watching(scenario, remarks) as watcher:
        sized = size(scenario, asked, watcher)
    return (
        staff_simulated_view.sized_view(sized, shrinkage),
        staff_simulated_view.sized_as_json(sized, shrinkage),
    )


def _asks_about_blocking(asked: Asked) -> bool:
    return any(isinstance(one, AtMostBlocked) for one in asked.demands)


@dataclass
class Watcher:
    """Says on standard error which candidate is played, and what became of it."""

    scenario: Scenario
    remarks: Console
    status: Status | None
    """Where somebody watches a terminal."""

    def begin(self, counts: Counts) -> None:
        """A candidate is about to be played."""
        if self.status is not None:
            self.status.update(f"playing {self._text(counts)}")

    def end(self, trial: Trial) -> None:
        """It has been."""
        text = f"tried {self._text(trial.counts)}: {trial.answer}"
        self.remarks.print(text, markup=False, soft_wrap=True)

    def _text(self, counts: Counts) -> str:
        return staff_simulated_view.counts_text(self.scenario, counts)


@contextmanager
def _watching(scenario: Scenario, remarks: Console) -> Iterator[Watcher]:
    if remarks.is_terminal:
        with remarks.status("playing") as status:
            yield Watcher(scenario, remarks, status)
    else:
        yield Watcher(scenario, remarks, None)
