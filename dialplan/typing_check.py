"""Whether what citizens are to type can be typed, and is kept as the flow means it.

Owns the bounds of collect and directory nodes, and that a name is secret everywhere or nowhere:
what an open node keeps is written down under that name. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from contact.flow import Check
from dialplan.document import Item
from dialplan.site_check import Parts

LEAST_DIGITS: Mapping[str, int] = {Check.LUHN: 2, Check.MOD97: 3}
"""Check → digits of the shortest number that has something to be checked."""
_DIRECTORY_MOST = 10
_DIRECTORY_NAME = "extension"


def check_typing(parts: Parts) -> None:
    """Note every mistake of nodes where something is typed, in their document."""
    longest = max(
        (one["extension"].text for one in parts.directory["listed"].list()), key=len, default=""
    )
    for flow in parts.flows.values():
        nodes = [node for _, node in flow["nodes"].items()]
        for node in nodes:
            _check_length(node["collect"])
            _check_extension(node["directory"], longest)
        _check_secrets(nodes)


def _check_length(collect: Item) -> None:
    least, most = _number(collect["least"], 1), _number(collect["most"], 20)
    if least > most:
        collect["least"].add(
            f"at least {least} digits, but at most {most}", "let least be no more than most"
        )
    needed = LEAST_DIGITS.get(collect["check"].text, 1)
    if most < needed:
        collect["most"].add(
            f"at most {most} digits, but '{collect['check'].text}' checks {needed} or more",
            f"write at least {needed}, or remove 'check'",
        )


def _check_extension(directory: Item, longest: str) -> None:
    most = _number(directory["most"], _DIRECTORY_MOST)
    if directory.is_there and most < len(longest):
        directory["most"].add(
            f"the extension {longest} is longer than {most} keys",
            f"write at least {len(longest)}",
        )


def _check_secrets(nodes: list[Item]) -> None:
    collects = [node["collect"] for node in nodes if node["collect"].is_there]
    is_open = [one["name"] for one in collects if one["is_secret"].value is not True]
    kept = {name.text for name in is_open}
    for node in nodes:
        if node["directory"].is_there:
            kept.add(node["directory"]["name"].text or _DIRECTORY_NAME)
    for one in collects:
        name = one["name"]
        if one["is_secret"].value is True and name.text in kept - {""}:
            name.add(
                f"what another node keeps as '{name.text}' is not secret and is written down",
                "choose another name, or let both be secret",
            )


def _number(item: Item, otherwise: int) -> int:
    return item.value if isinstance(item.value, int) else otherwise
