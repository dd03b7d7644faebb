"""`python -m lab.mutation`: how many small mistakes in the distribution its own unit tests notice.

Owns the run of mutmut over acd/core in a copy under var/mutation, and the score. mutmut changes one
thing in one function at a time (a comparison, a constant, an argument, a condition, a statement)
and runs the tests that reach it; a mutant that no test notices survives. What stands outside of
functions, the state tables above all, is not changed; tests/architecture walks those in full.
Never touches the sources themselves. Edge.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
WORKSHOP = ROOT / "var" / "mutation"
CHANGED = "acd/core"
TESTS = ("tests/conftest.py", "tests/architecture", "tests/support", "tests/unit/acd")
"""What is copied of the tests."""

LEAST = 90.0
"""Score that is demanded, per cent."""
LIMIT_S = 1800.0
"""How long the run may take, seconds; what was not tried by then is left out of the score."""

NOTICED = frozenset({"killed", "timeout", "suspicious", "segfault", "caught by type check"})
"""Ends of mutants that somebody noticed; an endless loop is noticed, too."""
UNTRIED = frozenset({"not checked", "skipped"})

_LINE = re.compile(r"^\s*(?P<name>\S+__mutmut_\d+): (?P<end>.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the mutants."""

    ends: Mapping[str, str]
    """Mutant → 'killed', 'survived', 'no tests' and so on."""

    @property
    def tried(self) -> dict[str, str]:
        return {name: end for name, end in self.ends.items() if end not in UNTRIED}

    @property
    def survivors(self) -> list[str]:
        return [name for name, end in self.tried.items() if end not in NOTICED]

    @property
    def score(self) -> float:
        """Noticed of those tried, per cent; 0 when none was tried."""
        return self.score_of(self.tried)

    def score_of(self, names: Iterable[str]) -> float:
        """The same for some of them."""
        marks = [self.ends[name] in NOTICED for name in names]
        return 100.0 * sum(marks) / len(marks) if marks else 0.0


def read(results: str) -> Verdict:
    """What `mutmut results --all true` says."""
    return Verdict({found["name"]: found["end"] for found in _LINE.finditer(results)})


def module_of(mutant: str) -> str:
    """The module that a mutant stands in: 'acd.core.offer' of 'acd.core.offer.x_f__mutmut_3'."""
    return mutant.rpartition(".")[0]


def prepare(workshop: Path) -> None:
    """A fresh copy of the packages and of the tests concerned, and mutmut's own settings."""
    shutil.rmtree(workshop, ignore_errors=True)
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = tomllib.loads(text)["tool"]["importlinter"]["root_packages"]
    ignore = shutil.ignore_patterns("__pycache__", "node_modules")
    for name in (*packages, *TESTS):
        source, target = ROOT / name, workshop / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore)
        else:
            shutil.copy(source, target)
    settings = [
        "[tool.mutmut]",
        f'source_paths = ["{CHANGED}"]',
        f"also_copy = {[*packages, 'tests']}",
        'pytest_add_cli_args_test_selection = ["tests/unit/acd"]',
    ]
    (workshop / "pyproject.toml").write_text("\n".join([text, *settings, ""]), encoding="utf-8")


def run(workshop: Path, limit_s: float) -> Verdict:
    """Try all mutants, one at a time, for so long at most."""
    mutmut = [sys.executable, "-m", "mutmut"]
    with (workshop / "log.txt").open("wb") as log:
        trial = subprocess.Popen(
            [*mutmut, "run", "--max-children", "1"],
            cwd=workshop,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            trial.wait(limit_s)
        except subprocess.TimeoutExpired:
            pass
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(trial.pid, signal.SIGKILL)
            trial.wait()
    told = subprocess.run(
        [*mutmut, "results", "--all", "true"],
        cwd=workshop,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return read(told.stdout)


def show(verdict: Verdict, say: Console) -> None:
    """The score of each module, and every survivor by name."""
    table = Table(title="Mutants of the distribution", title_justify="left")
    for name in ("module", "mutants", "noticed", "score"):
        table.add_column(name, justify="left" if name == "module" else "right")
    tried = verdict.tried
    for module, count in sorted(Counter(map(module_of, tried)).items()):
        score = verdict.score_of(name for name in tried if module_of(name) == module)
        table.add_row(module, str(count), str(round(score * count / 100)), f"{score:.1f} %")
    say.print(table)
    for name in verdict.survivors:
        say.print(f"  {name}: {verdict.ends[name]}", markup=False, soft_wrap=True)
    if left := len(verdict.ends) - len(tried):
        say.print(f"not tried in the time given: {left}")
    say.print(f"score {verdict.score:.1f} % of {len(tried)} mutants")
    say.print(f"look at one: cd {WORKSHOP.relative_to(ROOT)} && python -m mutmut show NAME")


def main() -> int:
    """Command line; exit status 1 when the score is below the demand, 3 when there is none."""
    parser = argparse.ArgumentParser(
        prog="python -m lab.mutation", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.add_argument("--least", type=float, default=LEAST, help="score demanded, per cent")
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="longest run, seconds")
    given = parser.parse_args()
    say = Console(stderr=given.json, highlight=False)
    prepare(WORKSHOP)
    verdict = run(WORKSHOP, given.limit)
    if not verdict.tried:
        say.print(f"no mutant was tried; {WORKSHOP / 'log.txt'} says why", soft_wrap=True)
        return 3
    if given.json:
        answer = {
            "score": verdict.score,
            "mutants": len(verdict.tried),
            "untried": len(verdict.ends) - len(verdict.tried),
            "survivors": verdict.survivors,
        }
        print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
    else:
        show(verdict, say)
    return 0 if verdict.score >= given.least else 1


if __name__ == "__main__":
    sys.exit(main())
