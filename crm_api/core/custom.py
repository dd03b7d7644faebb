"""What a centre decided that its CRM must know. Owns the shape. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Custom:
    """One centre's customs."""

    region: str = "ES"
    """Country whose national spelling of telephone numbers is meant, ISO 3166."""
    follow_up: frozenset[str] = frozenset()
    """Dispositions after which a ticket stays open for the second level; any other closes it."""
