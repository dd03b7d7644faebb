"""Agents with the same skills, and what contacts ask for.

Owns the lines of available agents, one for each way to rank them and each channel by which the
agents can take one contact more, and the tiers of a requirement.
Never decides, never knows events. Pure.

Theory. Agents with the same skills are interchangeable up to the rule of choice. Most rules rank an
agent by something that stays as it is while the agent is idle (since when, how many contacts, how
occupied until then), so each is a line that is never sorted anew. Where agents hold several
contacts at once, those who hold fewest come first, whatever the rule. Skill fit and preferred
skills are the same for all agents of a profile; they put whole profiles in *tiers*, the best first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acd.core.agent import Agent
from acd.core.line import Line
from acd.core.skill import lack
from acd.core.waiting import OrderKey
from contact.channel import VOICE
from contact.identity import AgentId
from contact.plan import Strategy

Rank = float | tuple[int, float]
"""Value of the rule; behind the number of contacts at hand, where there can be several."""

IdleKey = tuple[Rank, float, AgentId]
"""(rank, idle since, agent id): the smallest is chosen first."""

_Levels = frozenset[tuple[str, int]]
_NONE: _Levels = frozenset()
Wanted = tuple[_Levels, _Levels, str]
"""Skills, preferred skills, channel: what tells one requirement from another."""

_LINES = {
    Strategy.HIGHEST_SKILL_FIT: Strategy.LONGEST_IDLE,
    Strategy.RANDOM: Strategy.LONGEST_IDLE,
    Strategy.RING_ALL: Strategy.LONGEST_IDLE,
}


def line_of(strategy: Strategy, channel: str = VOICE) -> str:
    """The line in which the agents of this strategy stand; by voice it has a strategy's name."""
    way = _LINES.get(strategy, strategy)
    return way if channel == VOICE else f"{channel} {way}"


def wanted(skills: Mapping[str, int], preferred: Mapping[str, int] | None, channel: str) -> Wanted:
    """What tells the requirement of these wishes from others."""
    likes = frozenset(preferred.items()) if preferred else _NONE
    return (frozenset(skills.items()), likes, channel)


def own_value(agent: Agent, strategy: Strategy) -> float:
    """The value of the rule: the smallest is chosen first."""
    match strategy:
        case Strategy.LONGEST_IDLE:
            return agent.idle_since
        case Strategy.FEWEST_CONTACTS:
            return float(agent.contact_count)
        case Strategy.ROUND_ROBIN:
            return float(agent.last_offer)
        case Strategy.LEAST_OCCUPIED:
            return agent.occupancy()
        case _:
            raise ValueError(f"agents do not stand in a line of {strategy}")


def idle_key(agent: Agent, strategy: Strategy) -> IdleKey:
    """The place of an idle agent in the line of this strategy."""
    since = agent.idle_since
    value = since if strategy is Strategy.LONGEST_IDLE else own_value(agent, strategy)
    return (value, since, agent.agent_id)


def shared_key(agent: Agent, strategy: Strategy) -> IdleKey:
    """The same behind the number of contacts at hand, where agents can hold several."""
    return ((agent.load(), own_value(agent, strategy)), agent.idle_since, agent.agent_id)


@dataclass(slots=True, eq=False)
class Profile:
    """All agents with exactly the same skills."""

    skills: Mapping[str, int]
    bits: int
    lines: Mapping[str, Line[IdleKey]]
    """The available ones, by each channel and each strategy that the plan uses (`line_of`)."""
    absent: dict[AgentId, Agent] = field(default_factory=dict)
    """Logged in but not available by each of their channels."""
    agent_count: int = 0
    """Logged in or not."""
    logged_in_count: int = 0
    ready_count: int = 0
    requirements: list[Requirement] = field(default_factory=list)
    """Those that these skills serve."""
    groups: list[Group] = field(default_factory=list)
    """Those whose contacts these skills serve."""

    idle: Line[IdleKey] = field(init=False)
    """Those available by voice, longest idle first: one of the lines."""

    def __post_init__(self) -> None:
        self.idle = self.lines[Strategy.LONGEST_IDLE]


