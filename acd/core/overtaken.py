"""Where messages overtook a late timer, as far as a journal shows it.

Theory. A tick that makes nothing leaves no trace, so a journal does not say whether it came before
a message of the moment or after it; mostly it came before. Where that does not lead to what is
journaled, the tick is let wait for some of the messages just before the difference, and the journal
is decided again. An explanation counts when the run gets further with it. If it does not get beyond
the moment of the difference in the end, it explains nothing, and the first difference stands.

Owns the search. Never decides, never reads an event. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

TRIALS = 60
"""How many explanations are tried for one difference."""

Result = TypeVar("Result")
Late = frozenset[int]
"""Places of the records that overtook the timer, from 0."""


@dataclass(frozen=True, slots=True)
class Attempt(Generic[Result]):
    """A journal decided with one idea of where the timer was late."""

    result: Result
    reached: float
    """Place at which the difference was seen, from 0; infinite when there is none."""
    at: float
    """Instant of the difference, UTC seconds; infinite when there is none."""
    choices: tuple[int, ...]
    """Places of the last messages before which ticks without a trace were made."""


def explained(
    attempt: Callable[[Late], Attempt[Result]], instants: Sequence[float], patience_s: float
) -> Result:
    """The result that gets furthest, when a tick may wait so many seconds for messages.

    Instants are those of the records, UTC seconds.
    """
    late: Late = frozenset()
    first = best = attempt(late)
    while best.at < math.inf:
        step = _further(attempt, best, late, _candidates(best, instants, patience_s))
        if step is None:
            break
        late, best = step
        if best.at > first.at + patience_s:
            first = best
    return first.result


def _further(
    attempt: Callable[[Late], Attempt[Result]],
    best: Attempt[Result],
    late: Late,
    candidates: Iterator[Late],
) -> tuple[Late, Attempt[Result]] | None:
    """The first candidate with which the run gets beyond the difference, and how it fares."""
    for more in islice(candidates, TRIALS):
        trial = attempt(late | more)
        if trial.reached > best.reached:
            return late | more, trial
    return None


def _candidates(
    best: Attempt[Result], instants: Sequence[float], patience_s: float
) -> Iterator[Late]:
    """Runs of records just before the difference, the short and the late ones first."""
    end = int(min(best.reached, len(instants) - 1))
    starts = [one for one in best.choices if instants[one] >= best.at - patience_s]
    for count in range(1, end - min(starts, default=end + 1) + 2):
        for start in reversed(starts):
            if start + count <= end + 1:
                yield frozenset(range(start, start + count))
