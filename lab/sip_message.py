"""SIP messages as SIPp's message log shows them.

Owns reading that log. Never parses SIP beyond a first line and a header. Edge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_HEAD = re.compile(
    r"^-{20,} (\S+)[ \t](\S+)\s*\n\w+ message (sent|received) .*?:\s*\n\n?", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Message:
    """One SIP message as SIPp saw it."""

    at: float
    """UTC seconds."""
    is_sent: bool
    """By SIPp; otherwise received."""
    text: str

    @property
    def first_line(self) -> str:
        return self.text.split("\r\n", 1)[0].split("\n", 1)[0]

    def header(self, name: str) -> str:
        """Value of the first header of this name; empty when there is none."""
        found = re.search(
            rf"^{re.escape(name)}\s*:\s*(.*?)\s*$", self.text, re.IGNORECASE | re.MULTILINE
        )
        return found[1] if found else ""


def read_messages(file: Path) -> list[Message]:
    """The messages of SIPp's message log; none when there is no such file."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", errors="replace", newline="") as stream:
        text = stream.read()
    heads = list(_HEAD.finditer(text))
    if not heads:  # nothing came yet
        return []
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        Message(_instant(head[1], head[2]), head[3] == "sent", text[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    ]


def _instant(day: str, clock: str) -> float:
    return datetime.fromisoformat(f"{day} {clock}").astimezone().timestamp()
