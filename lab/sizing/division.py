"""Heads divided among groups in given proportions.

Theory. With one head more no group may get fewer, or the search for the fewest heads would not be
monotone; rules that round the exact shares break this. The method of Webster and Sainte-Laguë keeps
it: each further head goes to the group whose share ÷ (2 × heads so far + 1) is the greatest
(Balinski and Young, Fair Representation, 1982). As many heads as all shares together give each
group its share. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

Counts = tuple[int, ...]
"""Agents of each group, in the order of the file."""


class Division:
    """Proportions, and every number of heads divided by them."""

    def __init__(self, shares: Sequence[int]) -> None:
        """At least one share is above 0; who has none gets nobody."""
        self._shares = tuple(shares)
        self._divided: list[Counts] = [(0,) * len(self._shares)]
        """By number of heads."""

    def of(self, heads: int) -> Counts:
        """So many heads, divided. Of equals the first group comes first."""
        while len(self._divided) <= heads:
            before = self._divided[-1]
            quotients = [
                share / (2 * count + 1) for share, count in zip(self._shares, before, strict=True)
            ]
            self._divided.append(changed(before, quotients.index(max(quotients)), 1))
        return self._divided[heads]


def changed(counts: Counts, group: int, by: int) -> Counts:
    """The same with more or fewer in one group (by number)."""
    return (*counts[:group], counts[group] + by, *counts[group + 1 :])
