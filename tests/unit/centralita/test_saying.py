"""What is written on the command line becomes words, clips and a WAV file."""

from __future__ import annotations

import shutil
import wave
from pathlib import Path

import pytest

from centralita.saying import clips_plain, compose, write_wav
from sounds.library import FOLDER, Library, open_library
from sounds.numeral.piece import NotSpeakable
from sounds.waveform import RATE


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library()


@pytest.mark.parametrize(
    ("text", "kind", "language", "words"),
    [
        ("21", "number", "it", "ventuno"),
        ("01-06", "date", "es", "seis de enero"),
        ("2026-01-06", "date", "gl", "seis de xaneiro"),
        ("12.50", "money", "ca", "dotze euros i cinquanta cèntims"),
        ("12,05", "money", "es", "doce euros y cinco céntimos"),
        ("7", "money", "en", "seven euros"),
        ("14:30", "time", "eu", "arratsaldeko ordu biak eta hogeita hamar"),
        ("944 205", "digits", "en", "nine four four, two zero five"),
        ("2-5", "wait", "en", "Expected wait: two to five minutes."),
        ("90", "wait", "en", "Expected wait: more than an hour."),
    ],
)
def test_each_kind_is_read_in_its_own_form(
    library: Library, text: str, kind: str, language: str, words: str
) -> None:
    assert compose(text, kind, language, "none", library).words == words


@pytest.mark.parametrize(
    ("text", "kind", "advice"),
    [
        ("many", "number", "give e.g. 21"),
        ("6 January", "date", "give e.g. 2026-01-06 or 01-06"),
        ("2 pm", "time", "give e.g. 14:30"),
        ("1.5", "money", "give e.g. 12 or 12.50"),
        ("soon", "wait", "give e.g. 3 or 2-5"),
        ("21", "fraction", "give one of number, date, money, time, digits, wait"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_can(
    library: Library, text: str, kind: str, advice: str
) -> None:
    with pytest.raises(NotSpeakable) as caught:
        compose(text, kind, "es", "none", library)
    assert advice in str(caught.value)


def test_an_unknown_gender_is_refused(library: Library) -> None:
    with pytest.raises(NotSpeakable, match="give one of none, masculine, feminine"):
        compose("1", "number", "es", "neuter", library)


def test_the_wav_file_holds_the_clips_one_after_the_other(library: Library, tmp_path: Path) -> None:
    said = compose("345", "number", "es", "none", library)
    lasts_s = write_wav(said, library, tmp_path / "said.wav")
    alone_s = sum(library.takes[f"es/{key}"].duration_s for key in said.keys)
    assert lasts_s == pytest.approx(alone_s, abs=0.01)
    with wave.open(str(tmp_path / "said.wav")) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (RATE, 2, 1)
        assert file.getnframes() == pytest.approx(alone_s * RATE, abs=80)


def test_a_clip_that_no_language_has_is_a_tone_and_is_told(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "sounds")
    for file in (tmp_path / "sounds" / "audio").glob("*/digit-7.ulaw"):
        file.unlink()
    (tmp_path / "sounds" / "audio" / "eu" / "digit-5.ulaw").unlink()
    library = open_library(tmp_path / "sounds")
    said = compose("75", "digits", "eu", "none", library)
    assert clips_plain(said, library) == [
        {"key": "digit-7", "heard_in": ""},
        {"key": "digit-5", "heard_in": "es"},
    ]
    assert write_wav(said, library, tmp_path / "said.wav") > 0.4
