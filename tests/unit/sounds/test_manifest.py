"""The manifest's form and its comparison with the catalogue."""

import json

import pytest

from sounds.catalogue import Catalogue, Language, Prompt, text_hash
from sounds.manifest import (
    ManifestError,
    Take,
    missing,
    outdated,
    read_manifest,
    write_manifest,
)


def take(words: str = "Hello.") -> Take:
    return Take(text_hash(words), "espeak", "en", "own", 1.0, "GPL-3.0-or-later", "", "ab", 1.5)


def catalogue() -> Catalogue:
    keys = ("welcome", "goodbye")
    return Catalogue(
        {"en": Language("en", "English", "4", ())},
        {key: Prompt(key, "heard", 4.0, False) for key in keys},
        {"en": {"welcome": "Hello.", "goodbye": "Bye."}},
    )


def test_a_manifest_survives_writing_and_reading() -> None:
    takes = {"en/welcome": take(), "en/goodbye": take("Bye.")}
    assert read_manifest(write_manifest(takes)) == takes


def test_the_manifest_is_sorted_so_that_changes_are_easy_to_see() -> None:
    assert list(json.loads(write_manifest({"b/x": take(), "a/x": take()}))) == ["a/x", "b/x"]


@pytest.mark.parametrize("text", ["", "[]", '{"en/welcome": {}}', '{"en/welcome": 3}'])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(ManifestError, match=r"manifest\.json"):
        read_manifest(text)


def test_a_field_of_the_wrong_type_is_named() -> None:
    tree = json.loads(write_manifest({"en/welcome": take()}))
    tree["en/welcome"]["duration_s"] = "long"
    with pytest.raises(ManifestError, match="'en/welcome' has duration_s"):
        read_manifest(json.dumps(tree))


def test_prompts_without_audio_are_listed_by_language() -> None:
    assert missing(catalogue(), {"en/welcome": take()}) == {"en": ("goodbye",)}


def test_nothing_is_missing_when_every_prompt_has_audio() -> None:
    assert missing(catalogue(), {"en/welcome": take(), "en/goodbye": take()}) == {}


def test_audio_whose_words_changed_since_is_outdated() -> None:
    takes = {"en/welcome": take("Hello."), "en/goodbye": take("See you.")}
    assert outdated(catalogue(), takes) == (("en", "goodbye"),)
