"""Two hundred long random days with a hundred thousand contacts break no invariant.

Each seed is a centre, its citizens and its kind of trouble: chaos first, then calm. After every
step `tests.support.acd_invariant` looks; a failure tells the seed and the few acts that lead there.
More days: `SEEDS=10000 python -m pytest tests/properties/test_acd_day.py`.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from contact import event as e
from tests.support.acd_dice import Day, breaks, live_through, shortest
from tests.support.acd_invariant import Broken

SEEDS = int(os.environ.get("SEEDS", "200"))
CONTACTS = 500
"""In each day."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_day_breaks_an_invariant(seed: int) -> None:
    day = live_through(seed, CONTACTS)
    assert day.play.contacts == CONTACTS
    assert day.play.inspector.offers > 0, "a day without an offer proves nothing"


def test_there_are_as_many_contacts_as_promised() -> None:
    assert SEEDS * CONTACTS >= 100_000


def test_a_seed_gives_the_same_day_again() -> None:
    first, second = live_through(7, 100), live_through(7, 100)
    assert first.play.acts == second.play.acts
    assert first.play.world.journal == second.play.world.journal


def test_acts_can_be_played_without_the_dice() -> None:
    day = live_through(7, 100)
    assert breaks(7, day.play.acts) is None
    assert breaks(7, day.play.acts[::2]) is None


def test_a_bad_day_is_cut_down_to_the_acts_that_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acd.core.agent.Agent.has_free_phone", lambda _: True)
    for seed in range(20):
        day = Day(seed)
        try:
            day.run(100)
        except Broken as broken:
            acts = shortest(day, broken)
            found = breaks(seed, acts)
            assert found is not None
            assert found.names == {"I3"}
            assert len(acts) <= 6, acts  # ready, phone away, arrives, queues; perhaps others' work
            return
    pytest.fail("no day noticed that a phone was away")


def test_promises_of_callbacks_end_in_every_way() -> None:
    fates: Counter[str] = Counter()
    events: Counter[type] = Counter()
    for seed in range(25):
        play = live_through(seed, 200).play
        fates.update(play.books.fates.values())
        events.update(type(event) for _, event in play.world.journal)
    assert fates.keys() == {"kept", "cancelled", "broken"}
    assert min(fates.values()) >= 3, fates
    for kind in (e.CallbackMoved, e.CallbackFailed, e.CallbackReached):
        assert events[kind], kind
