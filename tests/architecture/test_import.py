"""Who may import whom, checked twice: by import-linter's contracts and by a walk of our own."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from importlinter import configuration
from importlinter.application.use_cases import lint_imports

from tests.architecture import source

PURE_LIBRARY = frozenset(
    {
        "__future__",
        "abc",
        "bisect",
        "collections",
        "dataclasses",
        "enum",
        "functools",
        "hashlib",
        "heapq",
        "itertools",
        "math",
        "operator",
        "re",
        "statistics",
        "string",
        "types",
        "typing",
        "unicodedata",
    }
)
"""What of the standard library has no world in it: no clock, chance, file, thread or log."""

IMPURE_BUILTINS = frozenset({"open", "print", "input", "eval", "exec", "__import__", "breakpoint"})


def test_the_import_contracts_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(source.ROOT)
    monkeypatch.setattr(sys, "path", list(sys.path))  # the linter adds to it
    configuration.configure()  # and not the linter's command: that one silences all loggers
    is_kept = lint_imports("pyproject.toml", cache_dir=str(tmp_path), no_logo=True)
    assert is_kept, capsys.readouterr().out


def test_every_package_of_the_root_stands_under_the_contracts_and_the_type_checker() -> None:
    found = {
        folder
        for name in source.tracked()
        if name.endswith(".py") and (folder := name.split("/")[0]) not in source.NO_PACKAGE
    }
    assert found == set(source.packages())
    project = source.project()
    assert found == set(project["tool"]["mypy"]["packages"])
    assert found == set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    layers = " ".join(_contract("rooms")["layers"])
    assert found == set(layers.replace("|", " ").replace(":", " ").split())


def test_every_service_stands_in_the_contracts_about_services() -> None:
    services = {name.split("/")[0] for name in source.pure()} - {"contact"}
    assert services == set(_contract("inside")["containers"])
    assert services <= set(_contract("services")["source_modules"])


def _contract(wanted: str) -> dict[str, list[str]]:
    contracts = source.project()["tool"]["importlinter"]["contracts"]
    return next(one for one in contracts if one["id"] == wanted)


@pytest.mark.parametrize("name", source.pure())
def test_a_core_imports_only_pure_things(name: str) -> None:
    package = name.split("/")[0]
    home = "contact" if package == "contact" else f"{package}.core"
    wrong = [
        f"{name}:{line}: {module}"
        for line, module in source.imports(name)
        if module.split(".")[0] not in PURE_LIBRARY
        and not f"{module}.".startswith(("contact.", f"{home}."))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", source.pure())
def test_a_core_neither_waits_nor_reaches_out(name: str) -> None:
    wrong = []
    for node in ast.walk(source.tree(name)):
        if isinstance(node, (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)):
            wrong.append(f"{name}:{node.lineno}: async")
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            wrong.append(f"{name}:{node.lineno}: shared state: {', '.join(node.names)}")
        elif isinstance(node, ast.Name) and node.id in IMPURE_BUILTINS:
            wrong.append(f"{name}:{node.lineno}: {node.id}")
    assert not wrong, "\n".join(wrong)


SUPERVISION = "wiring/supervision.py"

CLEAN_UP_AND_RAISE = {
    "dialplan/exchange.py": "a half-started Asterisk is ended whatever went wrong",
    "ivr/ami/guard.py": "a half-open connection is closed whatever went wrong",
    "lab/sipp.py": "a started SIPp is ended whatever went wrong",
}
"""Files that may look at everything, and must let it pass on."""


def test_only_supervision_catches_every_exception() -> None:
    catching = {
        f"{name}:{handler.lineno}"
        for name in source.modules()
        for handler in ast.walk(source.tree(name))
        if isinstance(handler, ast.ExceptHandler) and _takes_all(handler.type)
        if name != SUPERVISION and not (name in CLEAN_UP_AND_RAISE and _passes_on(handler))
    }
    assert not catching, f"only {SUPERVISION} may: {sorted(catching)}"


def test_supervision_lets_a_cancellation_pass() -> None:
    caught = [
        ast.unparse(handler.type) if handler.type else "everything"
        for handler in ast.walk(source.tree(SUPERVISION))
        if isinstance(handler, ast.ExceptHandler)
    ]
    assert caught == ["Exception"]


def _takes_all(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    return any(
        isinstance(node, ast.Name) and node.id in ("Exception", "BaseException")
        for node in ast.walk(caught)
    )


def _passes_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
