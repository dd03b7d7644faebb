"""The tone before a recording."""

from itertools import pairwise

from sounds.tone import tone
from sounds.waveform import RATE, decode


def test_the_tone_lasts_half_a_second_at_a_thousand_hertz() -> None:
    wave = decode(tone())
    assert len(wave) == RATE // 2
    rises = sum(a < 0 <= b for a, b in pairwise(wave))
    assert abs(rises - 500) <= 5


def test_the_tone_is_heard_and_never_overdriven() -> None:
    assert 0.1 < max(map(abs, decode(tone()))) < 0.3
