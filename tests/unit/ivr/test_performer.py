"""The performer, when the exchange refuses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from contact.identity import ContactId, offer_id
from contact.plan import Prompt
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.edge.performer import Performer

C = ContactId("exchange-1")
SPEAK = do.Speak(C, 7, (Prompt("welcome", "es"),))


class RefusingRequest:
    """A request to which the exchange says no."""

    def __init__(self, status: int, reason: str) -> None:
        self._answer = (status, reason)

    def send(self, failed: Callable[[int, str], None]) -> None:
        failed(*self._answer)


class GrantedRequest:
    """A request to which nothing is said."""

    def send(self) -> None:
        """It is on its way."""


class RefusingExchange:
    """An ARI twin that refuses playbacks, joins and calls with the same answer."""

    is_connected = True

    def __init__(self, status: int, reason: str) -> None:
        self.app = "centralita"
        self.channels = self.bridges = self
        self._answer = (status, reason)

    def add_channel(self, *_: object) -> RefusingRequest:
        return RefusingRequest(*self._answer)

    def originate(self, *_: object, **__: object) -> RefusingRequest:
        return RefusingRequest(*self._answer)

    def create(self, *_: object) -> GrantedRequest:
        return GrantedRequest()

    def set_channel_var(self, *_: object) -> GrantedRequest:
        return GrantedRequest()

    def play(self, *_: object) -> RefusingRequest:
        return RefusingRequest(*self._answer)


class NoSwitchboard:
    """Never connected."""

    is_ready = False


@pytest.mark.parametrize(
    ("status", "level"), [(404, logging.INFO), (409, logging.INFO), (500, logging.WARNING)]
)
def test_a_leg_that_left_is_no_reason_to_warn_but_a_failing_exchange_is(
    status: int, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    submitted: list[Any] = []
    exchange: Any = RefusingExchange(status, "Channel not found")
    switchboard: Any = NoSwitchboard()
    with caplog.at_level(logging.INFO):
        Performer(exchange, switchboard, submitted.append, _unused).perform([SPEAK])
    assert [record.levelno for record in caplog.records] == [level]
    assert submitted == [seen.SayingEnded(C, 7)]


def test_words_that_a_lost_connection_swallowed_are_not_taken_for_said() -> None:
    """A last word would end the contact unheard; the first look after the connect says it again."""
    submitted: list[Any] = []
    exchange: Any = RefusingExchange(0, "not connected")
    exchange.is_connected = False
    switchboard: Any = NoSwitchboard()
    Performer(exchange, switchboard, submitted.append, _unused).perform([SPEAK])
    assert submitted == []


@pytest.mark.parametrize(
    ("status", "level", "reported"),
    [
        (400, logging.INFO, [seen.BridgeEmptied(C)]),
        (422, logging.INFO, [seen.BridgeEmptied(C)]),
        (500, logging.WARNING, []),
    ],
)
def test_joining_somebody_who_left_in_that_instant_is_no_reason_to_warn_and_empties_the_bridge(
    status: int, level: int, reported: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    submitted: list[Any] = []
    exchange: Any = RefusingExchange(status, "Channel not found")
    switchboard: Any = NoSwitchboard()
    with caplog.at_level(logging.INFO):
        performer = Performer(exchange, switchboard, submitted.append, _unused)
        performer.perform([do.Join(C, offer_id(C, 1))])
    assert [record.levelno for record in caplog.records] == [level]
    assert submitted == reported


@pytest.mark.parametrize(
    ("status", "reason", "reported"),
    [
        (400, "Bad Request: Provided originator channel was not found", []),
        (500, "Allocation failed", [seen.ReferralEnded(C, 1, "unreachable")]),
        (0, "not connected", []),
    ],
)
def test_a_department_that_cannot_be_rung_is_reported_unless_the_citizen_left_or_nobody_knows(
    status: int, reason: str, reported: list[Any]
) -> None:
    submitted: list[Any] = []
    exchange: Any = RefusingExchange(status, reason)
    switchboard: Any = NoSwitchboard()
    performer = Performer(exchange, switchboard, submitted.append, _unused)
    performer.perform([do.Refer(C, 1, "918000000", "600111222", 20.0)])
    assert submitted == reported


@pytest.mark.parametrize(
    ("status", "reason", "reported"),
    [
        (400, "Bad Request: Provided originator channel was not found", []),
        (500, "Allocation failed", [seen.PhoneEnded(offer_id(C, 1), "unreachable")]),
    ],
)
def test_an_agent_is_not_blamed_for_a_citizen_who_left_before_the_phone_rang(
    status: int, reason: str, reported: list[Any]
) -> None:
    submitted: list[Any] = []
    exchange: Any = RefusingExchange(status, reason)
    switchboard: Any = NoSwitchboard()
    ring = do.RingPhone(offer_id(C, 1), C, "desk-ana", "600111222", 15.0)
    Performer(exchange, switchboard, submitted.append, _unused).perform([ring])
    assert submitted == reported


def _unused(message: object) -> None:
    raise AssertionError(f"nothing was to be reported, but: {message}")
