"""The take that a recording replaced is kept and can be put back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sounds.library import FOLDER, Library, open_library
from sounds.manifest import ManifestError
from sounds.previous import keep_previous, replace_file, restore_previous


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """What ships, with one prompt's audio."""
    for name in ("catalogue.yaml", "manifest.json"):
        shutil.copy(FOLDER / name, tmp_path / name)
    shutil.copytree(FOLDER / "texts", tmp_path / "texts")
    replace_file(tmp_path / "audio/en/hold.ulaw", (FOLDER / "audio/en/hold.ulaw").read_bytes())
    return open_library(tmp_path)


def test_what_was_kept_is_heard_again_and_the_other_take_is_kept(library: Library) -> None:
    path = library.audio / "en" / "hold.ulaw"
    first, second = path.read_bytes(), b"another take"
    keep_previous(library, "en/hold")
    path.write_bytes(second)
    restore_previous(library, "en", "hold")
    assert path.read_bytes() == first
    restore_previous(library, "en", "hold")
    assert path.read_bytes() == second


def test_a_prompt_without_audio_leaves_nothing_to_keep(library: Library) -> None:
    (library.audio / "en" / "hold.ulaw").unlink()
    keep_previous(library, "en/hold")
    with pytest.raises(ManifestError, match="no previous take is kept"):
        restore_previous(library, "en", "hold")


def test_a_file_is_replaced_whole_and_leaves_no_draft(tmp_path: Path) -> None:
    replace_file(tmp_path / "new" / "a.ulaw", b"one")
    replace_file(tmp_path / "new" / "a.ulaw", b"two")
    assert [(one.name, one.read_bytes()) for one in (tmp_path / "new").iterdir()] == [
        ("a.ulaw", b"two")
    ]
