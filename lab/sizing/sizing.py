"""The fewest agents of each group with whom a described centre keeps what is asked of it.

Owns the course of the search: twice in proportion, then downwards one agent at a time, and the
smaller result. The first proportions are those of the file, the second those of Erlang's answers
for each class alone. Agents are exchanged between groups only while the result is more than those
answers together: a count of heads alone would always prefer those who can do most, but a town has
as many of them as it has, and the file says how many that is. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from lab.simulator.scenario import Scenario
from lab.sizing.alone import Alone, each_alone
from lab.sizing.candidate import counts_of, least_contacts, staffed
from lab.sizing.descent import descend, exchanged, in_proportion
from lab.sizing.division import Counts, Division, changed
from lab.sizing.trial import Answer, Audience, Trial, Trials
from reports.core.staffing import Demand, OutOfReach

MOST_TIMES = 10
"""So many times the agents of Erlang's answers are tried, and never more."""
MOST_HEADS = 20_000
ORDINARY_CONTACTS = 15_000
"""With them a centre of three groups is sized in some ten seconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a centre, and how exactly it is to be found out."""

    demands: tuple[Demand, ...]
    """At least one."""
    contacts: int | None = None
    """Counted for each candidate; more make the half-widths smaller and the search longer. None:
    `ORDINARY_CONTACTS`, or what a large centre needs at least."""
    is_overall: bool = False
    """The demands hold for the centre as a whole, and not for each class and group."""

    def contacts_for(self, scenario: Scenario) -> int:
        """What was asked for, or what this centre needs."""
        return self.contacts or max(ORDINARY_CONTACTS, least_contacts(scenario))


@dataclass(frozen=True, slots=True)
class Sized:
    """What was found."""

    scenario: Scenario
    """The centre with the agents that were found."""
    asked: Asked
    contacts: int
    """With which each candidate was played, where a short look was not enough."""
    best: Trial
    fewer: tuple[tuple[int, Answer], ...]
    """Number of each group that has somebody, and whether one agent fewer there would do."""
    alone: tuple[Alone, ...]
    tried: tuple[Trial, ...]
    """All candidates, in the order in which they were tried."""

    @property
    def is_too_short(self) -> bool:
        """Fewer contacts were asked for than make the half-widths of this centre mean something."""
        return self.contacts < least_contacts(self.scenario)

    @property
    def played_count(self) -> int:
        """Candidates that were played."""
        return sum(trial.figures is not None for trial in self.tried)


def size(scenario: Scenario, asked: Asked, audience: Audience) -> Sized:
    """Search. Every group of the scenario has somebody, every class a group that can serve it.

    Raises OutOfReach.
    """
    alone = each_alone(scenario, asked.demands)
    contacts = asked.contacts_for(scenario)
    trials = Trials(scenario, asked.demands, contacts, asked.is_overall, audience)
    best = _best(trials, alone)
    fewer = tuple(
        (group, trials.answer(changed(best, group, -1)))
        for group, count in enumerate(best)
        if count
    )
    tried = tuple(trials.tried.values())
    return Sized(staffed(scenario, best), asked, contacts, trials.tried[best], fewer, alone, tried)


def _best(trials: Trials, alone: Sequence[Alone]) -> Counts:
    asking = trials.is_enough, trials.costs
    found = [descend(*asking, start) for start in _starts(trials, alone)]
    if not found:
        raise OutOfReach(_out_of_reach(trials))
    best, separate = min(found, key=sum), sum(one.agents for one in alone)
    while sum(best) > separate and (other := exchanged(*asking, best)) is not None:
        best = descend(*asking, other)
    return best


def _starts(trials: Trials, alone: Sequence[Alone]) -> Iterable[Counts]:
    """The fewest agents in each of the proportions, where any number is enough."""
    erlangs, separate = ceil(sum(one.erlangs for one in alone)), sum(one.agents for one in alone)
    # Together the classes need fewer than alone, and surely more than the work that comes.
    guess = separate if len(alone) == 1 else (erlangs + separate + 1) // 2
    most = min(MOST_TIMES * separate, MOST_HEADS)
    for shares in _proportions(trials.scenario, alone):
        start = in_proportion(trials.is_enough, Division(shares), guess, most)
        if start is not None:
            guess = sum(start)
            yield start


def _proportions(scenario: Scenario, alone: Sequence[Alone]) -> list[Counts]:
    by_class = (0,) * len(scenario.groups)
    for one in alone:
        by_class = changed(by_class, one.group, one.agents)
    given = counts_of(scenario)
    return [given, by_class] if len(given) > 1 and by_class != given else [given]


def _out_of_reach(trials: Trials) -> str:
    largest = max(trials.tried.values(), key=lambda trial: trial.heads)
    unkept = [
        f"{one.demand} ({one.whose}{', unsure' if one.is_unsure else ''})"
        for one in largest.findings
        if not one.is_kept
    ]
    return (
        f"{largest.heads} agents, {MOST_TIMES} times what Erlang's formulas say, do not keep this: "
        f"{', '.join(unkept) or 'they cannot serve what comes'}; ask for less, or count more "
        "contacts with --contacts where it is unsure"
    )
