"""What each kind of node says, and where it leads.

Owns one row a kind, by which `flow_check` walks flows as they are written. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialplan.document import Item


@dataclass(frozen=True, slots=True)
class Kind:
    """Names of fields, as written in a flow file."""

    prompts: tuple[str, ...] = ("prompts",)
    """Lists of prompts, or single ones."""
    automatic: tuple[str, ...] = ()
    """Next nodes that are reached without the citizen doing anything."""
    chosen: tuple[str, ...] = ()
    """Next nodes that the citizen brings about."""
    is_end: bool = False
    """A person, or a farewell."""


KINDS = {
    "say": Kind(automatic=("next",)),
    "menu": Kind(prompts=("prompts", "wrong_key", "no_key"), automatic=("exhausted",)),
    "enqueue": Kind(is_end=True),
    "finish": Kind(is_end=True),
    "callback": Kind(prompts=(), automatic=("otherwise",)),
    "hours": Kind(prompts=(), automatic=("open", "closed", "holiday")),
    "language": Kind(("prompts", "wrong_key", "no_key"), ("exhausted",), chosen=("next",)),
    "emergency": Kind(prompts=(), automatic=("next",)),
    "recognise": Kind(prompts=(), automatic=("employee", "citizen", "unknown")),
    "directory": Kind(
        ("prompts", "unknown", "several", "no_key"), ("exhausted",), chosen=("next",)
    ),
    "collect": Kind(("prompts", "wrong", "no_key"), automatic=("exhausted",), chosen=("next",)),
    "consent": Kind(prompts=("prompts", "wrong_key", "no_key"), automatic=("next",)),
    "refer": Kind(automatic=("unanswered",)),
    "emergency_centre": Kind(is_end=True),
    "voicemail": Kind(automatic=("next",), is_end=True),
    "survey": Kind(prompts=("prompts", "wrong_key", "no_key"), automatic=("next",)),
}
"""Name of the kind → what is to be known of it. The choices of a menu come on top."""


def prompts_of(node: Item) -> Iterator[Item]:
    """Everything in a node that names a prompt."""
    for name, kind in KINDS.items():
        for field in kind.prompts:
            found = node[name][field]
            yield from list(found.list()) or [found]


def automatic_edges(node: Item) -> Iterator[Item]:
    """What names a next node that is reached without the citizen doing anything."""
    for name, kind in KINDS.items():
        for field in kind.automatic:
            yield node[name][field]


def edges(node: Item) -> Iterator[Item]:
    """Everything in a node that names a next node."""
    yield from automatic_edges(node)
    for name, kind in KINDS.items():
        for field in kind.chosen:
            yield node[name][field]
    for choice in node["menu"]["choices"].values():
        yield choice["next"]
    yield from node["enqueue"]["keys"].values()


def is_end(node: Item) -> bool:
    """Whether a contact that is here needs no further node."""
    return any(node[name].is_there for name, kind in KINDS.items() if kind.is_end)
