"""The expected wait: its formula, how it is learnt, and whether it is believed."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from acd.core.estimate import LEAST_COUNT, LEAST_JUDGED_COUNT, Expected, Pace
from contact import event as e
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Queue
from tests.support.acd_world import ABANDONED, World, centre

LINE = Queue("citizens", announce_s=30.0, wrap_up_s=0.0, no_answer_limit=0)


def _pace(handling_s: float, *, waits: tuple[float, ...] = (), left: int = 0) -> Pace:
    """A queue whose conversations all take so long; the first waits end with giving up."""
    pace = Pace()
    for _ in range(400):
        pace.note_conversation()
        pace.note_work(handling_s)
    for number, seconds in enumerate(waits):
        pace.note_wait(seconds, has_left=number < left)
    return pace


def test_without_giving_up_the_wait_is_so_many_turns_of_the_agents() -> None:
    expected = _pace(120.0).expected(ahead=3, ready=4)
    assert expected is not None
    assert expected.mean_s == pytest.approx(4 * 30.0)
    spread = expected.high_s - expected.mean_s
    assert spread == pytest.approx(1.2816 * 2 * 30.0)  # four independent steps of 30 s
    assert expected.low_s == pytest.approx(expected.mean_s - spread)


def test_those_who_give_up_before_shorten_the_wait() -> None:
    pace = _pace(100.0)
    for _ in range(2000):
        pace.note_wait(50.0, has_left=False)
        pace.note_wait(50.0, has_left=True)
    expected = pace.expected(ahead=2, ready=1)
    assert expected is not None
    assert expected.mean_s == pytest.approx(1 / 0.01 + 1 / 0.02 + 1 / 0.03, rel=0.03)


def test_the_expected_wait_is_that_of_the_exact_process() -> None:
    """Against the process itself, simulated: three agents, five before, everybody impatient."""
    chance = random.Random(11)
    waits = []
    for _ in range(4000):
        now, before = 0.0, 5
        while True:
            rate = 3 / 60.0 + before / 90.0
            now += chance.expovariate(rate)
            if before == 0:
                break
            before -= 1
        waits.append(now)
    pace = _pace(60.0)
    for _ in range(4000):
        pace.note_wait(90.0, has_left=True)
    expected = pace.expected(ahead=5, ready=3)
    assert expected is not None
    assert expected.mean_s == pytest.approx(sum(waits) / len(waits), rel=0.03)
    inside = sum(expected.low_s <= one <= expected.high_s for one in waits) / len(waits)
    assert 0.75 < inside < 0.87


def test_a_very_long_line_is_estimated_like_a_short_one() -> None:
    pace = _pace(60.0)
    plain = pace.expected(ahead=5000, ready=10)
    assert plain is not None
    assert plain.mean_s == pytest.approx(5001 * 6.0)
    for _ in range(4000):
        pace.note_wait(3000.0, has_left=True)
    impatient = pace.expected(ahead=5000, ready=10)
    assert impatient is not None
    exact = sum(1 / (10 / 60 + before / 3000.0) for before in range(5001))
    assert impatient.mean_s == pytest.approx(exact, rel=1e-4)


def test_a_part_of_a_contact_is_a_part_of_a_step() -> None:
    pace = _pace(60.0)
    found = [pace.expected(ahead=ahead, ready=1) for ahead in (2, 2.5, 3)]
    assert [one.mean_s for one in found if one] == pytest.approx([180.0, 210.0, 240.0])


def test_nothing_is_said_before_enough_is_known_or_without_agents() -> None:
    pace = Pace()
    for _ in range(LEAST_COUNT - 1):
        pace.note_conversation()
        pace.note_work(60.0)
    assert pace.expected(1, 3) is None
    for _ in range(2):
        pace.note_conversation()
        pace.note_work(60.0)
    assert pace.expected(1, 3) is not None
    assert pace.expected(1, 0) is None


def test_what_was_said_is_judged_by_hour_and_old_hours_are_forgotten() -> None:
    pace = Pace()
    said = Expected(100.0, 50.0, 150.0)
    pace.judge(said, 140.0, at=7200.0)
    pace.judge(said, 200.0, at=7300.0)
    assert pace.plain() == {
        2: {
            "count": 2,
            "mean_said_s": 100.0,
            "mean_happened_s": 170.0,
            "mean_error_s": 70.0,
            "inside_share": 0.5,
        }
    }
    pace.judge(said, 100.0, at=7200.0 + 49 * 3600.0)
    assert list(pace.plain()) == [51]


def test_the_error_counts_only_when_enough_has_been_judged() -> None:
    pace = Pace()
    for number in range(LEAST_JUDGED_COUNT):
        assert pace.relative_error() == 0.0, number
        pace.judge(Expected(30.0, 0.0, 60.0), 60.0, at=0.0)
    assert pace.relative_error() == pytest.approx(0.5)


# ---------------------------------------------------------------- in a centre


def _busy(world: World, count: int, seconds: float) -> None:
    """So many conversations of this length, one after the other."""
    for number in range(count):
        world.queues(f"done-{number}", {"es": 1})
        world.connects(f"done-{number}")
        world.wait(seconds)
        world.ends(f"done-{number}")


def _told(events: tuple[e.Event, ...]) -> list[e.PositionReported]:
    return [event for event in events if isinstance(event, e.PositionReported)]


def test_a_waiting_contact_is_told_a_range_and_position_only_at_first() -> None:
    world = World(centre({"ana": {"es": 5}}, (LINE,)))
    world.ready("ana")
    world.queues("talks", {"es": 1})
    world.connects("talks")
    (first,) = _told(world.queues("c1", {"es": 1}).events)
    assert (first.position, first.expected_s) == (1, None)
    world.ends("c1", ABANDONED)
    world.ends("talks")
    _busy(world, 40, 60.0)
    world.queues("talks-2", {"es": 1})
    world.connects("talks-2")
    world.queues("c2", {"es": 1})
    (told,) = _told(world.queues("c3", {"es": 1}).events)
    assert told.position == 2
    assert told.expected_s == pytest.approx(120.0, rel=0.1)
    assert told.low_s is not None
    assert told.high_s is not None
    assert told.low_s < told.expected_s < told.high_s


def test_an_estimate_that_has_been_wrong_is_withheld_until_it_is_right_again() -> None:
    world = World(centre({"ana": {"es": 5}}, (replace(LINE, estimate_error=0.5),)))
    world.ready("ana")
    _busy(world, 40, 10.0)
    said = []
    for number in range(70):
        world.queues(f"talks-{number}", {"es": 1})
        world.connects(f"talks-{number}")
        said += _told(world.queues(f"c{number}", {"es": 1}).events)
        world.wait(100.0)
        world.ends(f"talks-{number}")
        world.connects(f"c{number}")
        world.wait(100.0)
        world.ends(f"c{number}")
    trusted = [one.is_trusted for one in said]
    assert trusted[0], "it is told at first"
    assert not all(trusted), "then it is found wrong: conversations take ten times as long"
    assert trusted[-1], "and in the end it has learnt"
    hours = world.engine.snapshot()["calibration"]["citizens"]
    assert sum(hour["count"] for hour in hours.values()) > LEAST_JUDGED_COUNT


def test_contacts_that_want_the_same_agents_count_as_before_by_their_share() -> None:
    people = {"ana": {"es": 5, "eu": 5}, "bea": {"es": 5}}
    world = World(centre(people, (LINE,)))
    world.ready("ana", "bea")
    _busy(world, 40, 60.0)
    for name in ("x", "y"):
        world.queues(name, {"es": 1})
        world.connects(name)
    world.queues("spanish", {"es": 1})
    world.now += 1.0
    (basque,) = _told(world.queues("basque", {"eu": 1}).events)
    assert basque.position == 1  # the only one who needs Basque
    assert basque.expected_s == pytest.approx(60.0 * 1.5, rel=0.1)  # half a contact before it


def test_too_long_an_expected_wait_is_a_way_out() -> None:
    sorry = WayOut(Exit.MESSAGE, "too-busy")
    line = replace(LINE, limits=(Limit(Cause.LONG_WAIT, sorry, 150.0),))
    world = World(centre({"ana": {"es": 5}}, (line,)))
    world.ready("ana")
    _busy(world, 40, 60.0)
    world.queues("talks", {"es": 1})
    world.connects("talks")
    for name in ("c1", "c2", "c3"):
        world.queues(name, {"es": 1})
    waiting = world.engine.snapshot()["waiting"]
    assert waiting == ["c1", "c2"]  # 60 s, 120 s; the third would have had 180 s
