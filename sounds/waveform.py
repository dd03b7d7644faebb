"""Samples: G.711 mu-law and A-law, silence trimmed, even loudness.

Pure arithmetic on 8 kHz mono samples; the telephone network's form, which Asterisk plays as it is.
Never resamples (sox does) and never opens a file.
"""

import math
from array import array
from collections.abc import Sequence

RATE = 8000
"""Samples a second, and bytes a second of mu-law."""

PEAK = 10 ** (-3 / 20)
"""Highest sample after levelling, -3 dBFS: room for the network's own gain."""

SPEECH_LEVEL = 10 ** (-20 / 20)
"""Mean level of the loud parts after levelling, -20 dBFS."""

LEAD_S = 0.04
"""Silence left before and after a sentence, seconds."""

PIECE_LEAD_S = 0.02
"""The same for a clip that others follow."""

FAINTEST = 10 ** (-50 / 20)
"""What is quieter than -50 dBFS before levelling is noise, not speech."""

_FRAME = RATE // 50
_SILENCE = 10 ** (-45 / 20)
_BIAS = 132
_CLIP = 32635


def encode(samples: Sequence[float]) -> bytes:
    """Samples of -1..1 as mu-law bytes (ITU-T G.711, table 2a)."""
    return bytes(_encode_one(round(sample * 32767)) for sample in samples)


def decode(coded: bytes) -> list[float]:
    """Mu-law bytes as samples of -1..1 (ITU-T G.711)."""
    return [_DECODED[byte] for byte in coded]


def stand_in(duration_s: float) -> list[float]:
    """A steady tone of 425 Hz (ITU-T E.180), as loud as speech, without a click at its ends."""
    turn = 2 * math.pi * 425 / RATE
    height = SPEECH_LEVEL * math.sqrt(2)
    return fade([height * math.sin(turn * at) for at in range(round(duration_s * RATE))])


def alaw(coded: bytes) -> bytes:
    """Mu-law bytes as A-law bytes (ITU-T G.711, table 1a)."""
    return coded.translate(_ALAW)


def trim(samples: Sequence[float], rest_s: float = LEAD_S) -> list[float]:
    """Without the silence before and after, but for `rest_s` so that no consonant is cut."""
    threshold = _SILENCE * max((abs(sample) for sample in samples), default=0.0)
    loud = [
        at for at in range(0, len(samples), _FRAME) if _rms(samples[at : at + _FRAME]) > threshold
    ]
    if not loud:
        return []
    rest = round(rest_s * RATE)
    return list(samples[max(0, loud[0] - rest) : loud[-1] + _FRAME + rest])


def level(samples: Sequence[float]) -> list[float]:
    """Brought to the common speech level, soft-limited so that no peak passes -3 dBFS."""
    active = active_level(samples)
    if active == 0:
        return list(samples)
    gain = SPEECH_LEVEL / active
    return [_limit(sample * gain) for sample in samples]


def fade(samples: Sequence[float]) -> list[float]:
    """With 5 ms ramps at both ends, so that the cut makes no click."""
    ramp = min(RATE // 200, len(samples) // 2)
    faded = list(samples)
    for at in range(ramp):
        faded[at] *= at / ramp
        faded[-1 - at] *= at / ramp
    return faded


def active_level(samples: Sequence[float]) -> float:
    """Root mean square over the frames that carry speech: pauses do not count as quiet."""
    return _mean_of_loud([_rms(samples[at : at + _FRAME]) for at in range(0, len(samples), _FRAME)])


def coded_level(coded: bytes) -> float:
    """The active level of mu-law bytes, by table: whole libraries are checked in a moment."""
    frames = (coded[at : at + _FRAME] for at in range(0, len(coded), _FRAME))
    square = _SQUARES.__getitem__
    return _mean_of_loud([math.sqrt(sum(map(square, frame)) / len(frame)) for frame in frames])


def coded_peak(coded: bytes) -> float:
    """The highest sample in mu-law bytes."""
    return max((abs(_DECODED[byte]) for byte in set(coded)), default=0.0)


def from_pcm(raw: bytes) -> list[float]:
    """Signed 16-bit samples in this machine's byte order as -1..1."""
    return [sample / 32768 for sample in array("h", raw[: len(raw) // 2 * 2])]


def decibel(amplitude: float) -> float:
    """Amplitude in dB below full scale; silence is -infinity."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def _limit(sample: float) -> float:
    """Straight up to half the peak, then bent so that it nears the peak and never passes it."""
    knee = PEAK / 2
    size = abs(sample)
    if size <= knee:
        return sample
    bent = knee + (PEAK - knee) * math.tanh((size - knee) / (PEAK - knee))
    return math.copysign(bent, sample)


def _mean_of_loud(frames: list[float]) -> float:
    loudest = max(frames, default=0.0)
    active = [frame for frame in frames if frame > loudest / 10]
    return math.sqrt(math.fsum(frame * frame for frame in active) / len(active)) if active else 0.0


def _rms(samples: Sequence[float]) -> float:
    return math.sqrt(math.fsum(s * s for s in samples) / len(samples)) if samples else 0.0


def _encode_one(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    size = min(abs(sample), _CLIP) + _BIAS
    exponent = size.bit_length() - 8
    mantissa = (size >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def _decode_one(byte: int) -> float:
    coded = ~byte & 0xFF
    size = (((coded & 0x0F) << 3) + _BIAS << (coded >> 4 & 7)) - _BIAS
    return (-size if coded & 0x80 else size) / 32768


def _alaw_one(sample: int) -> int:
    """A sample of 16 bits; A-law keeps 13 of them and turns every other bit round."""
    size, turned = (sample >> 3, 0xD5) if sample >= 0 else (-(sample >> 3) - 1, 0x55)
    segment = max(size.bit_length() - 5, 0)
    return (segment << 4 | size >> max(segment, 1) & 0x0F) ^ turned


_DECODED = tuple(_decode_one(byte) for byte in range(256))
_SQUARES = tuple(sample * sample for sample in _DECODED)
_ALAW = bytes(_alaw_one(round(sample * 32768)) for sample in _DECODED)
