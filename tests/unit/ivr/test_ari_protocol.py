"""The conversation on one ARI websocket, without a socket."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from ivr.ari.error import Garbled
from ivr.ari.protocol import Answered, Arrived, Protocol, Request, uri


def response(number: str, status: int, reason: str = "OK", body: str = "") -> str:
    message: dict[str, Any] = {
        "type": "RESTResponse",
        "request_id": number,
        "status_code": status,
        "reason_phrase": reason,
    }
    return orjson.dumps(message | ({"message_body": body} if body else {})).decode()


def test_a_request_becomes_a_frame_with_an_id_of_its_own() -> None:
    protocol = Protocol()
    first = orjson.loads(protocol.ask(Request("POST", "channels/c1/answer"), None, 0.0))
    second = orjson.loads(protocol.ask(Request("DELETE", "channels/c1"), None, 0.0))
    assert first == {
        "type": "RESTRequest",
        "request_id": "1",
        "method": "POST",
        "uri": "channels/c1/answer",
    }
    assert second["request_id"] == "2"


def test_a_body_travels_as_text() -> None:
    frame = orjson.loads(Protocol().ask(Request("PUT", "x", body={"a": ["é"]}), None, 0.0))
    assert frame["content_type"] == "application/json"
    assert orjson.loads(frame["message_body"]) == {"a": ["é"]}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request("GET", "channels"), "channels"),
        (Request("POST", "bridges/b/addChannel", {"channel": ["a", "b"]}), "channel=a%2Cb"),
        (Request("POST", "x", {"variable": "TIMEOUT(absolute)", "value": "8"}), "TIMEOUT%28"),
        (Request("POST", "x", {"priority": 1}), "x?priority=1"),
        (Request("GET", "x", {"v": "a b&c=d"}), "v=a%20b%26c%3Dd"),
        (Request("GET", "channels/a?b#c d/play"), "channels/a%3Fb%23c%20d/play"),
    ],
)
def test_what_the_asker_says_stays_inside_path_and_query(request_: Request, expected: str) -> None:
    assert expected in uri(request_)


def test_an_answer_goes_back_to_its_asker_whatever_the_order() -> None:
    protocol = Protocol()
    one, two = Request("GET", "one"), Request("GET", "two")
    protocol.ask(one, "first", 0.0)
    protocol.ask(two, "second", 0.0)
    answer = protocol.receive(response("2", 200, body='{"ping": "pong"}'))
    assert answer == Answered("second", two, 200, "OK", {"ping": "pong"})
    assert protocol.receive(response("1", 204, "No Content")) == Answered(
        "first", one, 204, "No Content"
    )
    assert protocol.pending_count == 0


@pytest.mark.parametrize(
    "body", ['{"message": "Channel not found"}', '{"error": "Channel not found"}']
)
def test_a_refusal_tells_what_asterisk_says(body: str) -> None:
    protocol = Protocol()
    protocol.ask(Request("GET", "channels/x"), None, 0.0)
    answer = protocol.receive(response("1", 404, "Not Found", body))
    assert isinstance(answer, Answered)
    assert not answer.is_good
    assert answer.reason == "Not Found: Channel not found"


def test_an_event_is_handed_on_as_it_came() -> None:
    event = {"type": "StasisStart", "channel": {"id": "c1"}}
    assert Protocol().receive(orjson.dumps(event)) == Arrived(event)


def test_a_request_without_answer_is_given_up_and_its_late_answer_ignored() -> None:
    protocol = Protocol(timeout_s=10)
    request = Request("POST", "channels/c1/answer")
    protocol.ask(request, "token", 100.0)
    assert protocol.next_deadline() == 110.0
    assert protocol.expire(109.9) == ()
    (overdue,) = protocol.expire(110.0)
    assert overdue == Answered("token", request, 0, "no answer within 10 s")
    assert protocol.next_deadline() is None
    assert protocol.receive(response("1", 204)) is None


def test_an_answered_request_no_longer_has_a_deadline() -> None:
    protocol = Protocol(timeout_s=10)
    protocol.ask(Request("GET", "a"), None, 100.0)
    protocol.ask(Request("GET", "b"), None, 101.0)
    protocol.receive(response("1", 200))
    assert protocol.next_deadline() == 111.0


def test_when_the_connection_drops_everything_fails_once_and_nothing_can_be_asked() -> None:
    protocol = Protocol()
    requests = [Request("POST", f"channels/{number}") for number in range(3)]
    for request in requests:
        protocol.ask(request, request.path, 0.0)
    failed = protocol.drop("the cable is cut")
    assert [(one.token, one.status, one.reason) for one in failed] == [
        (request.path, 0, "the cable is cut") for request in requests
    ]
    assert protocol.drop("again") == ()
    assert protocol.next_deadline() is None
    with pytest.raises(ConnectionError, match="again"):
        protocol.ask(Request("GET", "x"), None, 0.0)


@pytest.mark.parametrize(
    "frame",
    ["", "nonsense", "[]", "{}", "null", '"text"', b"\xff\xfe", '{"type": "RESTResponse"'],
)
def test_what_is_not_ari_is_refused(frame: str | bytes) -> None:
    with pytest.raises(Garbled):
        Protocol().receive(frame)


@pytest.mark.parametrize(
    "frame",
    [
        '{"type": "RESTResponse", "request_id": "1"}',
        '{"type": "RESTResponse", "request_id": "1", "status_code": "200"}',
        response("1", 200, body="not json"),
    ],
)
def test_a_damaged_answer_is_refused(frame: str) -> None:
    protocol = Protocol()
    protocol.ask(Request("GET", "x"), None, 0.0)
    with pytest.raises(Garbled):
        protocol.receive(frame)


def test_an_answer_that_nobody_asked_for_is_ignored() -> None:
    assert Protocol().receive(response("77", 200)) is None
