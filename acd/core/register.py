"""Who can do what, and what is asked for: each registered once, when it is first seen.

Owns profiles, requirements and groups, and which of them suit each other. Never knows who stands
in their lines. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from acd.core.line import Line
from acd.core.profile import Group, IdleKey, Profile, Requirement, Wanted, acquaint, line_of, wanted
from acd.core.sharing import NOWHERE, Seat, ability
from acd.core.skill import SkillBook
from acd.core.waiting import WaitingContact
from contact.channel import VOICE
from contact.identity import AgentId
from contact.plan import Ring, Strategy

_NO_SKILLS: Mapping[str, int] = {}


class Register:
    """Profiles, requirements and groups."""

    def __init__(
        self,
        strategies: frozenset[Strategy],
        channels: Mapping[AgentId, Collection[str]] | None = None,
    ) -> None:
        ways = {line_of(one) for one in strategies} | {Strategy.LONGEST_IDLE}
        self._ways = tuple(way for way in Strategy if way in ways)
        """Kinds of lines that the plan uses; the longest idle is always the first."""
        self._channels = channels or {}
        """Agent → written channels of which the agent can hold any contact."""
        written = sorted({one for held in self._channels.values() for one in held})
        self.is_shared = bool(written)
        self._lines = (*self._ways, *(line_of(way, one) for one in written for way in self._ways))
        self.profiles: list[Profile] = []
        self.groups: list[Group] = []
        self.version = 0
        """Counts up when a group or a profile is new, or an agent has another profile."""
        self._book = SkillBook()
        self._by_bits: dict[int, Profile] = {}
        self._profile_of: dict[AgentId, Profile] = {}
        self._seats: dict[AgentId, Seat] = {}
        self._requirements: dict[Wanted, Requirement] = {}
        self._last = Requirement({"": 0}, 0)
        """Looked up last; the first is nobody's."""
        self._personal: dict[AgentId, list[Requirement]] = {}
        """Requirements for one agent only, one a channel."""

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All seen so far."""
        personal = (one for some in self._personal.values() for one in some)
        return (*self._requirements.values(), *personal)

    def requirement(
        self, ring: Ring, preferred: Mapping[str, int] | None = None, channel: str = VOICE
    ) -> Requirement:
        """The one object that stands for what this ring asks for, by this channel."""
        if ring.agent_id is not None:
            personal = self._personal.get(ring.agent_id, ())
            found = next((one for one in personal if one.channel == channel), None)
            return found or self._first_asked_for(ring.agent_id, channel)
        return self.asking_for(ring.skills, preferred or _NO_SKILLS, channel)

    def asking_for(
        self, skills: Mapping[str, int], preferred: Mapping[str, int], channel: str
    ) -> Requirement:
        """The one object that stands for these skills, whoever has them, by this channel."""
        last = self._last
        if skills == last.skills and preferred == last.preferred and channel == last.channel:
            return last
        name = wanted(skills, preferred, channel)
        found = self._requirements.get(name) or self._first_seen(name, skills, preferred)
        self._last = found
        return found

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

    def _first_seen(
        self, name: Wanted, skills: Mapping[str, int], preferred: Mapping[str, int]
    ) -> Requirement:
        channel = name[2]
        bits = self._book.required({**skills, **ability(channel)})
        made = Requirement(dict(sorted(skills.items())), bits, dict(preferred), channel=channel)
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

    def _group(
        self, contact: WaitingContact, requirement: Requirement, *, is_lent: bool = False
    ) -> Group:
        known = requirement.lent_group_of if is_lent else requirement.group_of
        group = known.get(contact.queue)
        if group is None:
            group = Group(contact.queue, contact.weight, requirement, is_lent)
            known[contact.queue] = group
            self.groups.append(group)
            requirement.groups.append(group)
            self.version += 1
            for profile in requirement.profiles:
                profile.groups.append(group)
        return group
