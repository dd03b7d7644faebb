"""What a contact asks for: the plan's steps with the contact's own language and topic put in.

Owns the one way from a queue to the skills that are asked for. Never chooses anybody. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from contact.identity import AgentId
from contact.plan import Queue, Ring, RingStep


def rings_of(queue: Queue, language: str, topic: str) -> tuple[Ring, ...]:
    """The steps of the search for an agent, at least one; an empty topic is not asked for."""
    return tuple(
        Ring(skills_of(step, language, topic), step.after_s, is_skippable=step.is_skippable)
        for step in (first_step(queue), *queue.rings)
    )


def same_agent_first(
    rings: tuple[Ring, ...], agent_id: AgentId, seconds: float
) -> tuple[Ring, ...]:
    """This agent alone for so many seconds of waiting, then the rings; not logged in: at once."""
    later = (replace(ring, after_s=max(ring.after_s, seconds)) for ring in rings)
    return (Ring({}, agent_id=agent_id), *later)


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
