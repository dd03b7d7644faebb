"""How long a contact will probably wait, how sure that is, and whether it has been right so far.

Owns the pace of a queue, the estimate and its calibration. Never says anything to anybody. Pure.

Theory. Let `ahead` contacts wait before this one for the same agents, `ready` be how many agents
could serve it, each needing on average `bound_s` for a conversation with everything around it, and
let each waiting contact give up at the rate `leaving`. While all of them are busy, the line moves
on whenever an agent finishes or somebody before gives up; with i contacts still before it that
takes 1 / (ready / bound_s + i × leaving) on average. The expected wait is the sum over i from 0 to
ahead, exactly so in the M/M/n+M system (Erlang A: Palm 1957; Garnett, Mandelbaum and Reiman 2002).
These steps are independent and exponential, so their variances add up, and a range that holds in
four of five cases is about 1.28 deviations wide to either side.

Both rates are measured from what happened lately: older conversations count less and less. Until
enough of them have been seen nothing is said. What was said is compared with what happened, and
when the error is more than the plan allows, only the position is told; the estimate goes on being
made and judged, so that it is told again once it is right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

KEPT = 0.98
"""What an older observation weighs beside the next newer one: about the last fifty count."""
LEAST_COUNT = 5
"""Conversations seen before anything is estimated."""
LEAST_JUDGED_COUNT = 10
"""Estimates that have been followed by an end of the wait, before they are judged."""
DEVIATIONS = 1.2816
"""Half-width of a range that holds in four of five cases, in standard deviations."""
HOUR_S = 3600.0
EXACT_COUNT = 200
"""So many contacts before one are looked at singly."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected wait and its range, seconds from now."""

    mean_s: float
    low_s: float
    high_s: float


@dataclass(slots=True)
class Calibration:
    """What was said against what happened, in one hour of one queue."""

    count: int = 0
    said_s: float = 0.0
    """Sum of the expected waits."""
    happened_s: float = 0.0
    """Sum of the waits that followed."""
    error_s: float = 0.0
    """Sum of the differences, whatever their sign."""
    inside_count: int = 0
    """Waits that ended within the range said."""

    def add(self, said: Expected, happened_s: float) -> None:
        self.count += 1
        self.said_s += said.mean_s
        self.happened_s += happened_s
        self.error_s += abs(said.mean_s - happened_s)
        self.inside_count += said.low_s <= happened_s <= said.high_s


@dataclass(slots=True)
class Pace:
    """How fast a queue moves, from its latest conversations and waits."""

    conversations: float = 0.0
    """Conversations, older ones counting less."""
    bound_s: float = 0.0
    """Agents' time bound by them, offers without answer and wrap-up included."""
    left: float = 0.0
    """Contacts that gave up, older ones counting less."""
    waited_s: float = 0.0
    """Time waited by all, served or not."""
    judged: float = 0.0
    error_s: float = 0.0
    happened_s: float = 0.0
    hours: dict[int, Calibration] = field(default_factory=dict)
    """Hour, counted from 1970, UTC → calibration; the last two days."""

    def note_conversation(self) -> None:
        """An agent and a citizen talk."""
        self.conversations = self.conversations * KEPT + 1.0
        self.bound_s *= KEPT

    def note_work(self, seconds: float) -> None:
        """An agent was bound for so long."""
        self.bound_s += seconds

    def note_wait(self, seconds: float, *, has_left: bool) -> None:
        """A wait is over."""
        self.waited_s = self.waited_s * KEPT + seconds
        self.left = self.left * KEPT + has_left

    def judge(self, said: Expected, happened_s: float, at: float) -> None:
        """What was said has been followed by the agent."""
        self.judged += 1
        self.error_s = self.error_s * KEPT + abs(said.mean_s - happened_s)
        self.happened_s = self.happened_s * KEPT + happened_s
        hour = math.floor(at / HOUR_S)
        self.hours.setdefault(hour, Calibration()).add(said, happened_s)
        for old in [one for one in self.hours if one < hour - 48]:
            del self.hours[old]

    def relative_error(self) -> float:
        """Mean error as a share of the mean wait; 0 until enough has been judged."""
        if self.judged < LEAST_JUDGED_COUNT or self.happened_s <= 0:
            return 0.0
        return self.error_s / self.happened_s

    def plain(self) -> dict[int, dict[str, float]]:
        """Hour → what was said against what happened, as plain values."""
        return {
            hour: {
                "count": one.count,
                "mean_said_s": one.said_s / one.count,
                "mean_happened_s": one.happened_s / one.count,
                "mean_error_s": one.error_s / one.count,
                "inside_share": one.inside_count / one.count,
            }
            for hour, one in self.hours.items()
        }

    def expected(self, ahead: float, ready: int) -> Expected | None:
        """The wait of a contact with so many before it; None when nothing is known to tell."""
        if ready <= 0 or self.conversations < LEAST_COUNT or self.bound_s <= 0:
            return None
        finishing = ready * self.conversations / self.bound_s
        leaving = self.left / self.waited_s if self.waited_s > 0 else 0.0
        mean, variance = _steps(ahead, finishing, leaving)
        spread = DEVIATIONS * math.sqrt(variance)
        return Expected(mean, max(0.0, mean - spread), mean + spread)


def _steps(ahead: float, finishing: float, leaving: float) -> tuple[float, float]:
    """Mean and variance of the steps with `ahead`, ..., 1, 0 contacts before, seconds.

    The first ones are added up, the others as an integral, so that a long line costs no more.
    """
    exact = min(math.floor(ahead), EXACT_COUNT)
    rates = [finishing + before * leaving for before in range(exact + 1)]
    mean = sum(1.0 / rate for rate in rates)
    variance = sum(1.0 / rate**2 for rate in rates)
    start, end = finishing + (exact + 0.5) * leaving, finishing + (ahead + 0.5) * leaving
    if leaving * (ahead - exact) < 1e-9 * finishing:
        return mean + (ahead - exact) / start, variance + (ahead - exact) / start**2
    return mean + math.log(end / start) / leaving, variance + (1 / start - 1 / end) / leaving
