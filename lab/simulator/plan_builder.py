"""The centre plan of a scenario: what the distribution is told.

Owns the translation: a class becomes a queue of its own name, an agent of a group becomes an agent
named after it. Phones are answered at once and there is no wrap-up, no announcement. Pure.
"""

from __future__ import annotations

from contact.identity import AgentId
from contact.plan import Agent, CentrePlan, Queue
from lab.simulator.scenario import AgentGroup, Scenario

RING_S = 1.0
"""How long an offer stands. Never used up, because every offer is taken at once."""


def build_plan(scenario: Scenario) -> CentrePlan:
    """The plan with all agents who are ever there."""
    return CentrePlan(
        name="simulated",
        version="",
        time_zone="UTC",
        languages=(),
        topics={},
        entry_points={},
        flows={},
        queues={
            one.name: Queue(
                one.name,
                ring_s=RING_S,
                wrap_up_s=0.0,
                announce_s=0.0,
                strategy=scenario.strategy,
                weight=one.weight,
            )
            for one in scenario.classes
        },
        agents={
            agent_id: Agent(agent_id, agent_id, agent_id, group.skills)
            for group in scenario.groups
            for agent_id in agents_of(group, most_of(scenario, group))
        },
        not_ready_reasons=(),
    )


def agents_of(group: AgentGroup, count: int) -> list[AgentId]:
    """The first agents of a group."""
    return [AgentId(f"{group.name}-{number:05}") for number in range(1, count + 1)]


def most_of(scenario: Scenario, group: AgentGroup) -> int:
    """The greatest number of this group's agents who are ever there."""
    if not scenario.profile:
        return group.count
    return max(one.staff[group.name] for one in scenario.profile)
