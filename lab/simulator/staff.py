"""The agents of a simulated day: who is here, who is at work, who comes and goes.

Owns the count of each group and the areas under the curves. Asks for log-in and log-out, but gives
the commands back instead of sending them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from contact import command as c
from contact.identity import AgentId
from lab.simulator.page import Presence
from lab.simulator.plan_builder import agents_of, most_of
from lab.simulator.scenario import Scenario


class Floor:
    """One group: how many are here and at work, and the areas under both curves."""

    __slots__ = ("_at", "_presence", "busy_count", "pages", "staffed_count")

    def __init__(self) -> None:
        self.busy_count = 0
        self.staffed_count = 0
        """Logged in, or finishing a contact after having logged out."""
        self._at = 0.0
        """Instant up to which the areas are known, seconds."""
        self._presence = Presence()
        self.pages: list[Presence] = []

    def settle(self, now: float, more_busy: int = 0) -> None:
        """Bring the areas up to now, before a count changes; then so many more are at work."""
        passed_s, presence = now - self._at, self._presence
        presence.busy_s += self.busy_count * passed_s
        presence.staffed_s += self.staffed_count * passed_s
        self._at = now
        self.busy_count += more_busy

    def turn(self, now: float, *, is_counted: bool) -> None:
        """End the page. What is not counted is thrown away."""
        self.settle(now)
        if is_counted:
            self.pages.append(self._presence)
        self._presence = Presence()


class Staff:
    """All groups."""

    def __init__(self, scenario: Scenario, last_half_hour: float = inf) -> None:
        self._scenario = scenario
        self._last = last_half_hour
        """Number of the half hour after which nobody comes or goes any more."""
        self.floors = [Floor() for _ in scenario.groups]
        self._agents = [agents_of(one, most_of(scenario, one)) for one in scenario.groups]
        self._group_of = {
            agent_id: number for number, agents in enumerate(self._agents) for agent_id in agents
        }
        self._here = [0 for _ in scenario.groups]
        """Logged in, by group: always its first ones."""
        self._leaving: set[AgentId] = set()
        """Logged out, but not done yet."""
        self._busy: set[AgentId] = set()
        """Known where agents come and go only."""
        self._is_changing = bool(scenario.profile)

    def has_idle(self, groups: Iterable[int]) -> bool:
        """Whether somebody of these groups is here and idle."""
        floors = self.floors
        return any(floors[one].staffed_count > floors[one].busy_count for one in groups)

    def begin(self, agent_id: AgentId, now: float) -> int:
        """The agent is connected; gives the number of the group."""
        number = self._group_of[agent_id]
        self.floors[number].settle(now, 1)
        if self._is_changing:
            self._busy.add(agent_id)
        return number

    def end(self, agent_id: AgentId, now: float) -> None:
        """The agent is done."""
        floor = self.floors[self._group_of[agent_id]]
        floor.settle(now, -1)
        if self._is_changing:
            self._busy.discard(agent_id)
            if agent_id in self._leaving:
                self._leaving.discard(agent_id)
                floor.staffed_count -= 1

    def change(self, half_hour: int, now: float) -> list[c.Command]:
        """A half hour begins (0 is the first): what the agents who come and go ask for."""
        asked: list[c.Command] = []
        for number, wanted in enumerate(self._wanted(half_hour)):
            self.floors[number].settle(now)
            for agent_id in self._agents[number][self._here[number] : wanted]:
                asked += [c.LogIn(agent_id), c.SetReady(agent_id)]
                self._come(number, agent_id)
            for agent_id in self._agents[number][wanted : self._here[number]]:
                asked.append(c.LogOut(agent_id))
                self._go(number, agent_id)
            self._here[number] = wanted
        return asked

    def _come(self, number: int, agent_id: AgentId) -> None:
        if agent_id in self._leaving:
            self._leaving.discard(agent_id)
        else:
            self.floors[number].staffed_count += 1

    def _go(self, number: int, agent_id: AgentId) -> None:
        if agent_id in self._busy:
            self._leaving.add(agent_id)
        else:
            self.floors[number].staffed_count -= 1

    def _wanted(self, half_hour: int) -> list[int]:
        """How many of each group are to be here."""
        profile = self._scenario.profile
        if not profile:
            return [one.count for one in self._scenario.groups]
        entry = profile[int(min(half_hour, self._last)) % len(profile)]
        return [entry.staff[one.name] for one in self._scenario.groups]
