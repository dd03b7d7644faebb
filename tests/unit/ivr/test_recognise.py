"""Employees, citizens whom the CRM knows and others go different ways."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact import event as e
from contact.identity import CitizenId
from contact.plan import Choice, Menu, Prompt, Recognise
from tests.support.flow_line import NUMBER, C, FlowLine, with_flow
from tests.support.town import town

NODES = {
    "who": Recognise(employee="staff", citizen="known", unknown="language"),
    "staff": Menu((Prompt("topic-other"),), {"1": Choice("wait")}, "bye"),
    "known": Menu((Prompt("topic-taxes"),), {"1": Choice("wait"), "2": Choice("bye")}, "bye"),
}
KNOWN = e.CitizenRecognised(C, (CitizenId("7"),))


def line(number: str = NUMBER, *employees: str) -> FlowLine:
    plan = replace(town(), employees=employees)
    return FlowLine(with_flow(NODES, "who", plan), number)


def test_a_number_that_the_crm_knows_leads_on_as_soon_as_it_is_told() -> None:
    one = line()
    assert (one.node, one.said) == ("who", [])
    one.waits(0.4)
    one.gives(KNOWN)
    assert (one.node, one.said) == ("known", ["topic-taxes"])


def test_whoever_is_not_told_of_within_a_second_is_unknown() -> None:
    one = line()
    one.waits(0.9)
    assert one.node == "who"
    one.waits(0.2)
    assert one.node == "language"
    one.gives(KNOWN)
    assert one.node == "language"


@pytest.mark.parametrize("listed", [NUMBER, "600*"])
def test_an_employee_is_known_by_the_plan_at_once_and_noted(listed: str) -> None:
    one = line(NUMBER, "944205000", listed)
    assert (one.node, one.said) == ("staff", ["topic-other"])
    assert one.events(e.EmployeeRecognised) == [e.EmployeeRecognised(C)]


@pytest.mark.parametrize("listed", ["60011122", "601*", "944205000"])
def test_a_number_that_only_resembles_a_listed_one_is_no_employees(listed: str) -> None:
    one = line(NUMBER, listed)
    assert one.node == "who"
    assert not one.events(e.EmployeeRecognised)


def test_a_withheld_number_is_unknown_at_once() -> None:
    assert line("").node == "language"
    assert line("", "600*").node == "language"


def test_a_key_pressed_meanwhile_counts_for_the_menu_behind() -> None:
    told, untold = line(), line()
    for one in (told, untold):
        one.presses("2")
        assert one.node == "who"
    told.gives(KNOWN)
    assert told.node == "bye"
    untold.waits(1.1)
    assert untold.node == "topic"


def test_after_a_restart_a_number_that_was_told_of_is_known_at_once() -> None:
    one = line()
    one.restarts()
    one.waits(0.5)
    assert one.node == "who"
    one.journal.append((0.5, KNOWN))
    one.restarts()
    assert one.node == "known"
