"""Texts from strangers made fit to be shown on one line.

Owns the cleaning of caller names and other outside texts (S33). The page shows them as text and
isolates their direction; this takes away what no honest name needs. Pure.
"""

from __future__ import annotations

import unicodedata

_MARKS_IN_A_ROW = 3
"""Some scripts stack this many marks on one letter; more only break the layout."""


def displayable(text: str, limit: int = 80) -> str:
    """The text without control, direction and half characters, on one line, at most `limit` long.

    White space of every kind becomes one blank. Longer texts end with an ellipsis.
    """
    kept: list[str] = []
    marks = 0
    for letter in " ".join(text[: limit * 8].split()):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category[0] != "C" and marks <= _MARKS_IN_A_ROW:
            kept.append(letter)
    clean = "".join(kept).strip()
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"
