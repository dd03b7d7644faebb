"""What a centre can run with although it was hardly meant so: warnings.

Owns the search for unused flows and queues, queues that nobody can serve, agents that nobody
needs. Works on whatever could be read. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialplan.document import Item
from dialplan.problem import Problem
from dialplan.site_check import Parts


def find_oversights(parts: Parts) -> Iterator[Problem]:
    """What the centre can run with although it was hardly meant so."""
    used = {entry["flow"].text for entry in parts.centre["entry_points"].list()}
    for name, flow in parts.flows.items():
        if name not in used:
            yield flow.problem(
                "no entry point uses this flow", "remove it, or name it in centre.yaml"
            )
    yield from _unfilled_queues(parts)
    yield from _idle_agents(parts)


def _unfilled_queues(parts: Parts) -> Iterator[Problem]:
    agents = list(parts.agents["agents"].list())
    entered = _entered(parts)
    for queue in parts.queues["queues"].list():
        name = queue["name"]
        if entered is not None and name.text not in entered:
            yield name.problem(
                f"no flow leads to the queue '{name.text}'", "name it in an enqueue node"
            )
        for language in sorted(parts.known("language") or ()):
            if not any(_can_serve(agent, queue, language) for agent in agents):
                yield name.problem(
                    f"no agent can serve the queue '{name.text}' in '{language}'",
                    "give an agent the skills, or lower the queue's levels",
                )


def _idle_agents(parts: Parts) -> Iterator[Problem]:
    languages = parts.known("language") or set()
    queues = list(parts.queues["queues"].list())
    for agent in parts.agents["agents"].list():
        if not any(
            _can_serve(agent, queue, language) for queue in queues for language in languages
        ):
            yield agent["id"].problem(
                f"no queue needs the agent '{agent['id'].text}'",
                "give the agent the skills of a queue",
            )


def _entered(parts: Parts) -> set[str] | None:
    if not all(flow.document.is_read for flow in parts.flows.values()):
        return None
    return {
        node["enqueue"]["queue"].text
        for flow in parts.flows.values()
        for node in flow["nodes"].values()
    }


def _can_serve(agent: Item, queue: Item, language: str) -> bool:
    least = _level(queue["language_level"], 1)
    if least and _level(agent["languages"][language], 0) < least:
        return False
    least = _level(queue["topic_level"], 1)
    levels = [_level(level, 0) for level in agent["topics"].values()]
    if least and max(levels, default=0) < least:
        return False
    return all(
        _level(agent["skills"][skill], 0) >= _level(needed, 1)
        for skill, needed in queue["skills"].items()
    )


def _level(item: Item, otherwise: int) -> int:
    return item.value if isinstance(item.value, int) else otherwise
