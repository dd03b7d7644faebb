"""Which language the people behind a number chose last.

Owns that memory, bounded, for the dialplan's question. Never tells who they are. Pure.
"""

from __future__ import annotations

MOST_NUMBERS = 20_000
"""Numbers remembered; the one not heard of for longest is forgotten first."""


class CallerLanguages:
    """Number → language, ISO 639-1."""

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}

    def remember(self, number: str, language: str) -> None:
        """The citizen at this number chose this language."""
        if not number:
            return
        self._chosen.pop(number, None)
        self._chosen[number] = language
        if len(self._chosen) > MOST_NUMBERS:
            del self._chosen[next(iter(self._chosen))]

    def of(self, number: str) -> str:
        """The language chosen last, or '' when the number is not known."""
        return self._chosen.get(number, "")
