"""What can go wrong between us and Asterisk's REST interface.

Owns the exceptions of this package. 404 (gone), 409 (wrong state, or id in use) and 422 (not in
Stasis) are ordinary answers: the citizen can be gone at any moment. Pure.
"""

from __future__ import annotations


class AriError(Exception):
    """Asterisk refused a request, or never answered it (status 0)."""

    def __init__(self, status: int, reason: str, asked: str = "") -> None:
        super().__init__(f"{asked or 'ARI'}: {status or 'no answer'} {reason}")
        self.status = status
        """HTTP status; 0 when no answer came."""
        self.reason = reason
        """One line for a person."""


class Unanswered(AriError):
    """The connection was lost or the time was up. Whether the request took effect is unknown."""

    def __init__(self, reason: str, asked: str = "") -> None:
        super().__init__(0, reason, asked)


class Garbled(Exception):
    """Asterisk sent something that is not ARI."""


class Replaced(Exception):
    """Another process has taken the application's name: stop for good, do not fight over it."""
