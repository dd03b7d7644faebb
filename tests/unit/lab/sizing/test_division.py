"""Heads in proportion: whole, in the given shares, and never fewer with one head more."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lab.sizing.division import Division, changed

SHARES = st.lists(st.integers(0, 30), min_size=1, max_size=5).filter(any)


@given(SHARES, st.integers(1, 4))
def test_as_many_heads_as_shares_give_each_its_share(shares: list[int], times: int) -> None:
    assert Division(shares).of(times * sum(shares)) == tuple(times * one for one in shares)


@given(SHARES)
def test_one_head_more_takes_nobody_away(shares: list[int]) -> None:
    division = Division(shares)
    for fewer, more in pairwise(division.of(heads) for heads in range(40)):
        assert sum(more) == sum(fewer) + 1
        assert all(one <= two for one, two in zip(fewer, more, strict=True))


def test_who_has_no_share_gets_nobody_and_of_equals_the_first_is_first() -> None:
    division = Division((0, 1, 1))
    assert [division.of(heads) for heads in range(4)] == [
        (0, 0, 0),
        (0, 1, 0),
        (0, 1, 1),
        (0, 2, 1),
    ]


def test_one_group_is_changed_and_the_others_are_not() -> None:
    assert changed((4, 5, 6), 1, -2) == (4, 3, 6)
