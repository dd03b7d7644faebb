"""The emergency message is set and cleared while the centre runs, and said while it is set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact import event as e
from contact.command import Code, SetEmergencyMessage
from contact.identity import AgentId
from contact.plan import Emergency
from ivr.core.engine import Engine
from tests.support.flow_line import FlowLine, with_flow
from tests.support.town import town

BOSS = AgentId("api:supervisor")


def line(message: str = "", *, must_be_heard: bool = False) -> FlowLine:
    """A caller who comes while this message is set by the plan."""
    plan = replace(town(), emergency_message=message)
    return FlowLine(with_flow({"news": Emergency("language", must_be_heard)}, "news", plan))


def test_without_a_message_the_node_leads_on_in_silence() -> None:
    one = line()
    assert (one.node, one.said) == ("language", ["language-menu", "language-menu"])


def test_the_message_is_said_first() -> None:
    one = line("notice-outage")
    assert (one.node, one.said) == ("news", ["notice-outage"])
    one.hears_out()
    assert one.node == "language"


def test_a_key_cuts_it_short_unless_it_must_be_heard_and_counts_in_both_cases() -> None:
    short, whole = line("notice-outage"), line("notice-outage", must_be_heard=True)
    short.presses("2")
    assert short.node == "topic"
    whole.presses("2")
    assert whole.node == "news"
    whole.hears_out()
    assert whole.node == "topic"


def test_after_a_restart_the_message_is_said_again_or_no_longer() -> None:
    one = line("notice-outage")
    one.restarts()
    assert one.said == ["notice-outage"]
    one.journal.append((0.0, e.EmergencyMessageSet("")))
    one.restarts()
    assert one.node == "language"


def test_it_is_set_and_cleared_by_a_command_and_the_journal_knows_who() -> None:
    engine = Engine(town())
    made = engine.handle(SetEmergencyMessage("notice-outage", BOSS), 1.0)
    assert made.events == (e.EmergencyMessageSet("notice-outage", BOSS),)
    assert engine.emergency_message == "notice-outage"
    again = engine.handle(SetEmergencyMessage("notice-outage"), 2.0)
    assert again.refusal is not None and again.refusal.code is Code.ALREADY_SO
    engine.handle(SetEmergencyMessage(""), 3.0)
    assert engine.emergency_message == ""


@pytest.mark.parametrize(("version", "holds"), [("one", "notice-outage"), ("two", "closed")])
def test_what_was_set_last_holds_over_restarts_until_the_plan_changes(
    version: str, holds: str
) -> None:
    engine = Engine(replace(town(), emergency_message="closed"))
    for event in (
        e.CentreStarted(1, "one"),
        e.EmergencyMessageSet("notice-outage"),
        e.CentreStarted(2, version),
    ):
        engine.replay(event, 0.0)
    assert engine.emergency_message == holds
