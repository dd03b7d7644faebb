"""Nothing grows beyond what a person can hold in mind: files, functions, parameters, nesting."""

from __future__ import annotations

import ast

from tests.architecture import source

FILE_LINES = 300
FILE_LINES_AT_MOST = 400
"""Not even a file with a reason is longer."""
FUNCTION_LINES = 40
PARAMETERS = 5
NESTING = 3

LONG_FILES = {
    "contact/event.py": "the closed list of events, each documented field by field; one place",
    "ivr/core/engine.py": "the one routing table of the line: one short method for each message",
}
"""File → why it may be longer."""

LONG_FUNCTIONS = {
    "crm_api/migrations/versions/0001_citizens_contacts_and_tickets.py:upgrade": (
        "a migration is one list of tables, frozen once it has been applied"
    ),
}
"""File:function → why it may be longer."""

WRITTEN = (".py", ".js", ".css", ".html", ".sh", ".j2")


def test_files_are_short() -> None:
    long = {
        name: lines
        for name in source.ours()
        if name.endswith(WRITTEN) and not name.startswith("tests/")
        if (lines := source.text(name).count("\n")) > FILE_LINES
    }
    assert not {name: lines for name, lines in long.items() if name not in LONG_FILES}
    assert not {name: lines for name, lines in long.items() if lines > FILE_LINES_AT_MOST}
    assert long.keys() == LONG_FILES.keys(), "a reason that is no longer needed is removed"


def test_functions_are_short() -> None:
    long = {
        f"{name}:{path}": lines
        for name in source.modules()
        for path, function in source.functions(name)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert not {place: lines for place, lines in long.items() if place not in LONG_FUNCTIONS}
    assert long.keys() == LONG_FUNCTIONS.keys(), "a reason that is no longer needed is removed"


def test_functions_take_few_parameters() -> None:
    many = {
        f"{name}:{path}": count
        for name in source.modules()
        for path, function in source.functions(name)
        if (count := _parameter_count(function)) > PARAMETERS
    }
    assert not many


def _parameter_count(function: source.Function) -> int:
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def test_functions_are_not_nested_deeply() -> None:
    deep = {
        f"{name}:{path}": depth
        for name in source.modules()
        for path, function in source.functions(name)
        if (depth := _depth(function)) > NESTING
    }
    assert not deep


_BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _depth(node: ast.AST) -> int:
    """Levels of blocks below this node; `elif` is no level, an inner function has its own count."""
    depths = [0]
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _INNER):
            is_level = isinstance(child, _BLOCKS) and not _is_elif(node, child)
            depths.append(_depth(child) + is_level)
    return max(depths)


def _is_elif(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]


def test_the_count_of_levels_counts_as_people_do() -> None:
    code = """
def walk(rows):
    for row in rows:
        if row:
            pass
        elif rows:
            with row:
                pass
        else:
            def inner():
                while True:
                    pass
"""
    assert _depth(ast.parse(code).body[0]) == 3


def test_every_module_says_what_it_is() -> None:
    silent = [name for name in source.modules() if not ast.get_docstring(source.tree(name))]
    assert not silent
