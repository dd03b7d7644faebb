"""What a late timer explains is explained, and nothing that it does not explain."""

from __future__ import annotations

import math

from acd.core.overtaken import TRIALS, Attempt, Late, explained

INSTANTS = [0.0, 10.0, 10.0, 11.0, 30.0, 40.0, 40.0]
CHOICES = (0, 1, 2, 3, 4, 5)


class Journal:
    """Decided as told: which places have to be late for the run to get beyond a place."""

    def __init__(self, *needs: tuple[int, Late]) -> None:
        self._needs = needs
        self.asked: list[Late] = []

    def attempt(self, late: Late) -> Attempt[str]:
        self.asked.append(late)
        for place, needed in self._needs:
            if not needed <= late:
                at = INSTANTS[min(place, len(INSTANTS) - 1)]
                return Attempt(f"differs at {place}", place, at, CHOICES)
        return Attempt("all is well", math.inf, math.inf, ())

    def result(self, patience_s: float = 5.0) -> str:
        return explained(self.attempt, INSTANTS, patience_s)


def late(*places: int) -> Late:
    return frozenset(places)


def test_a_journal_without_a_difference_is_decided_once() -> None:
    journal = Journal()
    assert journal.result() == "all is well"
    assert journal.asked == [late()]


def test_one_message_that_overtook_the_timer_is_found() -> None:
    assert Journal((3, late(2))).result() == "all is well"


def test_several_messages_in_a_row_are_found() -> None:
    assert Journal((3, late(1, 2, 3))).result() == "all is well"


def test_late_timers_at_different_times_are_found_one_by_one() -> None:
    assert Journal((3, late(2)), (5, late(5))).result() == "all is well"
    assert Journal((2, late(1)), (3, late(3))).result() == "all is well"


def test_who_came_before_the_patience_began_did_not_overtake() -> None:
    assert Journal((4, late(3))).result() == "differs at 4"
    assert Journal((4, late(3))).result(patience_s=20.0) == "all is well"


def test_who_comes_after_the_difference_did_not_overtake() -> None:
    assert Journal((2, late(3))).result() == "differs at 2"


def test_an_explanation_that_leads_to_the_next_difference_at_once_explains_nothing() -> None:
    assert Journal((2, late(2)), (3, late(9))).result() == "differs at 2"


def test_an_explanation_that_leads_far_stands_when_there_is_a_difference_later() -> None:
    assert Journal((2, late(2)), (5, late(9))).result() == "differs at 5"


def test_a_difference_past_the_end_is_looked_into_like_any_other() -> None:
    assert Journal((len(INSTANTS), late(5))).result() == "all is well"


def test_there_is_an_end_to_trying() -> None:
    instants = [0.0] * 100
    asked: list[Late] = []

    def attempt(late: Late) -> Attempt[str]:
        asked.append(late)
        return Attempt("it differs", 99, 0.0, tuple(range(100)))

    assert explained(attempt, instants, 5.0) == "it differs"
    assert len(asked) == 1 + TRIALS
