"""Finding somebody by what is typed on a telephone's keys.

Owns the letters of the keys and the search. Source of the letters: ITU-T E.161, figure 3. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from contact.directory import Listed

FEWEST_LETTERS = 3
"""Fewer keys than this stand for no name."""
_KEYS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv"}
_KEY_OF = {letter: key for key, letters in (*_KEYS.items(), ("9", "wxyz")) for letter in letters}


def keys_of(name: str) -> str:
    """The keys that spell a name: accents and whatever is no letter are left out."""
    letters = unicodedata.normalize("NFKD", name).lower()
    return "".join(_KEY_OF.get(letter, "") for letter in letters)


def found(directory: Iterable[Listed], typed: str) -> tuple[Listed, ...]:
    """Who has this extension, else all whose names begin with these keys."""
    listed = tuple(directory)
    exact = tuple(one for one in listed if one.extension == typed)
    if exact or len(typed) < FEWEST_LETTERS:
        return exact
    return tuple(one for one in listed if keys_of(one.name).startswith(typed))
