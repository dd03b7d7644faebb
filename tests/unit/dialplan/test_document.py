"""YAML with places: numbers keep their spelling, accidents are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialplan.document import Item, Place, read_document, top


def test_values_and_keys_know_their_places():
    document = read_document("x.yaml", 'a:\n  - b: "c"\n')
    assert document.value == {"a": [{"b": "c"}]}
    assert document.places[("a", 0, "b")] == Place(2, 8)
    assert document.key_places[("a", 0, "b")] == Place(2, 5)


def test_a_number_keeps_its_spelling():
    document = read_document("x.yaml", "a: 012\nb: 0x10\nc: 1.5\n")
    assert document.value == {"a": 12, "b": 16, "c": 1.5}
    assert document.spelling[("a",)] == "012"


def test_words_that_older_yaml_takes_for_booleans_are_words():
    assert read_document("x.yaml", "a: no\nb: on\nc: 1:30\n").value == {
        "a": "no",
        "b": "on",
        "c": "1:30",
    }


def test_what_is_missing_is_told_at_the_value_above():
    document = read_document("x.yaml", "a:\n  b: 1\n")
    assert document.place(("a", "missing")) == Place(2, 3)


def test_a_duplicate_key_names_the_line_of_the_first():
    (problem,) = read_document("x.yaml", "a: 1\nb: 2\na: 3\n").problems
    assert (problem.line, problem.column) == (3, 1)
    assert "first in line 1" in problem.what


def test_an_item_reads_anything_without_failing():
    item = top(read_document("x.yaml", "a: [1, 2]\n"))
    assert item["a"]["b"]["c"].text == ""
    assert [one.value for one in item["a"].list()] == [1, 2]
    assert list(item["a"].items()) == []
    assert not item["b"].is_there


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_but_never_crashes(text):
    document = read_document("x.yaml", text)
    assert document.is_read or document.problems


@pytest.mark.parametrize("written", ["a", "a b", "ñ", "'", '"'])
def test_plain_words_come_back_as_written(written):
    quoted = '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'
    item: Item = top(read_document("x.yaml", f"k: {quoted}\n"))
    assert item["k"].text == written
