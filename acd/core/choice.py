"""The agent for a contact: whoever the queue's strategy puts first.

Owns the order in which available agents come for one contact. Never changes anything. Pure.

Theory. The tiers of the requirement (preferred skills, skill fit) come first, then the line of the
strategy within the tier, equals by the longest idle, then by id. Chance has no place in an engine
whose decisions are to be repeated, so the random strategy draws from the ids of contact and offer:
the same contact at the same moment gets the same agent, and over all contacts each agent is as
likely as another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from heapq import heappop, heappush, heapreplace

from acd.core.agent import Agent
from acd.core.line import Line
from acd.core.matching import Matching
from acd.core.profile import IdleKey, Profile, Requirement, line_of
from acd.core.waiting import WaitingContact
from contact.identity import AgentId
from contact.plan import Strategy

CANDIDATE_COUNT = 10
"""Candidates named at most, the chosen one included."""


class Choice:
    """The agent for a contact, and who else was looked at."""

    __slots__ = ("barred", "keys", "requirement", "strategy")

    def __init__(
        self,
        matching: Matching,
        agents: Mapping[AgentId, Agent],
        contact: WaitingContact,
        strategy: Strategy,
    ) -> None:
        self.strategy = strategy
        self.requirement = matching.requirement_of(contact)
        self.keys: list[IdleKey] = []
        """Candidates, best first; empty when nobody available may take the contact."""
        self.barred: list[AgentId] = []
        for key in self._all(agents, contact):
            if contact.contact_id in agents[key[2]].bars:
                self.barred.append(key[2])
                continue
            self.keys.append(key)
            if len(self.keys) == CANDIDATE_COUNT:
                break

    @property
    def agent_id(self) -> AgentId:
        """The chosen one. Raises IndexError when there is none."""
        return self.keys[0][2]

    def _all(self, agents: Mapping[AgentId, Agent], contact: WaitingContact) -> Iterator[IdleKey]:
        only = self.requirement.agent_id
        if only is not None:
            agent = agents.get(only)
            here = agent is not None and agent.is_available()
            return iter([(agent.idle_since, agent.idle_since, only)] if agent and here else [])
        return in_order(self.requirement, self.strategy, _seed(self.strategy, contact))


def _seed(strategy: Strategy, contact: WaitingContact) -> int:
    """Drawn from contact and offer; 0 where nothing is drawn."""
    if strategy is not Strategy.RANDOM:
        return 0
    word = f"{contact.contact_id} {contact.offer_count}".encode()
    return int.from_bytes(blake2b(word, digest_size=8).digest(), "big")


def in_order(requirement: Requirement, strategy: Strategy, seed: int = 0) -> Iterator[IdleKey]:
    """Available agents who have what it takes, in the order in which the strategy takes them."""
    tiers = requirement.tiers_of(strategy)
    if len(tiers) == 1:
        return _tier(tiers[0], strategy, seed)
    return (key for tier in tiers for key in _tier(tier, strategy, seed))


def _tier(profiles: list[Profile], strategy: Strategy, seed: int) -> Iterator[IdleKey]:
    way = line_of(strategy)
    lines = [
        (key, line)
        for profile in profiles
        if (key := (line := profile.lines[way]).first) is not None
    ]
    if strategy is Strategy.RANDOM:
        return _drawn([line for _, line in lines], seed)
    return iter(lines[0][1]) if len(lines) == 1 else _merged(lines)


def _drawn(lines: list[Line[IdleKey]], seed: int) -> Iterator[IdleKey]:
    """Everybody, beginning with one drawn, then the next in line."""
    total = sum(line.size for line in lines)
    for step in range(total):
        place = (seed + step) % total
        for line in lines:
            if place < line.size:
                yield line.at(place)
                break
            place -= line.size


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
