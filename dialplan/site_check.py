"""What the files of a site say about one another, and texts that could do harm.

Owns references (languages, topics, queues, flows), uniqueness and hostile text. Works on whatever
could be read, so that one mistake hides no other. Pure.
"""

from __future__ import annotations

import ipaddress
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import opening_hours

from dialplan.document import Document, Item, top
from dialplan.form_check import near
from dialplan.line_filter import UnsafeValue
from dialplan.line_filter import text as plain_text

_WORDS = frozenset({"trunk", "carrier", "emergency", "udp", "phone", "visitor", "global", "system"})
"""Names that the exchange's configuration uses itself."""
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
    calendars: Item
    """Not read when the site has no such file."""
    directory: Item
    """Likewise."""

    def known(self, name: str) -> set[str] | None:
        """Ids of one kind, or None when there is not one: that is a mistake of its own."""
        found = {
            "flow": lambda: set(self.flows),
            "queue": lambda: {one["name"].text for one in self.queues["queues"].list()},
            "topic": lambda: {topic for topic, _ in self.centre["topics"].items()},
            "language": lambda: {one.text for one in self.centre["languages"].list()},
        }[name]()
        return found - {""} or None


def parts_of(documents: Mapping[str, Document]) -> Parts:
    """Documents by file name → parts. A file that is missing counts as not read."""

    def part(name: str) -> Item:
        return top(documents.get(name) or Document(name))

    flows = {
        name.removeprefix("flows/").removesuffix(".yaml"): top(document)
        for name, document in documents.items()
        if name.startswith("flows/")
    }
    return Parts(
        part("centre.yaml"),
        part("queues.yaml"),
        part("agents.yaml"),
        flows,
        part("calendars.yaml"),
        part("directory.yaml"),
    )


def check_site(parts: Parts, prompts: Prompts) -> None:
    """Note every mistake between the files in their documents."""
    _check_centre(parts, prompts)
    _check_agents(parts)
    for item in (
        parts.centre,
        parts.queues,
        parts.agents,
        parts.calendars,
        parts.directory,
        *parts.flows.values(),
    ):
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
    unique("language", centre["languages"].list())
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
    check_opening_hours(parts.centre["opening_hours"])
    _check_emergency(parts, prompts)
    _check_entry_points(parts)
    for address in centre["trunk"]["addresses"].list():
        _check_address(address)


def check_opening_hours(hours: Item) -> None:
    """Note what is not written as OpenStreetMap writes opening hours."""
    if hours.text and not opening_hours.validate(hours.text):
        hours.add(
            f"'{hours.text}' are no opening hours",
            "write them as OpenStreetMap does, e.g. Mo-Fr 08:00-20:00; Sa 09:00-14:00; Dec 25 off",
        )


def _check_emergency(parts: Parts, prompts: Prompts) -> None:
    message = parts.centre["emergency_message"]
    if message.text and message.text not in prompts.keys:
        message.add(f"there is no prompt '{message.text}'", near(message.text, prompts.keys))


def _check_entry_points(parts: Parts) -> None:
    entries = list(parts.centre["entry_points"].list())
    unique("number", (entry["number"] for entry in entries))
    for entry in entries:
        refer(entry["flow"], "flow", parts.known("flow"))
        refer(entry["language"], "language", parts.known("language"))
    phones = {agent["phone"].text for agent in parts.agents["agents"].list()}
    unique("account", (one["account"] for one in parts.centre["visitors"].list()))
    for visitor in parts.centre["visitors"].list():
        _check_word(visitor["account"], _WORDS - {"visitor"})
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


def _check_agents(parts: Parts) -> None:
    agents = list(parts.agents["agents"].list())
    unique("agent", (agent["id"] for agent in agents))
    unique("phone", (agent["phone"] for agent in agents))
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
        _check_word(agent["phone"], _WORDS)


def _check_word(account: Item, words: frozenset[str]) -> None:
    if account.text in words:
        account.add(f"'{account.text}' is a word of the exchange", "choose another name")


def unique(kind: str, items: Iterable[Item]) -> None:
    """Note what is there a second time."""
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
    told = {problem.field for problem in item.document.problems}
    for one in _texts(item):
        if ".".join(map(str, one.path)) in told:
            continue
        bad = [sign for sign in one.text if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp")]
        if bad:
            one.add(
                f"holds the control character U+{ord(bad[0]):04X}",
                "write one line of visible characters",
            )
        elif one.path[-1:] in (("opening_hours",), ("hours",)):
            continue  # its own notation has such signs, and it stands in no configuration
        elif any(sign in one.text for sign in ';[]{}<>\\"`$|'):
            sign = next(sign for sign in one.text if sign in ';[]{}<>\\"`$|')
            one.add(f"holds the sign '{sign}'", "use letters, digits and plain punctuation only")
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
    for one in item.values():
        yield from _texts(one)
    for one in item.list():
        yield from _texts(one)
