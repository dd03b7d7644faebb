"""One contact as the distribution sees it, from arrival to end.

Owns the record and its place in the order of service. The states and their moves are those of
`contact.journey`, which everybody shares. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contact.identity import AgentId, ContactId
from contact.journey import State, advance

OrderKey = tuple[int, float, ContactId]
"""(-priority, since, contact_id): smaller is served first. Static, so nothing is ever re-sorted and
waiting longer can never lower the rank (I8, I9)."""

NEVER = -1
"""No shortage has been told of yet."""


@dataclass(slots=True, eq=False)
class WaitingContact:
    """What is needed to serve a contact in its turn."""

    contact_id: ContactId
    state: State = State.NEW
    queue: str = ""
    language: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level."""
    priority: int = 0
    since: float = 0.0
    """Instant from which the waiting age counts, UTC seconds."""
    key: OrderKey = (0, 0.0, ContactId(""))
    offer_count: int = 0
    """Offers made so far, over the whole life of the contact."""
    agent_id: AgentId | None = None
    """The agent to whom the contact was connected last."""
    fallback_agent_id: AgentId | None = None
    """The agent who answered it in the exchange's own queue."""
    announce_at: float | None = None
    """Instant at which the position is due again, UTC seconds; None: not told yet."""
    shortage_told: int = NEVER
    """Number of the shortage of skills that was told of last."""

    def follow(self, event: object) -> bool:
        """Move along the journey by an event; False when it comes late."""
        before = self.state
        self.state = advance(before, event)
        return self.state is not before

    def rank(self) -> OrderKey:
        """The key that these values give."""
        return (-self.priority, self.since, self.contact_id)
