"""The closed list of endings."""

from __future__ import annotations

from contact.ending import ENDINGS, TALKED, Ending, Reason, Who


def test_every_reason_has_somebody_who_can_cause_it() -> None:
    assert {ending.reason for ending in ENDINGS} == set(Reason)


def test_no_ending_is_listed_twice() -> None:
    assert len(set(ENDINGS)) == len(ENDINGS)


def test_only_a_citizen_abandons() -> None:
    left = {Reason.ABANDONED, Reason.ABANDONED_IN_FALLBACK, Reason.LEFT_IN_MENU}
    assert {ending.who for ending in ENDINGS if ending.reason in left} == {Who.CITIZEN}


def test_who_was_served_has_talked() -> None:
    assert {Reason.SERVED, Reason.SERVED_BY_FALLBACK} == TALKED


def test_an_ending_reads_as_why_and_who() -> None:
    assert str(Ending(Who.AGENT, Reason.SERVED)) == "served (agent)"
