"""One YAML file as plain values, each with its place and the way it was written.

Owns reading YAML 1.2 text. Numbers keep their spelling, because 012 is a telephone number and not
twelve. Refuses what invites accidents or attacks: duplicate keys, anchors and aliases, tags, more
than one document. Never opens a file. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from dialplan.problem import Problem

Path = tuple[str | int, ...]
"""Keys and indices from the top of a file to a value."""

LARGEST_BYTES = 1_000_000
"""A longer file is not read."""
_DEEPEST = 30
_PLAIN = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value begins, counted from 1."""

    line: int
    column: int


@dataclass
class Document:
    """What one file says."""

    name: str
    """Path below the site folder."""
    value: Any = None
    """dicts, lists, strings, numbers, booleans, None."""
    is_read: bool = False
    """False when the text is no YAML at all: then nothing can be concluded from what is missing."""
    places: dict[Path, Place] = field(default_factory=dict)
    key_places: dict[Path, Place] = field(default_factory=dict)
    spelling: dict[Path, str] = field(default_factory=dict)
    """Scalars as written."""
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, what: str, would_be_right: str, *, at_key: bool = False) -> None:
        """Note a mistake at the value (or at its key) of this path."""
        self.problems.append(self.problem(path, what, would_be_right, at_key=at_key))

    def problem(
        self, path: Path, what: str, would_be_right: str, *, at_key: bool = False
    ) -> Problem:
        """A mistake at this path, or at the nearest place above that exists."""
        place = self.place(path, at_key=at_key)
        return Problem(
            self.name, place.line, place.column, ".".join(map(str, path)), what, would_be_right
        )

    def place(self, path: Path, *, at_key: bool = False) -> Place:
        """Where the path is written; what is missing is missing from the value above."""
        for length in range(len(path), -1, -1):
            first, second = self.places, self.key_places
            if at_key and length == len(path):
                first, second = second, first
            found = first.get(path[:length]) or second.get(path[:length])
            if found:
                return found
        return Place(1, 1)


def read_document(name: str, text: str) -> Document:
    """The document in a text. Mistakes are in its `problems`; what could be read is in `value`."""
    document = Document(name)
    if len(text) > LARGEST_BYTES:
        document.problems.append(
            Problem(name, 0, 0, "", f"is longer than {LARGEST_BYTES} characters", "split it up")
        )
        return document
    try:
        _check_depth(text)
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        document.problems.append(_syntax_problem(name, error))
    except (YAMLError, ValueError) as error:
        document.problems.append(
            Problem(name, 1, 1, "", f"is not YAML: {_one_line(str(error))}", "mend the text")
        )
    else:
        document.is_read = True
        document.value = None if node is None else _Reader(document).value(node, ())
    return document


def _check_depth(text: str) -> None:
    """Stop at absurd nesting before the time it takes grows with its square."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise MarkedYAMLError(
                problem=f"nested deeper than {_DEEPEST} levels", problem_mark=event.start_mark
            )


def _syntax_problem(name: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = _one_line(str(error.problem or error.context or "is not YAML"))
    if (
        "\t" in str(getattr(mark, "buffer", "") or "")[: getattr(mark, "index", 0) + 1]
        or "'\\t'" in what
    ):
        hint = "indent with spaces, never with tabs"
    else:
        hint = "check indentation, quotation marks and colons just before this place"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(name, line, column, "", f"is not YAML: {what}", hint)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


class _Reader:
    """Turns nodes into plain values and notes where each one stands."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:
        self._document.places[path] = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self._seen:
            self._document.add(
                path, "is named (&name) and used again (*name)", "write it out in full"
            )
            return None
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            here = (*path, key)
            place = Place(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in found:
                first = self._document.key_places[here]
                problem = Problem(
                    self._document.name,
                    place.line,
                    place.column,
                    ".".join(map(str, here)),
                    f"'{key}' is written twice, first in line {first.line}",
                    "keep one of them",
                )
                self._document.problems.append(problem)
                continue
            self._document.key_places[here] = place
            found[key] = self.value(value_node, here)
            if found[key] is None and not value_node.value:
                self._document.places[here] = place  # nothing is written: it stands nowhere
        return found

    def _key(self, node: Node, path: Path) -> str | None:
        mark = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        if not isinstance(node, ScalarNode):
            what, right = "a key is a list or a mapping", "use a plain word as key"
        elif node.value == "<<" and not node.style:
            what, right = "uses a merge key (<<)", "write the values out in full"
        elif _kind(node) in ("int", "float", "bool", "null") and not node.style:
            what = f"the key {node.value} is not quoted"
            right = f'write "{node.value}": in quotation marks'
        else:
            return str(node.value)
        self._document.problems.append(
            Problem(
                self._document.name, mark.line, mark.column, ".".join(map(str, path)), what, right
            )
        )
        # An unquoted number still tells what was meant, so that the checks after this go on.
        is_word = isinstance(node, ScalarNode) and node.value != "<<"
        return str(node.value) if is_word else None

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        kind, written = _kind(node), str(node.value)
        self._document.spelling[path] = written
        if kind in ("str", "timestamp"):
            return written
        if kind == "null":
            return None
        if kind == "bool":
            return written.lower() == "true"
        if kind in ("int", "float"):
            return _number(written)
        self._document.add(path, f"has the tag {_one_line(str(node.tag))}", "leave the tag away")
        return None


def _kind(node: Node) -> str:
    return str(node.tag).removeprefix(_PLAIN)


def _number(written: str) -> int | float:
    plain = written.replace("_", "")
    for convert in (int, lambda text: int(text, 0), float):
        try:
            return convert(plain)
        except ValueError:
            continue
    return float("nan")


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a document with its path, read without ever failing.

    The checks across files go over these, so that one wrong value hides no other.
    """

    document: Document
    path: Path = ()
    value: Any = None

    def __getitem__(self, key: str) -> Item:
        value = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Item(self.document, (*self.path, key), value)

    def items(self) -> Iterator[tuple[str, Item]]:
        """Key and value of a mapping; nothing for anything else."""
        if isinstance(self.value, Mapping):
            for key in self.value:
                yield key, self[key]

    def values(self) -> Iterator[Item]:
        """Values of a mapping; nothing for anything else."""
        yield from (item for _, item in self.items())

    def list(self) -> Iterator[Item]:
        """Values of a list; nothing for anything else."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Item(self.document, (*self.path, index), value)

    @property
    def text(self) -> str:
        """The text, or '' for anything else."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def is_there(self) -> bool:
        return self.value is not None

    @property
    def is_told(self) -> bool:
        """Whether a mistake is noted here already."""
        field = ".".join(map(str, self.path))
        return any(problem.field == field for problem in self.document.problems)

    def add(self, what: str, would_be_right: str, *, at_key: bool = False) -> None:
        """Note a mistake here."""
        self.document.add(self.path, what, would_be_right, at_key=at_key)

    def problem(self, what: str, would_be_right: str, *, at_key: bool = False) -> Problem:
        """A mistake here, not noted (for warnings)."""
        return self.document.problem(self.path, what, would_be_right, at_key=at_key)


def top(document: Document) -> Item:
    """The whole document as an item."""
    return Item(document, (), document.value)
