"""Which sentence an expected wait is told by."""

from __future__ import annotations

import math

import pytest

from contact.wait_band import BANDS, band_of


@pytest.mark.parametrize(
    ("low_s", "high_s", "key"),
    [
        (0.0, 0.0, "wait-about-under-1"),
        (0.0, 119.9, "wait-about-under-1"),
        (0.0, 120.0, "wait-about-1-2"),
        (60.0, 180.0, "wait-about-2-5"),
        (280.0, 330.0, "wait-about-5-10"),
        (600.0, 600.0, "wait-about-10-15"),
        (899.0, 905.0, "wait-about-15-20"),
        (1200.0, 1300.0, "wait-about-20-30"),
        (1800.0, 1800.0, "wait-about-30-45"),
        (2700.0, 3000.0, "wait-about-45-60"),
        (3600.0, 3600.0, "wait-about-over-60"),
        (3600.0, math.inf, "wait-about-over-60"),
    ],
)
def test_the_band_holds_the_middle_of_the_range(low_s: float, high_s: float, key: str) -> None:
    assert band_of(low_s, high_s).key == key


def test_every_wait_up_to_two_hours_is_told_and_never_shorter_than_one_before_it() -> None:
    told = [BANDS.index(band_of(wait_s, wait_s)) for wait_s in range(7200)]
    assert told == sorted(told)
    assert set(told) == set(range(len(BANDS)))


@pytest.mark.parametrize(("low_s", "high_s"), [(-1.0, 5.0), (10.0, 9.0), (math.nan, 5.0)])
def test_a_range_that_is_none_is_refused(low_s: float, high_s: float) -> None:
    with pytest.raises(ValueError, match="no range of waiting"):
        band_of(low_s, high_s)
