"""A citizen whom a survey asks after the agent has left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.command import HangUp
from contact.ending import Ending, Reason, Who
from contact.event import OfferReason
from contact.identity import ContactId, offer_id
from contact.plan import CentrePlan, Finish, Flow, Prompt, Survey
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from tests.support.town import ANA, FLOW, town

C = ContactId("exchange-1")
O1 = offer_id(C, 1)
NODE = Survey((Prompt("survey-score"),), "thanks", most=5, tries=0)
SERVED = e.ContactEnded(C, Ending(Who.AGENT, Reason.SERVED), ANA)
BACK = seen.CitizenArrived(C, "012", "600111222", "", is_survey=True)
REASON = OfferReason(1, 0.0, (ANA,), 5.0, "longest idle")


def asking() -> CentrePlan:
    plan = town(survey="score")
    nodes = {**FLOW.nodes, "score": NODE, "thanks": Finish((Prompt("survey-thanks"),))}
    return replace(plan, flows={**plan.flows, FLOW.name: Flow(FLOW.name, FLOW.start, nodes)})


class Line:
    """An engine in which citizen and agent talk."""

    def __init__(self, plan: CentrePlan | None = None) -> None:
        self.engine = Engine(plan or asking())
        self.journal: list[e.Event] = []
        self.gives(seen.CitizenArrived(C, "012", "600111222", ""))
        self.gives(seen.KeyPressed(C, "2")).gives(seen.KeyPressed(C, "1"))
        self.gives(e.ContactQueued(C, "line", "it", {"it": 1, "taxes": 1}, 0, 0.0, 1))
        self.gives(e.OfferMade(O1, C, ANA, 20.0, REASON)).gives(seen.PhoneAnswered(O1))

    def gives(self, message: Any, now: float = 1.0) -> Line:
        if isinstance(message, e.Event):
            self.journal.append(message)
        self.outcome = self.engine.handle(message, now)
        self.journal += self.outcome.events
        return self

    def did(self, kind: type) -> list[Any]:
        return [one for one in self.outcome.effects if isinstance(one, kind)]

    def hears(self, now: float = 2.0) -> Line:
        return self.gives(seen.SayingEnded(C, self.did(do.Speak)[-1].number), now)


@pytest.fixture
def line() -> Line:
    return Line()


def test_the_exchange_is_told_that_a_survey_follows(line: Line) -> None:
    assert line.did(do.Join) == [do.Join(C, O1, has_survey=True)]
    assert Line(town()).did(do.Join) == [do.Join(C, O1, has_survey=False)]


@pytest.mark.parametrize("leaves", [seen.PhoneEnded(O1), HangUp(ANA, C)])
def test_the_contact_is_served_when_the_agent_leaves_and_the_citizen_is_kept(
    line: Line, leaves: Any
) -> None:
    line.gives(leaves)
    assert line.outcome.events == (SERVED,)
    assert not line.did(do.DropCitizen)


def test_a_citizen_who_hangs_up_first_is_asked_nothing(line: Line) -> None:
    line.gives(seen.CitizenLeft(C, True))
    assert line.outcome.events == (e.ContactEnded(C, Ending(Who.CITIZEN, Reason.SERVED), ANA),)
    assert line.gives(BACK).did(do.DropCitizen) == [do.DropCitizen(C)]


def test_a_score_is_written_down_in_the_citizen_s_language_and_nothing_else_is(line: Line) -> None:
    line.gives(seen.PhoneEnded(O1)).gives(seen.CitizenLeft(C, False)).gives(BACK)
    assert line.outcome.events == ()
    assert line.did(do.Speak)[0].prompts == (Prompt("survey-score", "it"),)
    line.gives(seen.KeyPressed(C, "4"))
    assert line.outcome.events == (e.SurveyAnswered(C, 4),)
    line.hears()
    assert line.outcome.events == ()
    assert line.did(do.DropCitizen) == [do.DropCitizen(C)]


@pytest.mark.parametrize("key", ["6", "0", "#"])
def test_another_key_is_no_score(line: Line, key: str) -> None:
    line.gives(seen.PhoneEnded(O1)).gives(BACK).gives(seen.KeyPressed(C, key))
    assert line.outcome.events == ()
    assert line.did(do.Speak)[0].prompts == (Prompt("survey-thanks", "it"),)


def test_silence_is_no_score(line: Line) -> None:
    line.gives(seen.PhoneEnded(O1)).gives(BACK).hears(2.0)
    line.outcome = line.engine.tick(7.0)
    assert line.outcome.events == ()
    assert line.did(do.Speak)[0].prompts == (Prompt("survey-thanks", "it"),)


def test_who_hangs_up_in_the_survey_stays_served_and_is_forgotten(line: Line) -> None:
    line.gives(seen.PhoneEnded(O1)).gives(BACK).hears(2.0).gives(seen.CitizenLeft(C, True))
    assert line.outcome.events == ()
    assert line.gives(seen.KeyPressed(C, "4")).outcome.events == ()
    assert line.engine.tick(60.0).events == ()


def test_a_look_at_the_exchange_does_not_cut_a_survey_short(line: Line) -> None:
    line.gives(seen.PhoneEnded(O1)).gives(BACK)
    citizen = seen.SeenCitizen("012", "600111222", "", True)
    assert not line.gives(seen.ExchangeSeen(-1.0, {C: citizen}), 3.0).did(do.DropCitizen)


def test_a_connection_that_comes_back_goes_on_with_a_survey(line: Line) -> None:
    line.gives(seen.PhoneEnded(O1)).gives(BACK)
    citizen = seen.SeenCitizen("012", "600111222", "", True)
    line.gives(seen.ExchangeSeen(-1.0, {C: citizen}, is_first=True), 3.0)
    assert (line.outcome.events, line.did(do.DropCitizen)) == ((), [])


def test_a_leg_that_the_exchange_is_bringing_to_a_survey_is_not_cut(line: Line) -> None:
    citizen = seen.SeenCitizen("012", "600111222", "", True)
    line.gives(seen.PhoneEnded(O1)).gives(seen.ExchangeSeen(-1.0, {C: citizen}), 3.0)
    assert line.did(do.DropCitizen) == []
    assert line.gives(BACK).did(do.Speak)


def test_a_restart_loses_the_survey_and_nothing_else(line: Line) -> None:
    line.gives(seen.PhoneEnded(O1)).gives(BACK)
    journal, second = line.journal, Line()
    second.engine = Engine(asking())
    for event in journal:
        second.engine.replay(event, 1.0)
    citizen = seen.SeenCitizen("012", "600111222", "", True)
    second.gives(seen.ExchangeSeen(-1.0, {C: citizen}, is_first=True), 5.0)
    assert second.outcome.events == ()
    assert second.did(do.DropCitizen) == [do.DropCitizen(C)]
