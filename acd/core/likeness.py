"""How alike two events are: what stands in a journal and what is decided now.

Owns the comparison. Never decides. Pure.
"""

from __future__ import annotations

from contact.event import Event


def is_same(journaled: Event, decided: Event) -> bool:
    """To the last digit, the order of skills included."""
    return journaled == decided and repr(journaled) == repr(decided)


def is_rival(journaled: Event, decided: Event) -> bool:
    """The same said of the same agent and contact, but otherwise."""
    return type(journaled) is type(decided) and all(
        getattr(journaled, name, None) == getattr(decided, name, None)
        for name in ("agent_id", "contact_id")
    )
