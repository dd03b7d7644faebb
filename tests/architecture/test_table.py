"""A state table answers every message in every state, or it cannot be made."""

from __future__ import annotations

from enum import StrEnum

import pytest

from contact import command, event
from contact.table import Answer, Go, IncompleteTable, Late, Refuse, Table
from lab.diagram import tables
from tests.architecture import source

NAMES = (
    "acd.core.agent.MODE",
    "acd.core.agent.WORK",
    "acd.core.offer.OFFER",
    "contact.journey.JOURNEY",
    "crm_api.core.ticket.TICKET",
    "cti.core.session.SESSION",
)


def test_every_state_machine_is_found() -> None:
    assert set(NAMES) <= set(tables())


def test_state_tables_stand_in_pure_modules_only() -> None:
    users = {
        name
        for name in source.modules()
        if any(module == "contact.table.Table" for _, module in source.imports(name))
    }
    assert users - {"lab/diagram.py"} <= set(source.pure())


@pytest.mark.parametrize("place", tables())
def test_every_state_answers_every_message_of_its_machine(place: str) -> None:
    table = tables()[place]
    assert table.rows.keys() == set(table.states)
    for state in table.states:
        assert table.rows[state].keys() == set(table.events), state
        for message in table.events:
            _must_be_meant(table, table.answer(state, message))


def _must_be_meant(table: Table, found: Answer) -> None:
    match found:
        case Go(state):
            assert state in table.states
        case Late(remark):
            assert " " in remark, "says how it can happen"
        case Refuse(code):
            assert code in tuple(command.Code)


@pytest.mark.parametrize("place", tables())
def test_only_commands_are_refused_because_events_are_facts(place: str) -> None:
    table = tables()[place]
    refused = {
        message
        for state in table.states
        for message in table.events
        if isinstance(table.answer(state, message), Refuse)
    }
    assert not refused & set(event.EVENTS)


@pytest.mark.parametrize("place", tables())
def test_every_state_can_be_reached_from_the_first(place: str) -> None:
    table = tables()[place]
    reached, found = set(), {table.states[0]}
    while found:
        reached |= found
        found = {
            answer.state
            for state in found
            for answer in table.rows[state].values()
            if isinstance(answer, Go)
        } - reached
    assert reached == set(table.states)


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


class Pressed:
    """Somebody pressed the button."""


class Waited:
    """A minute went by."""


def test_a_table_without_an_answer_is_refused_and_the_gap_named() -> None:
    rows = {
        Light.RED: {Pressed: Go(Light.GREEN), Waited: Late("it waits for the button")},
        Light.GREEN: {Pressed: Go(Light.RED)},
    }
    with pytest.raises(IncompleteTable, match=r"^light: no answer for green × Waited$"):
        Table("light", tuple(Light), (Pressed, Waited), rows)
    with pytest.raises(IncompleteTable, match=r"green × Pressed, green × Waited$"):
        Table("light", tuple(Light), (Pressed, Waited), {Light.RED: rows[Light.RED]})


def test_a_message_foreign_to_the_machine_has_no_answer() -> None:
    row: dict[type, Answer] = {Pressed: Go(Light.GREEN)}
    table = Table("light", tuple(Light), (Pressed,), dict.fromkeys(Light, row))
    with pytest.raises(KeyError):
        table.answer(Light.RED, Waited)
