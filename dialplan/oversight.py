"""What a centre can run with although it was hardly meant so: warnings.

Owns the search for unused flows and queues, queues and rings that nobody can serve, rings that do
not widen the search, ways out to where nobody is, preferences that nobody meets, bounds that bound
nothing, agents that nobody needs, hours that never come. Works on whatever could be read. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from contact.plan import Strategy
from dialplan.calendar_check import doubtful_calendars
from dialplan.document import Item
from dialplan.form_check import near
from dialplan.limit_check import unreached_limits
from dialplan.problem import Problem
from dialplan.queue_check import AGENT_SKILLS, Step, known_skills, level_of, steps_of
from dialplan.site_check import Parts

Reach = tuple[frozenset[str], frozenset[str]]
"""Languages and topics in which one agent can serve one step; both empty: in none."""
INTO_QUEUES = ("enqueue", "callback", "emergency_centre")
"""Kinds of nodes from which contacts come into a queue, now or when they are rung back."""
NOWHERE: Reach = (frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class _Staff:
    """Everybody who attends, and what may be asked of them."""

    held: tuple[Mapping[str, int], ...]
    """Skill → level, one agent after the other."""
    languages: frozenset[str]
    topics: frozenset[str]

    def is_known(self) -> bool:
        """Agents and languages could be read; otherwise nothing can be concluded."""
        return bool(self.held and self.languages)

    def reach(self, step: Step) -> list[Reach]:
        """Where each agent can serve this step."""
        return [self._reach(step, one) for one in self.held]

    def _reach(self, step: Step, held: Mapping[str, int]) -> Reach:
        if any(held.get(skill, 0) < level for skill, level in step.skills.items()):
            return NOWHERE
        languages = {one for one in self.languages if held.get(one, 0) >= step.language_level}
        topics = {one for one in self.topics if held.get(one, 0) >= step.topic_level}
        return (frozenset(languages), frozenset(topics)) if languages and topics else NOWHERE


def find_oversights(parts: Parts) -> Iterator[Problem]:
    """What the centre can run with although it was hardly meant so."""
    used = {entry["flow"].text for entry in parts.centre["entry_points"].list()}
    for name, flow in parts.flows.items():
        if name not in used:
            yield flow.problem(
                "no entry point uses this flow", "remove it, or name it in centre.yaml"
            )
    yield from doubtful_calendars(parts)
    entered = _entered(parts)
    for queue in parts.queues["queues"].list():
        yield from _unentered(queue, entered)
        yield from unreached_limits(queue)
        yield from _unused_bound(queue)
    staff = _staff(parts)
    if staff.is_known():
        yield from _oversights_of_staff(parts, staff)


def _oversights_of_staff(parts: Parts, staff: _Staff) -> Iterator[Problem]:
    queues, skills = list(parts.queues["queues"].list()), known_skills(parts) or set()
    served = {queue["name"].text: _served(queue, staff) for queue in queues}
    for queue in queues:
        yield from _unfilled(queue, staff)
        yield from _unmet_preferences(queue, staff, skills)
        yield from _unserved_ways_out(queue, served)
    yield from _idle_agents(parts, staff)


def _staff(parts: Parts) -> _Staff:
    return _Staff(
        held=tuple(_held(agent) for agent in parts.agents["agents"].list()),
        languages=frozenset(parts.known("language") or ()),
        # A centre whose topics could not be read has at least one.
        topics=frozenset(parts.known("topic") or {""}),
    )


def _held(agent: Item) -> dict[str, int]:
    fields = (field for kind in AGENT_SKILLS for field in agent[kind].items())
    return {skill: level_of(level, 0) for skill, level in fields}


def _unentered(queue: Item, entered: set[str] | None) -> Iterator[Problem]:
    name = queue["name"]
    if entered is not None and name.text not in entered:
        yield name.problem(
            f"no flow and no limit leads to the queue '{name.text}'", "name it in an enqueue node"
        )


def _entered(parts: Parts) -> set[str] | None:
    if not all(flow.document.is_read for flow in parts.flows.values()):
        return None
    nodes = (node for flow in parts.flows.values() for node in flow["nodes"].values())
    limits = (limit for queue in parts.queues["queues"].list() for limit in queue["limits"].list())
    ways_out = {limit["queue"].text for limit in limits}
    return ways_out | {node[kind]["queue"].text for node in nodes for kind in INTO_QUEUES}


def _unfilled(queue: Item, staff: _Staff) -> Iterator[Problem]:
    before: list[Reach] = []
    for step in steps_of(queue):
        reach = staff.reach(step)
        served = {language for languages, _ in reach for language in languages}
        for language in sorted(staff.languages - served):
            yield step.place.problem(
                f"no agent can serve {step.name} in '{language}'",
                f"give an agent the skills, or lower the {step.kind}'s levels",
            )
        if before:
            yield from _unwidened(step, before, reach)
        before = reach


def _unwidened(step: Step, before: list[Reach], now: list[Reach]) -> Iterator[Problem]:
    """A ring is there to let in more agents than the one before it."""
    if all(_is_within(new, old) for new, old in zip(now, before, strict=True)):
        yield step.place.problem(
            f"{step.name} lets in nobody new", "ask for less than the ring before, or remove it"
        )
    if not all(_is_within(old, new) for new, old in zip(now, before, strict=True)):
        yield step.place.problem(
            f"{step.name} shuts out somebody whom the ring before lets in",
            "ask for no more than the ring before",
        )


def _is_within(one: Reach, other: Reach) -> bool:
    """Whatever can be served in one way can be served in the other."""
    return all(part <= whole for part, whole in zip(one, other, strict=True))


def _served(queue: Item, staff: _Staff) -> frozenset[str]:
    """Languages in which somebody can serve the queue, sooner or later."""
    return frozenset(
        language
        for step in steps_of(queue)
        for languages, _ in staff.reach(step)
        for language in languages
    )


def _unserved_ways_out(queue: Item, served: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Whoever finds an agent here shall find one there, too."""
    here = served[queue["name"].text]
    for limit in queue["limits"].list():
        target = limit["queue"]
        missing = here - served.get(target.text, here)
        if missing:
            yield target.problem(
                f"nobody can serve the queue '{target.text}' in {_quoted(missing)}, "
                f"but '{queue['name'].text}' leads such contacts there",
                "give an agent the skills, or name another queue",
            )


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def _unmet_preferences(queue: Item, staff: _Staff, known: set[str]) -> Iterator[Problem]:
    for skill, item in queue["preferred"].items():
        level = level_of(item, 1)
        if all(held.get(skill, 0) < level for held in staff.held):
            yield item.problem(
                f"no agent has the preferred skill '{skill}' at level {level} or above",
                "lower the level, or give it to an agent" if skill in known else near(skill, known),
                at_key=True,
            )


def _unused_bound(queue: Item) -> Iterator[Problem]:
    bound = queue["ring_all_limit"]
    if bound.is_there and queue["strategy"].text != Strategy.RING_ALL:
        yield bound.problem(
            "only a queue that rings all rings several at once",
            f"add 'strategy: {Strategy.RING_ALL}', or remove 'ring_all_limit'",
            at_key=True,
        )


def _idle_agents(parts: Parts, staff: _Staff) -> Iterator[Problem]:
    queues = parts.queues["queues"].list()
    reaches = [staff.reach(step) for queue in queues for step in steps_of(queue)]
    for index, agent in enumerate(parts.agents["agents"].list()):
        if all(reach[index] == NOWHERE for reach in reaches):
            yield agent["id"].problem(
                f"no queue needs the agent '{agent['id'].text}'",
                "give the agent the skills of a queue",
            )
