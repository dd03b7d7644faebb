"""Everything that can be wrong with the committed audio, each in one clear sentence.

Pure: takes catalogue, manifest and the bytes of the files, gives sentences. Never opens a file.
"""

import hashlib
from collections.abc import Mapping

from sounds.catalogue import MUSIC, Catalogue
from sounds.manifest import Take, Takes, missing, name_of, outdated
from sounds.waveform import RATE, coded_level, decibel

QUIETEST_DB = -35.0
"""Speech below this mean level is taken for silence."""

NAMED = 5
"""Prompts named in a sentence about missing ones."""

FASTEST_S = 0.035
"""Seconds a letter: a prompt spoken faster lacks some of its words."""

SLOWEST_S = 0.16
"""Seconds a letter: a prompt spoken slower has a long gap or a wrong text."""

WORD_S = 1.0
"""A piece of a sentence may last so long, however few its letters: "y" is a whole syllable."""


def problems(catalogue: Catalogue, takes: Takes, files: Mapping[str, bytes]) -> list[str]:
    """Every problem, worst first. `files` maps the manifest's names to contents."""
    found = [
        f"{language}: no audio for {_some(keys)}; run python -m sounds.builder"
        for language, keys in missing(catalogue, takes).items()
    ]
    found += [
        f"{name_of(key, language)}: the words changed after it was spoken; record or make it again"
        for language, key in outdated(catalogue, takes)
    ]
    if MUSIC not in takes:
        found.append("music on hold is missing; run python -m sounds.builder")
    for name, take in takes.items():
        found += [f"{name}: {fault}" for fault in _file_faults(take, files.get(name))]
    strange = sorted(set(files) - set(takes))
    found += [f"{name}: audio that the manifest does not know; remove it" for name in strange]
    return found + _speech_faults(catalogue, takes, files) + _twins(catalogue, files)


def _some(keys: tuple[str, ...]) -> str:
    """A few names, so that the sentence stays one."""
    if len(keys) <= NAMED:
        return ", ".join(keys)
    return f"{', '.join(keys[:NAMED])} and {len(keys) - NAMED} more"


def _file_faults(take: Take, content: bytes | None) -> list[str]:
    if content is None:
        return ["the file is missing; make it again"]
    if hashlib.sha256(content).hexdigest() != take.sha256:
        return ["the file is not the one the manifest describes; import or make it again"]
    if abs(len(content) / RATE - take.duration_s) > 0.01:
        return [f"lasts {len(content) / RATE:.2f} s, the manifest says {take.duration_s:.2f} s"]
    return []


def _speech_faults(catalogue: Catalogue, takes: Takes, files: Mapping[str, bytes]) -> list[str]:
    found = []
    for language, key in catalogue.wanted():
        content = files.get(name_of(key, language))
        if content is None:
            continue
        duration_s = len(content) / RATE
        text = catalogue.texts[language][key]
        slowest_s = max(SLOWEST_S * len(text), WORD_S if catalogue.prompts[key].is_piece else 0.0)
        limit = catalogue.prompts[key].at_most_s
        name = name_of(key, language)
        if duration_s > limit:
            found.append(f"{name}: lasts {duration_s:.2f} s, not at most {limit} s; shorten it")
        if not FASTEST_S * len(text) <= duration_s <= slowest_s:
            found.append(f"{name}: {duration_s:.2f} s does not fit its words; listen to it")
        if decibel(coded_level(content)) < QUIETEST_DB:
            found.append(f"{name}: is silent; record or make it again")
    return found


def _twins(catalogue: Catalogue, files: Mapping[str, bytes]) -> list[str]:
    found = []
    for language in catalogue.languages:
        first: dict[bytes, str] = {}
        for key in catalogue.prompts:
            content = files.get(name_of(key, language))
            twin = first.setdefault(content, key) if content else key
            if twin != key:
                name = name_of(key, language)
                found.append(f"{name}: the same audio as {twin}; one of them is wrong")
    return found
