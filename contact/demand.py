"""What a contact asks for: the plan's steps with the contact's own language and topic put in.

Owns the one way from a queue to the skills that are asked for. Never chooses anybody. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from contact.identity import AgentId
from contact.plan import CentrePlan, Queue, Ring, RingStep


def rings_of(queue: Queue, language: str, topic: str) -> tuple[Ring, ...]:
    """The steps of the search for an agent, at least one; an empty topic is not asked for."""
    return tuple(
        Ring(skills_of(step, language, topic), step.after_s, is_skippable=step.is_skippable)
        for step in (first_step(queue), *queue.rings)
    )


def same_agent_first(
    rings: tuple[Ring, ...], agents: Mapping[AgentId, str], seconds: float
) -> tuple[Ring, ...]:
    """One of these agents (→ why) alone for so many seconds of waiting, then the rings.

    The first who is logged in; the time is the same for all of them together. Nobody of them is
    logged in: the rings at once.
    """
    if not agents:
        return rings
    by_name = (
        Ring({}, seconds if place else 0.0, agent_id, why=why)
        for place, (agent_id, why) in enumerate(agents.items())
    )
    later = (replace(ring, after_s=max(ring.after_s, seconds)) for ring in rings)
    return (*by_name, *later)


def skills_known(plan: CentrePlan) -> frozenset[str]:
    """Every skill that somebody of the plan has, and the languages and topics of the line."""
    own = (agent.skills for agent in plan.agents.values())
    return frozenset(plan.languages).union(plan.topics, *own)


def first_step(queue: Queue) -> RingStep:
    """What the queue itself asks for, from the beginning."""
    return RingStep(0.0, queue.language_level, queue.topic_level, queue.skills)


def skills_of(step: RingStep, language: str, topic: str) -> dict[str, int]:
    """Skill → least level. Language and topic win over a skill of the same name."""
    skills = dict(step.skills)
    if step.language_level:
        skills[language] = step.language_level
    if step.topic_level and topic:
        skills[topic] = step.topic_level
    return skills
