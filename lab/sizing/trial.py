"""Candidates played and judged, each once.

Owns the memory of what was tried and what follows from it without being played. Pure: the caller
is told before and after each candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Protocol

from lab.simulator import Simulation, Wanted, figures_of
from lab.simulator.check import can_serve, overload_of
from lab.simulator.figures import Figures
from lab.simulator.scenario import Scenario
from lab.sizing.candidate import lasting, least_contacts, staffed
from lab.sizing.division import Counts
from lab.sizing.verdict import Finding, judge
from reports.core.staffing import AtLeastInTime, Demand

WITHIN_S = 20.0
"""What is counted as served in time where nobody asks for a service level."""
SHORT_LOOK = 4
"""A candidate is first played with so many times fewer contacts, but not too few."""


class Answer(StrEnum):
    """Whether a candidate is enough."""

    KEPT = "yes"
    UNSURE = "unsure"
    """By the figures it is, but not by the worse end of every half-width."""
    MISSED = "no"


@dataclass(frozen=True, slots=True)
class Trial:
    """One candidate that was tried."""

    counts: Counts
    answer: Answer
    findings: tuple[Finding, ...] = ()
    """Up to the first service level that was clearly missed."""
    figures: Figures | None = None
    """None: it was not played, because somebody has nobody or a line would grow without end."""

    @property
    def is_clear(self) -> bool:
        """Everything is clearly kept, or something is clearly missed."""
        return any(one.is_clearly_missed for one in self.findings) or all(
            one.is_clearly_kept for one in self.findings
        )

    @property
    def heads(self) -> int:
        """Agents of all groups."""
        return sum(self.counts)


class Audience(Protocol):
    """Whoever wants to know how far the search is."""

    def begin(self, counts: Counts) -> None:
        """A candidate is about to be played."""

    def end(self, trial: Trial) -> None:
        """It has been."""


@dataclass
class Trials:
    """All candidates of one centre so far."""

    scenario: Scenario
    demands: Sequence[Demand]
    contacts: int
    is_overall: bool
    audience: Audience
    tried: dict[Counts, Trial] = field(default_factory=dict)
    """In the order in which they were tried."""

    def is_enough(self, counts: Counts) -> bool:
        """Whether every demand is surely kept."""
        return self.answer(counts) is Answer.KEPT

    def answer(self, counts: Counts) -> Answer:
        """Whether it is enough. With no more of any group than what was not, it is not either."""
        if counts in self.tried:
            return self.tried[counts].answer
        above = {
            trial.answer
            for trial in self.tried.values()
            if trial.answer is not Answer.KEPT and _is_within(counts, trial.counts)
        }
        if above:
            return Answer.MISSED if Answer.MISSED in above else Answer.UNSURE
        return self.trial(counts).answer

    def trial(self, counts: Counts) -> Trial:
        """The candidate played, unless it is known without that it cannot be enough."""
        if counts not in self.tried:
            scenario = staffed(self.scenario, counts)
            if can_keep_up(scenario):
                self.audience.begin(counts)
                self.tried[counts] = self._play(counts, scenario)
                self.audience.end(self.tried[counts])
            else:
                self.tried[counts] = Trial(counts, Answer.MISSED)
        return self.tried[counts]

    def costs(self, counts: Counts) -> list[float]:
        """What an agent fewer costs, by group: the time in which one is occupied."""
        figures = self.tried[counts].figures
        assert figures is not None, "what was enough was played"
        return [
            inf if one.occupancy.value is None else one.occupancy.value for one in figures.groups
        ]

    def _play(self, counts: Counts, scenario: Scenario) -> Trial:
        """A short look first: who is clearly enough, or clearly not, needs no long one."""
        contacts = max(self.contacts // SHORT_LOOK, least_contacts(scenario))
        if contacts < self.contacts:
            trial = self._look(counts, scenario, contacts)
            if trial.is_clear:
                return trial
        return self._look(counts, scenario, self.contacts)

    def _look(self, counts: Counts, scenario: Scenario, contacts: int) -> Trial:
        findings: list[Finding] = []
        figures: Figures | None = None
        for within_s, demands in self._by_seconds().items():
            lasting_so, each = lasting(scenario, contacts)
            simulation = Simulation(lasting_so, Wanted(each, within_s)).finish()
            figures = figures or figures_of(simulation)
            findings += judge(simulation, demands, is_overall=self.is_overall)
            if any(one.is_clearly_missed for one in findings):
                break
        return Trial(counts, _answer(findings), tuple(findings), figures)

    def _by_seconds(self) -> dict[float, list[Demand]]:
        """Demands by the seconds of their service level: a play counts one at a time.

        The others are judged with the first.
        """
        levels = [one for one in self.demands if isinstance(one, AtLeastInTime)]
        sorted_out: dict[float, list[Demand]] = {}
        for one in levels:
            sorted_out.setdefault(one.within_s, []).append(one)
        first = sorted_out.setdefault(next(iter(sorted_out), WITHIN_S), [])
        first += [one for one in self.demands if not isinstance(one, AtLeastInTime)]
        return sorted_out


def can_keep_up(scenario: Scenario) -> bool:
    """Whether every class has somebody, and no line grows without end.

    A day with a profile has an end, so that only the first counts there.
    """
    groups = [one for one in scenario.groups if one.count]
    if not all(
        any(can_serve(group, kind) for group in groups)
        for kind in scenario.classes
        if scenario.rate_of(kind)
    ):
        return False
    return bool(scenario.profile) or overload_of(scenario) is None


def _answer(findings: Sequence[Finding]) -> Answer:
    if all(one.is_kept for one in findings):
        return Answer.KEPT
    is_near = all(one.is_kept or one.is_unsure for one in findings)
    return Answer.UNSURE if is_near else Answer.MISSED


def _is_within(counts: Counts, others: Counts) -> bool:
    return all(count <= other for count, other in zip(counts, others, strict=True))
