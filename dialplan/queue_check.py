"""Whether the queues of a site hang together: names, dispositions, skills, rings.

Owns what is refused; what is allowed but hardly meant so is found in `oversight`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialplan.document import Item
from dialplan.site_check import Parts, refer, refer_keys, unique

AGENT_SKILLS = ("languages", "topics", "skills")
"""Fields of an agent that hold levels."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the search for an agent, as far as it could be read."""

    kind: str
    """'queue' or 'ring'."""
    name: str
    place: Item
    language_level: int
    topic_level: int
    skills: Mapping[str, int]


def steps_of(queue: Item) -> list[Step]:
    """The queue itself, then its rings; what a ring omits is that of the queue."""
    name = f"the queue '{queue['name'].text}'"
    first = Step(
        "queue",
        name,
        queue["name"],
        level_of(queue["language_level"], 1),
        level_of(queue["topic_level"], 1),
        _levels(queue["skills"]),
    )
    rings = enumerate(queue["rings"].list(), start=2)
    return [first, *(_step(ring, f"ring {number} of {name}", first) for number, ring in rings)]


def _step(ring: Item, name: str, first: Step) -> Step:
    if ring["anyone"].value is True:
        return Step("ring", name, ring, 0, 0, {})
    return Step(
        "ring",
        name,
        ring,
        level_of(ring["language_level"], first.language_level),
        level_of(ring["topic_level"], first.topic_level),
        _levels(ring["skills"]) if ring["skills"].is_there else first.skills,
    )


def _levels(skills: Item) -> dict[str, int]:
    return {skill: level_of(level, 1) for skill, level in skills.items()}


def level_of(item: Item, otherwise: int) -> int:
    """The level that is written here."""
    return item.value if isinstance(item.value, int) else otherwise


def check_queues(parts: Parts) -> None:
    """Note every mistake of the queues in their document."""
    queues = list(parts.queues["queues"].list())
    unique("queue", (queue["name"] for queue in queues))
    skills = known_skills(parts)
    for queue in queues:
        if queue["name"].text == "fallback":
            queue["name"].add("'fallback' is the exchange's own queue", "choose another name")
        unique("disposition", queue["dispositions"].list())
        known = {one.text for one in queue["dispositions"].list()}
        for one in queue["follow_up"].list():
            refer(one, "disposition", known)
        for step in (queue, *queue["rings"].list(), queue["borrow"]):
            refer_keys(step["skills"], "skill", skills)
        _check_rings(queue)
        _check_borrowing(queue["borrow"])


def known_skills(parts: Parts) -> set[str] | None:
    """Every language, topic and skill that centre or agents name; None when one was not read."""
    if not (parts.agents.document.is_read and parts.centre.document.is_read):
        return None
    agents = parts.agents["agents"].list()
    held = {skill for one in agents for kind in AGENT_SKILLS for skill, _ in one[kind].items()}
    return held | (parts.known("language") or set()) | (parts.known("topic") or set())


def _check_rings(queue: Item) -> None:
    before_s = 0.0
    for ring in queue["rings"].list():
        after = ring["after_s"]
        if isinstance(after.value, int | float) and after.value > 0:
            if after.value <= before_s:
                after.add(
                    f"{after.value:g} s is no later than the ring before, at {before_s:g} s",
                    "let each ring begin later than the one before it",
                )
            before_s = after.value
        for field in ("language_level", "topic_level", "skills"):
            if ring["anyone"].value is True and ring[field].is_there:
                ring[field].add(
                    "a ring for anyone asks for nothing",
                    f"remove '{field}', or remove 'anyone'",
                    at_key=True,
                )


def _check_borrowing(borrow: Item) -> None:
    above, below = borrow["above_s"].value, borrow["below_s"].value
    if not isinstance(above, int | float) or not isinstance(below, int | float):
        return
    if 0 < above <= below:
        borrow["below_s"].add(
            f"agents borrowed above {above:g} s cannot be given back below {below:g} s",
            "let below_s be clearly smaller than above_s, so that they do not come and go",
        )
