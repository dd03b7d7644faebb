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
from acd.core.line import Line, foremost
from acd.core.profile import Group, IdleKey, Profile, Requirement, idle_key
from acd.core.register import Register
from acd.core.sharing import NOWHERE, Place, first_key, open_to, places
from acd.core.waiting import OrderKey, WaitingContact, turn
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.plan import Ring, Strategy

_LOGGED_OUT, _READY = Mode.LOGGED_OUT, Mode.READY
_LONGEST_IDLE = Strategy.LONGEST_IDLE

FEW_PROFILES = 64
"""Up to so many profiles are looked at one by one."""
SMALL_COUNT = 20
"""With so many agents logged in, an account of a decision names everybody."""
NAMED_COUNT = 5
"""With more, so many of each kind."""


class Matching(Register):
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
        super().__init__(strategies, channels)
        self._has_one_line = len(self._lines) == 1
        self.is_weighted = is_weighted
        self.has_account = True
        """Whether it is kept what only an account of a decision needs."""
        self._order: Line[OrderKey] | None = Line()
        """Kept for the account; without one nobody asks between two messages."""
        self.logged_in_count = 0
        self.idle: Mapping[str, Line[IdleKey]] = {}
        """All available agents, whatever their skills, by channel and strategy (`line_of`); none as
        long as the profiles are few, because then nobody asks."""
        self._by_queue: dict[str, Line[OrderKey]] = {name: Line() for name in limited}
        """Contacts on the line in the queues that have limits or borrow."""
        self._groups_of: dict[ContactId, tuple[Group, ...]] = {}
        """Waiting contact → its own group, and that of the agents whom its queue borrows."""
        for agent_id, held in skills.items():
            self._place(agent_id, held)
        if len(self.profiles) > FEW_PROFILES:
            self._line_all_up()

    def leave_out_account(self) -> None:
        """Keep nothing that only an account needs. To be said before anybody comes."""
        self.has_account, self._order = False, None

    # ------------------------------------------------------------ contacts

    def join(self, contact: WaitingContact) -> None:
        """The contact waits from now on."""
        key = contact.key
        ring = contact.rings[contact.ring - 1]
        own = self._group(contact, self.requirement(ring, contact.preferred, contact.channel))
        groups: tuple[Group, ...] = (own,)
        if contact.borrowed is not None:
            groups += self._lent(contact.borrowed, contact, own)
        self._groups_of[contact.contact_id] = groups
        for group in groups:
            group.line.add(key)
        if self._order is not None:
            self._order.add(key)
        if self._by_queue and contact.queue in self._by_queue and contact.is_by_voice():
            self._by_queue[contact.queue].add(key)

    def leave(self, contact: WaitingContact) -> bool:
        """The contact waits no longer. False: it did not wait."""
        groups = self._groups_of.pop(contact.contact_id, None)
        if groups is None:
            return False
        key = contact.key
        for group in groups:
            group.line.remove(key)
        if self._order is not None:
            self._order.remove(key)
        if self._by_queue and contact.queue in self._by_queue and contact.is_by_voice():
            self._by_queue[contact.queue].remove(key)
        return True

    @property
    def order(self) -> Line[OrderKey]:
        """All waiting contacts in the order of service, as it is among equal weights."""
        if self._order is not None:
            return self._order
        order: Line[OrderKey] = Line()
        for group in self.groups:
            for key in group.line if not group.is_lent else ():
                order.add(key)
        return order

    def is_waiting(self, contact_id: ContactId) -> bool:
        return contact_id in self._groups_of

    def position(self, queue: str, requirement: Requirement, key: OrderKey) -> int:
        """1 is next, counted over this queue and requirement; the key need not stand there."""
        group = requirement.group_of.get(queue)
        return group.line.rank(key) + 1 if group is not None else 1

    def last_of(self, queue: str) -> ContactId | None:
        """The last on the line in a queue that has limits or borrows, or None."""
        key = self._by_queue[queue].last()
        return key[-1] if key is not None else None

    def ahead_count(self, contact: WaitingContact) -> int:
        """How many wait on the line before it in its queue, which must have limits."""
        return self._by_queue[contact.queue].rank(contact.key)

    def requirement_of(self, contact: WaitingContact) -> Requirement:
        """What a contact asks for in its present ring."""
        groups = self._groups_of.get(contact.contact_id)
        if groups is not None:
            return groups[0].requirement
        return self.requirement(contact.step(), contact.preferred, contact.channel)

    def turn_of(self, contact: WaitingContact, now: float) -> OrderKey:
        """The contact's place in the order of service at this instant."""
        return turn(contact.key, contact.weight, now) if self.is_weighted else contact.key

    def first_key_for(self, agent: Agent, now: float) -> OrderKey | None:
        """The place of the contact that this agent should take first."""
        groups = self._profile_of[agent.agent_id].groups
        if self._personal:
            for personal in self._personal.get(agent.agent_id, ()):
                groups = groups + personal.groups
        if self.is_shared:
            groups = open_to(agent, groups)
        if agent.bars or self.is_weighted:
            return first_key(agent, groups, now if self.is_weighted else None)
        return foremost([one.line for one in groups])

    # ------------------------------------------------------------ agents

    def seat(self, agent: Agent) -> None:
        """Put the agent where mode, work and phone say; to be called after each change of them."""
        agent_id = agent.agent_id
        profile = self._profile_of.get(agent_id)
        if profile is None:
            return
        was_here, was_ready, old = self._seats.get(agent_id, NOWHERE)
        is_here, is_ready = agent.mode is not _LOGGED_OUT, agent.mode is _READY
        if self._has_one_line:
            if old:
                profile.idle.remove(old[0][1])
            found: tuple[Place, ...] = ()
            if is_present := agent.is_available():
                key = (agent.idle_since, agent.idle_since, agent_id)
                found = ((_LONGEST_IDLE, key),)
                profile.idle.add(key)
        else:
            found, is_present = self._move(profile, agent, old)
        self._seats[agent_id] = (is_here, is_ready, found)
        if self.has_account:
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
        was_here, was_ready, left = self._seats.pop(agent_id, NOWHERE)
        self._unseat(old, left)
        old.absent.pop(agent_id, None)
        self._count(agent_id, old, -was_here, -was_ready)
        old.agent_count -= 1
        self._place(agent_id, skills)
        if len(self.profiles) > FEW_PROFILES and not self.idle:
            self._line_all_up()
        self.seat(agent)

    def _move(
        self, profile: Profile, agent: Agent, old: tuple[Place, ...]
    ) -> tuple[tuple[Place, ...], bool]:
        """Leave the old places for new ones. These, and whether there is one in all lines."""
        self._unseat(profile, old)
        if self.is_shared:
            channels = self._channels.get(agent.agent_id, ())
            found, is_present = places(agent, channels, self._ways)
        else:
            is_present = agent.is_available()
            found = tuple([(way, idle_key(agent, way)) for way in self._ways if is_present])
        for name, key in found:
            profile.lines[name].add(key)
            if self.idle:
                self.idle[name].add(key)
        return found, is_present

    def _unseat(self, profile: Profile, old: tuple[Place, ...]) -> None:
        for name, key in old:
            profile.lines[name].remove(key)
            if self.idle:
                self.idle[name].remove(key)

    def naming_count(self) -> int:
        """How many agents or contacts an account names: everybody in a small centre."""
        if not self.has_account:
            return 1
        return SMALL_COUNT if self.logged_in_count <= SMALL_COUNT else NAMED_COUNT

    def _count(self, agent_id: AgentId, profile: Profile, here: int, ready: int) -> None:
        """So many more agents of this profile are logged in, and ready: -1, 0 or 1 each."""
        self.logged_in_count += here
        profile.logged_in_count += here
        profile.ready_count += ready
        for requirement in self.requirements_of(agent_id):
            requirement.count(here, ready)

    def _line_all_up(self) -> None:
        self.idle, self._has_one_line = {name: Line() for name in self._lines}, False
        for profile in self.profiles:
            for name, line in profile.lines.items():
                for key in line:
                    self.idle[name].add(key)

    def _lent(self, ring: Ring, contact: WaitingContact, own: Group) -> tuple[Group, ...]:
        """The group of the agents whom the contact's queue borrows, unless it is its own."""
        requirement = self.requirement(ring, channel=contact.channel)
        if requirement is own.requirement:
            return ()
        return (self._group(contact, requirement, is_lent=True),)
