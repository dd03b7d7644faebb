"""The desk protocol: what is let in, what is refused and how, what goes out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contact.command import CloseQueue, Command, OpenQueue, SetSkills
from contact.identity import AgentId
from cti.core.frame import FRAMES, Refused
from cti.edge import protocol

ANA = AgentId("ana")
READY = {"v": 1, "id": 5, "type": "ready"}


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "login", "token": "secret"},
        {"type": "ready"},
        {"type": "not_ready", "reason": "break"},
        {"type": "hang_up", "contact_id": "1.1"},
        {"type": "finish_wrap_up", "contact_id": "1.1", "disposition": "resolved"},
        {"type": "extend_wrap_up", "contact_id": "1.1"},
        {"type": "set_skills", "agent_id": "bea", "skills": {"es": 9}},
        {"type": "close_queue", "queue": "line"},
        {"type": "close_queue", "queue": "line", "clears": True},
        {"type": "open_queue", "queue": "line"},
        {"type": "log_out"},
        {"type": "ping"},
    ],
)
def test_every_request_is_read(frame: dict[str, object]) -> None:
    request = protocol.read(json.dumps({"v": 1, "id": 5, **frame}))
    assert (request.id, request.type) == (5, frame["type"])


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        ({**READY, "type": "fly"}, "ready"),
        ({**READY, "v": 2}, "ready.v"),
        ({**READY, "id": "5"}, "ready.id"),
        ({**READY, "id": -1}, "ready.id"),
        ({**READY, "id": True}, "ready.id"),
        ({**READY, "more": 1}, "ready.more"),
        ({**READY, "type": "not_ready", "reason": ""}, "not_ready.reason"),
        ({**READY, "type": "not_ready", "reason": "x" * 201}, "not_ready.reason"),
        ({**READY, "type": "close_queue"}, "close_queue.queue"),
        ({**READY, "type": "set_skills", "agent_id": "bea", "skills": {"es": 11}}, "skills.es"),
        ({"type": "ready"}, "ready.v"),
        ([READY], "frame"),
        (5, "frame"),
    ],
)
def test_a_wrong_frame_is_refused_by_naming_the_field(frame: object, says: str) -> None:
    with pytest.raises(protocol.Unreadable) as caught:
        protocol.read(json.dumps(frame))
    assert says in str(caught.value)


def test_a_refusal_never_repeats_what_was_sent() -> None:
    with pytest.raises(protocol.Unreadable) as caught:
        protocol.read('{"v": 1, "id": 1, "type": "login", "token": ["s3cret"]}')
    assert "s3cret" not in str(caught.value)


def test_the_number_of_an_unreadable_request_is_kept_for_the_answer() -> None:
    with pytest.raises(protocol.Unreadable) as caught:
        protocol.read('{"v": 1, "id": 9, "type": "fly"}')
    assert caught.value.request == 9


@given(st.one_of(st.text(), st.binary(), st.recursive(st.none(), st.lists).map(json.dumps)))
def test_any_garbage_is_unreadable_and_nothing_worse(garbage: str | bytes) -> None:
    with pytest.raises(protocol.Unreadable):
        protocol.read(garbage)


@pytest.mark.parametrize("text", ["[" * 10_000, '{"a":' * 5000, '{"v": 1e999}', '"\\ud800"'])
def test_poisoned_json_is_unreadable(text: str) -> None:
    with pytest.raises(protocol.Unreadable):
        protocol.read(text)


def test_half_characters_leave_as_a_question_mark() -> None:
    frame = Refused(at=1.0, id=1, code="x", detail="a\ud800b")
    assert json.loads(protocol.encode(frame))["detail"] == "a?b"


def test_the_schema_is_valid_and_knows_every_frame() -> None:
    schema = protocol.schema()
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    for frame in FRAMES:
        assert f'"const": "{frame.__dataclass_fields__["type"].default}"' in text
    validator = Draft202012Validator(
        {"$defs": schema["$defs"], **schema["properties"]["desk_to_server"]}
    )
    assert validator.is_valid(READY)
    assert not validator.is_valid({**READY, "more": 1})


def test_the_schema_explains_the_fields() -> None:
    pop = protocol.schema()["$defs"]["Pop"]
    assert pop["properties"]["ring_until"]["description"].startswith("Instant")


@pytest.mark.parametrize(
    ("frame", "command"),
    [
        (
            {"type": "set_skills", "agent_id": "bea", "skills": {"es": 9}},
            SetSkills(AgentId("bea"), {"es": 9}, ANA),
        ),
        ({"type": "close_queue", "queue": "line"}, CloseQueue("line", by=ANA)),
        ({"type": "close_queue", "queue": "line", "clears": True}, CloseQueue("line", True, ANA)),
        ({"type": "open_queue", "queue": "line"}, OpenQueue("line", ANA)),
    ],
)
def test_a_command_says_who_asked_for_it(frame: dict[str, object], command: Command) -> None:
    request = protocol.read(json.dumps({"v": 1, "id": 5, **frame}))
    assert isinstance(request, protocol.Supervise)
    assert request.wish(ANA) == command
