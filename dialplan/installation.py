"""Which Asterisk to run, as the set-up noted it.

Owns reading that note (KEY=VALUE lines). Edge.
"""

from __future__ import annotations

import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

_KEYS = ("ASTERISK_COMMAND", "ASTERISK_MODULES", "ASTERISK_DATA", "ASTERISK_VERSION")


class AsteriskMissing(Exception):
    """There is no Asterisk to run; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An Asterisk that can be started."""

    command: tuple[str, ...]
    """Words that start it."""
    modules: str
    """Folder of its modules."""
    data: Path
    """Folder that holds its rest-api and documentation."""
    version: str


def read_installation(file: Path = Path(".asterisk/env")) -> Installation:
    """What the note says. Raises AsteriskMissing."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise AsteriskMissing(
            f"Asterisk is not set up: {file} is not there; run: make setup"
        ) from None
    known = dict(line.split("=", 1) for line in lines if "=" in line)
    absent = [key for key in _KEYS if key not in known]
    if absent:
        raise AsteriskMissing(f"{file} lacks {', '.join(absent)}; run: make setup")
    values = {key: shlex.split(known[key]) for key in _KEYS}
    command = tuple(values["ASTERISK_COMMAND"])
    if not command or shutil.which(command[0]) is None:
        raise AsteriskMissing(f"{known['ASTERISK_COMMAND']} does not exist; run: make setup")
    modules, data, version = (" ".join(values[key]) for key in _KEYS[1:])
    return Installation(command, modules, Path(data), version)
