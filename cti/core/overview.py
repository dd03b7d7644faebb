"""The parts of what a supervisor's desk is told: one queue, one agent.

Owns their shape as plain values; the frame around them stands in `cti.core.frame`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """A queue, open or closed."""

    name: str
    is_open: bool
    is_cleared: bool
    """It was closed and those who waited were led out, too."""
    can_close: bool
    """False: it does not say where contacts go while it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillState:
    """An agent and what the agent can do now."""

    agent_id: str
    name: str
    skills: Mapping[str, int]
    """Skill → level 1 to 10."""
