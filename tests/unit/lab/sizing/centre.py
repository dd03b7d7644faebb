"""Described centres that the tests of sizing share."""

from __future__ import annotations

from lab.simulator.reading import scenario_of
from lab.simulator.scenario import Scenario
from lab.sizing.division import Counts
from lab.sizing.trial import Trial

TWO_LANGUAGES = """\
agents:
  - {name: spanish, count: 8, rate_per_min: 0.25, skills: [es]}
  - {name: basque, count: 3, rate_per_min: 0.25, skills: [eu]}
  - {name: both, count: 3, rate_per_min: 0.25, skills: [es, eu]}
classes:
  - {name: spanish, rate_per_min: 2.5, skills: [es], patience_s: 180}
  - {name: basque, rate_per_min: 0.8, skills: [eu], patience_s: 180}
"""
N_MODEL = """\
agents:
  - {name: both, count: 1, rate_per_min: 1.0, skills: [a, b]}
  - {name: only-b, count: 1, rate_per_min: 1.0, skills: [b]}
classes:
  - {name: a, rate_per_min: 0.5, skills: [a]}
  - {name: b, rate_per_min: 0.9, skills: [b]}
"""


def centre(text: str) -> Scenario:
    return scenario_of("centre.yaml", text)[0]


def one_group(per_hour: float, handling_s: float, patience_s: float | str = "none") -> Scenario:
    """A centre for which Erlang's formulas are exact; the count is wrong on purpose."""
    return centre(
        f"agents: [{{name: g, count: 3, rate_per_min: {60 / handling_s}}}]\n"
        f"classes: [{{name: c, rate_per_min: {per_hour / 60}, patience_s: {patience_s}}}]\n"
    )


class Silent:
    """Somebody who does not want to know, but remembers."""

    def __init__(self) -> None:
        self.begun: list[Counts] = []
        self.ended: list[Trial] = []

    def begin(self, counts: Counts) -> None:
        self.begun.append(counts)

    def end(self, trial: Trial) -> None:
        self.ended.append(trial)
