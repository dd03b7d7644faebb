"""The prompts as Asterisk finds them: in every form of G.711, and never a gap.

Owns a folder of links to the recordings, with what is derived from them beside: A-law, so that
nothing is converted while it plays, and stand-ins for recordings that are missing, since Asterisk
plays nothing at all of a sequence after a file that it does not find. A recording that is replaced
is heard at once in mu-law; its A-law follows when the tree is written again. Edge.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from sounds.waveform import alaw, encode, stand_in

TONE = "tone"
"""Name of what is heard in place of a prompt that no language has."""
MADE_OF = "made-of.txt"
"""What a tree was made of: nothing is written again while that is the same."""
TONE_S = 0.4
"""How long it is, seconds."""


def write_tree(folder: Path, audio: Path, gaps: Mapping[str, str]) -> None:
    """Write the tree of the prompts in `audio` into `folder`, whole or not at all.

    `gaps` maps each missing `<language>/<key>` to the one that stands in, or to nothing: then a
    tone is heard. Raises OSError.
    """
    sources = {
        path.relative_to(audio).with_suffix("").as_posix(): path
        for path in sorted(audio.glob("*/*.ulaw"))
        if path.is_file()
    }
    made_of = _made_of(sources, gaps)
    if _is_made_of(folder, made_of):
        return
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    tone = encode(stand_in(TONE_S))
    (draft / f"{TONE}.ulaw").write_bytes(tone)
    (draft / f"{TONE}.alaw").write_bytes(alaw(tone))
    for name, source in sources.items():
        _add(draft, name, source)
    for name, other in gaps.items():
        source = audio / f"{other}.ulaw"
        _add(draft, name, source if other and source.is_file() else draft / f"{TONE}.ulaw")
    (draft / MADE_OF).write_text(made_of, encoding="utf-8")
    _put(draft, folder)


def _made_of(sources: Mapping[str, Path], gaps: Mapping[str, str]) -> str:
    """A line for each recording, by place, size and time of change, and for each gap."""
    lines = []
    for name, path in sources.items():
        known = path.stat()
        lines.append(f"{name} {path.resolve()} {known.st_size} {known.st_mtime_ns}")
    return "\n".join([*lines, *(f"{name} = {other}" for name, other in gaps.items())])


def _is_made_of(folder: Path, made_of: str) -> bool:
    try:
        return (folder / MADE_OF).read_text(encoding="utf-8") == made_of
    except OSError:
        return False


def _add(draft: Path, name: str, source: Path) -> None:
    link = draft / f"{name}.ulaw"
    link.parent.mkdir(exist_ok=True, mode=0o700)
    if source.is_relative_to(draft):
        shutil.copyfile(source, link)
    else:
        link.symlink_to(source.resolve())
    (draft / f"{name}.alaw").write_bytes(alaw(source.read_bytes()))


def _put(draft: Path, folder: Path) -> None:
    """Two renames: for an instant there is no tree, which costs a prompt, not a contact."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    draft.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
