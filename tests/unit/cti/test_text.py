"""Strangers' texts become one harmless line."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cti.core.text import displayable


@given(st.text(st.characters(), max_size=400), st.integers(1, 100))
def test_nothing_unprintable_remains_and_the_limit_holds(text: str, limit: int) -> None:
    shown = displayable(text, limit)
    assert len(shown) <= limit
    assert not any(unicodedata.category(letter).startswith("C") for letter in shown)
    assert shown == shown.strip()


def test_names_of_our_neighbours_stay_as_they_are() -> None:
    for name in ("Iñaki Etxeberria-Gómez", "Núria Puig i Llàtzer", "D'Angelò", "محمد", "王小明"):
        assert displayable(name) == name


def test_directions_are_not_overridden() -> None:
    assert displayable("\u202eevil\u2066") == "evil"


def test_long_names_end_with_an_ellipsis() -> None:
    assert displayable("x" * 100, 10) == "x" * 9 + "…"
