"""How far the demonstration's morning has come, in one line."""

from __future__ import annotations

from centralita.demo_progress import sentence
from lab.morning import Course
from tests.support.report_morning import MORNING


def test_the_line_says_where_every_citizen_is() -> None:
    course = Course()
    assert sentence(course) == ("0 of 24 have dialled: 0 in the menu, 0 waiting, 0 talking, 0 over")
    for second, events in MORNING:
        for event in events if second <= 112 else ():
            course.take(event)
    assert sentence(course) == ("3 of 24 have dialled: 0 in the menu, 2 waiting, 0 talking, 1 over")
    assert not course.is_over


def test_it_is_over_when_nobody_is_live_and_nobody_in_wrap_up() -> None:
    course = Course()
    assert not course.is_over, "nobody has called yet"
    for second, events in MORNING:
        for event in events if second <= 100 else ():
            course.take(event)
    assert not course.is_over, "the agent is in wrap-up"
    for event in next(events for second, events in MORNING if second == 105):
        course.take(event)
    assert course.is_over
