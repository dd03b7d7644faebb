"""The search for few agents: in proportion first, then one agent at a time.

Theory. How well a centre serves grows with each of its groups, so what is not enough is not enough
with fewer of any group either. In given proportions one number remains, and halving the interval
finds it. From there a greedy descent takes one agent at a time from the group that can spare one
most cheaply, until no group can. A group that could not spare one cannot later, when the others
have become smaller, so that each group fails once at most. What is found is a local minimum: no
single agent can be taken away. An exchange, one agent more here for two fewer there, may lead out
of it.

Knows nothing of simulation: asks for an answer and for costs. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lab.sizing.division import Counts, Division, changed
from reports.core.staffing import fewest

IsEnough = Callable[[Counts], bool]
Costs = Callable[[Counts], Sequence[float]]
"""For each group what it would cost to take one agent away; asked only of what was enough."""


def in_proportion(is_enough: IsEnough, division: Division, guess: int, most: int) -> Counts | None:
    """The fewest agents in these proportions that are enough; None: not even `most` are."""
    heads = fewest(lambda count: is_enough(division.of(count)), guess, most=most)
    return None if heads is None else division.of(heads)


def descend(is_enough: IsEnough, costs: Costs, counts: Counts) -> Counts:
    """Take agents away from what is enough until nobody can be spared; of equals the first."""
    givers = {group for group, count in enumerate(counts) if count}
    while givers:
        cost = costs(counts)
        giver = min(givers, key=lambda group: (cost[group], group))
        fewer = changed(counts, giver, -1)
        if is_enough(fewer):
            counts = fewer
            if counts[giver]:
                continue
        givers.discard(giver)
    return counts


def exchanged(is_enough: IsEnough, costs: Costs, counts: Counts) -> Counts | None:
    """One agent more in one group and two fewer in another, if that is enough; None: it never is.

    Who has most to do gets one more first, who has least gives first.
    """
    cost = costs(counts)
    groups = sorted(range(len(counts)), key=lambda group: (cost[group], group))
    for taker in reversed(groups):
        for giver in groups:
            if giver == taker or counts[giver] < 2:
                continue
            other = changed(changed(counts, taker, 1), giver, -2)
            if is_enough(other):
                return other
    return None
