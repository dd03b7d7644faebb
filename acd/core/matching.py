"""Who could serve whom: groups of equals and the heads of their lines.

Theory. Agents with the same skills are interchangeable up to the rule of choice, and so are
contacts of the same queue with the same requirement. Agents are therefore kept by *profile*, with
a line of the available ones by idle time; contacts by *group*, with a line in the order of service.
Nobody in a line can be chosen before its head (save those barred from each other), so a decision
looks at the heads of compatible lines and at nothing else: its cost grows with the number of
profiles or groups, not with the number of agents or contacts. Which profiles suit which requirement
is found out once, when either is first seen.

Owns these lines. Never decides, never knows events. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush, heapreplace

from acd.core.agent import Agent
from acd.core.line import Line
from acd.core.skill import SkillBook, lack
from acd.core.waiting import OrderKey, WaitingContact
from contact.identity import AgentId, ContactId

IdleKey = tuple[float, AgentId]
"""(idle since, agent id): the longest idle comes first, equals by id."""


@dataclass(slots=True, eq=False)
class Profile:
    """All agents with exactly the same skills."""

    skills: Mapping[str, int]
    bits: int
    idle: Line[IdleKey] = field(default_factory=Line)
    """The available ones."""
    absent: dict[AgentId, Agent] = field(default_factory=dict)
    """Logged in but not available."""
    logged_in_count: int = 0
    requirements: list[Requirement] = field(default_factory=list)
    """Those that these skills serve."""
    groups: list[Group] = field(default_factory=list)
    """Those whose contacts these skills serve."""


@dataclass(slots=True, eq=False)
class Requirement:
    """What contacts ask for, once per distinct set of least levels."""

    skills: Mapping[str, int]
    bits: int
    profiles: list[Profile] = field(default_factory=list)
    """Those that serve it."""
    groups: list[Group] = field(default_factory=list)
    logged_in_count: int = 0
    """Agents logged in, ready or not, who could serve it."""
    shortage: int = 0
    """Number of the present or next shortage: counts up when one is over."""
    lacks: dict[int, str] = field(default_factory=dict)
    """Profile bits → what they lack, in words."""

    def lack_of(self, profile: Profile) -> str:
        """What this profile lacks, in words; empty when it serves."""
        words = self.lacks.get(profile.bits)
        if words is None:
            words = self.lacks[profile.bits] = lack(profile.skills, self.skills)
        return words


@dataclass(slots=True, eq=False)
class Group:
    """Waiting contacts of one queue with one requirement; only the first competes."""

    queue: str
    requirement: Requirement
    line: Line[OrderKey] = field(default_factory=Line)


Seat = tuple[bool, IdleKey | None]
"""Whether an agent is logged in, and the key in the idle line if available."""

NOWHERE: Seat = (False, None)


class Matching:
    """The lines of the available agents and of the waiting contacts."""

    def __init__(self, skills: Mapping[AgentId, Mapping[str, int]]) -> None:
        self._book = SkillBook()
        self.profiles: list[Profile] = []
        self.order: Line[OrderKey] = Line()
        """All waiting contacts in the order of service."""
        self._profile_of: dict[AgentId, Profile] = {}
        self._seats: dict[AgentId, Seat] = {}
        self._requirements: dict[frozenset[tuple[str, int]], Requirement] = {}
        self._groups: dict[tuple[str, int], Group] = {}
        self._group_of: dict[ContactId, Group] = {}
        by_bits: dict[int, Profile] = {}
        for agent_id, held in skills.items():
            bits = self._book.held(held)
            if bits not in by_bits:
                by_bits[bits] = Profile(held, bits)
                self.profiles.append(by_bits[bits])
            self._profile_of[agent_id] = by_bits[bits]

    # ------------------------------------------------------------ contacts

    def join(self, contact: WaitingContact) -> None:
        """The contact waits from now on."""
        group = self._group(contact)
        self._group_of[contact.contact_id] = group
        group.line.add(contact.key)
        self.order.add(contact.key)

    def leave(self, contact: WaitingContact) -> None:
        """The contact waits no longer. One that did not wait is left alone."""
        group = self._group_of.pop(contact.contact_id, None)
        if group is not None:
            group.line.remove(contact.key)
            self.order.remove(contact.key)

    def is_waiting(self, contact_id: ContactId) -> bool:
        return contact_id in self._group_of

    def position(self, contact: WaitingContact) -> int:
        """1 is next, counted over those of the same queue with the same requirement."""
        group = self._group_of.get(contact.contact_id) or self._group(contact)
        return group.line.rank(contact.key) + 1

    def requirement_of(self, contact: WaitingContact) -> Requirement:
        """What a waiting contact asks for."""
        group = self._group_of.get(contact.contact_id)
        return group.requirement if group is not None else self.requirement(contact.skills)

    def requirement(self, skills: Mapping[str, int]) -> Requirement:
        """The one object that stands for these least levels."""
        name = frozenset(skills.items())
        known = self._requirements.get(name)
        return known if known is not None else self._first_seen(name, skills)

    def first_key_for(self, agent: Agent) -> OrderKey | None:
        """The place of the contact that this agent should take first."""
        groups = self._profile_of[agent.agent_id].groups
        keys = [key for group in groups if (key := group.line.first) is not None]
        if agent.bars:
            open_keys = (_first_open(group.line, agent) for group in groups if group.line.size)
            keys = [key for key in open_keys if key is not None]
        return min(keys, default=None)

    # ------------------------------------------------------------ agents

    def seat(self, agent: Agent) -> None:
        """Put the agent where mode, work and phone say; to be called after each change of them."""
        agent_id = agent.agent_id
        profile = self._profile_of.get(agent_id)
        if profile is None:
            return
        was_here, old_key = self._seats.get(agent_id, NOWHERE)
        is_here = agent.is_logged_in()
        key = (agent.idle_since, agent_id) if agent.is_available() else None
        self._seats[agent_id] = (is_here, key)
        if old_key is not None:
            profile.idle.remove(old_key)
        if key is not None:
            profile.absent.pop(agent_id, None)
            profile.idle.add(key)
        elif is_here:
            profile.absent[agent_id] = agent
        else:
            profile.absent.pop(agent_id, None)
        if is_here != was_here:
            _count(profile, 1 if is_here else -1)

    def idle_for(self, requirement: Requirement) -> Iterator[IdleKey]:
        """Available agents who have what it takes, longest idle first."""
        lines = [
            (key, profile.idle)
            for profile in requirement.profiles
            if (key := profile.idle.first) is not None
        ]
        return iter(lines[0][1]) if len(lines) == 1 else _merged(lines)

    def requirements_of(self, agent_id: AgentId) -> list[Requirement]:
        """Requirements seen so far that this agent serves."""
        profile = self._profile_of.get(agent_id)
        return profile.requirements if profile is not None else []

    # ------------------------------------------------------------ first sights

    def _first_seen(
        self, name: frozenset[tuple[str, int]], skills: Mapping[str, int]
    ) -> Requirement:
        bits = self._book.required(skills)
        made = Requirement(dict(sorted(skills.items())), bits)
        made.profiles = [profile for profile in self.profiles if not bits & ~profile.bits]
        for profile in made.profiles:
            profile.requirements.append(made)
            made.logged_in_count += profile.logged_in_count
        self._requirements[name] = made
        return made

    def _group(self, contact: WaitingContact) -> Group:
        requirement = self.requirement(contact.skills)
        name = (contact.queue, id(requirement))
        group = self._groups.get(name)
        if group is None:
            group = self._groups[name] = Group(contact.queue, requirement)
            requirement.groups.append(group)
            for profile in requirement.profiles:
                profile.groups.append(group)
        return group


def _count(profile: Profile, step: int) -> None:
    """An agent of this profile logged in (1) or out (-1)."""
    profile.logged_in_count += step
    for requirement in profile.requirements:
        requirement.logged_in_count += step
        if step > 0 and requirement.logged_in_count == 1:
            requirement.shortage += 1


def _merged(lines: list[tuple[IdleKey, Line[IdleKey]]]) -> Iterator[IdleKey]:
    """The keys of several lines in one order, given each line with its first key.

    A line is opened only when its first key comes up: who wants ten keys out of a thousand lines
    opens ten lines at most. Keys are distinct, so two entries never tie.
    """
    lines.sort(reverse=True)
    opened: list[tuple[IdleKey, Iterator[IdleKey]]] = []
    while lines or opened:
        if lines and (not opened or lines[-1][0] < opened[0][0]):
            rest = iter(lines.pop()[1])
            heappush(opened, (next(rest), rest))
        key, rest = opened[0]
        yield key
        following = next(rest, None)
        if following is None:
            heappop(opened)
        else:
            heapreplace(opened, (following, rest))


def _first_open(line: Line[OrderKey], agent: Agent) -> OrderKey | None:
    """The first contact not barred from this agent. Looks past barred ones only, which are few."""
    return next((key for key in line if key[2] not in agent.bars), None)
