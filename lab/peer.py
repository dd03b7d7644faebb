"""Programs of others that a benchmark runs beside ours, in a folder of their own.

Owns the folder: filled once from requirements/apart.txt, put behind everything else on the import
path. Apart from our environment, because a package that comes with one of them is named `tests` and
would hide ours. Edge.
"""

from __future__ import annotations

import hashlib
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from lab.bench_result import Spoilt

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "apart.txt"


class PeerMissing(Spoilt):
    """A peer cannot be installed or imported; the text says why."""


def load_peer(name: str, below: Path = ROOT / "var" / "apart") -> Any:
    """The module of a peer, installed first if it is not there. Raises PeerMissing."""
    folder = below / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    if not (folder / name).is_dir():
        _install(folder)
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise PeerMissing(f"{name} cannot be imported: {error}") from error


def _install(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "--target", str(folder)]
    done = subprocess.run(
        [*command, "--requirement", str(LOCK)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise PeerMissing(f"{LOCK.relative_to(ROOT)} could not be installed into {folder}: {last}")
