"""Which SIPp this is, and what differs from one to the other.

Owns the differences that matter to us. Never plays anything. Edge.
"""

from __future__ import annotations

import asyncio
import re

Version = tuple[int, int, int]
NEWEST: Version = (99, 0, 0)
"""Taken for what does not say its number: built from the newest source."""
_WITHOUT_MP = ((3, 7, 0), (3, 7, 3))
"""From this version up to that one SIPp had -min_rtp_port in the place of -mp. Ubuntu 24.04's is
one of them; Debian's are older or newer."""

_known: dict[tuple[str, ...], Version] = {}


async def version_of(sipp: tuple[str, ...]) -> Version:
    """What the program says of itself; asked once in the life of this process."""
    if sipp not in _known:
        asked = await asyncio.create_subprocess_exec(
            *sipp,
            "-v",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        answer, _ = await asked.communicate()
        _known[sipp] = read_version(answer.decode(errors="replace"))
    return _known[sipp]


def read_version(text: str) -> Version:
    """The version out of what `sipp -v` prints."""
    found = re.search(r"SIPp v(\d+)\.(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else NEWEST


def media_words(version: Version, port: int) -> list[str]:
    """The words that let SIPp's media begin at this port; its three neighbours are free, too."""
    first, after = _WITHOUT_MP
    if first <= version < after:
        return ["-min_rtp_port", str(port), "-max_rtp_port", str(port + 3)]
    return ["-mp", str(port)]
