"""Outcomes are joined in order; a refusal stands alone."""

from __future__ import annotations

import pytest

from contact import event as e
from contact.command import Code, Refusal
from contact.core import NOTHING, Outcome, merge

FIRST, SECOND = e.CentreStarted(1, "a"), e.CentreStarted(2, "a")


def test_outcomes_are_joined_in_order() -> None:
    joined = merge([Outcome((FIRST,), ("ring",)), NOTHING, Outcome((SECOND,), ("stop",))])
    assert joined == Outcome((FIRST, SECOND), ("ring", "stop"))


def test_joining_nothing_gives_nothing() -> None:
    assert merge([]) == NOTHING


def test_a_refusal_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="stands alone"):
        merge([NOTHING, Outcome(refusal=Refusal(Code.ALREADY_SO, "it is"))])
