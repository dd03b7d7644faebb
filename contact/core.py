"""The contract that every core fulfils: a message and the time in, an outcome out.

Owns the shapes `Outcome` and `Core`. Never performs anything. Pure.

Three kinds of message, never mixed: an *event* is a fact (past tense, journaled, cannot be
refused); a *command* asks (imperative, may be refused); an *effect* is what a core tells its own
edge to do. A command that stands among the effects goes to the mailbox, which hands it to the
core that serves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from contact.command import Refusal
from contact.event import Event
from contact.quick import quick

Instant = float
"""UTC seconds since 1970-01-01, never decreasing within one engine."""


@quick
@dataclass(frozen=True, slots=True)
class Outcome:
    """What a core decided: facts to journal, work for its edge, or a refusal."""

    events: tuple[Event, ...] = ()
    """Facts, in the order in which they became true."""
    effects: tuple[Any, ...] = ()
    """Work for the core's own edge, or commands for the mailbox, performed after the journal."""
    refusal: Refusal | None = None
    """Why a command was not carried out; then events and effects are empty."""


NOTHING = Outcome()
"""The outcome of a message that changes nothing."""


class Core(Protocol):
    """One deterministic engine. Same messages and times, same outcomes."""

    def handle(self, message: Any, now: Instant) -> Outcome:
        """Take one event, command or observation and decide."""

    def tick(self, now: Instant) -> Outcome:
        """Do what is due at `now`."""

    def next_deadline(self) -> Instant | None:
        """The instant at which `tick` wants to be called, or None."""

    def replay(self, event: Event, at: Instant) -> None:
        """Fold one journaled event into the state without deciding anything."""

    def snapshot(self) -> dict[str, Any]:
        """The state as plain values, for people and for tests."""


def merge(outcomes: Iterable[Outcome]) -> Outcome:
    """Join outcomes in order. A refusal may not be joined with others (ValueError)."""
    events: list[Event] = []
    effects: list[Any] = []
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise ValueError("a refusal stands alone and cannot be merged")
        events.extend(outcome.events)
        effects.extend(outcome.effects)
    return Outcome(tuple(events), tuple(effects))
