"""What is known of every audio file: words, engine, voice, licence, checksum, length, review.

Owns the form of manifest.json and its comparison with the catalogue. Pure: takes and gives text.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from sounds.catalogue import Catalogue, text_hash

RECORDING = "recording"
"""Engine name of a take spoken by a person."""

Takes = Mapping[str, "Take"]
"""`<language>/<key>` -> its audio."""


class ManifestError(ValueError):
    """The manifest cannot be read. The message says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Take:
    """One audio file and where it comes from."""

    text_sha256: str
    """Checksum of the words it speaks; empty for music."""
    engine: str
    """What made it: kokoro, festival, command, espeak, recording, or our own code."""
    voice: str
    """Voice of the engine, or the speaker's name."""
    phonemes: str
    """What turned letters into sounds, 'own' if the engine did."""
    speed: float
    """Pace, 1.0 is the voice's own."""
    licence: str
    """SPDX name of the terms of the voice, or of the recording."""
    review: str
    """Empty, or what a person still has to do, e.g. 'needs native review'."""
    sha256: str
    """Checksum of the file."""
    duration_s: float
    """Length in seconds (8000 bytes are one second)."""


def name_of(key: str, language: str) -> str:
    """The manifest's name of a prompt's audio."""
    return f"{language}/{key}"


def read_manifest(text: str) -> dict[str, Take]:
    """Reads manifest.json. Raises ManifestError on anything that is not one."""
    try:
        tree = json.loads(text)
    except ValueError as error:
        raise ManifestError(f"manifest.json: {error}; take it from the repository again") from error
    if not isinstance(tree, dict):
        raise ManifestError("manifest.json: expected one object with a line for each audio file")
    return {name: _take(name, entry) for name, entry in tree.items()}


def write_manifest(takes: Takes) -> str:
    """The manifest as text, sorted, one line a file: changes are easy to compare."""
    lines = [
        f"  {json.dumps(name)}: {json.dumps(asdict(takes[name]), ensure_ascii=False)}"
        for name in sorted(takes)
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def missing(catalogue: Catalogue, takes: Takes) -> dict[str, tuple[str, ...]]:
    """Per language, the prompts without any audio. Languages that lack nothing are left out."""
    gaps: dict[str, list[str]] = {}
    for language, key in catalogue.wanted():
        if name_of(key, language) not in takes:
            gaps.setdefault(language, []).append(key)
    return {language: tuple(keys) for language, keys in gaps.items()}


def outdated(catalogue: Catalogue, takes: Takes) -> tuple[tuple[str, str], ...]:
    """Every (language, key) whose words changed after its audio was made."""
    return tuple(
        (language, key)
        for language, key in catalogue.wanted()
        if (take := takes.get(name_of(key, language))) is not None
        and take.text_sha256 != text_hash(catalogue.texts[language][key])
    )


def _take(name: str, entry: object) -> Take:
    wanted = {field.name: field.type for field in fields(Take)}
    if not isinstance(entry, dict) or set(entry) != set(wanted):
        raise ManifestError(f"manifest.json: '{name}' needs exactly {', '.join(wanted)}")
    for field, kind in wanted.items():
        value = entry[field]
        good = isinstance(value, str) if kind is str else isinstance(value, int | float)
        if not good:
            raise ManifestError(f"manifest.json: '{name}' has {field} = {value!r}, not a {kind}")
    return Take(**entry)
