"""One word, one meaning: the banned words stand in no name and in no text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath

import pytest

from tests.architecture import source
from tests.architecture.word import BANS, PHRASE, SAYS_NOTHING, Ban

_JS_NAME = re.compile(r"\b(?:const|let|var|function|class)\s+([\w$]+)")

QUOTING = ("docs/glossary.md", "tests/")
"""Where a word may stand because it is the subject; beginnings of paths."""

TEXTS = (
    *(".py", ".md", ".js", ".html", ".json", ".yaml", ".yml", ".toml"),
    *(".j2", ".sh", ".xml", ".css", "Makefile", "Dockerfile"),
)


@cache
def names(path: str) -> tuple[tuple[int, str], ...]:
    """Line and spelling of every name that a file gives, its own first."""
    return tuple(_names(path))


def _names(path: str) -> Iterator[tuple[int, str]]:
    yield 0, PurePath(path).name.partition(".")[0]
    if path.endswith(".js"):
        for number, line in enumerate(source.text(path).splitlines(), 1):
            yield from ((number, name) for name in _JS_NAME.findall(line))
        return
    for node in ast.walk(source.tree(path)):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


@cache
def named() -> list[str]:
    """The sources that give names."""
    scripts = [one for one in source.ours() if one.endswith(".js") and not one.startswith("tests/")]
    return [*source.modules(), *scripts]


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.words.split()[0])
def test_no_name_has_a_word_that_means_something_else(ban: Ban) -> None:
    wrong = [
        f"{path}:{line}: {name}; say {ban.say}"
        for path in named()
        for line, name in names(path)
        if ban.holds(path, name)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("ban", (*BANS, SAYS_NOTHING), ids=lambda ban: ban.words.split()[0])
def test_every_exception_is_still_needed(ban: Ban) -> None:
    bare = Ban(ban.words, ban.say, ban.places)
    unused = {
        rule
        for rule in ban.allowed
        if not any(
            bare.holds(path, name) and ban._allows(rule, path, name)
            for path in named()
            for _, name in names(path)
        )
    }
    assert not unused


def test_names_of_modules_classes_and_functions_say_what_they_do() -> None:
    wrong = []
    for path in named():
        given = {PurePath(path).name.partition(".")[0]}
        if path.endswith(".py"):
            given |= {
                node.name
                for node in ast.walk(source.tree(path))
                if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            }
        wrong += [f"{path}: {name}" for name in sorted(given) if SAYS_NOTHING.holds(path, name)]
    assert not wrong, "\n".join(wrong)


def test_no_folder_has_a_name_that_says_nothing() -> None:
    folders = {parent for name in source.ours() for parent in PurePath(name).parents}
    assert not [str(one) for one in folders if SAYS_NOTHING.holds(f"{one}", one.name)]


def test_no_text_says_what_has_another_word() -> None:
    wrong = [
        f"{path}:{number}: {found[0]}"
        for path in source.ours()
        if path.endswith(TEXTS) and not path.startswith(QUOTING)
        for number, line in enumerate(source.text(path).splitlines(), 1)
        for found in PHRASE.finditer(line)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name", ["call_id", "CallRecord", "onCall", "incoming_calls", "CALL", "_call"]
)
def test_a_banned_word_is_found_in_every_spelling(name: str) -> None:
    assert BANS[0].holds("acd/core/engine.py", name)


@pytest.mark.parametrize("name", ["caller_number", "callback", "recall", "locally", "CALLER"])
def test_a_banned_word_inside_another_word_is_no_find(name: str) -> None:
    assert not BANS[0].holds("acd/core/engine.py", name)


@pytest.mark.parametrize(
    "text", ["the call center", "a missed call", "Blind transfer", "our SLA", "agents are free"]
)
def test_a_banned_phrase_is_found(text: str) -> None:
    assert PHRASE.search(text)


@pytest.mark.parametrize(
    "text", ["a phone call", "did not", "slang", "set free agencies", "Call-ID"]
)
def test_an_ordinary_sentence_is_no_find(text: str) -> None:
    assert not PHRASE.search(text)
