"""What the line would say for a number, a date, an hour, a sum, a row of digits or a wait.

Owns how such things are written on the command line, and the WAV file of the clips. Edge.
"""

from __future__ import annotations

import re
import wave
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sounds import waveform
from sounds.library import Library
from sounds.numeral import spoken
from sounds.numeral.piece import Gender, NotSpeakable
from sounds.numeral.spoken import Spoken

TONE_S = 0.4
"""How long the tone is that is heard in place of a clip that no language has, seconds."""


def compose(text: str, kind: str, language: str, gender: str, library: Library) -> Spoken:
    """The words and clips of what is written in `text`. Raises NotSpeakable."""
    if kind not in KINDS:
        raise NotSpeakable(f"no kind '{kind}'; give one of {', '.join(KINDS)}")
    if gender not in list(Gender):
        raise NotSpeakable(f"no gender '{gender}'; give one of {', '.join(Gender)}")
    if kind == "number":
        return spoken.number(_whole(text), language, Gender(gender))
    if kind == "wait":
        return _wait(text, language, library.catalogue.texts.get(language, {}))
    return _READ[kind](text, language)


def clips_plain(said: Spoken, library: Library) -> list[dict[str, Any]]:
    """Each clip with the language in which it is heard; empty: in none, a tone is heard."""
    heard = [library.sound(key, said.language) for key in said.keys]
    return [
        {"key": key, "heard_in": sound.language if sound else ""}
        for key, sound in zip(said.keys, heard, strict=True)
    ]


def write_wav(said: Spoken, library: Library, file: Path) -> float:
    """The clips one after the other as a WAV file; returns its length in seconds.

    Raises OSError.
    """
    coded = b""
    for key in said.keys:
        sound = library.sound(key, said.language)
        coded += sound.path.read_bytes() if sound else waveform.encode(waveform.stand_in(TONE_S))
    samples = array("h", (round(sample * 32767) for sample in waveform.decode(coded)))
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(waveform.RATE)
        out.writeframes(samples.tobytes())
    return len(coded) / waveform.RATE


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise NotSpeakable(f"'{text}' is no whole number; give e.g. 21")
    return int(text)


def _date(text: str, language: str) -> Spoken:
    form = r"(?:[0-9]{4}-)?([0-9]{1,2})-([0-9]{1,2})"
    parts = _parts(form, text, "a date", "2026-01-06 or 01-06")
    return spoken.date(int(parts[0]), int(parts[1]), language)


def _time(text: str, language: str) -> Spoken:
    parts = _parts(r"([0-9]{1,2}):([0-9]{2})", text, "a time of day", "14:30")
    return spoken.time(int(parts[0]), int(parts[1]), language)


def _money(text: str, language: str) -> Spoken:
    parts = _parts(r"([0-9]{1,7})(?:[.,]([0-9]{2}))?", text, "a sum in euros", "12 or 12.50")
    return spoken.money(int(parts[0]) * 100 + int(parts[1] or 0), language)


def _wait(text: str, language: str, texts: Mapping[str, str]) -> Spoken:
    parts = _parts(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", text, "a wait in minutes", "3 or 2-5")
    low_s = int(parts[0]) * 60.0
    return spoken.wait(low_s, int(parts[1]) * 60.0 if parts[1] else low_s, language, texts)


def _parts(form: str, text: str, what: str, example: str) -> tuple[str, ...]:
    match = re.fullmatch(form, text.strip())
    if match is None:
        raise NotSpeakable(f"'{text}' is not {what}; give e.g. {example}")
    return match.groups("")


_READ: Mapping[str, Callable[[str, str], Spoken]] = {
    "date": _date,
    "money": _money,
    "time": _time,
    "digits": spoken.digits,
}
KINDS = ("number", *_READ, "wait")
"""What can be said."""
