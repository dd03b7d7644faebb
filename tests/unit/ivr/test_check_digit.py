"""Check digits find typing mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.plan import Check
from ivr.core.check_digit import passes


@pytest.mark.parametrize("digits", ["4242424242424242", "79927398713", "18", "0"])
def test_published_luhn_numbers_pass(digits: str) -> None:
    assert passes(Check.LUHN, digits)


@pytest.mark.parametrize("digits", ["4242424242424243", "79927398710", "1"])
def test_luhn_numbers_with_a_wrong_digit_do_not_pass(digits: str) -> None:
    assert not passes(Check.LUHN, digits)


def test_the_example_of_iso_7064_passes_and_its_neighbour_does_not() -> None:
    assert passes(Check.MOD97, "79444")  # ISO/IEC 7064: 794 with its check digits 44
    assert not passes(Check.MOD97, "79445")


@given(st.integers(0, 10**12), st.data())
def test_one_wrong_digit_is_always_found(number: int, data: st.DataObject) -> None:
    """By both checks, whatever the number."""
    stem = str(number)
    luhn = next(f"{stem}{end}" for end in range(10) if passes(Check.LUHN, f"{stem}{end}"))
    mod97 = f"{stem}{98 - int(stem) * 100 % 97:02}"
    for check, good in ((Check.LUHN, luhn), (Check.MOD97, mod97)):
        assert passes(check, good)
        place = data.draw(st.integers(0, len(good) - 1))
        wrong = data.draw(st.sampled_from([one for one in "0123456789" if one != good[place]]))
        assert not passes(check, good[:place] + wrong + good[place + 1 :])


@pytest.mark.parametrize("check", Check)
@pytest.mark.parametrize("digits", ["", "12a", "\u0661\u0662", "²"])
def test_what_is_no_number_passes_nothing(check: Check, digits: str) -> None:
    assert not passes(check, digits)


def test_without_a_check_any_digits_pass() -> None:
    assert passes(Check.NONE, "4242424242424243")
