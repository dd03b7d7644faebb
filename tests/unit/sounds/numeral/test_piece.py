"""How pieces become a text."""

from __future__ import annotations

import pytest

from sounds.numeral.piece import LAST, NotSpeakable, Piece, checked, text_of


def test_pieces_are_joined_by_spaces_but_after_a_hyphen() -> None:
    pieces = (
        Piece("number-100", "cent"),
        Piece("number-30", "trenta-"),
        Piece("digit-4", "quatre"),
    )
    assert text_of(pieces) == "cent trenta-quatre"


def test_pieces_of_one_word_are_joined_by_nothing() -> None:
    assert text_of((Piece("a", "venti"), Piece("b", "due")), "") == "ventidue"


@pytest.mark.parametrize("number", [0, LAST])
def test_the_first_and_the_last_number_have_words(number: int) -> None:
    assert checked(number) == number


@pytest.mark.parametrize("number", [-1, LAST + 1])
def test_a_number_beyond_either_end_is_refused(number: int) -> None:
    with pytest.raises(NotSpeakable, match="has no words here"):
        checked(number)
