"""The builder at work in a small folder of its own, with a program of ours as the voice."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sounds.builder import main
from sounds.catalogue import MUSIC
from sounds.library import FOLDER
from sounds.manifest import read_manifest, write_manifest

CATALOGUE = """\
languages:
  en: {name: English, menu_key: "4", falls_back_to: []}
prompts:
  welcome: {use: First words., at_most_s: 3, vital: true}
  goodbye: {use: Last words., at_most_s: 3}
"""
VOICES = (
    "en: {engine: command, voice: hum, phonemes: own, speed: 1.0, "
    "licence: CC0-1.0, review: needs a listener}\n"
)
# Hums as long as the text is, higher for later letters, so that no two texts sound alike.
HUM = """\
import array, math, sys, wave
text = sys.stdin.read()
count = len(text) * 1600
pitch = 200 + sum(map(ord, text)) % 300
tone = array.array("h", (int(9000 * math.sin(pitch * at / 2546)) for at in range(count)))
with wave.open(sys.argv[1], "wb") as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(16000)
    out.writeframes(tone.tobytes())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE)
    (tmp_path / "voices.yaml").write_text(VOICES)
    (tmp_path / "texts" / "en.yaml").write_text('welcome: "Hello there."\ngoodbye: "Good bye."\n')
    (tmp_path / "hum.py").write_text(HUM)
    music = tmp_path / "audio" / "music" / "waiting.ulaw"
    music.parent.mkdir(parents=True)
    shutil.copy(FOLDER / "audio" / "music" / "waiting.ulaw", music)
    takes = read_manifest((FOLDER / "manifest.json").read_text("utf-8"))
    (tmp_path / "manifest.json").write_text(write_manifest({MUSIC: takes[MUSIC]}))
    return tmp_path


def build(folder: Path, *more: str) -> int:
    hum = shlex.join([sys.executable, str(folder / "hum.py"), "{out}"])
    return main(["--folder", str(folder), "--command", hum, *more])


