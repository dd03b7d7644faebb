"""How a state machine is written down: a table with an answer for every state and event.

Owns the three possible answers and the check that none is missing. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Go:
    """The machine moves to this state (which may be the same one)."""

    state: Enum


@dataclass(frozen=True, slots=True)
class Late:
    """The event comes too late or twice and changes nothing."""

    remark: str
    """How this can happen."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """A command that cannot be carried out in this state."""

    code: str
    """The refusal's code."""


Answer = Go | Late | Refuse


class IncompleteTable(ValueError):
    """A (state, event) pair has no declared answer."""


@dataclass(frozen=True)
class Table:
    """State → event → answer, complete over the product of both."""

    name: str
    states: tuple[Enum, ...]
    events: tuple[type, ...]
    rows: Mapping[Any, Mapping[type, Answer]]

    def __post_init__(self) -> None:
        missing = [
            f"{state.value} × {event.__name__}"
            for state in self.states
            for event in self.events
            if event not in self.rows.get(state, {})
        ]
        if missing:
            raise IncompleteTable(f"{self.name}: no answer for {', '.join(missing)}")

    def answer(self, state: Enum, event: type) -> Answer:
        """The declared answer. Raises KeyError for an event foreign to this machine."""
        return self.rows[state][event]

    def moves(self) -> dict[Any, dict[type, Any]]:
        """State → event → next state, only where the machine moves: for who looks very often."""
        return {
            state: {event: to.state for event, to in row.items() if isinstance(to, Go)}
            for state, row in self.rows.items()
        }

    def diagram(self) -> str:
        """The moves as a Mermaid state diagram, for the documents."""
        lines = ["stateDiagram-v2"]
        for state in self.states:
            for event in self.events:
                answer = self.rows[state][event]
                if isinstance(answer, Go):
                    lines.append(f"    {_word(state)} --> {_word(answer.state)}: {event.__name__}")
        return "\n".join(lines) + "\n"


def _word(state: Enum) -> str:
    """A name that Mermaid can read: there a hyphen is part of an arrow."""
    return str(state.value).replace(" ", "_").replace("-", "_")
