"""The prompts that ship with the product: complete, heard, short enough; and what stands in."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from sounds.catalogue import MUSIC
from sounds.library import FOLDER, Library, open_library
from sounds.waveform import PEAK, RATE, coded_level, coded_peak, decibel, decode

LANGUAGES = ("es", "it", "eu", "ca", "gl", "en")


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "sounds"))


def test_the_six_languages_are_there(library: Library) -> None:
    assert set(library.catalogue.languages) == set(LANGUAGES)


def test_every_prompt_has_audio_in_every_language_and_nothing_is_wrong_with_it(
    library: Library,
) -> None:
    assert library.problems() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_is_spoken_in_the_language_asked_for(library: Library, language: str) -> None:
    for key in library.catalogue.texts[language]:
        sound = library.sound(key, language)
        assert sound is not None
        assert sound.language == language
        assert sound.path.stat().st_size / RATE == pytest.approx(sound.duration_s, abs=0.001)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prompts_of_the_emergency_path_are_short_enough(
    library: Library, language: str
) -> None:
    def lasts(key: str) -> float:
        return library.takes[f"{language}/{key}"].duration_s

    assert lasts("fallback-moment") < 1.6
    assert lasts("welcome") < 3.0
    assert library.vital_gaps([language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_prompts_are_equally_loud(library: Library, language: str) -> None:
    for key in library.catalogue.texts[language]:
        coded = (library.audio / language / f"{key}.ulaw").read_bytes()
        assert -21 < decibel(coded_level(coded)) < -19, key
        assert coded_peak(coded) <= PEAK * 1.03, key


def test_the_language_menu_names_a_key_of_its_own_for_each_language(library: Library) -> None:
    keys = [language.menu_key for language in library.catalogue.languages.values()]
    assert sorted(keys) == ["1", "2", "3", "4", "5", "6"]


def test_audio_that_no_native_speaker_reviewed_says_so(library: Library) -> None:
    synthetic = [
        take
        for name, take in library.takes.items()
        if name[:2] in ("eu", "ca", "gl") and take.engine != "recording"
    ]
    assert all(take.review == "needs native review" for take in synthetic)


def test_every_file_names_its_licence(library: Library) -> None:
    assert all(take.licence for take in library.takes.values())


def test_music_is_quieter_than_speech_and_lasts_at_least_half_a_minute(library: Library) -> None:
    samples = decode((library.audio / f"{MUSIC}.ulaw").read_bytes())
    assert 30 <= len(samples) / RATE <= 60
    assert -18.5 < decibel(max(abs(sample) for sample in samples)) < -17.5


def test_the_music_has_no_click_where_it_begins_again(library: Library) -> None:
    samples = decode((library.audio / f"{MUSIC}.ulaw").read_bytes())
    steps = [abs(b - a) for a, b in pairwise(samples)]
    assert abs(samples[0] - samples[-1]) <= max(steps)


def test_all_audio_is_quickly_fetched_less_than_24_megabytes_and_20_kilobytes_a_file(
    library: Library,
) -> None:
    sizes = [path.stat().st_size for path in library.audio.rglob("*.ulaw")]
    assert sum(sizes) < 24_000_000
    assert sum(sizes) / len(sizes) < 20_000


def test_a_missing_prompt_is_spoken_in_the_nearest_language(copy: Path) -> None:
    """Fault F28: a prompt file is gone."""
    (copy / "audio" / "gl" / "welcome.ulaw").unlink()
    sound = open_library(copy).sound("welcome", "gl")
    assert sound is not None
    assert sound.language == "es"


def test_a_prompt_that_is_missing_everywhere_is_not_invented(copy: Path) -> None:
    shutil.rmtree(copy / "audio")
    assert open_library(copy).sound("welcome", "gl") is None


def test_a_missing_vital_prompt_keeps_the_line_shut_with_a_clear_sentence(copy: Path) -> None:
    (copy / "audio" / "it" / "fallback-moment.ulaw").unlink()
    (gap,) = open_library(copy).vital_gaps(["it", "es"])
    assert gap.startswith("it: the prompt 'fallback-moment' is missing")
    assert "python -m sounds.builder --language it" in gap


def test_without_a_manifest_every_prompt_is_missing(copy: Path) -> None:
    (copy / "manifest.json").unlink()
    library = open_library(copy)
    assert library.sound("welcome", "es") is None
    assert any(problem.startswith("eu: no audio for") for problem in library.problems())


def test_each_gap_names_what_stands_in_or_nothing(copy: Path) -> None:
    (copy / "audio" / "eu" / "digit-1.ulaw").unlink()
    for file in (copy / "audio").glob("*/digit-2.ulaw"):
        file.unlink()
    assert open_library(copy).gaps(["eu", "en"]) == {
        "eu/digit-1": "es/digit-1", "eu/digit-2": "", "en/digit-2": "",
    }  # fmt: skip


def test_what_ships_has_no_gap(library: Library) -> None:
    assert library.gaps(LANGUAGES) == {}
