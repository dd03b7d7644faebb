"""The fields of a dataclass as the options of a verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from centralita.option import options_of


@dataclass(frozen=True)
class Wanted:
    """Two options."""

    how_many: Annotated[int, typer.Option(help="A number.", min=1)] = 2
    names: Annotated[list[str] | None, typer.Option("--name", help="May be repeated.")] = None


def ask(*words: str) -> tuple[int, list[Wanted], str]:
    """Exit status, what the verb was given, and what was printed."""
    app, seen = typer.Typer(), list[Wanted]()

    @app.command()
    @options_of(Wanted)
    def verb(wanted: Wanted) -> None:
        """Says what it is for."""
        seen.append(wanted)

    answer = CliRunner().invoke(app, words)
    return answer.exit_code, seen, answer.output


def test_defaults_are_those_of_the_fields():
    assert ask()[:2] == (0, [Wanted()])


def test_options_are_named_and_read_as_the_fields_say():
    status, seen, _ = ask("--how-many", "3", "--name", "a", "--name", "b")
    assert (status, seen) == (0, [Wanted(3, ["a", "b"])])


def test_limits_of_a_field_hold():
    status, seen, printed = ask("--how-many", "0")
    assert (status, seen) == (2, [])
    assert "--how-many" in printed


def test_help_shows_the_verbs_and_the_fields_words():
    printed = ask("--help")[2]
    assert "Says what it is for." in printed
    assert "A number." in printed and "May be repeated." in printed


@dataclass(frozen=True)
class Needed:
    """An argument without which nothing can be done."""

    text: Annotated[str, typer.Argument(help="What it is about.")]
    loud: Annotated[bool, typer.Option("--loud", help="Or not.")] = False


def test_a_field_without_a_default_is_asked_for():
    app, seen = typer.Typer(), list[Needed]()

    @app.command()
    @options_of(Needed)
    def verb(needed: Needed) -> None:
        """Says what it is for."""
        seen.append(needed)

    assert CliRunner().invoke(app, []).exit_code == 2
    assert CliRunner().invoke(app, ["here", "--loud"]).exit_code == 0
    assert seen == [Needed("here", loud=True)]
