"""Agents who hold several contacts at once: by which channels they can take one more.

Owns the places of agents in the lines and what they are open to. Never decides. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from acd.core.agent import Agent
from acd.core.profile import Group, IdleKey, line_of, shared_key
from acd.core.waiting import OrderKey, turn
from contact.channel import VOICE
from contact.plan import Strategy

Place = tuple[str, IdleKey]
"""Name of a line (`line_of`), and the agent's key in it."""

Seat = tuple[bool, bool, tuple[Place, ...]]
"""Whether an agent is logged in, whether ready, and the keys in the lines where available."""

NOWHERE: Seat = (False, False, ())


def ability(channel: str) -> dict[str, int]:
    """The skill of whoever can hold contacts of this channel; by voice everybody can.

    No skill of the plan has a space in its name.
    """
    return {} if channel == VOICE else {f"holds {channel}": 1}


def places(
    agent: Agent, channels: Collection[str], ways: Sequence[Strategy]
) -> tuple[tuple[Place, ...], bool]:
    """The agent's places by voice and these channels; whether there is one in all lines."""
    found: list[Place] = []
    is_everywhere = True
    for channel in (VOICE, *channels):
        if not agent.is_available(channel):
            is_everywhere = False
        else:
            found += [(line_of(way, channel), shared_key(agent, way)) for way in ways]
    return tuple(found), is_everywhere


def open_to(agent: Agent, groups: list[Group]) -> list[Group]:
    """Those groups of whose channel the agent can take one more."""
    able = {one: agent.is_available(one) for one in (VOICE, *agent.capacity)}
    return [one for one in groups if able.get(one.requirement.channel)]


def first_key(agent: Agent, groups: list[Group], now: float | None) -> OrderKey | None:
    """The place of the first contact that is not barred, given the instant if weights differ."""
    if agent.bars:
        heads = [(one.first_open_to(agent), one.weight) for one in groups if one.line.size]
    else:
        heads = [(one.line.first, one.weight) for one in groups]
    if now is None:
        return min([key for key, _ in heads if key], default=None)
    return min([turn(key, weight, now) for key, weight in heads if key], default=None)
