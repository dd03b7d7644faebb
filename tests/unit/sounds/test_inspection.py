"""Every kind of fault in the audio is found and said."""

import hashlib
import math
from dataclasses import replace

import pytest

from sounds.catalogue import MUSIC, Catalogue, Language, Prompt, text_hash
from sounds.inspection import problems
from sounds.manifest import Take
from sounds.waveform import RATE, encode

WORDS = {"welcome": "Welcome here.", "goodbye": "Goodbye to you."}


def catalogue(at_most_s: float = 2.0) -> Catalogue:
    prompts = {key: Prompt(key, "heard", at_most_s, key == "welcome") for key in WORDS}
    return Catalogue({"en": Language("en", "English", "4", ())}, prompts, {"en": WORDS})


def sound(seconds: float, pitch: float, height: float = 0.3) -> bytes:
    turn = 2 * math.pi * pitch / RATE
    return encode([height * math.sin(turn * at) for at in range(int(seconds * RATE))])


def take_of(content: bytes, words: str) -> Take:
    checksum = hashlib.sha256(content).hexdigest()
    duration_s = len(content) / RATE
    words_hash = text_hash(words) if words else ""
    return Take(words_hash, "espeak", "en", "own", 1.0, "CC0-1.0", "", checksum, duration_s)


@pytest.fixture
def files() -> dict[str, bytes]:
    return {
        "en/welcome": sound(1.0, 300),
        "en/goodbye": sound(1.0, 500),
        MUSIC: sound(3.0, 200),
    }


@pytest.fixture
def takes(files: dict[str, bytes]) -> dict[str, Take]:
    return {
        name: take_of(content, WORDS.get(name.partition("/")[2], ""))
        for name, content in files.items()
    }


def test_good_audio_has_no_problems(files, takes) -> None:
    assert problems(catalogue(), takes, files) == []


def test_a_prompt_nobody_made_is_reported_with_the_command_that_makes_it(files, takes) -> None:
    del files["en/goodbye"], takes["en/goodbye"]
    (fault,) = problems(catalogue(), takes, files)
    assert fault == "en: no audio for goodbye; run python -m sounds.builder"


def test_a_lost_file_is_reported(files, takes) -> None:
    del files["en/goodbye"]
    assert problems(catalogue(), takes, files) == ["en/goodbye: the file is missing; make it again"]


def test_a_changed_file_is_reported(files, takes) -> None:
    files["en/goodbye"] = files["en/goodbye"][:-1] + b"\x00"
    (fault,) = problems(catalogue(), takes, files)
    assert fault.startswith("en/goodbye: the file is not the one the manifest describes")


def test_a_wrong_length_in_the_manifest_is_reported(files, takes) -> None:
    takes[MUSIC] = replace(takes[MUSIC], duration_s=9.0)
    assert problems(catalogue(), takes, files) == [
        "music/waiting: lasts 3.00 s, the manifest says 9.00 s"
    ]


def test_changed_words_ask_for_new_audio(files, takes) -> None:
    takes["en/goodbye"] = replace(takes["en/goodbye"], text_sha256=text_hash("Ciao."))
    (fault,) = problems(catalogue(), takes, files)
    assert fault.startswith("en/goodbye: the words changed")


def test_a_prompt_longer_than_allowed_is_reported(files, takes) -> None:
    faults = problems(catalogue(at_most_s=0.9), takes, files)
    assert faults == [
        "en/welcome: lasts 1.00 s, not at most 0.9 s; shorten it",
        "en/goodbye: lasts 1.00 s, not at most 0.9 s; shorten it",
    ]


def put(files, takes, name: str, content: bytes) -> None:
    files[name] = content
    takes[name] = take_of(content, WORDS[name.partition("/")[2]])


def test_a_prompt_too_short_for_its_words_is_reported(files, takes) -> None:
    put(files, takes, "en/goodbye", sound(0.3, 500))
    assert problems(catalogue(), takes, files) == [
        "en/goodbye: 0.30 s does not fit its words; listen to it"
    ]


def test_silence_is_reported(files, takes) -> None:
    put(files, takes, "en/goodbye", b"\xff" * RATE)
    assert problems(catalogue(), takes, files) == ["en/goodbye: is silent; record or make it again"]


def test_the_same_audio_under_two_names_is_reported(files, takes) -> None:
    put(files, takes, "en/goodbye", files["en/welcome"])
    assert problems(catalogue(), takes, files) == [
        "en/goodbye: the same audio as welcome; one of them is wrong"
    ]


def test_audio_that_nobody_declared_is_reported(files, takes) -> None:
    files["en/old"] = b"\x00"
    assert problems(catalogue(), takes, files) == [
        "en/old: audio that the manifest does not know; remove it"
    ]


def test_missing_music_is_reported(files, takes) -> None:
    del files[MUSIC], takes[MUSIC]
    assert problems(catalogue(), takes, files) == [
        "music on hold is missing; run python -m sounds.builder"
    ]


def of_a_letter(*, is_piece: bool) -> Catalogue:
    """The catalogue with one very short text."""
    listed = catalogue()
    goodbye = replace(listed.prompts["goodbye"], is_piece=is_piece)
    texts = {"en": {**WORDS, "goodbye": "A."}}
    return replace(listed, prompts={**listed.prompts, "goodbye": goodbye}, texts=texts)


@pytest.mark.parametrize(
    ("duration_s", "is_piece", "is_long"),
    [(0.6, True, False), (1.1, True, True), (0.6, False, True)],
)
def test_a_piece_of_a_sentence_may_last_a_syllable_however_short_its_word(
    files, takes, duration_s: float, is_piece: bool, is_long: bool
) -> None:
    content = sound(duration_s, 500)
    files["en/goodbye"], takes["en/goodbye"] = content, take_of(content, "A.")
    found = problems(of_a_letter(is_piece=is_piece), takes, files)
    fault = f"en/goodbye: {duration_s:.2f} s does not fit its words; listen to it"
    assert found == ([fault] if is_long else [])
