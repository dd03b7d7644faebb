"""ARI events into observations, in the order in which they come.

Owns the meaning of ARI's event types for us, and the cleaning of what the outside put into them.
Never decides. Edge, but pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from contact.identity import (
    ContactId,
    contact_of_bridge,
    contact_of_message,
    offer_of_leg,
    origin_of_callback,
    referral_of_leg,
)
from ivr.core import observation as seen

Observation = Any
NAME_LIMIT = 60
"""Longest caller's name that is kept, characters."""
NUMBER_LIMIT = 32
SPEECH_MARK = ".say-"

_WHY_BY_CAUSE = {
    1: "unreachable",
    3: "unreachable",
    17: "busy",
    18: "unreachable",
    20: "unreachable",
    21: "rejected",
    27: "unreachable",
}
"""ITU-T Q.850 causes that tell more than that the phone is not to be had."""
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
NO_ANSWER = 19
"""ITU-T Q.850: alerted, nobody answered; Asterisk uses it also when nothing came back at all."""


def speech_id(contact_id: ContactId, number: int) -> str:
    """The playback's id in the exchange."""
    return f"{contact_id}{SPEECH_MARK}{number}"


def clean(text: str, limit: int) -> str:
    """Text from outside without control and direction characters, cut to `limit` characters."""
    kept = (char for char in text if unicodedata.category(char) not in _UNPRINTABLE)
    return "".join(kept)[:limit].strip()


def translate(event: Mapping[str, Any]) -> Observation | None:
    """The observation of one ARI event, or None when it means nothing to us."""
    meaning = _MEANINGS.get(event["type"])
    return meaning(event) if meaning is not None else None


def unheard(event: Mapping[str, Any]) -> str:
    """What was not played, because its file is not there or its leg has ended; else empty."""
    playback = event.get("playback", {})
    return str(playback["media_uri"]) if playback.get("state") == "failed" else ""


def _start(event: Mapping[str, Any]) -> Observation | None:
    channel, args = event["channel"], event["args"]
    if offer := offer_of_leg(channel["id"]):
        return seen.PhoneAnswered(offer)
    if args[1:] == ["called back"]:
        return seen.CitizenReached(ContactId(channel["id"]))
    if referral := referral_of_leg(channel["id"]):
        return seen.ReferralAnswered(*referral)
    caller = channel["caller"]
    return seen.CitizenArrived(
        ContactId(channel["id"]),
        args[0] if args else "",
        clean(caller["number"], NUMBER_LIMIT),
        clean(caller["name"], NAME_LIMIT),
        is_back=args[1:] == ["back"],
        is_survey=args[1:] == ["survey"],
    )


def _end(event: Mapping[str, Any]) -> Observation:
    """Out of our application: a hang-up was reported before, so what is left is the exchange."""
    leg = event["channel"]["id"]
    if offer := offer_of_leg(leg):
        return seen.PhoneEnded(offer)
    if referral := referral_of_leg(leg):
        return seen.ReferralEnded(*referral)
    return seen.CitizenLeft(ContactId(leg), has_hung_up=False)


def _hang_up(event: Mapping[str, Any]) -> Observation:
    leg = event["channel"]["id"]
    if offer := offer_of_leg(leg):
        return seen.PhoneEnded(offer, _why(event))
    if referral := referral_of_leg(leg):
        return seen.ReferralEnded(*referral, _why(event))
    why = _why(event) if origin_of_callback(ContactId(leg)) else ""
    return seen.CitizenLeft(ContactId(leg), has_hung_up=True, why=why)


def _why(event: Mapping[str, Any]) -> str:
    """Why a leg that was dialled ended; a phone that never rang was not there to answer."""
    cause = event.get("cause", 0)
    if cause == NO_ANSWER:
        return "unreachable" if event["channel"]["state"] == "Down" else "no answer"
    return _WHY_BY_CAUSE.get(cause, "")


def _state(event: Mapping[str, Any]) -> Observation | None:
    channel = event["channel"]
    offer = offer_of_leg(channel["id"])
    return seen.PhoneRang(offer) if offer and channel["state"] == "Ringing" else None


def _key(event: Mapping[str, Any]) -> Observation:
    return seen.KeyPressed(ContactId(event["channel"]["id"]), event["digit"])


def _said(event: Mapping[str, Any]) -> Observation | None:
    contact_id, mark, number = event["playback"]["id"].rpartition(SPEECH_MARK)
    return seen.SayingEnded(ContactId(contact_id), int(number)) if mark else None


def _recorded(event: Mapping[str, Any]) -> Observation | None:
    recording = event["recording"]
    contact_id = contact_of_message(recording["name"])
    if contact_id is None or recording["state"] == "canceled":
        return None
    is_kept = event["type"] == "RecordingFinished"
    return seen.RecordingEnded(contact_id, float(recording.get("duration", 0)), is_kept)


def _left_bridge(event: Mapping[str, Any]) -> Observation | None:
    bridge = event["bridge"]
    contact_id = contact_of_bridge(bridge["id"])
    return seen.BridgeEmptied(contact_id) if contact_id and not bridge["channels"] else None


_MEANINGS: dict[str, Callable[[Mapping[str, Any]], Observation | None]] = {
    "StasisStart": _start,
    "StasisEnd": _end,
    "ChannelHangupRequest": _hang_up,
    "ChannelLeftBridge": _left_bridge,
    "RecordingFinished": _recorded,
    "RecordingFailed": _recorded,
    "ChannelDestroyed": _hang_up,
    "ChannelStateChange": _state,
    "ChannelDtmfReceived": _key,
    "PlaybackFinished": _said,
}
