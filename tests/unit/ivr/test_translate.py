"""ARI's events in our words."""

from __future__ import annotations

from typing import Any

import pytest

from contact.identity import ContactId, OfferId
from ivr.core import observation as seen
from ivr.edge.translate import clean, speech_id, translate, unheard

C, OFFER = ContactId("centralita-1.1"), OfferId("centralita-1.1.offer-2")
REFERRAL = "centralita-1.1.referral-3"


def channel(name: str, **given: Any) -> dict[str, Any]:
    return {"id": name, "state": "Up", "caller": {"number": "600", "name": "Eva"}, **given}


def test_a_citizen_arrives_with_entry_point_and_cleaned_caller() -> None:
    caller = {"number": "600\r\nX: 1", "name": "A\u202eb" + "c" * 6000}
    event = {"type": "StasisStart", "args": ["012"], "channel": channel(C, caller=caller)}
    arrived = translate(event)
    assert arrived.entry_point == "012" and not arrived.is_back
    assert arrived.caller_number == "600X: 1"
    assert arrived.caller_name.startswith("Abc") and len(arrived.caller_name) <= 60


def test_one_who_returns_from_the_fallback_is_marked() -> None:
    assert translate(
        {"type": "StasisStart", "args": ["012", "back"], "channel": channel(C)}
    ).is_back


@pytest.mark.parametrize(
    ("event", "meaning"),
    [
        ({"type": "StasisStart", "args": [], "channel": channel(OFFER)}, seen.PhoneAnswered(OFFER)),
        ({"type": "StasisEnd", "channel": channel(OFFER)}, seen.PhoneEnded(OFFER)),
        ({"type": "StasisEnd", "channel": channel(C)}, seen.CitizenLeft(C, False)),
        (
            {"type": "StasisStart", "args": [], "channel": channel(REFERRAL)},
            seen.ReferralAnswered(C, 3),
        ),
        ({"type": "StasisEnd", "channel": channel(REFERRAL)}, seen.ReferralEnded(C, 3)),
        (
            {"type": "ChannelDestroyed", "cause": 17, "channel": channel(REFERRAL)},
            seen.ReferralEnded(C, 3, "busy"),
        ),
        ({"type": "ChannelHangupRequest", "channel": channel(C)}, seen.CitizenLeft(C, True)),
        (
            {"type": "ChannelDestroyed", "cause": 17, "channel": channel(OFFER)},
            seen.PhoneEnded(OFFER, "busy"),
        ),
        (
            {"type": "ChannelDestroyed", "cause": 19, "channel": channel(OFFER, state="Down")},
            seen.PhoneEnded(OFFER, "unreachable"),
        ),
        (
            {"type": "ChannelDestroyed", "cause": 19, "channel": channel(OFFER, state="Ringing")},
            seen.PhoneEnded(OFFER, "no answer"),
        ),
        (
            {"type": "ChannelStateChange", "channel": channel(OFFER, state="Ringing")},
            seen.PhoneRang(OFFER),
        ),
        (
            {
                "type": "ChannelLeftBridge",
                "bridge": {"id": f"{C}.talk", "channels": []},
                "channel": channel(OFFER),
            },
            seen.BridgeEmptied(C),
        ),
        (
            {
                "type": "ChannelLeftBridge",
                "bridge": {"id": f"{C}.talk", "channels": [OFFER]},
                "channel": channel(C),
            },
            None,
        ),
        (
            {
                "type": "ChannelLeftBridge",
                "bridge": {"id": "somebody's", "channels": []},
                "channel": channel("x"),
            },
            None,
        ),
        ({"type": "ChannelStateChange", "channel": channel(OFFER)}, None),
        ({"type": "ChannelStateChange", "channel": channel(C, state="Ringing")}, None),
        (
            {"type": "ChannelDtmfReceived", "digit": "4", "channel": channel(C)},
            seen.KeyPressed(C, "4"),
        ),
        (
            {"type": "PlaybackFinished", "playback": {"id": speech_id(C, 7)}},
            seen.SayingEnded(C, 7),
        ),
        ({"type": "PlaybackFinished", "playback": {"id": "a stranger's"}}, None),
        ({"type": "ChannelVarset", "channel": channel(C)}, None),
    ],
)
def test_every_event_means_what_happened(event: dict[str, Any], meaning: Any) -> None:
    assert translate(event) == meaning


def test_a_prompt_that_could_not_be_played_is_named() -> None:
    playback = {"id": speech_id(C, 7), "media_uri": "sound:centralita/es/hold"}
    failed = {"type": "PlaybackFinished", "playback": {**playback, "state": "failed"}}
    assert unheard(failed) == "sound:centralita/es/hold"
    assert not unheard({"type": "PlaybackFinished", "playback": {**playback, "state": "done"}})
    assert not unheard({"type": "StasisEnd"})


def test_cleaning_drops_what_could_break_logs_and_screens() -> None:
    assert clean("\x00a\u200fb\u2028c\ud800 ", 10) == "abc"
