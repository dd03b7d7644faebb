"""A flow as a picture and as a nested list.

Owns the text for Graphviz (DOT) and the list that says the same to a screen reader or a comparison
of two versions. Drawn from the file as it is written, so that any kind of node is shown. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dialplan.document import Item
from dialplan.flow_kind import KINDS, prompts_of

WORDS_SHOWN = 48
"""Characters of what a node says that a picture shows."""


@dataclass(frozen=True, slots=True)
class Step:
    """A way from one node to another."""

    cause: str
    """Key or field that leads there."""
    target: str
    is_automatic: bool
    """Taken without the citizen doing anything."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A node with everything that leads on from it."""

    name: str
    kind: str
    said: tuple[str, ...]
    """Words, or keys of prompts whose words are not known."""
    steps: tuple[Step, ...]


def drawn(flow: Item, words: Callable[[str], str]) -> dict[str, Drawn]:
    """Id of a node → what is to be drawn of it. `words`: a prompt as written → what it says."""
    return {name: _node(name, node, words) for name, node in flow["nodes"].items()}


def dot(name: str, start: str, nodes: Mapping[str, Drawn]) -> str:
    """The flow in Graphviz's language; a dashed line is taken when the citizen does nothing."""
    lines = [
        f"digraph {_quoted(name)} {{",
        "  rankdir=LR; bgcolor=white;",
        '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif"];',
        '  edge [fontname="sans-serif"];',
        "  begin [shape=circle, label=begin];",
        f"  begin -> {_quoted(_id(start))};",
    ]
    for node in nodes.values():
        label = "\n".join((f"{node.name} · {node.kind}", *map(_short, node.said)))
        lines.append(f"  {_quoted(_id(node.name))} [label={_quoted(label)}];")
        for step in node.steps:
            style = ", style=dashed" if step.is_automatic else ""
            edge = f"{_quoted(_id(node.name))} -> {_quoted(_id(step.target))}"
            lines.append(f"  {edge} [label={_quoted(step.cause)}{style}];")
    return "\n".join([*lines, "}", ""])


def outline(start: str, nodes: Mapping[str, Drawn]) -> list[str]:
    """The same as a nested list, two spaces a level; a node is told where it comes first."""
    told: set[str] = set()

    def tell(name: str, cause: str, indent: str) -> Iterator[str]:
        node = nodes.get(name)
        if node is None or name in told:
            yield f"{indent}- {cause}: {name} (above)"
            return
        told.add(name)
        yield f"{indent}- {cause}: {name} · {node.kind}"
        yield from (f"{indent}  “{words}”" for words in node.said)
        for step in node.steps:
            yield from tell(step.target, step.cause, indent + "  ")

    return list(tell(start, "begin", ""))


def _node(name: str, node: Item, words: Callable[[str], str]) -> Drawn:
    kind = next((kind for kind in KINDS if node[kind].is_there), "")
    said = tuple(words(one.text) for one in prompts_of(node) if one.text)
    return Drawn(name, kind, said, tuple(_steps(node, kind)))


def _steps(node: Item, kind: str) -> Iterator[Step]:
    for key, choice in node[kind]["choices"].items():
        if choice.text:  # of a language node: all of them lead to the same one
            yield Step(f"key {key}, {choice.text}", node[kind]["next"].text, is_automatic=False)
        else:
            yield Step(f"key {key}", choice["next"].text, is_automatic=False)
    for key, target in node["enqueue"]["keys"].items():
        yield Step(f"key {key}", target.text, is_automatic=False)
    row = KINDS.get(kind)
    for field in row.chosen if row else ():
        if node[kind][field].text and not node[kind]["choices"].is_there:
            yield Step(field.replace("_", " "), node[kind][field].text, is_automatic=False)
    for field in row.automatic if row else ():
        if node[kind][field].text:
            yield Step(field.replace("_", " "), node[kind][field].text, is_automatic=True)


def _short(words: str) -> str:
    return words if len(words) <= WORDS_SHOWN else words[: WORDS_SHOWN - 1] + "…"


def _id(name: str) -> str:
    """Apart from the circle where it begins."""
    return f"node {name}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
