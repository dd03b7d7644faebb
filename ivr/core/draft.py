"""An outcome in the making: each fact is folded as soon as it is decided.

Owns the collecting. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contact.core import Outcome
from contact.event import Event


class Draft:
    """Collects the events and effects of one decision."""

    def __init__(self, fold: Callable[[Event, float], None], now: float) -> None:
        self._fold = fold
        self._events: list[Event] = []
        self._effects: list[Any] = []
        self.now = now
        """The instant of the decision, UTC seconds."""

    def happened(self, event: Event) -> None:
        """A fact: it changes the state from here on."""
        self._events.append(event)
        self._fold(event, self.now)

    def do(self, *effects: Any) -> None:
        """Work for the edge, or a command for the mailbox."""
        self._effects.extend(effects)

    def outcome(self) -> Outcome:
        return Outcome(tuple(self._events), tuple(self._effects))
