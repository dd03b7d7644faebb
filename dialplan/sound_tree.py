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
TONE_S = 0.4
"""How long it is, seconds."""


def write_tree(folder: Path, audio: Path, gaps: Mapping[str, str]) -> None:
    """Write the tree of the prompts in `audio` into `folder`, whole or not at all.

    `gaps` maps each missing `<language>/<key>` to the one that stands in, or to nothing: then a
    tone is heard. Raises OSError.
    """
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    tone = encode(stand_in(TONE_S))
    (draft / f"{TONE}.ulaw").write_bytes(tone)
    (draft / f"{TONE}.alaw").write_bytes(alaw(tone))
    for source in sorted(audio.glob("*/*.ulaw")):
        if source.is_file():
            _add(draft, source.relative_to(audio).with_suffix("").as_posix(), source)
    for name, other in gaps.items():
        source = audio / f"{other}.ulaw"
        _add(draft, name, source if other and source.is_file() else draft / f"{TONE}.ulaw")
    _put(draft, folder)


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
