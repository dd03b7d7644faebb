"""Without accounts the engine decides the same, message by message, on random days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from acd.core import Engine
from acd.core.explanation import NO_ACCOUNT
from contact import event as e
from contact.core import Outcome
from contact.event import Event
from contact.plan import CentrePlan
from tests.support.acd_day import PLAN
from tests.support.acd_dice import live_through
from tests.support.acd_world import World

DAYS, CONTACTS = 30, 200


class _Both(Engine):
    """An engine that accounts for its offers, and one beside it that does not."""

    offers = 0

    def __init__(self, plan: CentrePlan) -> None:
        super().__init__(plan)
        self._silent = Engine(plan, has_account=False)

    def handle(self, message: Any, now: float) -> Outcome:
        return self._same(super().handle(message, now), self._silent.handle(message, now))

    def tick(self, now: float) -> Outcome:
        return self._same(super().tick(now), self._silent.tick(now))

    def replay(self, event: Event, at: float) -> None:
        super().replay(event, at)
        self._silent.replay(event, at)

    def snapshot(self) -> dict[str, Any]:
        seen = super().snapshot()
        assert repr(self._silent.snapshot()) == repr(seen)
        return seen

    def _same(self, told: Outcome, silent: Outcome) -> Outcome:
        for event in silent.events:
            if isinstance(event, e.OfferMade):
                type(self).offers += 1
                assert event.reason == NO_ACCOUNT
        stripped = replace(told, events=tuple(map(_silenced, told.events)))
        assert repr(silent) == repr(stripped)
        assert self._silent.next_deadline() == self.next_deadline()
        return told


def _silenced(event: Event) -> Event:
    return replace(event, reason=NO_ACCOUNT) if isinstance(event, e.OfferMade) else event


@pytest.mark.parametrize("seed", range(DAYS))
def test_who_is_offered_what_and_when_is_the_same_without_an_account(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.acd_world.Engine", _Both)
    _Both.offers = 0
    live_through(seed, CONTACTS)
    assert _Both.offers > 20


def test_limits_and_borrowed_agents_are_the_same_without_an_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.support.acd_world.Engine", _Both)
    world = World(PLAN)
    world.ready("bea", "cai", "dan")
    for number in range(40):
        world.queues(f"c{number}", {"es": 4} if number % 3 else {"eu": 5}, queue="calm")
        world.wait(7.0)
        for contact in list(world.offered_to()):
            world.connects(contact)
            world.ends(contact)
        world.engine.snapshot()
    kinds = {type(event) for _, event in world.journal}
    assert {e.ContactDiverted, e.OfferMade} <= kinds
