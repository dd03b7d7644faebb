"""Random histories of a centre against the sums that every report must fulfil (R1, R3, R4).

The histories come from a small centre of its own, which keeps its own books second by second; the
reports see nothing but the records.
"""

from __future__ import annotations

import itertools
import pickle
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contact import event as e
from reports.core.contact_record import Stage
from reports.core.figures import Figures
from reports.core.identity import contradictions
from reports.core.service_level import Clock, Definition
from reports.core.tally import Dimension, by, total
from tests.support.any_event import NARROW, any_event
from tests.support.report_world import Centre
from wiring.journal import Record

DEFINITION = Definition("test", threshold_s=20, early_s=20)


STEPS = st.lists(st.tuples(st.integers(0, 10_000), st.floats(0, 60, allow_nan=False)), max_size=60)


def played(steps: list[tuple[int, float]]) -> Centre:
    centre = Centre()
    for choice, duration_s in steps:
        moves = centre.moves()
        moves[choice % len(moves)]()
        centre.wait(duration_s)
    return centre


def recorded(facts: list[tuple[float, e.Event]]) -> list[Record]:
    return [Record(seq, at, event) for seq, (at, event) in enumerate(facts, start=1)]


def folded(records: list[Record]) -> Figures:
    figures = Figures()
    for record in records:
        figures.take(record)
    return figures


def state(figures: Figures) -> dict[str, Any]:
    return {key: value for key, value in vars(figures).items() if key != "last_seq"}


@given(STEPS)
def test_at_every_instant_of_a_right_history_all_sums_add_up(
    steps: list[tuple[int, float]],
) -> None:
    figures = Figures()
    for record in recorded(played(steps).events):
        figures.take(record)
        assert contradictions(figures, DEFINITION) == []


@given(STEPS)
def test_offered_and_endings_are_those_of_the_raw_records(steps: list[tuple[int, float]]) -> None:
    centre = played(steps)
    counted = total(folded(recorded(centre.events)), DEFINITION)
    assert counted.offered == sum(isinstance(v, e.ContactArrived) for _, v in centre.events)
    assert counted.endings == dict(centre.endings)
    assert counted.live == counted.offered - sum(centre.endings.values())


@given(STEPS)
def test_every_agent_s_time_is_what_the_centre_s_own_book_says(
    steps: list[tuple[int, float]],
) -> None:
    centre = played(steps)
    figures = folded(recorded(centre.events))
    for agent, book in centre.spent.items():
        record = figures.agents.get(agent)
        spent = {} if record is None else record.seconds(centre.now)
        found = Counter({(str(place[0]), place[1]): s for place, s in spent.items()})
        assert {key for key in found if found[key] > 1e-6} <= set(book)
        assert all(abs(found[key] - seconds) < 1e-3 for key, seconds in book.items())


@given(STEPS)
def test_every_contact_s_stages_are_what_the_centre_s_own_book_says(
    steps: list[tuple[int, float]],
) -> None:
    centre = played(steps)
    figures = folded(recorded(centre.events))
    for contact, book in centre.lived.items():
        found = {
            stage: figures.contacts[contact].seconds(stage, centre.now)
            for stage in (Stage.MENU, Stage.WAIT, Stage.TALK)
        }
        waited = book["queued"] + book["offered"] + book["fallback"]
        assert abs(found[Stage.MENU] - book["menu"]) < 1e-3
        assert abs(found[Stage.WAIT] - waited) < 1e-3
        assert abs(found[Stage.TALK] - book["connected"] - book["served"]) < 1e-3


@given(STEPS, st.data())
def test_records_that_come_again_change_nothing(
    steps: list[tuple[int, float]], data: st.DataObject
) -> None:
    records = recorded(played(steps).events)
    again: list[Record] = []
    for place, record in enumerate(records):
        again.append(record)
        again += [records[n] for n in data.draw(st.lists(st.integers(0, place), max_size=2))]
    assert vars(folded(again)) == vars(folded(records))


@given(STEPS)
def test_a_fact_written_twice_in_a_row_changes_nothing(steps: list[tuple[int, float]]) -> None:
    facts = played(steps).events
    twice = list(itertools.chain.from_iterable((fact, fact) for fact in facts))
    assert state(folded(recorded(twice))) == state(folded(recorded(facts)))


@given(STEPS, st.integers(0, 100))
def test_a_fold_that_was_stored_and_taken_up_again_is_the_fold_of_all(
    steps: list[tuple[int, float]], cut: int
) -> None:
    records = recorded(played(steps).events)
    first = pickle.loads(pickle.dumps(folded(records[:cut])))
    for record in records[cut:]:
        first.take(record)
    assert vars(first) == vars(folded(records))


@given(STEPS)
def test_groups_make_the_total_in_every_count(steps: list[tuple[int, float]]) -> None:
    figures = folded(recorded(played(steps).events))
    everyone = total(figures, DEFINITION)
    for dimension in Dimension:
        groups = by(figures, dimension, DEFINITION).values()
        assert sum((Counter(group.endings) for group in groups), Counter()) == everyone.endings
        assert sum(group.answered for group in groups) == everyone.answered
        assert sum(group.abandoned for group in groups) == everyone.abandoned


@given(STEPS)
def test_each_decided_contact_is_in_one_count_of_the_service_level(
    steps: list[tuple[int, float]],
) -> None:
    counted = total(folded(recorded(played(steps).events)), DEFINITION)
    arrived = counted.counts[Clock.ARRIVED]
    assert arrived.entered + arrived.undecided == counted.offered
    for count in counted.counts.values():
        assert count.answered <= counted.answered
        assert count.entered <= arrived.entered


ANYTHING = st.lists(st.tuples(st.floats(0, 100), any_event(NARROW)), max_size=40)


@given(ANYTHING)
def test_even_nonsense_adds_up(facts: list[tuple[float, e.Event]]) -> None:
    assert contradictions(folded(recorded(facts)), DEFINITION) == []
