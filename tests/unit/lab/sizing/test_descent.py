"""The search for few agents, on answers that are known."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from lab.sizing.descent import descend, exchanged, in_proportion
from lab.sizing.division import Counts, Division, changed


def at_least(first: int, second: int, together: int) -> Callable[[Counts], bool]:
    return lambda counts: counts[0] >= first and counts[1] >= second and sum(counts) >= together


def equal(counts: Counts) -> list[float]:
    return [0.0] * len(counts)


def test_proportions_are_kept_and_the_fewest_are_found() -> None:
    is_enough = at_least(3, 2, 0)
    assert in_proportion(is_enough, Division((2, 1)), guess=20, most=100) == (3, 2)
    assert in_proportion(is_enough, Division((5, 1)), guess=1, most=100) == (8, 2)
    assert in_proportion(is_enough, Division((1, 0)), guess=1, most=100) is None


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 15))
def test_nobody_can_be_spared_in_the_end(first: int, second: int, together: int) -> None:
    is_enough = at_least(first, second, together)
    found = descend(is_enough, equal, (9, 9))
    assert is_enough(found)
    assert not any(
        is_enough(changed(found, group, -1)) for group, count in enumerate(found) if count
    )


def test_the_cheapest_group_gives_first() -> None:
    is_enough = at_least(0, 0, 5)
    assert descend(is_enough, lambda _: [0.9, 0.2], (5, 5)) == (5, 0)
    assert descend(is_enough, lambda _: [0.2, 0.9], (5, 5)) == (0, 5)


def test_a_group_that_cannot_give_is_asked_once() -> None:
    asked: list[Counts] = []

    def is_enough(counts: Counts) -> bool:
        asked.append(counts)
        return counts[0] >= 4 and counts[1] >= 1

    assert descend(is_enough, equal, (4, 5)) == (4, 1)
    assert [one for one in asked if one[0] < 4] == [(3, 5)]


def test_an_exchange_gives_one_to_the_busiest_for_two_of_the_idlest() -> None:
    tried: list[Counts] = []

    def is_enough(counts: Counts) -> bool:
        tried.append(counts)
        return counts == (5, 4, 1)

    assert exchanged(is_enough, lambda _: [0.9, 0.5, 0.1], (4, 4, 3)) == (5, 4, 1)
    assert tried == [(5, 4, 1)]
    assert exchanged(lambda _: False, lambda _: [0.9, 0.1], (1, 1)) is None
