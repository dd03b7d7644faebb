"""What is said to citizens: prompts by their names.

Owns the name of a prompt and its language; the audio is in `sounds`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to be said."""

    key: str
    """Name in the prompt catalogue, e.g. 'welcome'."""
    language: str = ""
    """ISO 639-1; empty: the language of the contact."""
