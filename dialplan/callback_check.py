"""Whether callbacks, and ways out that lead into a flow, make sense.

Owns what is refused. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialplan.document import Item
from dialplan.form_check import near
from dialplan.site_check import Parts

NODES = ("callback", "voicemail", "refer")
"""Ways out that name a node of the flow from which the contact came."""


def check_callbacks(parts: Parts) -> None:
    """Note every mistake of promises, and of ways out to nodes, in their document."""
    queues = {queue["name"].text: queue for queue in parts.queues["queues"].list()}
    flows = _flows_by_queue(parts, queues)
    for name, queue in queues.items():
        _check_terms(queue["callback"])
        for limit in queue["limits"].list():
            _check_promise(queue, limit["callback"])
            for way in NODES:
                _check_node(limit[way], parts, flows.get(name, set()))
    for flow in parts.flows.values():
        for node in flow["nodes"].values():
            _check_offer(node["callback"], parts, queues)


def _check_offer(callback: Item, parts: Parts, queues: Mapping[str, Item]) -> None:
    """A node offers what its queue promises and the trunk can do."""
    queue = queues.get(callback["queue"].text)
    if queue is not None:
        _check_promise(queue, callback["queue"])
    allowed = list(parts.centre["trunk"]["outgoing"]["allowed"].list())
    if callback.is_there and not allowed:
        callback.add(
            "this centre dials nobody",
            "add 'outgoing:' to the trunk in centre.yaml, with address, caller_number and allowed",
            at_key=True,
        )


def nodes_led_to(parts: Parts) -> set[str]:
    """Names of nodes to which limits lead."""
    limits = [one for queue in parts.queues["queues"].list() for one in queue["limits"].list()]
    return {limit[way].text for limit in limits for way in NODES} - {""}


def _check_terms(terms: Item) -> None:
    attempts, retry_s = _number(terms["attempts"], 3), _number(terms["retry_s"], 600.0)
    time_s = _number(terms["window_s"], 7200.0) + _number(terms["grace_s"], 600.0)
    if terms.is_there and attempts > 1 and retry_s >= time_s:
        place = terms["retry_s"] if terms["retry_s"].is_there else terms
        place.add(
            f"after {retry_s:g} s the time for a callback, {time_s:g} s, is over",
            "let retry_s be clearly smaller than window_s, or allow one attempt only",
        )


def _number(item: Item, otherwise: float) -> float:
    return item.value if isinstance(item.value, int | float) else otherwise


def _check_promise(queue: Item, way: Item) -> None:
    if way.text and not queue["callback"].is_there:
        way.add(
            f"the queue '{queue['name'].text}' promises no callbacks",
            "add 'callback: {}' to the queue, or another way out",
        )


def _check_node(way: Item, parts: Parts, flows: set[str]) -> None:
    for flow in sorted(flows if way.text else ()):
        nodes = {name for name, _ in parts.flows[flow]["nodes"].items()}
        if nodes and way.text not in nodes:
            way.add(f"the flow '{flow}' has no node '{way.text}'", near(way.text, nodes))


def _flows_by_queue(parts: Parts, queues: Mapping[str, Item]) -> dict[str, set[str]]:
    """Queue → flows from which contacts come to it, also by way of other queues."""
    found: dict[str, set[str]] = {}
    for flow, one in parts.flows.items():
        nodes = (node for _, node in one["nodes"].items())
        ahead = [node["enqueue"]["queue"].text for node in nodes]
        while ahead:
            name = ahead.pop()
            if name in queues and flow not in found.setdefault(name, set()):
                found[name].add(flow)
                ahead.extend(_queues_after(queues[name]))
    return found


def _queues_after(queue: Item) -> Iterator[str]:
    for limit in queue["limits"].list():
        yield limit["queue"].text
