"""Any day decided once more comes out as journaled, and whatever is changed in it is found."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from acd.core.origin import ANSWERS, OF_WRITTEN, is_made
from acd.core.rerun import Difference, Rerun, rerun
from acd.core.written import FINISHED
from contact import event as e
from contact.event import Event
from contact.identity import AgentId, ContactId
from tests.support.acd_day import PEOPLE, PLAN, Day, Step, days, numbered
from tests.support.acd_world import ABANDONED

many = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
few = settings(many, max_examples=100)
MONDAY: list[Step] = [("is_ready", 0, 0), ("is_ready", 1, 0), ("arrives", 0, 0)]
"""How a day begins in which something is to be changed: at least one offer is made."""

OF_TICKS = (e.OfferExpired, e.ContactPromoted)
"""What only the timer brings: a command of the same instant may come before it or after it."""


def evening(day: Day) -> list[tuple[float, Event]]:
    """The journal, with somebody who dials twice when everybody has hung up."""
    day.world.wait(100.0)
    for contact in tuple(day.world.engine.snapshot()["contacts"]):
        day.world.ends(contact, ABANDONED)
    for name in ("late", "later"):
        day.world.wait(100.0)
        day.world.fact(e.ContactArrived(ContactId(name), "012", ""))
    return day.world.journal


def is_decided(event: Event) -> bool:
    """The engine's own, which it tells of written contacts (m...) in the words of the line."""
    is_of_written = isinstance(event, OF_WRITTEN) and event.contact_id.startswith("m")
    is_theirs = isinstance(event, e.ContactEnded) and event.ending != FINISHED
    return is_made(event) or (is_of_written and not is_theirs)


def chosen(data: Any, journal: list[tuple[float, Event]], kind: type) -> int:
    """The index of one event of this kind."""
    found = [index for index, (_, event) in enumerate(journal) if isinstance(event, kind)]
    assume(found)
    return int(data.draw(st.sampled_from(found)))


@many
@given(days)
def test_a_day_decided_once_more_comes_out_as_journaled(steps: list[Step]) -> None:
    day = Day().take(steps)
    made_count = sum(is_decided(event) for _, event in day.world.journal) - len(day.found)
    assert rerun(PLAN, day.entries()) == Rerun(len(day.entries()), made_count)


@few
@given(days, st.data())
def test_another_agent_in_an_offer_is_found_and_named(steps: list[Step], data: Any) -> None:
    journal = evening(Day().take([*MONDAY, *steps]))
    index = chosen(data, journal, e.OfferMade)
    at, made = journal[index]
    assert isinstance(made, e.OfferMade)
    other = data.draw(st.sampled_from([name for name in PEOPLE if name != made.agent_id]))
    planted = replace(made, agent_id=AgentId(other))
    journal[index] = (at, planted)
    found = rerun(PLAN, numbered(journal)).difference
    assert found == Difference(index + 1, at, planted, made)


@few
@given(days, st.data())
def test_a_microsecond_is_found_and_named(steps: list[Step], data: Any) -> None:
    journal = evening(Day().take([*MONDAY, *steps]))
    index = chosen(data, journal, e.OfferMade)
    at, made = journal[index]
    assert isinstance(made, e.OfferMade)
    planted = replace(made, ring_until=made.ring_until + 1e-6)
    journal[index] = (at, planted)
    found = rerun(PLAN, numbered(journal)).difference
    assert found == Difference(index + 1, at, planted, made)


@few
@given(days, st.data())
def test_two_events_in_the_wrong_order_are_found_where_they_begin(
    steps: list[Step], data: Any
) -> None:
    day = Day().take([*MONDAY, *steps])
    journal = evening(day)
    pairs = [
        index
        for index, (one, two) in enumerate(pairwise(journal))
        if one[0] == two[0]
        and one[1] not in day.found
        and two[1] not in day.found
        and is_made(one[1])
        and is_made(two[1])
        and type(two[1]) not in ANSWERS
        and not (type(one[1]) in ANSWERS and isinstance(two[1], OF_TICKS))
    ]
    assume(pairs)
    index = data.draw(st.sampled_from(pairs))
    journal[index], journal[index + 1] = journal[index + 1], journal[index]
    found = rerun(PLAN, numbered(journal)).difference
    assert found is not None
    assert (found.seq, found.journaled) == (index + 1, journal[index][1])


@few
@given(days, st.data())
def test_an_offer_that_expires_silently_is_found(steps: list[Step], data: Any) -> None:
    unanswered: list[Step] = [("time_passes", 3, 0)]
    journal = evening(Day().take([*MONDAY, *unanswered, *steps]))
    index = chosen(data, journal, e.OfferExpired)
    _, made = journal.pop(index)
    found = rerun(PLAN, numbered(journal)).difference
    assert found is not None
    assert found.seq > index, "everything before it is as it was"
    if found.seq == index + 1:
        assert found.decided == made
