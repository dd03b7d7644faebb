"""Every verb of the command line explains itself and can answer a program."""

from __future__ import annotations

import inspect
import tomllib

import click
import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from centralita.__main__ import app, main
from tests.architecture import source

GROUP = typer.main.get_command(app)
assert isinstance(GROUP, TyperGroup)


def _verbs(group: TyperGroup, before: str = "") -> dict[str, click.Command]:
    """Name of each verb, with that of its group, → the verb."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            found |= _verbs(command, f"{before}{name} ")
        else:
            found[f"{before}{name}"] = command
    return found


VERBS = _verbs(GROUP)
PROMISED = ("up", "demo", "doctor", "check", "contacts", "explain", "replay", "report")


def test_the_promised_verbs_exist() -> None:
    assert set(PROMISED) <= VERBS.keys()


def test_the_command_is_installed_under_its_name() -> None:
    project = tomllib.loads(source.text("pyproject.toml"))["project"]
    assert project["scripts"] == {"centralita": f"{main.__module__}:{main.__name__}"}


@pytest.mark.parametrize("verb", VERBS)
def test_help_tells_what_a_verb_does_and_every_option(verb: str) -> None:
    answer = CliRunner().invoke(app, [*verb.split(), "--help"])
    assert answer.exit_code == 0
    command = VERBS[verb]
    assert command.help
    assert command.help.split()[0] in answer.output
    assert "--json" in answer.output


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_answer_as_json(verb: str) -> None:
    command = VERBS[verb]
    assert isinstance(command, TyperCommand)
    flags = {flag: one for one in command.params for flag in one.opts}
    assert flags["--json"].is_flag  # type: ignore[attr-defined]


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_and_argument_is_explained(verb: str) -> None:
    mute = [one.name for one in VERBS[verb].params if not getattr(one, "help", None)]
    assert not [name for name in mute if name != "help"]


def test_help_of_the_command_lists_every_verb() -> None:
    answer = CliRunner().invoke(app, ["--help"])
    assert answer.exit_code == 0
    for verb in GROUP.commands:
        assert verb in answer.output


def test_an_unknown_verb_is_an_error_with_a_status() -> None:
    answer = CliRunner().invoke(app, ["attend"])
    assert answer.exit_code == 2
    assert "attend" in answer.output


def test_the_module_says_what_it_owns() -> None:
    module = inspect.getmodule(main)
    assert module is not None
    assert "Owns" in (module.__doc__ or "")
