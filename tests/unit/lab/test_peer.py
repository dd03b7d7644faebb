"""Programs of others are kept apart from our own environment."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from lab import peer


def test_a_peer_stands_behind_everything_else_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    folder = tmp_path / hashlib.sha256(peer.LOCK.read_bytes()).hexdigest()[:12]
    for name in ("some_peer", "tests"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text("", encoding="utf-8")
    module = peer.load_peer("some_peer", tmp_path)
    assert module.__file__ == str(folder / "some_peer" / "__init__.py")
    assert sys.path[-1] == str(folder)


def test_a_peer_that_cannot_be_installed_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(peer.PeerMissing, match=r"requirements/apart\.txt could not be installed"):
        peer.load_peer("some_peer", tmp_path)


def test_the_lock_of_the_peers_pins_every_package_with_its_hash() -> None:
    text = peer.LOCK.read_text(encoding="utf-8")
    assert "ciw==" in text
    assert text.count("==") <= text.count("--hash=sha256:")
