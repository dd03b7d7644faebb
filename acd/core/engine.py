"""The engine of the distribution: fulfils `contact.core.Core`, and its whole output is events.

Owns the contract with the runner. Takes the acd's commands and every event; answers with events or
a refusal and never has an effect. Pure.
"""

from __future__ import annotations

from typing import Any

from acd.core import callback_request
from acd.core.consequence import FOLLOW_UPS
from acd.core.floor import Floor
from acd.core.fold import fold
from acd.core.request import Answer, answer
from acd.core.turn import Turn
from contact.command import ACD_COMMANDS, Refusal
from contact.core import NOTHING, Instant, Outcome
from contact.event import EVENTS, Event
from contact.plan import CentrePlan

_EVENTS = frozenset(EVENTS)
_COMMANDS = frozenset(ACD_COMMANDS)


class Engine:
    """Decides who serves whom, for one centre."""

    def __init__(self, plan: CentrePlan, *, has_account: bool = True) -> None:
        """Without account offers do not say why: for a simulation, whose journal nobody reads.

        Nothing else is different: who is offered what, when, and in which order.
        """
        self._floor = Floor(plan, has_account=has_account)
        self._replayed_at: Instant | None = None
        """Instant of the last replayed event, until a tick has looked at what it left."""

    def handle(self, message: Any, now: Instant) -> Outcome:
        """Take a command or an event. Anything else is none of its business."""
        floor, kind = self._floor, type(message)
        if kind in _EVENTS:
            if kind not in FOLLOW_UPS and floor.is_plain:  # nothing can follow: no turn is needed
                fold(floor, message, now)
                return NOTHING
            turn = Turn(floor, now)
            turn.take(message)
        elif kind in _COMMANDS:
            decided = self._answer(message, now)
            if isinstance(decided, Refusal):
                return Outcome(refusal=decided)
            turn = Turn(floor, now)
            turn.make(decided)
        else:
            return NOTHING
        events = turn.settle()
        return Outcome(events) if events else NOTHING

    def _answer(self, command: Any, now: Instant) -> Answer:
        if type(command) in callback_request.COMMANDS:
            return callback_request.answer(self._floor, command, now)
        return answer(self._floor, command)

    def tick(self, now: Instant) -> Outcome:
        """Let everything happen that is due at `now`, earliest first, then bring together."""
        turn = Turn(self._floor, now)
        while (due := self._floor.agenda.pop_due(now)) is not None:
            turn.meet(due)
        if self._replayed_at is not None:
            self._replayed_at = None
            turn.look_everywhere()
        events = turn.settle()
        return Outcome(events) if events else NOTHING

    def next_deadline(self) -> Instant | None:
        """When `tick` is due next; after a replay at once."""
        due = self._floor.agenda.next()
        if self._replayed_at is None:
            return due
        return self._replayed_at if due is None else min(due, self._replayed_at)

    def replay(self, event: Event, at: Instant) -> None:
        """Fold one journaled event."""
        fold(self._floor, event, at)
        self._floor.agenda.next()  # drops what is stale: a day's deadlines need not pile up
        self._replayed_at = at

    @property
    def floor(self) -> Floor:
        """The state itself, for measurements; only `handle`, `tick` and `replay` may change it."""
        return self._floor

    def snapshot(self) -> dict[str, Any]:
        """Agents, contacts, offers and the order of service as plain values."""
        return self._floor.snapshot()
