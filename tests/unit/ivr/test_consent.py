"""A citizen at a consent node."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact import event as e
from contact.identity import ContactId
from contact.plan import CentrePlan, Consent, Enqueue, Flow, Prompt
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from ivr.core.stage import SLOWER_BY
from tests.support.town import FLOW, town

C = ContactId("exchange-1")
NODE = Consent((Prompt("recording-consent"),), "wait", accept="1", refuse="3", tries=1)


def asking() -> CentrePlan:
    plan = town()
    flow = Flow(FLOW.name, "ask", {"ask": NODE, "wait": Enqueue("line", topic="taxes")})
    return replace(plan, flows={**plan.flows, FLOW.name: flow})


@pytest.fixture
def engine() -> Engine:
    engine = Engine(asking())
    engine.handle(seen.CitizenArrived(C, "012", "600111222", ""), 0.0)
    return engine


def chosen(engine: Engine, key: str) -> list[object]:
    return [*engine.handle(seen.KeyPressed(C, key), 1.0).events]


@pytest.mark.parametrize(("key", "is_given"), [("1", True), ("3", False)])
def test_the_choice_is_written_down_and_the_contact_goes_on_either_way(
    engine: Engine, key: str, is_given: bool
) -> None:
    first, second, *_ = chosen(engine, key)
    assert first == e.RecordingConsented(C, is_given)
    assert second == e.MenuEntered(C, "wait")


def test_another_key_agrees_to_nothing_and_is_forgiven_once(engine: Engine) -> None:
    outcome = engine.handle(seen.KeyPressed(C, "2"), 1.0)
    assert outcome.events == ()
    (again,) = (one for one in outcome.effects if isinstance(one, do.Speak))
    assert again.prompts[0] == Prompt("wrong-key", "es")
    assert chosen(engine, "2")[0] == e.RecordingConsented(C, False)


def test_silence_agrees_to_nothing(engine: Engine) -> None:
    for number, now, patience in ((1, 10.0, 1.0), (2, 30.0, SLOWER_BY)):
        engine.handle(seen.SayingEnded(C, number), now)
        outcome = engine.tick(now + NODE.no_key_s * patience)
    assert outcome.events[0] == e.RecordingConsented(C, False)


def test_after_a_restart_it_is_asked_again(engine: Engine) -> None:
    second = Engine(asking())
    second.replay(e.ContactArrived(C, "012", "600111222"), 0.0)
    second.replay(e.MenuEntered(C, "ask"), 0.0)
    look = seen.ExchangeSeen(
        -1.0, {C: seen.SeenCitizen("012", "600111222", "", True)}, is_first=True
    )
    outcome = second.handle(look, 5.0)
    (asked,) = (one for one in outcome.effects if isinstance(one, do.Speak))
    assert asked.prompts == (Prompt("recording-consent", "es"),)
    assert chosen(second, "1")[0] == e.RecordingConsented(C, True)
