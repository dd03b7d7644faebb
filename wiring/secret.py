"""Secrets of one installation: generated on first use, kept in one file that only its owner reads.

Owns the file. Never logs a value, never shows one in an error. Edge.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path


class SecretsUnreadable(RuntimeError):
    """The file of secrets is there but cannot be used; the text says what to do."""


class Secrets:
    """Named secrets of 256 random bits, created when first asked for (S02)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = self._read()

    def get(self, name: str) -> str:
        """The secret of this name. Raises SecretsUnreadable when the file cannot be used."""
        if name not in self._known:
            with self._locked():
                self._known = self._read()
                if name not in self._known:
                    self._known[name] = secrets.token_urlsafe(32)
                    self._write()
        return self._known[name]

    def _read(self) -> dict[str, str]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SecretsUnreadable(
                f"{self._path}: {error.strerror}; give it to this user"
            ) from error
        try:
            known = dict(json.loads(text).items())
        except (ValueError, AttributeError):
            # Without the cause: a parser's complaint may quote what it read.
            raise SecretsUnreadable(
                f"{self._path} is not a JSON object; restore it from a backup, or remove it to "
                "have new secrets generated"
            ) from None
        return {str(name): str(value) for name, value in known.items()}

    def _write(self) -> None:
        """Replace the file in one step, never readable by others, not even for an instant."""
        draft = self._path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._known, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
