"""Whether the menus of a flow can be kept in mind: few choices, few menus behind one another.

Owns those two bounds, which the centre sets (`menu_options`, `menu_depth`). A menu that does
nothing but choose a language is bound by neither: everybody waits only for their own. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialplan.document import Item
from dialplan.flow_kind import edges
from dialplan.site_check import Parts

MOST_OPTIONS = 5
"""Choices of a menu, unless the centre says otherwise."""
MOST_MENUS = 3
"""Menus that a citizen goes through, unless the centre says otherwise."""


def check_menus(parts: Parts) -> None:
    """Note every menu that has too many choices or lies too deep."""
    most_options = _bound(parts.centre["menu_options"], MOST_OPTIONS)
    most_menus = _bound(parts.centre["menu_depth"], MOST_MENUS)
    for flow in parts.flows.values():
        nodes = dict(flow["nodes"].items())
        for node in nodes.values():
            _check_options(node["menu"], most_options)
        for name, depth in _depths(flow["start"].text, nodes).items():
            if depth > most_menus and _is_bound(nodes[name]):
                nodes[name].add(
                    f"the menu '{name}' is the {_ordinal(depth)} that a citizen goes through",
                    f"ask less before it: at most {most_menus} menus (menu_depth in centre.yaml)",
                    at_key=True,
                )


def _check_options(menu: Item, most: int) -> None:
    choices = list(menu["choices"].values())
    if len(choices) > most and not _chooses_language(menu):
        menu["choices"].add(
            f"{len(choices)} choices are more than a citizen keeps in mind",
            f"offer at most {most} (menu_options in centre.yaml), the rest behind one of them",
            at_key=True,
        )


def _depths(start: str, nodes: Mapping[str, Item]) -> dict[str, int]:
    """Id of a node → menus on the shortest way there, itself included."""
    depth = {start: int(_is_bound(nodes[start]))} if start in nodes else {}
    ahead = list(depth)
    while ahead:
        name = ahead.pop(0)
        for edge in edges(nodes[name]):
            following = edge.text
            if following not in nodes:
                continue
            deep = depth[name] + _is_bound(nodes[following])
            if deep < depth.get(following, len(nodes) + 1):
                depth[following] = deep
                ahead.append(following)
    return depth


def _is_bound(node: Item) -> bool:
    return node["menu"].is_there and not _chooses_language(node["menu"])


def _chooses_language(menu: Item) -> bool:
    choices = list(menu["choices"].values())
    return all(choice["language"].text for choice in choices)


def _ordinal(number: int) -> str:
    return f"{number}{ {2: 'nd', 3: 'rd'}.get(number, 'th') }"


def _bound(item: Item, otherwise: int) -> int:
    return item.value if isinstance(item.value, int) else otherwise
