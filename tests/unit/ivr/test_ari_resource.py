"""The requests behind the methods that users of ari-py know."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.ari.event import UNUSED, USED
from ivr.ari.protocol import Request, uri
from ivr.ari.resource import (
    Applications,
    Asterisk,
    Bridges,
    Call,
    Channels,
    OnFailure,
    Playbacks,
)


class Ledger:
    """A line that writes down what is asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.posted: list[tuple[Request, OnFailure | None]] = []

    async def ask(self, request: Request) -> Any:
        self.asked.append(request)
        return {"asked": str(request)}

    def post(self, request: Request, on_failure: OnFailure | None) -> None:
        self.posted.append((request, on_failure))


LINE = Ledger()
CHANNELS, BRIDGES = Channels(LINE), Bridges(LINE)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (CHANNELS.list(), "GET channels"),
        (CHANNELS.get("c"), "GET channels/c"),
        (CHANNELS.answer("c"), "POST channels/c/answer"),
        (CHANNELS.ring("c"), "POST channels/c/ring"),
        (CHANNELS.hangup("c"), "DELETE channels/c"),
        (CHANNELS.hangup("c", "17"), "DELETE channels/c?reason_code=17"),
        (CHANNELS.play("c", ["sound:a", "sound:b"], "p", "es"),
         "POST channels/c/play/p?media=sound%3Aa%2Csound%3Ab&lang=es"),
        (CHANNELS.play("c", ["sound:a"]), "POST channels/c/play?media=sound%3Aa"),
        (CHANNELS.start_moh("c"), "POST channels/c/moh"),
        (CHANNELS.start_moh("c", "waiting"), "POST channels/c/moh?mohClass=waiting"),
        (CHANNELS.stop_moh("c"), "DELETE channels/c/moh"),
        (CHANNELS.get_channel_var("c", "V"), "GET channels/c/variable?variable=V"),
        (CHANNELS.set_channel_var("c", "V", "1"), "POST channels/c/variable?variable=V&value=1"),
        (CHANNELS.continue_in_dialplan("c", "fallback", "start"),
         "POST channels/c/continue?context=fallback&extension=start&priority=1"),
        (BRIDGES.list(), "GET bridges"),
        (BRIDGES.get("b"), "GET bridges/b"),
        (BRIDGES.create("b"), "POST bridges/b?type=mixing"),
        (BRIDGES.add_channel("b", "c", "d"), "POST bridges/b/addChannel?channel=c%2Cd"),
        (BRIDGES.remove_channel("b", "c"), "POST bridges/b/removeChannel?channel=c"),
        (BRIDGES.destroy("b"), "DELETE bridges/b"),
        (Playbacks(LINE).get("p"), "GET playbacks/p"),
        (Playbacks(LINE).stop("p"), "DELETE playbacks/p"),
        (Applications(LINE).list(), "GET applications"),
        (Applications(LINE).get("a"), "GET applications/a"),
        (Applications(LINE).subscribe("a", "channel:c"),
         "POST applications/a/subscription?eventSource=channel%3Ac"),
        (Asterisk(LINE).ping(), "GET asterisk/ping"),
        (Asterisk(LINE).get_info(), "GET asterisk/info"),
        (Asterisk(LINE).list_modules(), "GET asterisk/modules"),
        (Asterisk(LINE).get_global_var("V"), "GET asterisk/variable?variable=V"),
        (Asterisk(LINE).set_global_var("V", "1"), "POST asterisk/variable?variable=V&value=1"),
    ],
)  # fmt: skip
def test_a_method_makes_the_request_that_asterisk_documents(call: Call, expected: str) -> None:
    assert f"{call.request.method} {uri(call.request)}" == expected


def test_an_originated_leg_has_our_id_and_its_variables_travel_in_the_body() -> None:
    call = CHANNELS.originate(
        "leg", "PJSIP/desk-ane", ("agent", "c1"), app="centralita", timeout=20,
        variables={"CENTRALITA_PEER": "c1"},
    )  # fmt: skip
    assert str(call.request) == "POST channels/leg"
    assert call.request.body == {
        "endpoint": "PJSIP/desk-ane",
        "appArgs": "agent,c1",
        "app": "centralita",
        "timeout": 20,
        "variables": {"CENTRALITA_PEER": "c1"},
    }


def test_the_event_filter_names_types() -> None:
    call = Applications(LINE).filter("a", ["Dial"])
    assert str(call.request) == "PUT applications/a/eventFilter"
    assert call.request.body == {"disallowed": [{"type": "Dial"}]}


async def test_a_call_does_nothing_until_it_is_awaited_or_sent() -> None:
    line = Ledger()
    call = Channels(line).answer("c")
    assert not line.asked
    assert not line.posted
    assert await call == {"asked": "POST channels/c/answer"}
    call.send()
    call.send(print)
    assert line.asked == [call.request]
    assert line.posted == [(call.request, None), (call.request, print)]


def test_no_event_is_both_used_and_unused() -> None:
    assert not USED & UNUSED
