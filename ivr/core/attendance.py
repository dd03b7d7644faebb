"""Who attended whom: the agent of a number's last contact, and the agents of its open tickets.

Owns that memory, bounded, filled from the journal alone. Never tells who the citizens are: a number
is a hint and no identity. Pure.

Theory. A ticket opens after the talk has begun, perhaps after its end, and names the contact only;
so attended contacts are remembered with their number. A closed ticket is never opened again, and
its closing may be told before its opening is told once more; so closed ones are remembered, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contact.event import TicketClosed, TicketOpened
from contact.identity import AgentId, ContactId
from ivr.core.caller_memory import MOST_NUMBERS, CallerMemory

MOST_CONTACTS = MOST_NUMBERS
"""Attended contacts, open tickets and closed tickets remembered; of each the oldest goes first."""

LAST_TIME = "attended last time"


@dataclass(slots=True)
class _Talk:
    """A contact that an agent talked with."""

    number: str
    agent_id: AgentId


@dataclass(slots=True)
class Attendance:
    """Number → the agents who know its matter."""

    _last: CallerMemory[AgentId] = field(default_factory=CallerMemory)
    _talks: dict[ContactId, _Talk] = field(default_factory=dict)
    _open: dict[str, _Talk] = field(default_factory=dict)
    """Ticket → its contact, the newest last."""
    _tickets: dict[str, dict[str, None]] = field(default_factory=dict)
    """Number → its open tickets, the newest last."""
    _closed: dict[str, None] = field(default_factory=dict)

    def talked(self, contact_id: ContactId, number: str, agent_id: AgentId) -> None:
        """The agent talks with the contact. A withheld number is nobody's."""
        if not number:
            return
        self._last.remember(number, agent_id)
        known = self._talks.get(contact_id)
        if known is not None:
            known.agent_id = agent_id
            return
        self._talks[contact_id] = _Talk(number, agent_id)
        _drop_oldest(self._talks)

    def fold(self, event: TicketOpened | TicketClosed) -> None:
        """A ticket was opened or closed, perhaps told twice."""
        if isinstance(event, TicketClosed):
            self._closed[event.ticket] = None
            _drop_oldest(self._closed)
            self._forget(event.ticket)
            return
        contact = self._talks.get(event.contact_id)
        if contact is None or event.ticket in self._closed or event.ticket in self._open:
            return
        self._open[event.ticket] = contact
        self._tickets.setdefault(contact.number, {})[event.ticket] = None
        if len(self._open) > MOST_CONTACTS:
            self._forget(next(iter(self._open)))

    def agents_of(self, number: str) -> dict[AgentId, str]:
        """Who is to be asked first → why: of the newest open ticket, then of last time."""
        agents: dict[AgentId, str] = {}
        tickets = self._tickets.get(number)
        if tickets:
            newest = next(reversed(tickets))
            agents[self._open[newest].agent_id] = f"attended ticket {newest}"
        last = self._last.of(number)
        if last is not None:
            agents.setdefault(last, LAST_TIME)
        return agents

    def _forget(self, ticket: str) -> None:
        contact = self._open.pop(ticket, None)
        if contact is None:
            return
        tickets = self._tickets[contact.number]
        del tickets[ticket]
        if not tickets:
            del self._tickets[contact.number]


def _drop_oldest(memory: dict[Any, Any]) -> None:
    if len(memory) > MOST_CONTACTS:
        del memory[next(iter(memory))]
