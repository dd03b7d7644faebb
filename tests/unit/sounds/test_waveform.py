"""Mu-law against the values of ITU-T G.711, trimming and levelling against their promises."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sounds.waveform import (
    PEAK,
    PIECE_LEAD_S,
    RATE,
    SPEECH_LEVEL,
    active_level,
    alaw,
    coded_level,
    coded_peak,
    decibel,
    decode,
    encode,
    fade,
    level,
    stand_in,
    trim,
)


def tone(seconds: float, height: float = 0.5) -> list[float]:
    return [height * math.sin(2 * math.pi * 440 * at / RATE) for at in range(int(seconds * RATE))]


@pytest.mark.parametrize(
    ("sample", "byte"), [(0.0, 0xFF), (1.0, 0x80), (-1.0, 0x00), (-0.00001, 0xFF)]
)
def test_the_ends_and_the_middle_have_the_codes_of_the_standard(sample: float, byte: int) -> None:
    assert encode([sample]) == bytes([byte])


def test_every_code_decodes_to_a_sample_that_encodes_to_it_again() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)  # 0x7F is the second zero
    assert encode(decode(codes)) == codes


@given(st.floats(-1, 1))
def test_coding_is_wrong_by_at_most_half_a_step_of_the_standard(sample: float) -> None:
    (again,) = decode(encode([sample]))
    bias = 132 / 32768
    assert abs(again - sample) <= (abs(sample) + bias) / 32 + 1 / 32768


def test_silence_before_and_after_is_cut_but_for_a_breath() -> None:
    kept = trim([0.0] * RATE + tone(0.5) + [0.0] * RATE)
    assert 0.5 <= len(kept) / RATE <= 0.62


def test_pauses_inside_stay() -> None:
    assert len(trim(tone(0.3) + [0.0] * RATE + tone(0.3))) / RATE >= 1.6


def test_nothing_is_left_of_silence() -> None:
    assert trim([0.0] * RATE) == []
    assert trim([]) == []


@given(st.floats(0.001, 1.0))
def test_loud_and_quiet_speech_come_out_alike(height: float) -> None:
    levelled = level(tone(0.2, height))
    assert active_level(levelled) == pytest.approx(SPEECH_LEVEL, rel=0.02)


def test_no_peak_passes_three_decibels_below_full_scale() -> None:
    spiky = tone(0.5, 0.01)
    spiky[1000] = 1.0
    assert max(abs(sample) for sample in level(spiky)) <= PEAK


def test_pauses_do_not_count_as_quiet_speech() -> None:
    spoken = tone(0.5)
    assert active_level(spoken + [0.0] * RATE) == pytest.approx(active_level(tone(0.5)), rel=0.02)


def test_a_faded_cut_starts_and_ends_in_silence() -> None:
    faded = fade([0.5] * RATE)
    assert faded[0] == faded[-1] == 0.0
    assert faded[RATE // 2] == 0.5


def test_the_level_of_coded_sound_is_that_of_its_samples() -> None:
    coded = encode(tone(0.5) + [0.0] * RATE)
    assert coded_level(coded) == pytest.approx(active_level(decode(coded)))
    assert coded_peak(coded) == max(abs(sample) for sample in decode(coded))
    assert coded_level(b"") == coded_peak(b"") == 0.0


def test_silence_has_no_decibels() -> None:
    assert decibel(0.0) == -math.inf
    assert decibel(0.1) == pytest.approx(-20)


def test_a_tone_is_as_loud_as_speech_and_ends_in_silence() -> None:
    made = stand_in(0.4)
    assert len(made) == 0.4 * RATE
    assert decibel(active_level(made)) == pytest.approx(-20, abs=0.2)
    assert made[0] == made[-1] == 0


def test_a_clip_that_others_follow_is_cut_closer() -> None:
    padded = [0.0] * RATE + stand_in(0.4) + [0.0] * RATE
    assert len(trim(padded)) - len(trim(padded, PIECE_LEAD_S)) == pytest.approx(0.04 * RATE, abs=2)


@pytest.mark.parametrize(("mu", "a"), [(0xFF, 0xD5), (0x7F, 0xD5), (0x80, 0xAA), (0x00, 0x2A)])
def test_a_law_follows_the_table_of_conversion(mu: int, a: int) -> None:
    assert alaw(bytes([mu]))[0] == a


def level_of(byte: int) -> int:
    """The sample of 16 bits that an A-law byte stands for (ITU-T G.711, table 1a)."""
    turned = byte ^ 0x55
    segment, step = turned >> 4 & 7, turned & 15
    size = (step << 4) + 8 if not segment else (step << 4) + 0x108 << segment - 1
    return size if turned & 0x80 else -size


def test_a_law_is_the_nearest_there_is_to_what_was_heard() -> None:
    levels = [level_of(byte) for byte in range(256)]
    for mu in range(256):
        sample = decode(bytes([mu]))[0] * 32768
        nearest = min(abs(one - sample) for one in levels)
        assert abs(level_of(alaw(bytes([mu]))[0]) - sample) == nearest, mu


def test_a_law_never_falls_as_the_sample_rises() -> None:
    rising = sorted(range(256), key=lambda byte: decode(bytes([byte]))[0])
    sizes = [alaw(bytes([byte]))[0] ^ 0x55 for byte in rising]
    signed = [size - 128 if size & 0x80 else -1 - size for size in sizes]
    assert signed == sorted(signed)
