"""Which Asterisk to run: clear words when there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dialplan.installation import AsteriskMissing, read_installation


def note(tmp_path: Path, command: str) -> Path:
    file = tmp_path / "env"
    file.write_text(
        f"ASTERISK_COMMAND={command}\nASTERISK_MODULES=/m\nASTERISK_DATA=/d\nASTERISK_VERSION=22.1\n"
    )
    return file


def test_the_note_is_read_as_a_shell_would(tmp_path):
    found = read_installation(note(tmp_path, f"{sys.executable} -S 'two words'"))
    assert found.command == (sys.executable, "-S", "two words")
    assert (found.modules, found.data, found.version) == ("/m", Path("/d"), "22.1")


@pytest.mark.parametrize("command", ["/nowhere/asterisk", ""])
def test_a_command_that_does_not_exist_is_told(tmp_path, command):
    with pytest.raises(AsteriskMissing, match=r"make setup"):
        read_installation(note(tmp_path, command))


def test_a_missing_note_says_what_to_run(tmp_path):
    with pytest.raises(AsteriskMissing, match=r"is not there; run: make setup"):
        read_installation(tmp_path / "env")


def test_an_incomplete_note_names_what_it_lacks(tmp_path):
    (tmp_path / "env").write_text("ASTERISK_COMMAND=x\n")
    with pytest.raises(AsteriskMissing, match="ASTERISK_MODULES, ASTERISK_DATA"):
        read_installation(tmp_path / "env")
