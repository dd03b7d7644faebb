"""What a node of a flow can want to know from the world.

Owns the list; who answers is in `ivr.edge.inquiry`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WhatStands:
    """What a calendar says now; answered with a contact.calendar.Opening."""

    calendar: str
    """Name of the calendar in the plan."""


@dataclass(frozen=True, slots=True)
class IsOpen:
    """Whether it is open now; answered with a bool."""

    hours: str
    """In OpenStreetMap's notation."""
