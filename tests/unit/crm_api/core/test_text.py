"""Texts from outside are made harmless, names comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_api.core.text import REPLACEMENT, harmless, search_key


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_a_harmless_text_can_be_stored_and_shown_anywhere(text: str) -> None:
    result = harmless(text, 64)
    assert len(result) <= 64
    result.encode()
    assert "\0" not in result
    assert "\x1b" not in result
    assert harmless(result, 64) == result


@pytest.mark.parametrize(
    "name", ["Begoña Íñiguez", "李小龍", "عبد الله", "Œuvre", "O'Neill & Söhne"]
)
def test_letters_of_any_script_stay(name: str) -> None:
    assert harmless(name, 200) == name


def test_control_characters_leave_a_mark_so_that_different_texts_stay_different() -> None:
    assert harmless("a\0b", 64) == f"a{REPLACEMENT}b"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Begoña Íñiguez", "BEGONA INIGUEZ"),
        ("Peñà", "pena"),
        ("STRASSE", "straße"),
        ("  Ane   Etxe ", "ane etxe"),
        ("ﬁn", "FIN"),
    ],
)
def test_case_accents_and_blanks_do_not_hide_a_name(written: str, wanted: str) -> None:
    assert search_key(written) == search_key(wanted)
