"""The pieces that composed speech is put together from, each a recorded clip and its words.

Owns what a piece is and how the words of several become a text. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LAST = 999_999
"""Greatest number that is spoken."""


class Gender(StrEnum):
    """The noun that a number stands before."""

    NONE = "none"
    """No noun: counting, and the digits of a number."""
    MASCULINE = "masculine"
    FEMININE = "feminine"


class NotSpeakable(ValueError):
    """Something that the rules have no words for; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One clip."""

    key: str
    """Name in the prompt catalogue."""
    words: str
    """What is heard; a hyphen at the end joins it with the next piece."""


Pieces = tuple[Piece, ...]


def text_of(pieces: Iterable[Piece], space: str = " ") -> str:
    """The words of several pieces as one text."""
    text = ""
    for piece in pieces:
        text += piece.words if not text or text.endswith("-") else space + piece.words
    return text


def checked(number: int) -> int:
    """The number itself. Raises NotSpeakable unless it is 0 to 999,999."""
    if not 0 <= number <= LAST:
        raise NotSpeakable(f"{number} has no words here; give a number from 0 to {LAST}")
    return number
