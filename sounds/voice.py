"""Which engine and voice speaks which language: reads voices.yaml.

Pure: takes text, gives voices or every mistake in it.
"""

from typing import Any

from sounds.catalogue import Catalogue
from sounds.engine import Voice
from sounds.yaml_text import Source, load, place

_FIELDS: dict[str, type | tuple[type, ...]] = {
    "engine": str,
    "voice": str,
    "phonemes": str,
    "speed": (int, float),
    "licence": str,
    "review": str,
}
ENGINES = ("kokoro", "festival", "espeak", "command")
"""Programs that can speak, see engine.py and kokoro.py."""


class VoiceError(ValueError):
    """voices.yaml cannot be used. The message has one line a mistake."""


def read_voices(source: Source, catalogue: Catalogue) -> dict[str, Voice]:
    """Language code -> voice. Raises VoiceError with every mistake as file:line:column."""
    tree, flaws = load(source)
    for code in catalogue.languages:
        entry = tree.get(code)
        fault = _fault(entry)
        if fault:
            flaws.append(f"{place(source, tree, code)}: {code}: {fault}")
    if flaws:
        raise VoiceError("\n".join(flaws))
    return {code: _voice(code, tree[code]) for code in catalogue.languages}


def _voice(code: str, entry: dict[str, Any]) -> Voice:
    review = "" if entry["review"] == "none" else entry["review"]
    return Voice(
        code, entry["engine"], entry["voice"], entry["phonemes"], float(entry["speed"]),
        entry["licence"], review,
    )  # fmt: skip


def _fault(entry: object) -> str:
    if not isinstance(entry, dict) or set(entry) != set(_FIELDS):
        return f"needs exactly the fields {', '.join(_FIELDS)}"
    for name, kind in _FIELDS.items():
        if not isinstance(entry[name], kind) or isinstance(entry[name], bool):
            return f"{name} is {entry[name]!r}; write a {'number' if name == 'speed' else 'text'}"
    if entry["engine"] not in ENGINES:
        return f"no engine '{entry['engine']}'; known: {', '.join(ENGINES)}"
    if not 0.5 <= entry["speed"] <= 2:
        return f"speed is {entry['speed']}; write a number from 0.5 to 2"
    return ""
