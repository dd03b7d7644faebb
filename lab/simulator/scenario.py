"""A described centre: who attends, who comes and for how long.

Owns the frozen values that a simulation runs on; everything in them is already right, reading and
checking the file happens in `form`, `check` and `reading`. Rates are per minute, because that is
how centres are staffed; all durations are seconds. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contact.plan import Ring, Strategy

HALF_HOUR_S = 1800.0
"""Length of one entry of the profile, seconds."""


class Shape(StrEnum):
    """How a duration varies about its mean."""

    EXPONENTIAL = "exponential"
    """No memory; its coefficient of variation is 1. As gaps between arrivals: Poisson."""
    LOGNORMAL = "lognormal"
    """The usual shape of conversations; any coefficient of variation."""
    DETERMINISTIC = "deterministic"
    """Always the mean."""


@dataclass(frozen=True, slots=True)
class Law:
    """The distribution of a duration, up to its mean."""

    shape: Shape = Shape.EXPONENTIAL
    cv: float = 1.0
    """Coefficient of variation: standard deviation ÷ mean. Only the lognormal shape reads it."""


@dataclass(frozen=True, slots=True)
class AgentGroup:
    """Agents who are alike."""

    name: str
    count: int
    rate_per_min: float
    """Contacts that one agent serves in a minute without a rest: 1 ÷ mean service time."""
    skills: Mapping[str, int]
    """Skill → level 1 to 10."""


@dataclass(frozen=True, slots=True)
class ContactClass:
    """Contacts that are alike; they wait in a queue of their own."""

    name: str
    rate_per_min: float
    """Arrivals per minute."""
    rings: tuple[Ring, ...]
    """The steps of the search for an agent, the first at once; never empty."""
    priority: int = 0
    """Higher is served first, whatever the waiting time."""
    head_start_s: float = 0.0
    weight: float = 1.0
    """How fast its contacts grow older than those of a class of weight 1."""
    patience_s: float | None = None
    """Mean time after which a waiting contact leaves; None: it never does."""
    service_rate_per_min: float | None = None
    """Instead of the rate of the group that serves it."""
    arrivals: Law = Law()
    service: Law = Law()
    patience: Law = Law()


@dataclass(frozen=True, slots=True)
class HalfHour:
    """What is so during one half hour of the profile."""

    arrivals: Mapping[str, float]
    """Class → arrivals per minute."""
    staff: Mapping[str, int]
    """Group → agents logged in."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole described centre."""

    groups: tuple[AgentGroup, ...]
    classes: tuple[ContactClass, ...]
    waiting_places: int | None = None
    """Contacts that can wait at a time; None: any number."""
    profile: tuple[HalfHour, ...] = ()
    """Half hour after half hour, and then anew; empty: always the same."""
    duration_s: float = 28800.0
    """How long contacts are counted, after the warm-up."""
    warm_up_s: float | None = None
    """Simulated before counting begins; None: a tenth of what is counted, with a profile 0."""
    seed: int = 1
    replications: int = 1
    """Independent runs."""
    strategy: Strategy = Strategy.LONGEST_IDLE

    @property
    def rate_per_min(self) -> float:
        """Arrivals of all classes per minute, on average over the profile."""
        return sum(map(self.rate_of, self.classes))

    def rate_of(self, kind: ContactClass) -> float:
        """Arrivals of one class per minute, on average over the profile."""
        rates = [one.arrivals[kind.name] for one in self.profile] or [kind.rate_per_min]
        return sum(rates) / len(rates)


def serves(held: Mapping[str, int], needed: Mapping[str, int]) -> bool:
    """Whether these skills reach every least level."""
    return all(held.get(skill, 0) >= level for skill, level in needed.items())