def made(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return json.loads(capsys.readouterr().out)["made"]


def test_missing_prompts_are_made_once(folder: Path, capsys) -> None:
    assert build(folder, "--json") == 0
    assert made(capsys) == ["en/welcome", "en/goodbye"]
    assert build(folder, "--json") == 0
    assert made(capsys) == []


def test_missing_music_is_made_too(folder: Path, capsys) -> None:
    (folder / "manifest.json").unlink()
    assert build(folder, "--key", "welcome", "--json") == 1
    assert made(capsys) == ["music/waiting", "en/welcome"]


def test_only_the_prompt_whose_words_changed_is_made_again(folder: Path, capsys) -> None:
    build(folder)
    texts = folder / "texts" / "en.yaml"
    texts.write_text(texts.read_text().replace("Hello there", "Hello dear"))
    capsys.readouterr()
    assert main(["--folder", str(folder), "--check"]) == 1
    assert "en/welcome: the words changed" in capsys.readouterr().out
    assert build(folder, "--json") == 0
    assert made(capsys) == ["en/welcome"]


def test_the_manifest_says_who_spoke_and_on_which_terms(folder: Path) -> None:
    build(folder)
    entry = json.loads((folder / "manifest.json").read_text())["en/welcome"]
    assert entry["voice"] == "hum"
    assert entry["licence"] == "CC0-1.0"
    assert entry["review"] == "needs a listener"
    assert entry["duration_s"] == pytest.approx(1.2, abs=0.1)


def adopt(folder: Path, key: str = "welcome") -> int:
    build(folder)
    recording = folder / "recording.wav"
    recording.write_bytes(b"")
    hum = (folder / "hum.py").read_text().replace("sys.stdin.read()", "'Spoken words.'")
    (folder / "once.py").write_text(hum)
    subprocess.run([sys.executable, str(folder / "once.py"), str(recording)], check=True)
    chosen = ["--language", "en", "--key", key, "--recording", str(recording)]
    return main(["--folder", str(folder), *chosen, "--speaker", "Ane", "--licence", "CC0-1.0"])


def test_a_recording_takes_the_place_of_a_prompt(folder: Path) -> None:
    assert adopt(folder) == 0
    entry = json.loads((folder / "manifest.json").read_text())["en/welcome"]
    assert (entry["engine"], entry["voice"], entry["review"]) == ("recording", "Ane", "")


def test_synthesis_leaves_recordings_alone_unless_they_are_named(folder: Path, capsys) -> None:
    adopt(folder)
    capsys.readouterr()
    build(folder, "--remake", "--json")
    assert made(capsys) == ["en/goodbye"]
    build(folder, "--remake", "--key", "welcome", "--json")
    assert made(capsys) == ["en/welcome"]


def test_a_recording_without_speaker_and_licence_is_refused(folder: Path, capsys) -> None:
    chosen = ["--language", "en", "--key", "welcome", "--recording", "nobody.wav"]
    assert main(["--folder", str(folder), *chosen]) == 2
    assert "--speaker and --licence" in capsys.readouterr().err


def test_an_unknown_prompt_is_refused_with_the_known_ones(folder: Path, capsys) -> None:
    assert build(folder, "--key", "helo") == 2
    assert "no prompt 'helo'; known: welcome, goodbye" in capsys.readouterr().err


def test_a_program_that_is_not_installed_is_named(folder: Path, capsys) -> None:
    assert main(["--folder", str(folder), "--command", "no-such-voice {out}"]) == 2
    assert "no-such-voice is not installed" in capsys.readouterr().err


def test_a_program_that_fails_is_quoted_and_what_was_made_is_kept(folder: Path, capsys) -> None:
    (folder / "hum.py").write_text("import sys; sys.exit('the voice is hoarse')")
    assert build(folder, "--json") == 2
    assert "the voice is hoarse" in capsys.readouterr().err
    assert list(json.loads((folder / "manifest.json").read_text())) == ["music/waiting"]


@pytest.mark.parametrize("height", ["0", "20"])
def test_silence_and_faint_noise_are_refused(folder: Path, capsys, height: str) -> None:
    (folder / "hum.py").write_text(HUM.replace("9000", height))
    assert build(folder) == 2
    assert "there is no sound in it" in capsys.readouterr().err


def test_another_engine_must_name_its_voice_and_terms(folder: Path, capsys) -> None:
    assert build(folder, "--engine", "command") == 2
    assert "--voice and --licence" in capsys.readouterr().err
    assert build(folder, "--engine", "command", "--voice", "choir", "--licence", "CC-BY-4.0") == 0
    entry = json.loads((folder / "manifest.json").read_text())["en/welcome"]
    assert (entry["voice"], entry["licence"]) == ("choir", "CC-BY-4.0")


def test_kokoro_without_its_voices_says_what_to_install(folder: Path, capsys) -> None:
    chosen = ["--engine", "kokoro", "--voice", "af_heart", "--licence", "Apache-2.0"]
    assert main(["--folder", str(folder), *chosen]) == 2
    assert "pip install kokoro-onnx" in capsys.readouterr().err


def test_mistakes_in_the_voices_are_shown_where_they_stand(folder: Path, capsys) -> None:
    (folder / "voices.yaml").write_text(VOICES.replace("command", "parrot"))
    assert build(folder) == 2
    assert "voices.yaml:1:1: en: no engine 'parrot'" in capsys.readouterr().err


def test_a_broken_text_file_stops_the_builder_with_its_place(folder: Path, capsys) -> None:
    (folder / "texts" / "en.yaml").write_text('welcome: "Press 1."\ngoodbye: "Bye."\n')
    assert main(["--folder", str(folder), "--check", "--json"]) == 2
    assert "texts/en.yaml:1:1" in json.loads(capsys.readouterr().err)["error"]


def test_a_damaged_file_gives_exit_status_one(folder: Path, capsys) -> None:
    build(folder)
    (folder / "audio" / "en" / "welcome.ulaw").write_bytes(b"\x00" * 8000)
    assert main(["--folder", str(folder), "--check"]) == 1
    assert "en/welcome: the file is not the one" in capsys.readouterr().out
