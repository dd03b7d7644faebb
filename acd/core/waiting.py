"""One contact as the distribution sees it, from arrival to end.

Owns the record and its place in the order of service. The states and their moves are those of
`contact.journey`, which everybody shares. Pure.

Theory of the order. Whoever has the higher priority goes first; within one priority, whoever has
the higher *score*: weight of the queue × seconds waited + head start. As long as all weights are
the same, the score of everybody grows alike, and the order of two contacts never changes; so it is
written as a static key, the instant from which the contact counts as waiting, and nothing is ever
sorted anew. Contacts of one queue have one weight, so each line of one queue is static whatever the
weights; only the first of lines with different weights have to be compared at the instant of the
decision (delay-dependent priorities: Kleinrock 1964; head starts: the case of the Israeli bank in
Mandelbaum, Sakov and Zeltyn 2000).

Neither priority nor score may push somebody back for ever. Who has waited as long as the plan's
bound is *promoted*: from then on only arrival counts, and promoted contacts go before all others.
So nobody is overtaken, by anybody who came later, once the bound is over (I9, V2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from acd.core.estimate import Expected
from contact.channel import VOICE
from contact.event import OfferMade
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import NONE_OPEN, State, advance, open_offers
from contact.plan import Queue, Ring

OrderKey = tuple[int, int, float, ContactId]
"""(stage, -priority, counts from, contact_id): smaller is served first among equal weights."""

PROMOTED, ORDINARY = 0, 1
"""Stages of the order of service."""

NEVER = -1
"""No shortage has been told of yet."""

NO_QUEUE = Queue("")
"""Its rules, and what a contact asks for, before it is queued."""
NO_RINGS = (Ring({}),)


@dataclass(slots=True, eq=False)
class WaitingContact:
    """What is needed to serve a contact in its turn."""

    contact_id: ContactId
    state: State = State.NEW
    channel: str = VOICE
    queue: str = ""
    rules: Queue = NO_QUEUE
    """What the plan says of this queue."""
    language: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    """Skill → least level, as the contact was queued; what is asked for now is its ring's."""
    priority: int = 0
    since: float = 0.0
    """Instant from which the waiting age counts, UTC seconds."""
    head_start_s: float = 0.0
    """Its own and its queue's, seconds."""
    weight: float = 1.0
    """Its queue's."""
    rings: tuple[Ring, ...] = NO_RINGS
    """At least one."""
    ring: int = 1
    """The ring in which an agent is looked for, 1 is the first."""
    preferred: Mapping[str, int] = field(default_factory=dict)
    borrowed: Ring | None = None
    """Agents who serve it, too, as long as its queue borrows them."""
    wanted: Any = None
    """The event or command by which it was queued; None: not yet."""
    is_promoted: bool = False
    queued_at: float = 0.0
    """Instant at which it entered its present queue, UTC seconds."""
    has_no_limits: bool = False
    """It is led out of no queue."""
    left_queues: frozenset[str] = frozenset()
    """Queues from which it was diverted."""
    key: OrderKey = (ORDINARY, 0, 0.0, ContactId(""))
    offer_count: int = 0
    """Offers made so far, over the whole life of the contact."""
    open_offers: frozenset[OfferId] = NONE_OPEN
    """Several while several agents are rung at once."""
    agent_id: AgentId | None = None
    """The agent to whom the contact was connected last."""
    fallback_agent_id: AgentId | None = None
    """The agent who answered it in the exchange's own queue."""
    announce_at: float | None = None
    """Instant at which the position is due again, UTC seconds; None: not told yet."""
    told: Expected | None = None
    """The expected wait that was told first in its present queue."""
    told_at: float = 0.0
    """When it was told, UTC seconds."""
    due_at: float = 0.0
    """A promised callback begins to wait at this instant, UTC seconds."""
    shortage_told: int = NEVER
    """Number of the shortage of skills that was told of last."""

    def follow(self, event: object) -> bool:
        """Move along the journey by an event; False when it comes late."""
        before, were_open = self.state, self.open_offers
        if were_open or type(event) is OfferMade:  # else none can end
            self.open_offers = open_offers(were_open, before, event)
        self.state = advance(before, event, self.open_offers)
        return self.state is not before or self.open_offers != were_open

    def is_by_voice(self) -> bool:
        """Somebody is on the line."""
        return self.channel == VOICE

    def rank(self) -> OrderKey:
        """The key that these values give."""
        if self.is_promoted:
            return (PROMOTED, 0, self.since, self.contact_id)
        counts_from = self.since - self.head_start_s / self.weight
        return (ORDINARY, -self.priority, counts_from, self.contact_id)

    def score(self, now: float) -> float:
        """Weight × waited + head start, seconds."""
        return self.weight * (now - self.since) + self.head_start_s

    def step(self) -> Ring:
        """The ring in which an agent is looked for."""
        return self.rings[self.ring - 1]

    def next_ring(self) -> Ring | None:
        """The ring that follows, if there is one."""
        return self.rings[self.ring] if self.ring < len(self.rings) else None

    def later_rings(self) -> tuple[Ring, ...]:
        """Those that follow."""
        return self.rings[self.ring :]


def turn(key: OrderKey, weight: float, now: float) -> OrderKey:
    """The key as it compares at this instant with those of other weights."""
    stage, priority, counts_from, contact_id = key
    if stage == PROMOTED:
        return key
    return (stage, priority, -weight * (now - counts_from), contact_id)
