"""What the files of a site say about one another, and texts that could do harm.

Owns references (languages, topics, queues, flows), uniqueness, hostile text, and what is allowed
but looks like an oversight (warnings). Works on whatever could be read, so that one mistake hides
no other. Pure.
"""

from __future__ import annotations

import ipaddress
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dialplan.document import Document, Item, top
from dialplan.form_check import near
from dialplan.line_filter import UnsafeValue
from dialplan.line_filter import text as plain_text
from dialplan.problem import Problem

_SMALLEST_PREFIX = {4: 8, 6: 16}
"""A trunk network wider than this would let in strangers, bits by IP version."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What the prompt catalogue has."""

    keys: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Parts:
    """The documents of a site by what they are."""

    centre: Item
    queues: Item
    agents: Item
    flows: Mapping[str, Item]
    """Name of the flow → its file."""

    def known(self, name: str) -> set[str] | None:
        """Ids of one kind, or None when the file that lists them could not be read."""
        home = {"language": self.centre, "topic": self.centre, "queue": self.queues}.get(name)
        if name == "flow":
            return set(self.flows)
        if home is None or not home.document.is_read:
            return None
        if name == "queue":
            return {one["name"].text for one in home["queues"].list()} - {""}
        if name == "topic":
            return {topic for topic, _ in home["topics"].items()}
        return {one.text for one in home["languages"].list()} - {""}


def parts_of(documents: Mapping[str, Document]) -> Parts:
    """Documents by file name → parts. A file that is missing counts as not read."""

    def part(name: str) -> Item:
        return top(documents.get(name) or Document(name))

    flows = {
        name.removeprefix("flows/").removesuffix(".yaml"): top(document)
        for name, document in documents.items()
        if name.startswith("flows/")
    }
    return Parts(part("centre.yaml"), part("queues.yaml"), part("agents.yaml"), flows)


def check_site(parts: Parts, prompts: Prompts) -> None:
    """Note every mistake between the files in their documents."""
    _check_centre(parts, prompts)
    _check_queues(parts)
    _check_agents(parts)
    for item in (parts.centre, parts.queues, parts.agents, *parts.flows.values()):
        _check_texts(item)


def refer(item: Item, kind: str, known: set[str] | None) -> None:
    """Note a reference to something that does not exist."""
    if item.text and known is not None and item.text not in known:
        item.add(f"there is no {kind} '{item.text}'", near(item.text, known))


def refer_keys(item: Item, kind: str, known: set[str] | None) -> None:
    """The same for the keys of a mapping."""
    for name, one in item.items():
        if known is not None and name not in known:
            one.add(f"there is no {kind} '{name}'", near(name, known), at_key=True)


def _check_centre(parts: Parts, prompts: Prompts) -> None:
    centre, languages = parts.centre, parts.known("language") or set()
    zone = centre["time_zone"]
    if zone.text and zone.text not in zoneinfo.available_timezones():
        zone.add(
            f"there is no time zone '{zone.text}'", near(zone.text, zoneinfo.available_timezones())
        )
    _unique("language", centre["languages"].list())
    for one in centre["languages"].list():
        if one.text and one.text not in prompts.languages:
            one.add(f"there are no prompts in '{one.text}'", near(one.text, prompts.languages))
    for topic, labels in centre["topics"].items():
        missing = languages - {language for language, _ in labels.items()}
        if missing and labels.is_there:
            labels.add(
                f"the topic '{topic}' has no label in {', '.join(sorted(missing))}",
                "add one for every language of the centre",
                at_key=True,
            )
    _check_entry_points(parts)
    for address in centre["trunk"]["addresses"].list():
        _check_address(address)


def _check_entry_points(parts: Parts) -> None:
    entries = list(parts.centre["entry_points"].list())
    _unique("number", (entry["number"] for entry in entries))
    for entry in entries:
        refer(entry["flow"], "flow", parts.known("flow"))
        refer(entry["language"], "language", parts.known("language"))
    phones = {agent["phone"].text for agent in parts.agents["agents"].list()}
    _unique("account", (one["account"] for one in parts.centre["visitors"].list()))
    for visitor in parts.centre["visitors"].list():
        if visitor["account"].text in phones - {""}:
            visitor["account"].add(
                f"'{visitor['account'].text}' is already an agent's phone", "choose another name"
            )


