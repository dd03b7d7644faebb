"""Many spellings of one telephone number, and those that are nobody's."""

from __future__ import annotations

import pytest

from crm_api.edge.number import e164, stored_number


@pytest.mark.parametrize(
    "written", ["944205000", "944 20 50 00", "+34944205000", "0034 944-205-000", "(944) 205.000"]
)
def test_every_spelling_of_a_number_is_the_same_number(written: str) -> None:
    assert e164(written, "ES") == "+34944205000"


@pytest.mark.parametrize(
    "written", ["", "anonymous", "012", "112", "010", "0" * 40, "\0", "+", "9442"]
)
def test_short_withheld_and_mangled_numbers_are_nobodys(written: str) -> None:
    assert e164(written, "ES") == ""


def test_the_region_decides_what_a_national_spelling_means() -> None:
    assert e164("055 27681", "IT") == "+3905527681"
    assert e164("+39 055 27681", "ES") == "+3905527681"


def test_a_short_code_is_stored_as_written() -> None:
    assert stored_number(" 0 10 ", "ES") == "010"
