"""What is said of a queue twice, or of one that has no such rule, changes nothing."""

from __future__ import annotations

import pytest

from acd.core.floor import Floor
from acd.core.fold import fold
from contact import event as e
from contact.plan import Borrowing, Queue
from tests.support.acd_world import centre

HELP = Borrowing({"other": 1}, above_s=60.0, below_s=30.0)
PLAN = centre({}, (Queue("helped", borrowing=HELP), Queue("alone")))


@pytest.mark.parametrize(
    "event",
    [
        e.QueueClosed("nowhere"),
        e.QueueOpened("alone"),
        e.AgentsBorrowed("alone", 99.0),
        e.AgentsReturned("helped", 0.0),
    ],
)
def test_what_cannot_be_is_late(event: e.Event) -> None:
    assert not fold(Floor(PLAN), event, 1.0)


@pytest.mark.parametrize(
    ("event", "back"),
    [
        (e.QueueClosed("alone"), e.QueueOpened("alone")),
        (e.AgentsBorrowed("helped", 99.0), e.AgentsReturned("helped", 0.0)),
    ],
)
def test_what_is_said_twice_is_true_once_and_can_be_taken_back(
    event: e.Event, back: e.Event
) -> None:
    floor = Floor(PLAN)
    assert [fold(floor, one, 1.0) for one in (event, event, back, back)] == [True, False] * 2


def test_closing_anew_can_clear_what_closing_left_inside() -> None:
    floor = Floor(PLAN)
    assert fold(floor, e.QueueClosed("alone"), 1.0)
    assert fold(floor, e.QueueClosed("alone", clears=True), 2.0)
    assert floor.closed == {"alone": True}
