"""What a node of a flow can want to know from the world.

Owns the list; who answers is in `ivr.edge.inquiry`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IsOpen:
    """Whether it is open now; answered with a bool."""

    hours: str
    """In OpenStreetMap's notation."""
