"""What must hold within single nodes of a flow.

Owns the checks that need more than the form of one field; the graph is in `flow_check`. Pure.
"""

from __future__ import annotations

import itertools

from dialplan.document import Item
from dialplan.flow_kind import edges
from dialplan.form_check import near
from dialplan.site_check import Parts, refer

_ADD_CARRIER = 'add \'outgoing: {address: "sip:host:port", caller_number: "012"}\' to the trunk'


def check_nodes(parts: Parts) -> None:
    """Note every node that contradicts itself or the centre."""
    _check_centre(parts.centre)
    for queue in parts.queues["queues"].list():
        _check_survey_of(queue, parts)
    for flow in parts.flows.values():
        _check_emergency_key(flow)
        for node in flow["nodes"].values():
            _check_consent(node["consent"])
            _check_survey(node["survey"], flow)
            _check_refer(node["refer"], parts.centre)
            _check_emergency(node["emergency_centre"], parts)


def _check_consent(consent: Item) -> None:
    accept, refuse = consent["accept"].text or "1", consent["refuse"].text or "2"
    if consent.is_there and accept == refuse:
        named = consent["refuse"] if consent["refuse"].is_there else consent["accept"]
        named.add(f"the key {accept} cannot both agree and refuse", "choose two keys")


def _check_centre(centre: Item) -> None:
    emergency, outgoing = centre["emergency"], centre["trunk"]["outgoing"]
    if emergency["is_drill"].value is True and not emergency["drill"].text:
        emergency.add("a drill needs somebody who answers", "add 'drill: sip:name@host:port'")
    if emergency["is_drill"].value is False and not outgoing.is_there:
        emergency.add("nobody takes outgoing calls", _ADD_CARRIER)


def _check_emergency_key(flow: Item) -> None:
    key, nodes = flow["emergency_key"], dict(flow["nodes"].items())
    urgent = [name for name, node in nodes.items() if node["emergency_centre"].is_there]
    if key.is_there and len(urgent) != 1:
        key.add(f"leads to {len(urgent)} emergency_centre nodes", "let the flow have exactly one")
    for kind, node in itertools.product(("menu", "language"), nodes.values()):
        choice = node[kind]["choices"][key.text]
        if key.text and choice.is_there:
            choice.add(
                f"the key {key.text} is reserved for emergencies", "use another key", at_key=True
            )


def _check_refer(node: Item, centre: Item) -> None:
    if not node.is_there:
        return
    if node["department"].is_there == node["number"].is_there:
        node.add("leads to a department or to a number", "write one of department and number")
    known = {name for name, _ in centre["departments"].items()}
    refer(node["department"], "department", known)
    if not centre["trunk"]["outgoing"].is_there:
        node.add("nobody takes outgoing calls", _ADD_CARRIER)


def _check_emergency(node: Item, parts: Parts) -> None:
    refer(node["queue"], "queue", parts.known("queue"))
    if node.is_there and not parts.centre["emergency"].is_there:
        node.add("the centre names no emergency centre", "add 'emergency:' to centre.yaml")


_EPILOGUE = ("say", "finish", "survey")
"""Kinds of nodes that a citizen can come to after the agent has left."""


def _check_survey_of(queue: Item, parts: Parts) -> None:
    name, survey = queue["name"].text, queue["survey"]
    for file, flow in parts.flows.items():
        nodes = dict(flow["nodes"].items())
        leads_here = any(node["enqueue"]["queue"].text == name for node in nodes.values())
        known = {key for key, node in nodes.items() if node["survey"].is_there}
        if survey.text and leads_here and survey.text not in known:
            survey.add(
                f"the flow '{file}' leads here and has no survey '{survey.text}'", near("", known)
            )


def _check_survey(survey: Item, flow: Item) -> None:
    if not survey.is_there:
        return
    least, most = survey["least"].value, survey["most"].value
    if (1 if least is None else least) >= (5 if most is None else most):
        survey.add("there is nothing to choose", "let most be more than least")
    reached = _reached(flow, survey["next"].text)
    if not all(any(node[kind].is_there for kind in _EPILOGUE) for node in reached):
        survey["next"].add(
            "the agent has left, nobody else is sought",
            f"let nothing follow but {', '.join(_EPILOGUE)}",
        )


def _reached(flow: Item, start: str) -> list[Item]:
    """The nodes that can follow, the first one included."""
    nodes, ahead, found = dict(flow["nodes"].items()), [start], dict[str, Item]()
    while ahead:
        name = ahead.pop()
        if name in nodes and name not in found:
            found[name] = nodes[name]
            ahead += [edge.text for edge in edges(nodes[name])]
    return list(found.values())
