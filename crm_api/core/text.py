"""Texts from outside made harmless, and names made comparable.

Owns both rules. A caller can present anything as a number or name (S17, S33); a database refuses
NUL, a terminal obeys control characters. Letters of any script stay as they are. Pure.
"""

from __future__ import annotations

import unicodedata

REPLACEMENT = "�"


def harmless(text: str, longest: int) -> str:
    """The text without control characters and lone surrogates, at most `longest` characters."""
    text = text[:longest]
    if text.isprintable():
        return text
    return "".join(REPLACEMENT if _is_harmful(letter) else letter for letter in text)


def _is_harmful(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs")


def search_key(name: str) -> str:
    """The name without case and accents: 'Begoña Íñiguez' and 'BEGONA INIGUEZ' are equal."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.split())
