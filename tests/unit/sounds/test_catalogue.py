"""The rules of the catalogue: what it refuses, what it answers."""

import pytest

from sounds.catalogue import (
    CatalogueError,
    audio_path,
    position_key,
    read_catalogue,
    text_hash,
)
from sounds.yaml_text import Source

STRUCTURE = """\
languages:
  es: {name: Castellano, menu_key: "1", falls_back_to: [en]}
  en: {name: English, menu_key: "4", falls_back_to: [es]}
prompts:
  welcome: {use: First words., at_most_s: 3, vital: true}
  goodbye: {use: Last words., at_most_s: 4}
"""
SPANISH = 'welcome: "Hola."\ngoodbye: "Adiós."\n'
ENGLISH = 'welcome: "Hello."\ngoodbye: "Bye."\n'


def read(structure: str = STRUCTURE, spanish: str = SPANISH, english: str = ENGLISH):
    texts = {"es": Source("texts/es.yaml", spanish), "en": Source("texts/en.yaml", english)}
    return read_catalogue(Source("catalogue.yaml", structure), texts)


def flaws(**changed: str) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as caught:
        read(**changed)
    return caught.value.flaws


def test_a_good_catalogue_gives_its_words_and_limits() -> None:
    catalogue = read()
    assert catalogue.texts["es"]["goodbye"] == "Adiós."
    assert catalogue.prompts["welcome"].at_most_s == 3
    assert catalogue.prompts["welcome"].is_vital
    assert not catalogue.prompts["goodbye"].is_vital


def test_a_language_comes_first_in_its_own_order() -> None:
    assert read().order("en") == ("en", "es")


def test_an_unknown_language_is_served_in_every_known_one() -> None:
    assert read().order("xx") == ("es", "en")


def test_a_missing_text_names_the_file_and_the_prompt() -> None:
    assert flaws(english='welcome: "Hello."\n') == ("texts/en.yaml: no text for 'goodbye'",)


OF_ONE_LANGUAGE = STRUCTURE + "  one: {use: A number., at_most_s: 1, languages: [es]}\n"


def test_a_prompt_of_one_language_is_wanted_in_that_alone() -> None:
    catalogue = read(structure=OF_ONE_LANGUAGE, spanish=SPANISH + 'one: "Uno."\n')
    assert [code for code, key in catalogue.wanted() if key == "one"] == ["es"]
    assert "one" not in catalogue.texts["en"]


def test_words_in_a_language_that_does_not_have_the_prompt_are_refused() -> None:
    (flaw,) = flaws(
        structure=OF_ONE_LANGUAGE,
        spanish=SPANISH + 'one: "Uno."\n',
        english=ENGLISH + 'one: "One."\n',
    )
    assert flaw.startswith("texts/en.yaml:3:1: 'one' is not spoken in this language")


def test_a_prompt_of_an_unknown_language_is_refused() -> None:
    (flaw,) = flaws(structure=OF_ONE_LANGUAGE.replace("languages: [es]", "languages: [fr]"))
    assert flaw == "catalogue.yaml: one: no language 'fr'; known: es, en"


def test_a_misspelt_prompt_is_shown_where_it_stands() -> None:
    (flaw,) = flaws(english=ENGLISH + 'godbye: "Bye."\n')
    assert flaw.startswith("texts/en.yaml:3:1: 'godbye' is no known prompt")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('"Press 4."', "contains figures"),
        ('"Hello"', "must end in"),
        ('"  "', "has no words"),
        ("12", "has no words"),
        ('"<b>Hello</b>."', "cannot be spoken"),
    ],
)
def test_a_text_that_no_engine_reads_well_is_refused(text: str, reason: str) -> None:
    (flaw,) = flaws(english=f'welcome: {text}\ngoodbye: "Bye."\n')
    assert flaw.startswith("texts/en.yaml:1:1: 'welcome'")
    assert reason in flaw


def test_every_mistake_of_every_file_is_reported_together() -> None:
    broken = STRUCTURE.replace("at_most_s: 3,", "at_most_s: soon,").replace("[en]", "[fr]")
    found = flaws(structure=broken, spanish="- a list\n")
    assert any("at_most_s is 'soon'" in flaw for flaw in found)
    assert any("catalogue.yaml:2:3" in flaw and "'fr'" in flaw for flaw in found)
    assert any("texts/es.yaml:1:1" in flaw for flaw in found)


def test_two_languages_cannot_share_a_menu_key() -> None:
    (flaw,) = flaws(structure=STRUCTURE.replace('"4"', '"1"'))
    assert flaw == "catalogue.yaml:3:3: menu_key 1 is already that of 'es'"


def test_a_prompt_written_twice_is_refused_with_its_line() -> None:
    (flaw,) = flaws(english=ENGLISH + 'welcome: "Hi."\n')
    assert flaw.startswith("texts/en.yaml:3:1: not valid YAML")


def test_a_file_for_a_language_nobody_declared_is_reported() -> None:
    texts = {code: Source(f"texts/{code}.yaml", ENGLISH) for code in ("es", "en", "fr")}
    with pytest.raises(CatalogueError, match="no language 'fr'"):
        read_catalogue(Source("catalogue.yaml", STRUCTURE), texts)


@pytest.mark.parametrize("structure", ["", "languages: {}\nprompts: {}\n", "languages: [es"])
def test_a_catalogue_without_content_never_passes(structure: str) -> None:
    assert flaws(structure=structure)


def test_the_audio_of_a_prompt_lies_in_the_folder_of_its_language() -> None:
    assert audio_path("welcome", "eu").as_posix() == "eu/welcome.ulaw"


def test_places_in_the_queue_have_sentences_up_to_twenty_and_one_for_all_beyond() -> None:
    assert [position_key(place) for place in (1, 20, 21, 4000)] == [
        "position-1",
        "position-20",
        "position-many",
        "position-many",
    ]


def test_there_is_no_place_before_the_first() -> None:
    with pytest.raises(ValueError, match="first place is 1"):
        position_key(0)


def test_the_hash_of_a_text_changes_with_its_accents() -> None:
    assert text_hash("esta") != text_hash("está")
