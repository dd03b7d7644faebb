"""A citizen who leaves a message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.command import QueueContact
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId
from contact.plan import CentrePlan, Choice, Enqueue, Flow, Menu, Prompt, Voicemail
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from tests.support.flow_line import FlowLine, with_flow
from tests.support.town import FLOW, town

C = ContactId("exchange-1")
NODE = Voicemail((Prompt("voicemail-speak"),), "wait", most_s=30.0, silence_s=4.0)


def answering() -> CentrePlan:
    plan = town()
    flow = Flow(FLOW.name, "speak", {"speak": NODE, "wait": Enqueue("line", topic="taxes")})
    return replace(plan, flows={**plan.flows, FLOW.name: flow})


class Line:
    """An engine, and what came of the last message."""

    def __init__(self) -> None:
        self.engine = Engine(answering())
        self.journal: list[e.Event] = []
        self.gives(seen.CitizenArrived(C, "012", "600111222", ""))

    def gives(self, message: Any, now: float = 1.0) -> Line:
        self.outcome = self.engine.handle(message, now)
        self.journal += self.outcome.events
        return self

    def hears(self, now: float = 1.0) -> Line:
        """What is being said is over."""
        return self.gives(seen.SayingEnded(C, self.did(do.Speak)[-1].number), now)

    def did(self, kind: type) -> list[Any]:
        return [one for one in self.outcome.effects if isinstance(one, kind)]

    def again(self) -> Line:
        self.engine = Engine(answering())
        for event in self.journal:
            self.engine.replay(event, 1.0)
        self.engine.replay(e.CentreStarted(2, "test"), 1.0)
        citizen = seen.SeenCitizen("012", "600111222", "", True)
        return self.gives(seen.ExchangeSeen(-1.0, {C: citizen}, is_first=True), 5.0)


@pytest.fixture
def line() -> Line:
    return Line()


def ended(line: Line) -> list[Ending]:
    return [one.ending for one in line.outcome.events if isinstance(one, e.ContactEnded)]


def test_after_the_words_the_citizen_is_recorded(line: Line) -> None:
    assert line.hears().did(do.Record) == [do.Record(C, 30.0, 4.0)]


def test_a_message_is_kept_confirmed_and_ends_the_contact(line: Line) -> None:
    line.hears().gives(seen.RecordingEnded(C, 7.0, True), 9.0)
    assert line.outcome.events == (e.MessageRecorded(C, 7.0),)
    assert line.did(do.Speak)[0].prompts == (Prompt("voicemail-saved", "es"),)
    line.hears()
    assert ended(line) == [Ending(Who.SYSTEM, Reason.VOICEMAIL)]
    assert line.did(do.DropCitizen) == [do.DropCitizen(C)]


def test_who_was_taken_away_while_speaking_and_waits_again_has_left_no_message(line: Line) -> None:
    line.hears().gives(seen.CitizenLeft(C, has_hung_up=False), 3.0)
    line.gives(seen.CitizenArrived(C, "012", "600111222", "", is_back=True), 9.0)
    line.gives(seen.CitizenLeft(C, has_hung_up=True), 60.0)
    assert ended(line) == [Ending(Who.CITIZEN, Reason.ABANDONED)]


def test_the_key_that_ends_an_empty_message_does_not_lead_back_from_the_next_node() -> None:
    menu = Menu((Prompt("topic-taxes"),), {"1": Choice("speak")}, exhausted="wait")
    nodes = {"first": menu, "speak": replace(NODE, next="second"), "second": menu}
    line = FlowLine(with_flow(nodes, "first"))
    line.waits(1.0)
    line.presses("1")
    line.hears_out()
    line.presses("#")
    line.gives(seen.RecordingEnded(C, 0.2, True))
    line.hears_out()
    assert (line.node, line.said) == ("second", ["topic-taxes"])


def test_who_hangs_up_before_the_confirmation_has_left_a_message_all_the_same(line: Line) -> None:
    line.hears().gives(seen.RecordingEnded(C, 7.0, True), 9.0)
    line.gives(seen.CitizenLeft(C, True), 9.5)
    assert ended(line) == [Ending(Who.CITIZEN, Reason.VOICEMAIL)]


@pytest.mark.parametrize("lost", [seen.RecordingEnded(C, 7.0, False), seen.RecordingEnded(C, 0, 1)])
def test_what_could_not_be_kept_is_admitted_and_a_person_follows(line: Line, lost: Any) -> None:
    line.hears().gives(lost, 9.0)
    assert line.outcome.events == ()
    assert line.did(do.Speak)[0].prompts == (Prompt("voicemail-failed", "es"),)
    assert line.hears().did(QueueContact)


def test_mere_silence_is_counted_by_the_exchange_as_a_second_and_is_no_message(line: Line) -> None:
    line.hears().gives(seen.RecordingEnded(C, 1.0, True), 9.0)
    assert line.outcome.events == ()
    assert line.did(do.DiscardRecording) == [do.DiscardRecording(C)]
    assert line.did(do.Speak)[0].prompts == (Prompt("voicemail-failed", "es"),)


def test_the_key_that_ends_an_empty_message_does_not_lead_back_from_the_next_menu() -> None:
    menu = Menu((Prompt("topic-taxes"),), {"1": Choice("line")}, exhausted="line")
    nodes = {"speak": Voicemail((Prompt("voicemail-speak"),), "menu"), "menu": menu}
    first = Menu((Prompt("topic-streets"),), {"1": Choice("speak")}, exhausted="speak")
    one = FlowLine(with_flow({**nodes, "line": Enqueue("line"), "first": first}, "first"))
    one.waits(1.0)
    one.presses("1")
    one.hears_out()
    one.presses("#")
    one.gives(seen.RecordingEnded(C, 0.0, True))
    one.hears_out()
    assert (one.node, one.said) == ("menu", ["topic-taxes"])


def test_who_hangs_up_while_speaking_has_left_what_was_said(line: Line) -> None:
    line.hears(1.0).gives(seen.CitizenLeft(C, True), 3.5)
    assert line.outcome.events[0] == e.MessageRecorded(C, 2.5)
    assert ended(line) == [Ending(Who.CITIZEN, Reason.VOICEMAIL)]


def test_who_hangs_up_at_the_tone_has_left_nothing(line: Line) -> None:
    line.hears(1.0).gives(seen.CitizenLeft(C, True), 3.0)
    assert ended(line) == [Ending(Who.CITIZEN, Reason.LEFT_IN_MENU)]
    assert line.did(do.DiscardRecording) == [do.DiscardRecording(C)]


@pytest.mark.parametrize(("now", "kept_s"), [(3.5, 2.5), (500.0, 30.0)])
def test_who_hangs_up_while_speaking_and_unnoticed_has_left_it_too(
    line: Line, now: float, kept_s: float
) -> None:
    line.hears(1.0).gives(seen.ExchangeSeen(-1.0, is_first=True), now)
    assert line.outcome.events[0] == e.MessageRecorded(C, kept_s)
    assert ended(line) == [Ending(Who.CITIZEN, Reason.VOICEMAIL)]


def test_who_is_missed_at_the_tone_has_left_nothing(line: Line) -> None:
    line.hears(1.0).gives(seen.ExchangeSeen(-1.0, is_first=True), 2.5)
    assert ended(line) == [Ending(Who.CITIZEN, Reason.LEFT_IN_MENU)]
    assert line.did(do.DiscardRecording) == [do.DiscardRecording(C)]


def test_who_was_brought_to_the_fallback_while_speaking_and_hung_up_there_waited(
    line: Line,
) -> None:
    line.hears(1.0).gives(seen.FallbackEntered(C, "012", "600111222", at=9.0, arrived_at=1.0), 20.0)
    line.gives(seen.ExchangeSeen(-1.0, is_first=True), 20.0)
    assert ended(line) == [Ending(Who.CITIZEN, Reason.ABANDONED_IN_FALLBACK)]


def test_a_message_that_the_exchange_broke_off_is_none(line: Line) -> None:
    line.hears(1.0).gives(seen.ExchangeSeen(9.0, is_first=True), 20.0)
    assert line.outcome.events == (e.ContactEnded(C, Ending(Who.SYSTEM, Reason.CUT_BY_PLATFORM)),)


def test_after_a_restart_the_message_is_asked_for_anew_and_half_of_it_forgotten(line: Line) -> None:
    line.hears().again()
    assert line.did(do.DiscardRecording) == [do.DiscardRecording(C)]
    assert line.did(do.Speak)[0].prompts == (Prompt("voicemail-speak", "es"),)
    line.gives(seen.RecordingEnded(C, 7.0, True), 6.0)
    assert line.outcome.events == ()


def test_a_message_survives_a_restart_before_its_confirmation(line: Line) -> None:
    line.hears().gives(seen.RecordingEnded(C, 7.0, True), 9.0).again()
    assert line.did(do.Speak)[0].prompts == (Prompt("voicemail-saved", "es"),)
    assert not line.did(do.DiscardRecording)
    line.hears()
    assert ended(line) == [Ending(Who.SYSTEM, Reason.VOICEMAIL)]
