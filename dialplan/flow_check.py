"""Whether a flow always leads somewhere.

Owns the checks of one flow's graph: unknown and unreachable nodes, dead ends, circles that a
citizen could not leave without a key, prompts that do not exist. Pure.

A flow is a directed graph. Some of its edges are taken without the citizen doing anything (after a
say node, and from a menu whose tries are exhausted). These *automatic* edges must not form a
circle, or a citizen who keeps silent would hear it for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialplan.document import Item
from dialplan.form_check import near
from dialplan.site_check import Parts, Prompts, refer

_KINDS = ("say", "menu", "enqueue", "finish")


def check_flows(parts: Parts, prompts: Prompts) -> None:
    """Note every mistake of every flow in its document."""
    for flow in parts.flows.values():
        nodes = dict(flow["nodes"].items())
        if not nodes:
            continue
        _check_references(flow, nodes, parts)
        for item in _prompts(nodes):
            _check_prompt(item, parts, prompts)
        _check_reach(flow, nodes)
        _check_ends(nodes)
        _check_circles(nodes)


def _edges(node: Item) -> Iterator[Item]:
    """Everything in a node that names a next node."""
    yield from _automatic(node)
    for choice in node["menu"]["choices"].values():
        yield choice["next"]


def _automatic(node: Item) -> Iterator[Item]:
    yield node["say"]["next"]
    yield node["menu"]["exhausted"]


def _next(node: Item, *, automatic: bool = False) -> set[str]:
    return {edge.text for edge in (_automatic(node) if automatic else _edges(node))} - {""}


def _check_references(flow: Item, nodes: Mapping[str, Item], parts: Parts) -> None:
    refer(flow["start"], "node", set(nodes))
    for node in nodes.values():
        for edge in _edges(node):
            refer(edge, "node", set(nodes))
        for choice in node["menu"]["choices"].values():
            refer(choice["language"], "language", parts.known("language"))
            refer(choice["topic"], "topic", parts.known("topic"))
        refer(node["enqueue"]["queue"], "queue", parts.known("queue"))
        refer(node["enqueue"]["topic"], "topic", parts.known("topic"))


def _prompts(nodes: Mapping[str, Item]) -> Iterator[Item]:
    for node in nodes.values():
        for kind in _KINDS:
            yield from node[kind]["prompts"].list()
        yield node["menu"]["wrong_key"]
        yield node["menu"]["no_key"]


def _check_prompt(item: Item, parts: Parts, prompts: Prompts) -> None:
    key, _, language = item.text.partition("@")
    if key and key not in prompts.keys:
        item.add(f"there is no prompt '{key}'", near(key, prompts.keys))
    known = parts.known("language")
    if language and known is not None and language not in known:
        item.add(f"'{language}' is no language of this centre", near(language, known))


def _check_reach(flow: Item, nodes: Mapping[str, Item]) -> None:
    start = flow["start"].text
    if start not in nodes:
        return
    reached, ahead = {start}, [start]
    while ahead:
        for name in _next(nodes[ahead.pop()]) & set(nodes) - reached:
            reached.add(name)
            ahead.append(name)
    for name, node in nodes.items():
        if name not in reached:
            node.add(
                f"nothing leads to the node '{name}'",
                "remove it, or name it as a next node",
                at_key=True,
            )


def _check_ends(nodes: Mapping[str, Item]) -> None:
    """From everywhere a citizen must be able to come to an agent or to a farewell."""
    ending = {
        name for name, node in nodes.items() if node["enqueue"].is_there or node["finish"].is_there
    }
    before = -1
    while len(ending) != before:
        before = len(ending)
        # An unknown next node is a mistake of its own and not counted as a dead end as well.
        ending |= {
            name for name, node in nodes.items() if _next(node) & ending or _next(node) - set(nodes)
        }
    for name, node in nodes.items():
        if name not in ending and (node["say"].is_there or node["menu"].is_there):
            node.add(
                f"there is no way out of the node '{name}'",
                "lead it to an enqueue or a finish node",
                at_key=True,
            )


def _check_circles(nodes: Mapping[str, Item]) -> None:
    told: set[str] = set()
    for first in nodes:
        trail: list[str] = []
        name = first
        while name in nodes and name not in trail and name not in told:
            trail.append(name)
            name = next(iter(sorted(_next(nodes[name], automatic=True))), "")
        if name in trail:
            circle = trail[trail.index(name) :]
            nodes[circle[0]].add(
                f"a citizen who presses nothing goes round for ever: {' → '.join([*circle, name])}",
                "let one of them lead on to an enqueue or a finish node",
                at_key=True,
            )
        told.update(trail)
