"""What can be checked about the text itself: links, paths, names of things."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer
from ruamel.yaml import YAML

from centralita.__main__ import app
from tests.docs.page import ROOT, Page, pages, read_page
from wiring.settings import Settings

PAGES = pages()
NEEDED = ("README.md", *(f"docs/{one}.md" for one in (
    "agent", "administrator", "tester", "integrator", "developer")))  # fmt: skip
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
VERBS = {command.callback.__name__ for command in app.registered_commands if command.callback}
VERBS |= {group.name for group in app.registered_groups if group.name}


def test_everybody_has_a_page():
    assert set(NEEDED) <= {page.name for page in PAGES}


@every_page
def test_links_lead_somewhere(page: Page):
    for link in page.links():
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        path = (page.path.parent / target).resolve() if target else page.path
        assert path.exists(), f"{page.name}: {link} leads nowhere"
        if anchor:
            assert anchor in read_page(path).headings(), f"{page.name}: {link} has no such heading"


@every_page
def test_no_page_knows_a_machine_or_how_the_work_was_organised(page: Page):
    machine = r"/work/|/root/|/home/|/Users/|\b10\.\d+\.\d+\.\d+|https?://[^\s/]*(pypi|registry)"
    organised = r"\bissue \d|\bas requested|\btask \d|\bTODO\b|\bFIXME\b"
    found = re.search(f"{machine}|{organised}", page.text)
    assert found is None, f"{page.name}: {found and found[0]}"


@every_page
def test_files_named_in_the_text_are_there(page: Page):
    """`folder/file` in backquotes that begins with a folder of the project.

    `sites/mine` is the reader's copy of `sites/demo`.
    """
    folders = {one.name for one in ROOT.iterdir() if one.is_dir()} - {"var", ".venv", ".asterisk"}
    saved = {file.name for file in page.files()}
    for name in re.findall(r"`([\w.-]+/[\w./-]*)`", page.prose):
        if name.split("/")[0] in folders and name not in saved:
            original = ROOT / name.replace("sites/mine", "sites/demo")
            assert original.exists(), f"{page.name}: there is no {name}"


@every_page
def test_verbs_and_settings_named_in_the_text_exist(page: Page):
    for verb in re.findall(r"\bcentralita ([a-z]+)\b(?=[^`\n]*`)", page.prose):
        assert verb in VERBS, f"{page.name}: there is no `centralita {verb}`"
    known = {f"CENTRALITA_{name.upper()}" for name in Settings.model_fields}
    known |= {"CENTRALITA_TAG", "CENTRALITA_SIPP", "CENTRALITA_BASE"}
    known |= set(re.findall(r"CENTRALITA_\w+", _dialplan()))
    for setting in re.findall(r"CENTRALITA_[A-Z_]+\b", page.text):
        assert setting in known, f"{page.name}: there is no setting {setting}"


def _dialplan() -> str:
    """Variables that the dialplan and its questions use."""
    files = [*(ROOT / "dialplan/templates").glob("*.j2"), ROOT / "ivr/edge/question.py"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@every_page
def test_make_verbs_named_in_the_text_exist(page: Page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for verb in re.findall(r"`make ([a-z-]+)", page.text):
        assert verb in targets, f"{page.name}: there is no `make {verb}`"


def _calls_of_units() -> list[list[str]]:
    """What the systemd units of the pages start, without the path of the program."""
    files = [file for page in PAGES for file in page.files() if file.name.endswith(".service")]
    lines = [re.search(r"^ExecStart=\S+/centralita (.+)$", f.text, re.MULTILINE) for f in files]
    return [line[1].split() if line else [] for line in lines]


@pytest.mark.parametrize("words", _calls_of_units(), ids=" ".join)
def test_a_unit_starts_a_verb_that_is_there_with_options_that_it_has(words: list[str]):
    verb = typer.main.get_command(app).commands[words[0]]
    options = {option for parameter in verb.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_licence_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    publiccode = YAML(typ="safe").load((ROOT / "publiccode.yml").read_text())
    assert project["license"] == publiccode["legal"]["license"] == "EUPL-1.2"
    assert project["readme"] == "README.md"
    assert "EUPL-1.2" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "picture").glob("*.svg")), ids=str)
def test_pictures_can_be_read_aloud_and_need_nothing_from_elsewhere(picture: Path):
    text = picture.read_text(encoding="utf-8")
    assert "<title" in text
    assert "<desc" in text
    assert 'role="img"' in text
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"(href|src|url\()\s*=?\s*[\"']?https?:", text)
