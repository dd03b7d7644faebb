"""YAML 1.2 text with the place of every key, so that a mistake can be shown where it stands.

Pure: takes text, gives a tree or a list of flaws. Never opens a file.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError


class Source(NamedTuple):
    """One file's name, as people know it, and its text."""

    name: str
    text: str


def load(source: Source) -> tuple[CommentedMap, list[str]]:
    """The top mapping of `source` and the flaws that keep it from being one."""
    try:
        tree = YAML(typ="rt").load(source.text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{source.name}:{mark.line + 1}:{mark.column + 1}" if mark else source.name
        return CommentedMap(), [f"{place}: not valid YAML: {_first_line(error.problem)}"]
    except YAMLError as error:
        return CommentedMap(), [f"{source.name}: not valid YAML: {_first_line(str(error))}"]
    if not isinstance(tree, CommentedMap):
        return CommentedMap(), [f"{source.name}:1:1: expected lines of the form 'key: value'"]
    return tree, []


def place(source: Source, tree: Mapping[Any, Any], key: object) -> str:
    """`file:line:column` of `key` in `tree`, or the file's name when the place is not known."""
    if isinstance(tree, CommentedMap) and key in tree:
        line, column = tree.lc.key(key)
        return f"{source.name}:{line + 1}:{column + 1}"
    return source.name


def _first_line(message: str | None) -> str:
    return (message or "unreadable").splitlines()[0]
