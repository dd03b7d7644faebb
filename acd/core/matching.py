"""Who could serve whom: groups of equals and the heads of their lines.

Theory. Agents are kept by *profile*, with lines of the available ones; contacts by *group* (queue
and requirement), with a line in the order of service. Nobody in a line can be chosen before its
head (save those barred from each other), so a decision looks at the heads of compatible lines and
at nothing else: its cost grows with the number of profiles or groups, not with the number of agents
or contacts. Which profiles suit which requirement is found out once, when either is first seen.
A written channel counts like a skill; who cannot take one more of it stands in none of its lines.

Owns these lines. Never decides, never knows events. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from acd.core.agent import Agent
from acd.core.line import Line
from acd.core.profile import (
    Group,
    IdleKey,
    Profile,
    Requirement,
    Wanted,
    acquaint,
    idle_key,
    line_of,
    wanted,
)
from acd.core.sharing import NOWHERE, Place, Seat, ability, first_key, open_to, places
from acd.core.skill import SkillBook
from acd.core.waiting import OrderKey, WaitingContact, turn
from contact.channel import VOICE
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.plan import Ring, Strategy

SMALL_COUNT = 20
"""With so many agents logged in, an account of a decision names everybody."""
NAMED_COUNT = 5
"""With more, so many of each kind."""


class Matching:
    """The lines of the available agents and of the waiting contacts."""

    def __init__(
        self,
        skills: Mapping[AgentId, Mapping[str, int]],
        strategies: frozenset[Strategy] = frozenset(),
        *,
        is_weighted: bool = False,
        limited: frozenset[str] = frozenset(),
        channels: Mapping[AgentId, Collection[str]] | None = None,
    ) -> None:
        ways = {line_of(one) for one in strategies} | {Strategy.LONGEST_IDLE}
        self._ways = tuple(way for way in Strategy if way in ways)
        self._channels = channels or {}
        """Agent → written channels of which the agent can hold any contact."""
        written = sorted({one for held in self._channels.values() for one in held})
        self.is_shared = bool(written)
        self._lines = (*self._ways, *(line_of(way, one) for one in written for way in self._ways))
        self.is_weighted = is_weighted
        self._book = SkillBook()
        self.profiles: list[Profile] = []
        self.order: Line[OrderKey] = Line()
        """All waiting contacts in the order of service, as it is among equal weights."""
        self.logged_in_count = 0
        self.idle: Mapping[str, Line[IdleKey]] = {name: Line() for name in self._lines}
        """All available agents, whatever their skills, by channel and strategy (`line_of`)."""
        self.version = 0
        """Counts up when a group or a profile is new, or an agent has another profile."""
        self._by_queue: dict[str, Line[OrderKey]] = {name: Line() for name in limited}
        """Contacts on the line in the queues that have limits or borrow."""
        self._by_bits: dict[int, Profile] = {}
        self._profile_of: dict[AgentId, Profile] = {}
        self._seats: dict[AgentId, Seat] = {}
        self._requirements: dict[Wanted, Requirement] = {}
        self._personal: dict[AgentId, list[Requirement]] = {}
        """Requirements for one agent only, one a channel."""
        self.groups: dict[tuple[str, int, bool], Group] = {}
        self._groups_of: dict[ContactId, tuple[Group, ...]] = {}
        """Waiting contact → its own group, and that of the agents whom its queue borrows."""
        for agent_id, held in skills.items():
            self._place(agent_id, held)

    # ------------------------------------------------------------ contacts

    def join(self, contact: WaitingContact) -> None:
        """The contact waits from now on."""
        own = self._group(contact, self.requirement_of(contact))
        groups = self._groups_of[contact.contact_id] = (own, *self._lent(contact, own))
        for group in groups:
            group.line.add(contact.key)
        self.order.add(contact.key)
        if contact.queue in self._by_queue and contact.is_by_voice():
            self._by_queue[contact.queue].add(contact.key)

    def leave(self, contact: WaitingContact) -> bool:
        """The contact waits no longer. False: it did not wait."""
        groups = self._groups_of.pop(contact.contact_id, None)
        if groups is None:
            return False
        for group in groups:
            group.line.remove(contact.key)
        self.order.remove(contact.key)
        if contact.queue in self._by_queue and contact.is_by_voice():
            self._by_queue[contact.queue].remove(contact.key)
        return True

    def is_waiting(self, contact_id: ContactId) -> bool:
        return contact_id in self._groups_of

    def position(self, queue: str, requirement: Requirement, key: OrderKey) -> int:
        """1 is next, counted over this queue and requirement; the key need not stand there."""
        group = self.groups.get((queue, id(requirement), False))
        return group.line.rank(key) + 1 if group is not None else 1

    def last_of(self, queue: str) -> ContactId | None:
        """The last on the line in a queue that has limits or borrows, or None."""
        return key[-1] if (key := self._by_queue[queue].last()) is not None else None

    def ahead_count(self, contact: WaitingContact) -> int:
        """How many wait on the line before it in its queue, which must have limits."""
        return self._by_queue[contact.queue].rank(contact.key)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All seen so far."""
        personal = (one for some in self._personal.values() for one in some)
        return (*self._requirements.values(), *personal)

    def requirement_of(self, contact: WaitingContact) -> Requirement:
        """What a contact asks for in its present ring."""
        if groups := self._groups_of.get(contact.contact_id):
            return groups[0].requirement
        return self.requirement(contact.step(), contact.preferred, contact.channel)

    def requirement(
        self, ring: Ring, preferred: Mapping[str, int] | None = None, channel: str = VOICE
    ) -> Requirement:
        """The one object that stands for what this ring asks for, by this channel."""
        if ring.agent_id is not None:
            personal = self._personal.get(ring.agent_id, ())
            found = next((one for one in personal if one.channel == channel), None)
            return found or self._first_asked_for(ring.agent_id, channel)
        name = wanted(ring.skills, preferred, channel)
        return self._requirements.get(name) or self._first_seen(name, ring, preferred or {})

    def turn_of(self, contact: WaitingContact, now: float) -> OrderKey:
        """The contact's place in the order of service at this instant."""
        return turn(contact.key, contact.weight, now) if self.is_weighted else contact.key

    def first_key_for(self, agent: Agent, now: float) -> OrderKey | None:
        """The place of the contact that this agent should take first."""
        groups = self._profile_of[agent.agent_id].groups
        for personal in self._personal.get(agent.agent_id, ()):
            groups = groups + personal.groups
        if self.is_shared:
            groups = open_to(agent, groups)
        if agent.bars or self.is_weighted:
            return first_key(agent, groups, now if self.is_weighted else None)
        return min([key for one in groups if (key := one.line.first)], default=None)

    # ------------------------------------------------------------ agents

    def seat(self, agent: Agent) -> None:
        """Put the agent where mode, work and phone say; to be called after each change of them."""
        agent_id = agent.agent_id
        profile = self._profile_of.get(agent_id)
        if profile is None:
            return
        was_here, was_ready, old_keys = self._seats.get(agent_id, NOWHERE)
        is_here, is_ready = agent.is_logged_in(), agent.mode is Mode.READY
        if self.is_shared:
            keys, is_present = places(agent, self._channels.get(agent_id, ()), self._ways)
        else:
            is_present = agent.is_available()
            keys = tuple([(way, idle_key(agent, way)) for way in self._ways]) if is_present else ()
        self._seats[agent_id] = (is_here, is_ready, keys)
        self._unseat(profile, old_keys)
        for name, key in keys:
            profile.lines[name].add(key)
            self.idle[name].add(key)
        if is_here and not is_present:
            profile.absent[agent_id] = agent
        else:
            profile.absent.pop(agent_id, None)
        if is_here != was_here or is_ready != was_ready:
            self._count(agent_id, profile, is_here - was_here, is_ready - was_ready)

    def reskill(self, agent: Agent, skills: Mapping[str, int]) -> None:
        """The agent has these skills from now on, in place of the old ones.

        Raises KeyError for one whom the plan does not have.
        """
        agent_id = agent.agent_id
        old = self._profile_of[agent_id]
        was_here, was_ready, old_keys = self._seats.pop(agent_id, NOWHERE)
        self._unseat(old, old_keys)
        old.absent.pop(agent_id, None)
        self._count(agent_id, old, -was_here, -was_ready)
        old.agent_count -= 1
        self._place(agent_id, skills)
        self.seat(agent)

    def _unseat(self, profile: Profile, keys: tuple[Place, ...]) -> None:
        for name, key in keys:
            profile.lines[name].remove(key)
            self.idle[name].remove(key)

    def naming_count(self) -> int:
        """How many agents or contacts an account names: everybody in a small centre."""
        return SMALL_COUNT if self.logged_in_count <= SMALL_COUNT else NAMED_COUNT

    def profile_of(self, agent_id: AgentId) -> Profile | None:
        """The profile of the agent's skills; None for one whom the plan does not have."""
        return self._profile_of.get(agent_id)

    def skills_of(self, agent_id: AgentId) -> Mapping[str, int]:
        """What the agent can do now; nothing for one whom the plan does not have."""
        profile = self._profile_of.get(agent_id)
        return profile.skills if profile is not None else {}

    def requirements_of(self, agent_id: AgentId) -> list[Requirement]:
        """Requirements seen so far that this agent serves."""
        profile = self._profile_of.get(agent_id)
        if profile is None:
            return []
        personal = self._personal.get(agent_id, ())
        return profile.requirements + [one for one in personal if not one.bits & ~profile.bits]

    def _count(self, agent_id: AgentId, profile: Profile, here: int, ready: int) -> None:
        """So many more agents of this profile are logged in, and ready: -1, 0 or 1 each."""
        self.logged_in_count += here
        profile.logged_in_count += here
        profile.ready_count += ready
        for requirement in self.requirements_of(agent_id):
            requirement.count(here, ready)

    # ------------------------------------------------------------ first sights

    def _place(self, agent_id: AgentId, held: Mapping[str, int]) -> None:
        bits = self._book.held(held)
        for channel in self._channels.get(agent_id, ()):
            bits |= self._book.held(ability(channel))
        profile = self._profile_of[agent_id] = self._profile(held, bits)
        profile.agent_count += 1
        self.version += 1

    def _profile(self, held: Mapping[str, int], bits: int) -> Profile:
        known = self._by_bits.get(bits)
        if known is not None:
            return known
        lines: dict[str, Line[IdleKey]] = {name: Line() for name in self._lines}
        made = self._by_bits[bits] = Profile(held, bits, lines)
        self.profiles.append(made)
        for requirement in self._requirements.values():
            acquaint(made, requirement)
        return made

    def _first_seen(self, name: Wanted, ring: Ring, preferred: Mapping[str, int]) -> Requirement:
        bits = self._book.required({**ring.skills, **ability(name[2])})
        skills = dict(sorted(ring.skills.items()))
        made = Requirement(skills, bits, dict(preferred), channel=name[2])
        self._requirements[name] = made
        for profile in self.profiles:
            acquaint(profile, made)
        return made

    def _first_asked_for(self, agent_id: AgentId, channel: str) -> Requirement:
        bits = self._book.required(ability(channel))
        made = Requirement({}, bits, agent_id=agent_id, channel=channel)
        self._personal.setdefault(agent_id, []).append(made)
        if made in self.requirements_of(agent_id):
            is_here, is_ready, _ = self._seats.get(agent_id, NOWHERE)
            made.logged_in_count, made.ready_count = int(is_here), int(is_ready)
        return made

    def _lent(self, contact: WaitingContact, own: Group) -> tuple[Group, ...]:
        """The group of the agents whom the contact's queue borrows, unless it is its own."""
        if contact.borrowed is None:
            return ()
        requirement = self.requirement(contact.borrowed, channel=contact.channel)
        if requirement is own.requirement:
            return ()
        return (self._group(contact, requirement, is_lent=True),)

    def _group(
        self, contact: WaitingContact, requirement: Requirement, *, is_lent: bool = False
    ) -> Group:
        name = (contact.queue, id(requirement), is_lent)
        group = self.groups.get(name)
        if group is None:
            group = self.groups[name] = Group(contact.queue, contact.weight, requirement, is_lent)
            requirement.groups.append(group)
            self.version += 1
            for profile in requirement.profiles:
                profile.groups.append(group)
        return group
