"""The tests themselves: named as sentences, never skipped silently, never asleep."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import pytest

from tests.architecture import source

LEAST_WORDS = 3
"""A subject, a verb and something more, 'test' not counted."""

PACED = {
    "tests/support/ear.py": "sends and takes sound in real time, a frame every 20 ms",
    "tests/contract/test_ami_defect.py": "a foreign client does not say when it has ended",
    "tests/unit/ivr/test_agi_server.py": "plays a peer that sends a letter at a time",
}
"""Files whose pauses are what is tested, with the reason."""

REAL_WORLD = ("tests/asterisk/", "tests/faults/")
"""Where a person's patience is played, too, and where every step of a story has a deadline that
fails the test; everywhere else only a condition is waited for."""


def _tests(name: str) -> Iterator[tuple[str, source.Function]]:
    """The test functions of a file."""
    return (
        (path, node)
        for path, node in source.functions(name)
        if node.name.startswith("test_") and name.rpartition("/")[2].startswith("test_")
    )


def test_test_names_are_sentences() -> None:
    short = [
        f"{name}:{node.lineno}: {node.name}"
        for name in source.tests()
        for _, node in _tests(name)
        if len(node.name.split("_")) <= LEAST_WORDS
    ]
    assert not short, "\n".join(short)


def test_no_two_tests_of_a_file_have_one_name() -> None:
    """The second would replace the first without a word."""
    for name in source.tests():
        names = sorted(path for path, _ in _tests(name))
        assert not [one for one, two in itertools.pairwise(names) if one == two], name


def test_every_test_can_fail() -> None:
    """It asserts, expects an error, or hands the judgement to somebody whose name says so."""
    empty = [
        f"{name}:{node.lineno}: {node.name}"
        for name in source.tests()
        if not name.startswith(REAL_WORLD)
        for _, node in _tests(name)
        if not any(map(_judges, ast.walk(node)))
    ]
    assert not empty, "\n".join(empty)


def _judges(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Raise():
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in JUDGES or name.startswith(
                ("assert_", "must_", "_must_", "check_", "_check")
            )
    return False


JUDGES = frozenset({"raises", "fail", "warns", "expect", "wait_for", "until", "timeout"})
"""Calls that fail the test: pytest's own, the browser's, and waiting with a deadline."""


def test_whatever_is_skipped_says_why() -> None:
    silent = [
        f"{name}:{node.lineno}: {ast.unparse(node)[:80]}"
        for name in source.tests()
        for node in ast.walk(source.tree(name))
        if _is_skip(node) and not _has_reason(node)
    ]
    assert not silent, "\n".join(silent)


_SKIPS = ("skip", "skipif", "xfail", "importorskip")


def _is_skip(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in _SKIPS
    is_bare_mark = isinstance(node, ast.Attribute) and node.attr in _SKIPS
    return is_bare_mark and ast.unparse(node).startswith("pytest.mark") and not _is_called(node)


def _is_called(node: ast.AST) -> bool:
    """A bare mark is no call; one that is called is judged by its call."""
    return any(
        isinstance(one, ast.Call) and one.func is node
        for name in source.tests()
        for one in ast.walk(source.tree(name))
    )


def _has_reason(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    texts = [
        one.value.value
        for one in node.keywords
        if one.arg == "reason" and isinstance(one.value, ast.Constant)
    ]
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr == "skip":
        texts += [one.value for one in node.args if isinstance(one, ast.Constant)]
    return any(isinstance(text, str) and len(text.split()) >= LEAST_WORDS for text in texts)


def test_no_test_sleeps_instead_of_waiting_for_a_condition() -> None:
    asleep = [
        f"{name}:{line}"
        for name in source.tests()
        if name not in PACED and not name.startswith(REAL_WORLD)
        for line in _sleeps(source.tree(name))
    ]
    assert not asleep, "\n".join(asleep)


def test_time_stands_still_nowhere() -> None:
    """`time.sleep` stops everything, so even a test of the real world waits otherwise."""
    blocking = [
        f"{name}:{node.lineno}"
        for name in source.tests()
        if name != "tests/conftest.py"
        for node in ast.walk(source.tree(name))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep"
    ]
    assert not blocking, "\n".join(blocking)


def test_every_file_with_a_pause_still_has_one() -> None:
    assert [name for name in PACED if not list(_sleeps(source.tree(name)))] == []


def _sleeps(tree: ast.AST) -> Iterator[int]:
    """Lines of sleeps that are not one round of a loop that asks for something."""
    rounds = {
        id(one)
        for loop in ast.walk(tree)
        if isinstance(loop, (ast.While, ast.AsyncFor))
        for one in ast.walk(loop)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".sleep"):
            is_yield = ast.unparse(node).endswith("sleep(0)")
            if not is_yield and id(node) not in rounds:
                yield node.lineno


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("await asyncio.sleep(1)", 1),
        ("await asyncio.sleep(0)", 0),
        ("while not ready():\n    await asyncio.sleep(0.01)", 0),
        ("for _ in range(3):\n    time.sleep(1)", 1),
    ],
)
def test_a_sleep_is_told_from_a_wait(code: str, count: int) -> None:
    assert len(list(_sleeps(ast.parse(code)))) == count


@pytest.mark.parametrize(
    ("code", "has_reason"),
    [
        ("pytest.skip()", False),
        ("pytest.skip('no')", False),
        ("pytest.skip('Docker is not installed here')", True),
        ("pytest.mark.xfail(reason='broken')", False),
        ("pytest.mark.skipif(x, reason='needs a second network card')", True),
    ],
)
def test_a_reason_is_told_from_a_word(code: str, has_reason: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert _is_skip(call)
    assert _has_reason(call) is has_reason
