"""The agent for a contact: whoever the queue's strategy puts first.

Owns the order in which available agents come for one contact. Never changes anything. Pure.

Theory. The tiers of the requirement (preferred skills, skill fit) come first, then the line of the
strategy within the tier, equals by the longest idle, then by id. Chance has no place in an engine
whose decisions are to be repeated, so the random strategy draws from the ids of contact and offer:
the same contact at the same moment gets the same agent, and over all contacts each agent is as
likely as another. Who rings all needs no order but for the bound on how many are rung: the longest
idle are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from heapq import heappop, heappush, heapreplace
from itertools import islice

from acd.core.agent import Agent
from acd.core.line import Line
from acd.core.matching import FEW_PROFILES, Matching
from acd.core.profile import IdleKey, Profile, Requirement, line_of
from acd.core.waiting import WaitingContact
from contact.channel import VOICE
from contact.identity import AgentId
from contact.plan import Strategy


class Choice:
    """The agent for a contact, and who else was looked at."""

    __slots__ = ("barred", "keys", "requirement", "ring_count", "strategy")

    def __init__(
        self,
        matching: Matching,
        agents: Mapping[AgentId, Agent],
        contact: WaitingContact,
        strategy: Strategy,
        ring_count: int = 1,
    ) -> None:
        self.strategy = strategy
        self.ring_count = ring_count
        """So many are rung at once, if there are as many."""
        self.requirement = matching.requirement_of(contact)
        self.keys: list[IdleKey] = []
        """Candidates, best first; empty when nobody available may take the contact."""
        self.barred: list[AgentId] = []
        if matching.has_account or not self._is_foremost(agents):
            self._look(matching, agents, contact)
        if not self.keys and contact.borrowed is not None:
            self.requirement = matching.requirement(contact.borrowed, channel=contact.channel)
            self._look(matching, agents, contact)

    def _look(
        self, matching: Matching, agents: Mapping[AgentId, Agent], contact: WaitingContact
    ) -> None:
        wanted_count = max(matching.naming_count(), self.ring_count)
        for key in self._all(matching, agents, contact):
            bars = agents[key[2]].bars
            if bars and contact.contact_id in bars:
                self.barred.append(key[2])
                continue
            self.keys.append(key)
            if len(self.keys) == wanted_count:
                break

    def _is_foremost(self, agents: Mapping[AgentId, Agent]) -> bool:
        """Take the first of all lines, where they alone decide; False: one has to look closer."""
        asked, strategy, first = self.requirement, self.strategy, None
        if asked.preferred or asked.agent_id is not None or asked.channel != VOICE:
            return False
        if len(asked.profiles) > FEW_PROFILES:
            return False
        for profile in asked.profiles:
            line = profile.lines.get(strategy)
            if line is None:  # the strategy has no line of its own
                return False
            key = line.first
            if key is not None and (first is None or key < first):
                first = key
        if first is not None:
            if agents[first[2]].bars:
                return False
            self.keys.append(first)
        return True

    @property
    def agent_id(self) -> AgentId:
        """The chosen one. Raises IndexError when there is none."""
        return self.keys[0][2]

    @property
    def rung(self) -> list[IdleKey]:
        """All who are rung for the contact, best first."""
        return self.keys[: self.ring_count]

    def _all(
        self, matching: Matching, agents: Mapping[AgentId, Agent], contact: WaitingContact
    ) -> Iterator[IdleKey]:
        only = self.requirement.agent_id
        if only is None:
            seed = _seed(self.strategy, contact)
            return in_order(matching, self.requirement, self.strategy, seed)
        agent = agents.get(only)
        here = agent is not None and agent.is_available(contact.channel)
        return iter([(agent.idle_since, agent.idle_since, only)] if agent and here else [])


def _seed(strategy: Strategy, contact: WaitingContact) -> int:
    """Drawn from contact and offer; 0 where nothing is drawn."""
    if strategy is not Strategy.RANDOM:
        return 0
    word = f"{contact.contact_id} {contact.offer_count}".encode()
    return int.from_bytes(blake2b(word, digest_size=8).digest(), "big")


def in_order(
    matching: Matching, requirement: Requirement, strategy: Strategy, seed: int = 0
) -> Iterator[IdleKey]:
    """Available agents who have what it takes, in the order in which the strategy takes them."""
    tiers, way = requirement.tiers_of(strategy), line_of(strategy, requirement.channel)
    drawn = seed if strategy is Strategy.RANDOM else None
    if len(tiers) != 1:
        return (key for tier in tiers for key in _tier(tier, way, drawn))
    if len(tiers[0]) <= FEW_PROFILES or drawn is not None:
        return _tier(tiers[0], way, drawn)
    return _sifted(matching, requirement, way)


def _sifted(matching: Matching, requirement: Requirement, way: str) -> Iterator[IdleKey]:
    """Go through all available agents and leave out who lacks something.

    Where every agent has skills of their own, the profiles that serve are many, but then so are the
    agents among all who do: with P' of P profiles, about one in P / P'. So one either looks at P'
    profiles or passes about P / P' agents, and the smaller of the two is never more than the root
    of P. Should those who lack something have gathered at the front (nobody has asked for them all
    day), P' agents are passed in vain, and then the profiles are looked at after all.
    """
    asked, idle = requirement.bits, matching.idle[way]
    found, passed_count = 0, len(requirement.profiles)
    for key in islice(idle, passed_count):
        profile = matching.profile_of(key[2])
        if profile is not None and not asked & ~profile.bits:
            found += 1
            yield key
    if idle.size > passed_count:
        yield from islice(_tier(requirement.profiles, way), found, None)


def _tier(profiles: list[Profile], way: str, drawn: int | None = None) -> Iterator[IdleKey]:
    lines = [
        (key, line)
        for profile in profiles
        if (key := (line := profile.lines[way]).first) is not None
    ]
    if drawn is not None:
        return _drawn([line for _, line in lines], drawn)
    return iter(lines[0][1]) if len(lines) == 1 else _merged(lines)


def _drawn(lines: list[Line[IdleKey]], seed: int) -> Iterator[IdleKey]:
    """Everybody, beginning with one drawn, then the next in line."""
    total = sum(line.size for line in lines)
    for step in range(total):
        place, which = (seed + step) % total, 0
        while place >= lines[which].size:
            place -= lines[which].size
            which += 1
        yield lines[which].at(place)


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
