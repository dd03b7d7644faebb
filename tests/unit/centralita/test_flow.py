"""`centralita flow`: what is drawn and tried, and what is refused with a remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from centralita.__main__ import app


def run(*arguments: str, typed: str | None = None) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["flow", *arguments], input=typed)
    return answer.exit_code, answer.output


def test_the_first_flow_is_drawn_as_a_list_in_the_language_asked_for() -> None:
    status, text = run("draw", "--language", "eu")
    assert status == 0
    assert text.startswith("- begin: welcome · say\n")
    assert "Kaleei, argiei eta hondakinei buruz hitz egiteko" in text


def test_a_picture_is_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "flow.svg"
    status, text = run("draw", "--form", "svg", "--to", str(file))
    assert (status, text.replace("\n", "")) == (0, str(file))
    assert "</svg>" in file.read_text(encoding="utf-8")


def test_a_call_is_tried_with_keys_and_ends_with_who_is_sought() -> None:
    status, text = run("try", "--keys", "3 - 1", "--at", "2026-01-06 10:05")
    assert status == 0
    assert text.splitlines()[-1].endswith("for eu and taxes")


def test_keys_are_asked_for_when_none_are_given() -> None:
    status, text = run("try", typed="2\n1\n")
    assert status == 0
    assert text.count("key?") == 2
    assert text.splitlines()[-1].endswith("for it and taxes")


def test_a_program_gets_every_line_with_its_instant_and_node() -> None:
    status, text = run("try", "--keys", "21", "--json")
    answer = json.loads(text)
    assert status == 0
    assert answer["ending"].startswith("waits for a person")
    assert answer["lines"][0].keys() == {"after_s", "who", "what", "node"}


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("draw", "--flow", "nowhere"), "there are citizen-line"),
        (("draw", "--form", "oil"), "choose list, svg, dot"),
        (("draw", "--language", "fr"), "it speaks es, it, eu, en"),
        (("try", "--number", "999"), "there are 012"),
        (("try", "--at", "tomorrow"), "write it as 2026-01-06 10:05"),
        (("try", "--keys", "1x"), "'x' is no key"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_would_be_right(
    arguments: tuple[str, ...], remedy: str
) -> None:
    status, text = run(*arguments)
    assert status == 3
    assert remedy in " ".join(text.split())