def _check_address(item: Item) -> None:
    if not item.text:
        return
    try:
        network = ipaddress.ip_network(item.text)
    except ValueError:
        item.add(
            f"'{item.text}' is no IP address or network", "write e.g. 192.0.2.10 or 192.0.2.0/28"
        )
        return
    if network.prefixlen < _SMALLEST_PREFIX[network.version]:
        item.add(
            f"{item.text} would let strangers deliver calls", "name only your carrier's addresses"
        )


def _check_queues(parts: Parts) -> None:
    _unique("queue", (queue["name"] for queue in parts.queues["queues"].list()))
    for queue in parts.queues["queues"].list():
        if queue["name"].text == "fallback":
            queue["name"].add("'fallback' is the exchange's own queue", "choose another name")
        _unique("disposition", queue["dispositions"].list())


def _check_agents(parts: Parts) -> None:
    agents = list(parts.agents["agents"].list())
    _unique("agent", (agent["id"] for agent in agents))
    _unique("phone", (agent["phone"] for agent in agents))
    for agent in agents:
        refer_keys(agent["languages"], "language", parts.known("language"))
        refer_keys(agent["topics"], "topic", parts.known("topic"))
        for skill, one in agent["skills"].items():
            if skill in (parts.known("language") or set()) | (parts.known("topic") or set()):
                one.add(
                    f"'{skill}' is a language or topic",
                    "write it under languages or topics",
                    at_key=True,
                )
        if agent["phone"].text in ("trunk", "udp", "phone", "visitor", "global", "system"):
            agent["phone"].add(
                f"'{agent['phone'].text}' is a word of the exchange", "choose another name"
            )


def _unique(kind: str, items: Iterable[Item]) -> None:
    first: dict[str, Item] = {}
    for item in items:
        if item.text and item.text in first:
            there = first[item.text].document.place(first[item.text].path)
            item.add(
                f"the {kind} '{item.text}' is there twice, first in line {there.line}",
                "keep one of them",
            )
        elif item.text:
            first[item.text] = item


def _check_texts(item: Item) -> None:
    """Nothing that could break a line of configuration, a log or a screen (S05, S06)."""
    for one in _texts(item):
        bad = [sign for sign in one.text if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp")]
        if bad:
            one.add(
                f"holds the control character U+{ord(bad[0]):04X}",
                "write one line of visible characters",
            )
        elif any(sign in one.text for sign in ';[]{}<>\\"`$|'):
            sign = next(sign for sign in one.text if sign in ';[]{}<>\\"`$|')
            one.add(f"holds the sign {sign}", "use letters, digits and plain punctuation only")
        elif _is_name_for_people(one) and _is_unsafe(one.text):
            one.add(
                "holds a sign that no name needs", "use letters, digits and plain punctuation only"
            )


def _is_name_for_people(item: Item) -> bool:
    return bool(item.path) and item.path[-1] in ("name", "label")


def _is_unsafe(text: str) -> bool:
    try:
        plain_text(text)
    except UnsafeValue:
        return len(text) <= 80  # a longer one is told by its form
    return False


def _texts(item: Item) -> Iterator[Item]:
    if item.text and item.path[-1:] != ("address",):
        yield item
    for _, one in item.items():
        yield from _texts(one)
    for one in item.list():
        yield from _texts(one)


# ---------------------------------------------------------------- allowed, but probably not meant


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
        for _, node in flow["nodes"].items()
    }


def _can_serve(agent: Item, queue: Item, language: str) -> bool:
    least = _level(queue["language_level"], 1)
    if least and _level(agent["languages"][language], 0) < least:
        return False
    least = _level(queue["topic_level"], 1)
    levels = [_level(level, 0) for _, level in agent["topics"].items()]
    if least and max(levels, default=0) < least:
        return False
    return all(
        _level(agent["skills"][skill], 0) >= _level(needed, 1)
        for skill, needed in queue["skills"].items()
    )


def _level(item: Item, otherwise: int) -> int:
    return item.value if isinstance(item.value, int) else otherwise
