"""Why an agent was offered a contact, as the journal keeps it.

Owns the shape of the account. Never decides. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact.identity import AgentId, ContactId


@dataclass(frozen=True, slots=True)
class Excluded:
    """Why an agent was not chosen."""

    agent_id: AgentId
    why: str


@dataclass(frozen=True, slots=True)
class OfferReason:
    """Why this agent was offered this contact."""

    ring: int
    """Step of the queue's widening search, 1 is the first."""
    waited_s: float
    """Age of the contact at the offer."""
    candidates: tuple[AgentId, ...]
    """Agents who could have taken it, best first."""
    idle_s: float
    """How long the chosen agent had been idle."""
    rule: str
    """The rule that chose among them, e.g. 'longest idle'."""
    tie_break: str = ""
    """What decided between equals; empty when nothing had to."""
    excluded: tuple[Excluded, ...] = ()
    """Logged-in agents who could not take it, with the reason."""
    overtaken: tuple[ContactId, ...] = ()
    """Older waiting contacts that this agent could not or may not serve."""
    score_s: float = 0.0
    """What gave the contact its turn, seconds: weight of the queue × waited + head start."""
    priority: int = 0
    """Goes before the score."""
    is_promoted: bool = False
    """Had waited so long that neither score nor priority counted any more, only the arrival."""
    rung: tuple[AgentId, ...] = ()
    """All who were rung at once for it, this agent among them; empty: this agent alone."""
