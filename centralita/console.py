"""How the command line speaks: results on standard output, remarks and errors on standard error.

Owns exit statuses and the two forms of every result, for people and as JSON. Edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

import orjson
import typer
from rich.console import Console

from dialplan.exchange import ExchangeProblem
from dialplan.installation import AsteriskMissing
from dialplan.problem import SiteProblems
from dialplan.writer import SoundsMissing
from reports.core.staffing import OutOfReach
from reports.edge.reading import UnknownContact
from sounds.catalogue import CatalogueError
from sounds.engine import EngineError
from sounds.manifest import ManifestError
from sounds.numeral.piece import NotSpeakable
from sounds.voice import VoiceError
from wiring.journal import JournalError
from wiring.secret import SecretsUnreadable
from wiring.settings import SettingsWrong

out = Console(highlight=False)
"""Results for people."""
err = Console(stderr=True, highlight=False)
"""Remarks and errors."""


class Status(IntEnum):
    """Exit statuses of every command."""

    GOOD = 0
    FOUND_PROBLEMS = 1
    """The command did its work and found something wrong."""
    WRONG_USE = 2
    """The command was called wrongly (typer's own status)."""
    CANNOT_RUN = 3
    """Something that the command needs is missing, taken or broken."""


class CannotRun(Exception):
    """A command cannot do its work; the text says why and what to do next."""


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())


@contextmanager
def told(*, as_json: bool) -> Iterator[None]:
    """Turn what can go wrong outside of us into a sentence and an exit status."""
    try:
        yield
    except SiteProblems as error:
        _tell_site(error, as_json)
        raise typer.Exit(Status.FOUND_PROBLEMS) from None
    except OutOfReach as error:
        _tell(str(error), as_json, "out of reach")
        raise typer.Exit(Status.FOUND_PROBLEMS) from None
    except NotSpeakable as error:
        _tell(str(error), as_json, "wrong use")
        raise typer.Exit(Status.WRONG_USE) from None
    except (
        AsteriskMissing,
        CannotRun,
        CatalogueError,
        EngineError,
        ExchangeProblem,
        JournalError,
        ManifestError,
        SecretsUnreadable,
        SettingsWrong,
        SoundsMissing,
        UnknownContact,
        VoiceError,
    ) as error:
        _tell(str(error), as_json)
        raise typer.Exit(Status.CANNOT_RUN) from None


def _tell(sentence: str, as_json: bool, status: str = "cannot run") -> None:
    if as_json:
        print_json({"status": status, "error": sentence})
    else:
        err.print(f"centralita: {sentence}", style="bold", markup=False)


def _tell_site(error: SiteProblems, as_json: bool) -> None:
    if as_json:
        print_json({"status": "problems", **site_json(error.problems, error.warnings)})
        return
    for problem in (*error.problems, *error.warnings):
        err.print(str(problem), markup=False, soft_wrap=True)
    count = len(error.problems)
    counted = "1 mistake" if count == 1 else f"{count} mistakes"
    err.print(f"{counted}; nothing was started or changed", style="bold")


def site_json(problems: Any, warnings: Any) -> dict[str, Any]:
    """Problems of a site folder as plain values."""
    return {
        "problems": [_plain(problem) for problem in problems],
        "warnings": [_plain(warning) for warning in warnings],
    }


def _plain(problem: Any) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "what": problem.what,
        "would_be_right": problem.would_be_right,
    }
