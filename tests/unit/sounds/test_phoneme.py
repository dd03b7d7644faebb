"""Phonetic alphabets brought to the signs of the voices."""

from sounds.phoneme import clauses, from_cotovia, from_espeak


def test_a_text_is_cut_at_its_punctuation_and_keeps_it() -> None:
    assert clauses("¿Sigue ahí? No cuelgue, por favor.") == [
        ("Sigue ahí", "?"),
        ("No cuelgue", ","),
        ("por favor", "."),
    ]


def test_a_text_without_punctuation_is_one_clause() -> None:
    assert clauses("una vez") == [("una vez", "")]


def test_affricates_and_diphthongs_become_single_signs() -> None:
    assert from_espeak("tʃˈaɪ dʒˈeɪts\n") == "ʧˈI ʤˈAʦ"


def test_marks_of_a_change_of_language_are_not_spoken() -> None:
    assert from_espeak("(en)wˈʊd(es)") == "wˈʊd"


def test_marks_that_no_voice_learnt_are_dropped() -> None:
    assert from_espeak("s̻ˈu s̺ˈi") == "sˈu sˈi"


def test_galician_letters_become_ipa_with_the_stress_before_the_vowel() -> None:
    assert from_cotovia("tSama^Da u^Na rru^as ") == "ʧamˈaða ˈuŋa rˈuas"


def test_galician_articles_and_prepositions_carry_no_stress() -> None:
    assert from_cotovia("o^ po^sto na^ ko^la De^ tre^s") == "o pˈosto na kˈola ðe tɾˈes"
