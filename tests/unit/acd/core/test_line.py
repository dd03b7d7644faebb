"""A line behaves like a sorted list, at any length."""

from __future__ import annotations

import random

import pytest

from acd.core.line import RUN_LENGTH, Line, foremost


def test_keys_stand_in_order_and_know_their_rank() -> None:
    line: Line[tuple[int]] = Line()
    for number in (5, 1, 3):
        line.add((number,))
    assert list(line) == [(1,), (3,), (5,)]
    assert line.first == (1,)
    assert [line.rank((number,)) for number in (0, 1, 3, 4, 5, 9)] == [0, 0, 1, 2, 2, 3]


def test_an_empty_line_has_no_first() -> None:
    line: Line[tuple[int]] = Line()
    assert line.first is None
    assert line.rank((1,)) == 0
    assert len(line) == 0


def test_leaving_a_line_one_is_not_in_is_an_error() -> None:
    line: Line[tuple[int]] = Line()
    line.add((1,))
    for number in (0, 2):
        with pytest.raises(KeyError):
            line.remove((number,))
    assert len(line) == 1


def test_a_long_line_with_comers_and_goers_stays_sorted() -> None:
    line: Line[tuple[int]] = Line()
    chance = random.Random(1)
    keys = chance.sample(range(100_000), RUN_LENGTH * 6)
    for key in keys:
        line.add((key,))
    for key in keys[::3]:
        line.remove((key,))
    left = sorted(set(keys) - set(keys[::3]))
    assert [key for (key,) in line] == left
    assert [line.rank((key,)) for key in left] == list(range(len(left)))
    for key in left:
        line.remove((key,))
    assert len(line) == 0
    assert line.first is None


@pytest.mark.parametrize("beside", [-3, -1, 1, 3])
def test_a_key_beside_the_cut_of_a_run_finds_its_place(beside: int) -> None:
    line: Line[tuple[int]] = Line()
    numbers = [2 * number for number in range(RUN_LENGTH + 1)]
    for number in numbers:
        line.add((number,))
    line.add((numbers[len(numbers) // 2] + beside,))
    line.remove((numbers[-1],))
    keys = list(line)
    assert keys == sorted(keys)
    assert [line.rank(key) for key in keys] == list(range(RUN_LENGTH + 1))


def test_a_key_is_found_by_its_place() -> None:
    line: Line[tuple[int]] = Line()
    count = RUN_LENGTH * 2
    for number in range(count):
        line.add((number,))
    assert [line.at(place) for place in range(count)] == [(number,) for number in range(count)]
    with pytest.raises(IndexError, match=r"^the line is shorter$"):
        line.at(count)


def test_the_error_names_the_key_that_does_not_stand_in_line() -> None:
    line: Line[tuple[int]] = Line()
    with pytest.raises(KeyError, match="7"):
        line.remove((7,))


def test_the_foremost_of_several_lines_is_their_least_key() -> None:
    lines: list[Line[tuple[int]]] = [Line() for _ in range(4)]
    assert foremost(lines) is None
    for line, number in zip(lines, (3, 1, 2), strict=False):
        line.add((number,))
        line.add((number + 10,))
    assert foremost(lines) == (1,)


def test_a_key_equal_to_the_first_but_another_object_leaves_as_the_first() -> None:
    line: Line[tuple[int, str]] = Line()
    for number in (1, 2):
        line.add((number, "x"))
    line.remove((int("1"), "x"))
    assert (line.first, list(line)) == ((2, "x"), [(2, "x")])
