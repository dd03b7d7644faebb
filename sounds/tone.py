"""The tone after which a message is recorded.

Owns its sound: half a second at 1000 Hz. Never opens a file. Pure.
"""

from __future__ import annotations

import math

from sounds import waveform

_HERTZ = 1000
_LASTS_S = 0.5
_LEVEL = 10 ** (-16 / 20)
"""-16 dBFS: heard as loud as speech."""


def tone() -> bytes:
    """The tone, mu-law."""
    count = int(waveform.RATE * _LASTS_S)
    step = 2 * math.pi * _HERTZ / waveform.RATE
    wave = [_LEVEL * math.sin(step * number) for number in range(count)]
    return waveform.encode(waveform.fade(wave))
