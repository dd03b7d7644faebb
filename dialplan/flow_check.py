"""Whether a flow always leads somewhere.

Owns the checks of one flow's graph: unknown and unreachable nodes, dead ends, circles that a
citizen could not leave without a key, prompts that do not exist. Pure.

A flow is a directed graph. Some of its edges are taken without the citizen doing anything (after a
say node, and from a menu whose tries are exhausted). These *automatic* edges must not form a
circle, or a citizen who keeps silent would hear it for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialplan.callback_check import nodes_led_to
from dialplan.document import Item
from dialplan.flow_kind import automatic_edges, edges, is_end, prompts_of
from dialplan.form_check import near
from dialplan.site_check import Parts, Prompts, check_opening_hours, refer


def check_flows(parts: Parts, prompts: Prompts) -> None:
    """Note every mistake of every flow in its document."""
    led_to = nodes_led_to(parts)
    for flow in parts.flows.values():
        nodes = dict(flow["nodes"].items())
        if not nodes:
            continue
        _check_references(flow, nodes, parts)
        for item in (one for node in nodes.values() for one in prompts_of(node)):
            _check_prompt(item, parts, prompts)
        _check_common_keys(flow, nodes)
        _check_reach(flow, nodes, led_to)
        _check_ends(nodes)
        _check_person(flow["person"], nodes)
        _check_circles(nodes)


def _next(node: Item, *, automatic: bool = False) -> set[str]:
    return {edge.text for edge in (automatic_edges(node) if automatic else edges(node))} - {""}


def _check_references(flow: Item, nodes: Mapping[str, Item], parts: Parts) -> None:
    refer(flow["start"], "node", set(nodes))
    refer(flow["person"], "node", set(nodes))
    for node in nodes.values():
        for edge in edges(node):
            refer(edge, "node", set(nodes))
        for choice in node["menu"]["choices"].values():
            refer(choice["language"], "language", parts.known("language"))
            refer(choice["topic"], "topic", parts.known("topic"))
        refer(node["enqueue"]["queue"], "queue", parts.known("queue"))
        refer(node["enqueue"]["topic"], "topic", parts.known("topic"))
        refer(node["callback"]["queue"], "queue", parts.known("queue"))
        check_opening_hours(node["hours"]["hours"])
        for language in node["language"]["choices"].values():
            refer(language, "language", parts.known("language"))


def _check_prompt(item: Item, parts: Parts, prompts: Prompts) -> None:
    if item.is_told:
        return
    key, _, language = item.text.partition("@")
    if key and key not in prompts.keys:
        item.add(f"there is no prompt '{key}'", near(key, prompts.keys))
    known = parts.known("language")
    if language and known is not None and language not in known:
        item.add(f"'{language}' is no language of this centre", near(language, known))


def _language_node(nodes: Mapping[str, Item]) -> str:
    return next((name for name, node in nodes.items() if node["language"].is_there), "")


def _check_common_keys(flow: Item, nodes: Mapping[str, Item]) -> None:
    """Keys that mean the same in every menu mean one thing each."""
    taken = {"*": "saying it again", "#": "going back"}
    if flow["person"].text:
        taken["0"] = "a person"
    for field in ("language_key", "patient_key", "emergency_key"):
        key = flow[field]
        if key.text in taken:
            key.add(f"the key {key.text} is the one for {taken[key.text]}", "choose another key")
        elif key.text:
            taken[key.text] = field
    language_key = flow["language_key"]
    if language_key.text and not language_key.is_told and not _language_node(nodes):
        flow["language_key"].add(
            "no node of this flow chooses a language", "add a language node, or remove the key"
        )


def _reached(names: Iterable[str], nodes: Mapping[str, Item]) -> set[str]:
    """These nodes, as far as they exist, and all that can follow."""
    ahead = [name for name in names if name in nodes]
    reached = set(ahead)
    while ahead:
        for name in _next(nodes[ahead.pop()]) & set(nodes) - reached:
            reached.add(name)
            ahead.append(name)
    return reached


def _check_reach(flow: Item, nodes: Mapping[str, Item], led_to: set[str]) -> None:
    start = flow["start"].text
    if start not in nodes:
        return
    asking = _language_node(nodes) if flow["language_key"].text else ""
    kinds = ("survey", "emergency_centre") if flow["emergency_key"].is_there else ("survey",)
    led_to = led_to | {name for name, one in nodes.items() if any(one[k].is_there for k in kinds)}
    reached = _reached((start, flow["person"].text, asking, *led_to), nodes)
    for name, node in nodes.items():
        if name not in reached:
            node.add(
                f"nothing leads to the node '{name}'",
                "remove it, or name it as a next node",
                at_key=True,
            )


def _check_ends(nodes: Mapping[str, Item]) -> None:
    """From everywhere a citizen must be able to come to an agent or to a farewell."""
    # Where it cannot be read what follows, that is a mistake of its own and no dead end as well.
    ending = {name for name, node in nodes.items() if is_end(node) or not _next(node)}
    before = -1
    while len(ending) != before:
        before = len(ending)
        # So is an unknown next node.
        ending |= {
            name for name, node in nodes.items() if _next(node) & ending or _next(node) - set(nodes)
        }
    for name, node in nodes.items():
        if name not in ending:
            node.add(
                f"there is no way out of the node '{name}'",
                "lead it to an enqueue or a finish node",
                at_key=True,
            )


def _check_person(person: Item, nodes: Mapping[str, Item]) -> None:
    """Who asks for a person is not only taken leave of."""
    following = [nodes[name] for name in _reached((person.text,), nodes)]
    ends = [node for node in following if is_end(node)]
    if ends and all(node["finish"].is_there for node in ends):
        person.add(
            f"the node '{person.text}' leads to no person", "name an enqueue node, or one before it"
        )


def _check_circles(nodes: Mapping[str, Item]) -> None:
    told: set[str] = set()
    for first in nodes:
        circle = _circle_from(first, nodes, told, ())
        if circle:
            nodes[circle[0]].add(
                f"a citizen who presses nothing goes round for ever: {' → '.join(circle)}",
                "let one of them lead on to an enqueue or a finish node",
                at_key=True,
            )


def _circle_from(
    name: str, nodes: Mapping[str, Item], told: set[str], trail: tuple[str, ...]
) -> tuple[str, ...]:
    """The first circle of automatic edges that this node leads to, closed; () when there is none.

    Nodes that were looked at are added to `told`, so that each circle is found once.
    """
    if name in trail:
        return (*trail[trail.index(name) :], name)
    if name not in nodes or name in told:
        return ()
    circle: tuple[str, ...] = ()
    for following in sorted(_next(nodes[name], automatic=True)):
        circle = circle or _circle_from(following, nodes, told, (*trail, name))
    told.add(name)
    return circle
