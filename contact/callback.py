"""How a queue rings citizens back: the terms of its promises, and how an attempt can fail.

Owns these words. Never decides. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Dial(StrEnum):
    """Whose phone rings first."""

    AGENT_FIRST = "agent first"
    """The agent is there before the citizen is dialled: nobody who answers has to wait."""
    CITIZEN_FIRST = "citizen first"
    """The agent is reserved, and rung once the citizen has answered: no agent hears it ring."""


class Failure(StrEnum):
    """How an attempt to reach the citizen failed."""

    NO_ANSWER = "no answer"
    BUSY = "busy"
    MACHINE = "machine"
    """An answering machine, not a person."""
    UNREACHABLE = "unreachable"
    """The network could not reach the number."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a queue promises, and how hard it tries to keep it."""

    dial: Dial = Dial.AGENT_FIRST
    attempts: int = 3
    """How often the citizen is dialled at most."""
    retry_s: float = 600.0
    """After an attempt that failed, before the next, seconds."""
    window_s: float = 7200.0
    """Promised within so long from asking, seconds, when the citizen names no time."""
    grace_s: float = 600.0
    """How long after its window a callback is still made, seconds: better late than never."""
    dial_s: float = 30.0
    """How long the citizen's phone rings, seconds."""


_WINDOWS = (
    (900.0, "callback-15-minutes"),
    (1800.0, "callback-30-minutes"),
    (3600.0, "callback-1-hour"),
    (7200.0, "callback-2-hours"),
    (14400.0, "callback-4-hours"),
    (86400.0, "callback-1-day"),
    (172800.0, "callback-2-days"),
    (604800.0, "callback-1-week"),
)
"""Windows that can be told, seconds, and the prompts that do."""


def window_prompt(window_s: float) -> str:
    """Key of the prompt that promises no less than the queue does: the next longer window."""
    return next((key for longest_s, key in _WINDOWS if window_s <= longest_s), _WINDOWS[-1][1])


def digit_prompt(digit: str) -> str:
    """Key of the prompt that says a digit."""
    return f"digit-{digit}"


PROMPTS = (
    "callback-offer",
    "callback-confirm",
    "callback-no-number",
    "callback-enter",
    "callback-refused",
    "callback-open",
    "callback-kept",
    "callback-cancelled",
    *(key for _, key in _WINDOWS),
    *map(digit_prompt, "0123456789"),
)
"""What a node that offers callbacks says."""

HERE = "callback-here"
"""Said to a citizen who was rung back before the agent has answered."""

DEFAULT_TERMS = Terms()
"""Of a queue that promises nothing any more, for promises made before."""
