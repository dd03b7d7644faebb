"""The music on hold: soft chords, composed and played by this file, so the licence is ours.

Pure arithmetic. The end leads back to the beginning without a seam.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache

from sounds.waveform import RATE

BEAT_S = 0.75
"""Length of one beat: 80 beats a minute."""

BEATS_A_CHORD = 4

LEVEL = 10 ** (-18 / 20)
"""Highest sample, -18 dBFS: well below the voice of a prompt."""

# Semitones above A3 (220 Hz). Sixteen bars in C: two phrases that differ in their ending.
_CHORDS = (
    (3, 7, 10), (0, 3, 7), (-4, 0, 3), (-2, 2, 5),
    (3, 7, 10), (0, 3, 8), (-4, 1, 5), (-2, 2, 7),
    (-4, 0, 3), (-2, 2, 5), (0, 3, 7), (-5, -2, 3),
    (-4, 0, 5), (-2, 3, 7), (-2, 2, 5), (3, 7, 10),
)  # fmt: skip
# One melody note a beat; None rests. Written an octave above the chords.
_MELODY = (
    10, None, 7, None, 8, 7, 3, None, 5, None, 3, 0, 2, None, 5, None,
    7, None, 10, None, 12, 10, 8, None, 10, None, 5, 3, 2, None, 7, None,
    8, None, 7, 5, 5, None, 2, None, 3, 5, 7, None, 3, None, None, None,
    5, None, 8, None, 7, 5, 3, None, 2, 3, 5, None, 3, None, None, None,
)  # fmt: skip
_PARTIALS = ((1, 1.0), (2, 0.28), (3, 0.09))
_TURN = 4096
_CYCLE = tuple(
    sum(share * math.sin(2 * math.pi * number * at / _TURN) for number, share in _PARTIALS)
    for at in range(_TURN)
)
"""One swing of the instrument, looked up instead of computed for each sample."""


def piece() -> list[float]:
    """The whole piece as 8 kHz samples of -1..1, 48 seconds."""
    total = round(len(_CHORDS) * BEATS_A_CHORD * BEAT_S * RATE)
    sound = [0.0] * total
    for start_s, length_s, semitone, strength in _notes():
        _add(sound, round(start_s * RATE), _tone(semitone, length_s, strength))
    loudest = max(abs(sample) for sample in sound)
    return [sample * LEVEL / loudest for sample in sound]


def _notes() -> Iterator[tuple[float, float, int, float]]:
    """Every note as (start in s, length in s, semitones above A3, strength)."""
    bar_s = BEATS_A_CHORD * BEAT_S
    for bar, chord in enumerate(_CHORDS):
        for semitone in chord:
            yield bar * bar_s, bar_s * 1.4, semitone, 0.5
    for beat, note in enumerate(_MELODY):
        if note is not None:
            yield beat * BEAT_S, BEAT_S * 2.2, note + 12, 0.45


@cache
def _tone(semitone: int, length_s: float, strength: float) -> tuple[float, ...]:
    """One soft note: 60 ms attack, then dying away."""
    step = 220 * 2 ** (semitone / 12) / RATE * _TURN
    length = round(length_s * RATE)
    attack = 0.06 * RATE
    decay = math.exp(-2.2 / length)
    tone, loudness = [], strength
    for at in range(length):
        envelope = loudness * min(1.0, at / attack) * (1 - at / length)
        tone.append(envelope * _CYCLE[int(at * step) % _TURN])
        loudness *= decay
    return tuple(tone)


def _add(sound: list[float], start: int, tone: Sequence[float]) -> None:
    """Mixes in; what rings past the end is heard at the beginning, so the loop has no seam."""
    for at, sample in enumerate(tone):
        sound[(start + at) % len(sound)] += sample
