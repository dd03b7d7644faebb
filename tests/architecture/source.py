"""The sources as the architecture tests see them: files, their text and their syntax trees.

Owns the answer to "which files are ours". Never judges.
"""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

NO_PACKAGE = frozenset({"docker", "docs", "requirements", "scripts", "sites", "tests"})
"""Folders of the root that hold no package."""
FOREIGN = ("cti/web/vendor/", "crm_api/web/vendor/", "tests/browser/vendor/")
"""Files of other projects, shipped unchanged."""


@cache
def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def packages() -> tuple[str, ...]:
    """The packages as the import contracts know them."""
    return tuple(project()["tool"]["importlinter"]["root_packages"])


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the project that stands under version control, relative to the root.

    Outside a working copy, e.g. in an unpacked release: every file that is no product of running.
    """
    if (ROOT / ".git").exists():
        answer = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        names = answer.stdout.split("\0")
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if not _is_product(path)]
    return tuple(sorted(name for name in names if name and (ROOT / name).is_file()))


def _is_product(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] in ("var", "dist", "build") or any(
        part == "__pycache__" or (part.startswith(".") and part not in (".ci", ".gitignore"))
        for part in parts
    )


def ours() -> Iterator[str]:
    """Tracked files that were written by us."""
    return (name for name in tracked() if not name.startswith(FOREIGN))


@cache
def modules() -> tuple[str, ...]:
    """The Python files of the product: packages and the scripts beside them, no tests."""
    return tuple(n for n in ours() if n.endswith(".py") and not n.startswith("tests/"))


@cache
def tests() -> tuple[str, ...]:
    """The Python files of the test suite."""
    return tuple(n for n in ours() if n.endswith(".py") and n.startswith("tests/"))


@cache
def pure() -> tuple[str, ...]:
    """The modules without a world: contact and every core."""
    return tuple(
        name for name in modules() if name.startswith("contact/") or name.split("/")[1] == "core"
    )


@cache
def text(name: str) -> str:
    """A file's text; bytes that are no text become replacement characters."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


@cache
def tree(name: str) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text(name), name)


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(name: str) -> Iterator[tuple[str, Function]]:
    """Every function of a file with its name inside the file, as in `Engine.handle`."""
    yield from _functions(tree(name), "")


def _functions(node: ast.AST, inside: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            path = f"{inside}.{child.name}" if inside else child.name
            if not isinstance(child, ast.ClassDef):
                yield path, child
            yield from _functions(child, path)
        else:
            yield from _functions(child, inside)


def imports(name: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, wherever in it."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "." * node.level + (node.module or "")
            else:
                module = node.module or ""
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
