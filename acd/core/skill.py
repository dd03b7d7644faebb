"""Skills as bits: whether somebody has what is required becomes one AND.

Owns the thermometer code: a skill at level 3 sets the bits of levels 1, 2 and 3, and "at least 2"
asks for the bit of level 2. Never knows agents or contacts. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

HIGHEST_LEVEL = 10
"""Skill levels go from 1 to this."""

_WIDTH = HIGHEST_LEVEL + 1
"""Bits per skill; the one above the highest level belongs to nobody."""


class SkillBook:
    """Gives every skill its bits, in the order in which skills are first named."""

    def __init__(self) -> None:
        self._first_bit: dict[str, int] = {}

    def held(self, skills: Mapping[str, int]) -> int:
        """The bits of someone with these skills; levels above the highest count as the highest."""
        bits = 0
        for skill, level in skills.items():
            width = max(0, min(level, HIGHEST_LEVEL))
            bits |= ((1 << width) - 1) << self._bit(skill)
        return bits

    def required(self, skills: Mapping[str, int]) -> int:
        """The bits that serve these least levels; a level below 1 asks for nothing."""
        bits = 0
        for skill, level in skills.items():
            if level > 0:
                bits |= 1 << (self._bit(skill) + min(level, _WIDTH) - 1)
        return bits

    def _bit(self, skill: str) -> int:
        return self._first_bit.setdefault(skill, len(self._first_bit) * _WIDTH)


def lack(held: Mapping[str, int], required: Mapping[str, int]) -> str:
    """What is missing, for a person: 'lacks eu 1, taxes 5'; empty when nothing is."""
    missing = [
        f"{skill} {level}" for skill, level in required.items() if held.get(skill, 0) < level
    ]
    return f"lacks {', '.join(missing)}" if missing else ""
