"""The desk session: one connection of one agent's desk, from login to farewell.

Theory. A desk is absent, open, or leaving: told to go, with its connection not yet closed. The
connection can break at any moment and the news of it may come late or twice, so an absent desk
answers everything and stays absent. An agent has at most one open desk: opening another one
dismisses the first (F44), so that there is one ringing place and one set of buttons. What a
leaving desk still asks is refused, because its agent acts elsewhere now. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from contact.command import Code
from contact.table import Answer, Go, Late, Refuse, Table
from cti.core.kind import Farewell
from cti.core.observation import DeskAsked, DeskClosed, DeskId, DeskOpened


class State(StrEnum):
    ABSENT = "absent"
    """Never opened, or closed."""
    OPEN = "open"
    LEAVING = "leaving"
    """Told to go; waits for its connection to close."""


@dataclass(frozen=True, slots=True)
class DeskDismissed:
    """The engine told the desk to go."""

    desk_id: DeskId
    why: Farewell


MESSAGES = (DeskOpened, DeskAsked, DeskDismissed, DeskClosed)

_GONE = Refuse(Code.WRONG_STATE)
_TWICE = Late("the edge tells it again")

_ROWS: dict[Enum, dict[type, Answer]] = {
    State.ABSENT: {
        DeskOpened: Go(State.OPEN),
        DeskAsked: _GONE,
        DeskDismissed: Late("the connection broke before the farewell"),
        DeskClosed: Late("a connection that never logged in, or closed before"),
    },
    State.OPEN: {
        DeskOpened: _TWICE,
        DeskAsked: Go(State.OPEN),
        DeskDismissed: Go(State.LEAVING),
        DeskClosed: Go(State.ABSENT),
    },
    State.LEAVING: {
        DeskOpened: _TWICE,
        DeskAsked: _GONE,
        DeskDismissed: Late("two reasons to go"),
        DeskClosed: Go(State.ABSENT),
    },
}

SESSION = Table("desk session", tuple(State), MESSAGES, _ROWS)
"""The table."""
