"""Every message of a closed list has somebody who takes it, and nothing else is taken."""

from __future__ import annotations

import ast
import dataclasses
import typing
from types import UnionType
from typing import Any

import pytest

from acd.core.engine import Engine as Acd
from contact import (
    agent_event,
    callback_command,
    callback_event,
    caller_event,
    centre_event,
    codec,
    command,
    event,
    flow_event,
)
from cti.core import effect as desk_effect
from cti.core import frame
from cti.core import observation as desk_observation
from ivr.core import effect as line_effect
from ivr.core import observation as line_observation
from ivr.core.engine import Engine as Ivr
from ivr.edge.performer import Performer
from reports.core import sentence
from tests.architecture import source
from tests.support.acd_world import centre


def written_in(module: Any) -> set[type]:
    """The message classes of a module: frozen dataclasses that are written there."""
    return {
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and dataclasses.is_dataclass(value)
        and value.__module__ == module.__name__
    }


def members(union: Any) -> set[type]:
    """The classes of a union."""
    assert isinstance(union, UnionType)
    return set(typing.get_args(union))


def test_every_event_is_in_the_lists_and_has_a_wire_form() -> None:
    assert members(event.Event) == set(event.EVENTS)
    modules = (event, agent_event, centre_event, callback_event, caller_event, flow_event)
    written = set().union(*map(written_in, modules))
    assert written == set(event.EVENTS)
    assert codec._BY_NAME.keys() == {one.__name__ for one in event.EVENTS}
    assert len(event.EVENTS) == len(set(event.EVENTS))


def test_every_event_about_a_contact_is_an_event_of_its_journey() -> None:
    """Tickets and wrap-ups name a contact, too; they have machines of their own."""
    about = {one for one in event.EVENTS if "contact_id" in one.__dataclass_fields__}
    wrap_up = {event.WrapUpStarted, event.WrapUpExtended, event.WrapUpFinished}
    others = {*wrap_up, *event.TICKET_EVENTS}
    assert about - others == set(event.CONTACT_EVENTS)


def test_every_event_has_a_sentence_in_the_story() -> None:
    told = {one for one in event.EVENTS if "contact_id" in one.__dataclass_fields__}
    assert told <= sentence.SENTENCES.keys()


def test_every_command_has_exactly_one_service_that_serves_it() -> None:
    served = (*command.ACD_COMMANDS, *command.IVR_COMMANDS)
    assert members(command.Command) == set(served)
    assert len(served) == len(set(served))
    written = written_in(command) | written_in(callback_command)
    assert written - {command.Refusal, command.Refused} == set(served)


@pytest.mark.parametrize("kind", command.ACD_COMMANDS, ids=lambda kind: kind.__name__)
def test_the_distribution_decides_every_one_of_its_commands(kind: type) -> None:
    """Nobody and nothing has these names, so what is decided is a refusal that says so."""
    plain = {"int": 0, "float": 0.0, "bool": False, "Mapping[str, int]": {}}
    asked = kind(**{one.name: plain.get(one.type, "nobody") for one in dataclasses.fields(kind)})
    refusal = Acd(centre({})).handle(asked, 1.0).refusal
    assert refusal is not None
    unknown = command.Code
    assert refusal.code in (unknown.UNKNOWN_AGENT, unknown.UNKNOWN_CONTACT, unknown.UNKNOWN_QUEUE)


def test_the_line_takes_every_observation_and_every_one_of_its_commands() -> None:
    listed = set(line_observation.OBSERVATIONS)
    assert written_in(line_observation) - {line_observation.SeenCitizen} == listed
    assert listed | set(command.IVR_COMMANDS) | {command.Refused} <= Ivr._TAKES.keys()


def test_the_line_takes_nothing_that_does_not_exist() -> None:
    known = {*line_observation.OBSERVATIONS, *command.IVR_COMMANDS, command.Refused, *event.EVENTS}
    assert Ivr._TAKES.keys() <= known


def test_the_line_performs_every_effect() -> None:
    assert written_in(line_effect) == Performer._DO.keys()


def test_the_desk_engine_takes_every_observation() -> None:
    listed = set(desk_observation.OBSERVATIONS)
    assert written_in(desk_observation) == listed
    assert {one.__name__ for one in listed} <= _matched("cti/core/engine.py", "handle")


def test_a_desk_may_wish_for_commands_only() -> None:
    assert members(desk_observation.Wish) <= members(command.Command)


def test_the_desk_edge_performs_every_effect() -> None:
    assert written_in(desk_effect) == members(desk_effect.Effect)
    named = {one.__name__ for one in written_in(desk_effect)}
    assert named == _matched("cti/edge/desk.py", "perform")


def test_every_frame_of_the_desk_is_in_the_list() -> None:
    assert members(frame.Frame) == set(frame.FRAMES)
    framed = {one for one in written_in(frame) if "type" in one.__dataclass_fields__}
    assert framed == set(frame.FRAMES)


def _matched(name: str, function: str) -> set[str]:
    """Names of the classes that a function tells apart with match or isinstance."""
    body = next(node for path, node in source.functions(name) if path.endswith(f".{function}"))
    found: set[str] = set()
    for node in ast.walk(body):
        match node:
            case ast.MatchClass(cls=ast.Name(id=kind)):
                found.add(kind)
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id=kind)]):
                found.add(kind)
    return found
