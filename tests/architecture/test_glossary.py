"""The glossary has every word that a person can meet: states, endings, strategies."""

from __future__ import annotations

import re
from functools import cache

import pytest

from contact.ending import Reason
from contact.limit import Cause
from contact.plan import Strategy
from lab.diagram import tables
from tests.architecture import source
from tests.architecture.word import BANS, PART

QUEUE_LOG = frozenset(
    {
        "ABANDON",
        "ATTENDEDTRANSFER",
        "BLINDTRANSFER",
        "COMPLETE",
        "COMPLETEAGENT",
        "COMPLETECALLER",
        "CONNECT",
        "ENTERQUEUE",
        "EXITEMPTY",
        "EXITWITHTIMEOUT",
        "PAUSE",
        "REMOVEMEMBER",
        "RINGCANCELED",
        "RINGNOANSWER",
        "UNPAUSE",
    }
)
"""Events of Asterisk's queue log that the glossary names."""
OUR_OWN = "ENTRYPOINT"
"""The event that our dialplan adds to the queue log."""


@cache
def rows() -> list[list[str]]:
    """The cells of every line of the glossary's tables, headings excluded."""
    lines = source.text("docs/glossary.md").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return [row for row in cells if row[0] != "Word" and not row[0].startswith("---")]


@cache
def words() -> set[str]:
    """Every word that the glossary explains."""
    return {word.strip() for row in rows() for word in row[0].split(",")}


def test_every_line_of_the_glossary_is_whole() -> None:
    for row in rows():
        assert len(row) == 4, row
        assert row[1].endswith("."), row


@pytest.mark.parametrize("place", tables())
def test_every_state_is_in_the_glossary(place: str) -> None:
    assert {str(state.value) for state in tables()[place].states} <= words()


def test_every_ending_is_in_the_glossary() -> None:
    assert {str(reason.value) for reason in Reason} <= words()


def test_every_strategy_is_in_the_glossary_and_on_the_administrators_page() -> None:
    strategies = {str(strategy.value) for strategy in Strategy}
    assert strategies <= words()
    page = source.text("docs/administrator.md")
    assert strategies <= set(re.findall(r"^\| `([a-z ]+)` \|", page, re.MULTILINE))


def test_every_cause_of_a_limit_is_on_the_administrators_page() -> None:
    page = source.text("docs/administrator.md")
    rows = re.findall(r"^\| `([a-z ]+)` \|", page, re.MULTILINE)
    assert {str(cause.value) for cause in Cause} <= set(rows)


def test_a_word_is_explained_once_in_each_part() -> None:
    text = source.text("docs/glossary.md")
    for part in text.split("\n## ")[1:]:
        found = re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE)
        assert len(found) == len(set(found)), part.splitlines()[0]


def test_the_glossary_names_only_events_that_the_queue_log_has() -> None:
    named = {event for row in rows() for event in re.findall(r"\b[A-Z]{5,}\b", row[3])}
    assert named == QUEUE_LOG | {OUR_OWN}
    assert OUR_OWN in source.text("dialplan/templates/extensions.conf.j2")


def test_every_banned_word_is_in_the_glossary_with_what_to_say_instead() -> None:
    told = {part.lower() for row in rows() for part in PART.findall(row[2])}
    for ban in BANS:
        assert told & set(ban.words.split()), ban.words
        assert {word.strip() for word in ban.say.split(",")} & words(), ban.say
