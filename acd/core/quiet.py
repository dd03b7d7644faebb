"""The engine with a look at what is due: which ticks would leave no trace in a journal.

Owns the question and the doing of such ticks. Never decides otherwise than the engine. Pure.
"""

from __future__ import annotations

import math

from acd.core.agent import Agent
from acd.core.aging import borrowing
from acd.core.callback import following
from acd.core.deadline import Deadline, Kind
from acd.core.engine import Engine
from acd.core.limit import exceeded
from contact.event import Event
from contact.identity import AgentId, ContactId

_OF_WAITING = (Kind.WIDEN, Kind.LIMIT, Kind.MEASURE)
"""Deadlines that show only in a contact that is waiting when they are due."""


class QuietEngine(Engine):
    """The production engine, with a look at what is due."""

    def due(self, now: float) -> list[Deadline]:
        """All that a tick would meet, earliest first; nothing is changed."""
        agenda, found = self._floor.agenda, []
        while (deadline := agenda.pop_due(now)) is not None:
            found.append(deadline)
        for deadline in found:
            agenda.add(deadline)
        return found

    def has_due(self, kind: Kind, about: str, now: float) -> bool:
        """Whether a tick would meet this deadline."""
        return any(one.kind is kind and one.about == about for one in self.due(now))

    def pass_quietly(self, now: float) -> tuple[Event, ...]:
        """Do the ticks that leave no trace, up to the first that does; what they made after all."""
        made: list[Event] = []
        while (quiet := self.next_quiet(now)) is not None and not made:
            made.extend(self.tick(quiet).events)
        return tuple(made)

    def next_quiet(self, now: float) -> float | None:
        """The instant of the earliest tick that is due, if it leaves no trace."""
        if self._replayed_at is not None:
            return None  # the first tick after a restart looks everywhere: its own matter
        due = self.due(now)
        first = due[0].at if due else math.inf
        is_quiet = all(self._is_quiet(one) for one in due if one.at == first)
        return first if due and is_quiet else None

    def _is_quiet(self, deadline: Deadline) -> bool:
        if deadline.kind in _OF_WAITING:
            return self._is_passed_over(deadline)
        if deadline.kind in (Kind.DUE, Kind.BREAK):
            return following(self._floor, ContactId(deadline.about), deadline.at) is None
        if deadline.kind is not Kind.BAR:
            return False
        return not self._would_meet(self._floor.agent(AgentId(deadline.about)), deadline)

    def _would_meet(self, agent: Agent, bar: Deadline) -> bool:
        """Whether the agent, by whatever channel, takes somebody once this bar is lifted."""
        if not agent.takes_anything():
            return False
        bars = agent.bars
        agent.bars = {one: until for one, until in bars.items() if one != bar.contact}
        first = self._floor.matching.first_key_for(agent, bar.at)
        agent.bars = bars
        return first is not None

    def _is_passed_over(self, deadline: Deadline) -> bool:
        """The contact is not led out: an agent's phone rings for it, or no limit is exceeded."""
        contact = self._floor.contacts[ContactId(deadline.about)]
        is_measured = deadline.kind is Kind.MEASURE
        if is_measured and borrowing(self._floor, contact.queue) is not None:
            return False
        if not self._floor.matching.is_waiting(contact.contact_id):
            return True
        if deadline.kind is Kind.WIDEN:
            return False
        return exceeded(self._floor, contact, deadline.at) is None
