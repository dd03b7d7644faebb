"""The verbs around the prompts: their answers, statuses and what they leave behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from centralita.sounds_verb import app
from sounds.catalogue import MUSIC
from sounds.library import FOLDER, open_library
from sounds.manifest import write_manifest

CATALOGUE = """\
languages:
  es: {name: Castellano, menu_key: "1", falls_back_to: [eu]}
  eu: {name: Euskara, menu_key: "3", falls_back_to: [es]}
prompts:
  digit-1: {use: "A number.", at_most_s: 2, piece: true}
  tens-20: {use: "Tens with a unit to follow.", at_most_s: 2, piece: true, languages: [eu]}
  number-22: {use: "A number.", at_most_s: 2, piece: true, languages: [es]}
"""
OF = {"es": ("digit-1", "number-22"), "eu": ("digit-1", "tens-20")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of two languages with two prompts each, as they ship."""
    shipped = open_library()
    names = [f"{language}/{key}" for language, keys in OF.items() for key in keys]
    for name in (*names, MUSIC):
        copy = tmp_path / "audio" / f"{name}.ulaw"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped.audio / f"{name}.ulaw", copy)
    (tmp_path / "texts").mkdir()
    for language, keys in OF.items():
        words = [f'{key}: "{shipped.catalogue.texts[language][key]}"' for key in keys]
        (tmp_path / "texts" / f"{language}.yaml").write_text("\n".join(words), encoding="utf-8")
    takes = {name: shipped.takes[name] for name in (*names, MUSIC)}
    (tmp_path / "manifest.json").write_text(write_manifest(takes), encoding="utf-8")
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    voices = (FOLDER / "voices.yaml").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "voices.yaml").write_text(
        "".join(line for line in voices if line[:2] in OF), encoding="utf-8"
    )
    return tmp_path


def ask(*words: str, folder: Path | None = None) -> tuple[int, Any]:
    """Exit status and the answer as JSON."""
    place = ["--folder", str(folder)] if folder else []
    answer = CliRunner().invoke(app, [*words, *place, "--json"])
    return answer.exit_code, json.loads(answer.stdout)


def recording(folder: Path) -> Path:
    """One of the other prompts as somebody's recording, in another form."""
    said = folder / "said.wav"
    words = ["say", "21", "--language", "es", "--to", str(said)]
    assert CliRunner().invoke(app, words).exit_code == 0
    return said


def adopt(folder: Path, key: str = "number-22", *more: str) -> tuple[int, Any]:
    spoken = ["--recording", str(recording(folder)), "--speaker", "Ane", "--licence", "CC0-1.0"]
    return ask("import", "--language", "es", "--key", key, *spoken, *more, folder=folder)


def take(folder: Path, name: str) -> Any:
    return json.loads((folder / "manifest.json").read_text("utf-8"))[name]


def test_check_finds_nothing_wrong_with_what_ships() -> None:
    status, answer = ask("check")
    assert (status, answer["problems"], answer["made"]) == (0, [], [])


def test_check_names_a_file_that_is_gone_with_status_1(folder: Path) -> None:
    (folder / "audio" / "eu" / "digit-1.ulaw").unlink()
    status, answer = ask("check", folder=folder)
    assert status == 1
    assert answer["problems"] == ["eu/digit-1: the file is missing; make it again"]


def test_build_without_an_engine_says_what_is_needed_with_status_3(folder: Path) -> None:
    wish = ["--language", "eu", "--key", "tens-20", "--remake"]
    status, answer = ask("build", *wish, folder=folder)
    assert status == 3
    assert "--command" in answer["error"]


def test_build_makes_nothing_where_nothing_is_due(folder: Path) -> None:
    assert ask("build", folder=folder) == (0, ask("check", folder=folder)[1])


def test_an_imported_recording_takes_the_place_of_the_prompt(folder: Path) -> None:
    status, answer = adopt(folder)
    assert (status, answer["made"]) == (0, ["es/number-22"])
    assert take(folder, "es/number-22")["voice"] == "Ane"


def test_the_previous_take_comes_back_and_the_import_is_kept_in_its_place(folder: Path) -> None:
    before = (folder / "audio" / "es" / "number-22.ulaw").read_bytes()
    adopt(folder)
    back = ["import", "--language", "es", "--previous", "number-22"]
    assert ask(*back, folder=folder)[1]["engine"] == "kokoro"
    assert (folder / "audio" / "es" / "number-22.ulaw").read_bytes() == before
    assert ask("check", folder=folder)[0] == 0
    assert ask(*back, folder=folder)[1]["voice"] == "Ane"


def test_without_a_previous_take_nothing_is_put_back(folder: Path) -> None:
    back = ["import", "--language", "es", "--previous", "digit-1"]
    status, answer = ask(*back, folder=folder)
    assert status == 3
    assert answer["error"] == "es/digit-1: no previous take is kept; import a recording first"


def test_a_recording_that_is_too_long_changes_nothing(folder: Path) -> None:
    (folder / "catalogue.yaml").write_text(
        CATALOGUE.replace("2, piece: true, languages: [es]", "0.2, languages: [es]"),
        encoding="utf-8",
    )
    before = take(folder, "es/number-22")
    status, answer = adopt(folder)
    assert status == 3
    assert "number-22 at most 0.2 s; shorten it" in answer["error"]
    assert take(folder, "es/number-22") == before


def test_import_without_a_recording_says_what_to_give(folder: Path) -> None:
    status, answer = ask("import", "--language", "es", folder=folder)
    assert status == 3
    assert "--recording" in answer["error"]


def test_say_gives_words_and_clips() -> None:
    status, answer = ask("say", "21", "--language", "eu")
    assert (status, answer["words"]) == (0, "hogeita bat")
    assert [one["key"] for one in answer["clips"]] == ["tens-20", "digit-1"]


def test_say_tells_a_clip_that_is_not_recorded_with_status_1(folder: Path) -> None:
    (folder / "audio" / "eu" / "digit-1.ulaw").unlink()
    status, answer = ask("say", "21", "--language", "eu", folder=folder)
    assert status == 1
    assert answer["clips"][1] == {"key": "digit-1", "heard_in": "es"}


def test_what_cannot_be_said_is_wrong_use_with_status_2() -> None:
    status, answer = ask("say", "soon", "--as", "time")
    assert (status, answer["status"]) == (2, "wrong use")
    assert "give e.g. 14:30" in answer["error"]