@dataclass(slots=True, eq=False)
class Requirement:
    """What contacts ask for, once per distinct set of least levels, preferences or agent."""

    skills: Mapping[str, int]
    bits: int
    preferred: Mapping[str, int] = field(default_factory=dict)
    agent_id: AgentId | None = None
    """Only this agent; then no profile serves it."""
    channel: str = VOICE
    """Only agents who can hold contacts of this channel."""
    profiles: list[Profile] = field(default_factory=list)
    """Those that serve it."""
    groups: list[Group] = field(default_factory=list)
    group_of: dict[str, Group] = field(default_factory=dict)
    """Queue → the group of those of its contacts who ask for this."""
    lent_group_of: dict[str, Group] = field(default_factory=dict)
    """Queue → the group for the agents whom it borrows."""
    logged_in_count: int = 0
    """Agents logged in, ready or not, who could serve it."""
    ready_count: int = 0
    """Those of them who are ready, at work or not."""
    shortage: int = 0
    """Number of the present or next shortage: counts up when one is over."""
    rivals: list[tuple[Group, float]] = field(default_factory=list)
    """Groups that want some of the same agents, each with the share of theirs in common."""
    rivals_version: int = -1
    """What the rivals were worked out from."""
    lacks: dict[int, str] = field(default_factory=dict)
    """Profile bits → what they lack, in words."""
    tiers: dict[bool, list[list[Profile]]] = field(default_factory=dict)
    """By skill fit or not → profiles, those to be asked first in front. Made when asked for."""

    def lack_of(self, profile: Profile) -> str:
        """What this profile lacks, in words; empty when it serves."""
        words = self.lacks.get(profile.bits)
        if words is None:
            words = lack(profile.skills, self.skills) or f"takes no {self.channel}"
            self.lacks[profile.bits] = words
        return words

    def count(self, here: int, ready: int) -> None:
        """So many more agents who could serve it are logged in, and ready: -1, 0 or 1 each."""
        self.logged_in_count += here
        self.ready_count += ready
        if here > 0 and self.logged_in_count == 1:
            self.shortage += 1

    def tiers_of(self, strategy: Strategy) -> list[list[Profile]]:
        """Profiles, those to be asked first in front; agents of one tier compete by the rule."""
        by_fit = strategy is Strategy.HIGHEST_SKILL_FIT
        if not by_fit and not self.preferred:
            return [self.profiles]
        if by_fit not in self.tiers:
            self.tiers[by_fit] = _tiers(self, by_fit=by_fit)
        return self.tiers[by_fit]


@dataclass(slots=True, eq=False)
class Group:
    """Waiting contacts of one queue with one requirement; only the first competes."""

    queue: str
    weight: float
    requirement: Requirement
    is_lent: bool = False
    """For the agents whom the queue borrows; its contacts stand in their own groups, too."""
    line: Line[OrderKey] = field(default_factory=Line)

    def first_open_to(self, agent: Agent) -> OrderKey | None:
        """The first contact not barred from the agent. Looks past barred ones, which are few."""
        return next((key for key in self.line if key[-1] not in agent.bars), None)


def acquaint(profile: Profile, requirement: Requirement) -> None:
    """Let the two know each other, one of which is new, if these skills serve it."""
    if requirement.bits & ~profile.bits:
        return
    requirement.profiles.append(profile)
    requirement.tiers.clear()
    requirement.logged_in_count += profile.logged_in_count
    requirement.ready_count += profile.ready_count
    profile.requirements.append(requirement)
    profile.groups.extend(requirement.groups)


def _tiers(requirement: Requirement, *, by_fit: bool) -> list[list[Profile]]:
    ranked: dict[tuple[int, int], list[Profile]] = {}
    for profile in requirement.profiles:
        fit = level_sum(profile.skills, requirement.skills) if by_fit else 0
        rank = (_missing(profile.skills, requirement.preferred), -fit)
        ranked.setdefault(rank, []).append(profile)
    return [ranked[rank] for rank in sorted(ranked)]


def level_sum(held: Mapping[str, int], asked: Iterable[str]) -> int:
    """How well these skills fit: the sum of the levels in what is asked for."""
    return sum(held.get(skill, 0) for skill in asked)


def _missing(held: Mapping[str, int], preferred: Mapping[str, int]) -> int:
    """How many preferred skills are not reached."""
    return sum(held.get(skill, 0) < level for skill, level in preferred.items())
