"""A look at the exchange: what of ours exists there now.

Owns the reading of ARI's lists. Never decides what to do about a difference. Edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contact.identity import (
    ContactId,
    LegId,
    contact_of_bridge,
    offer_of_leg,
    origin_of_callback,
    referral_of_leg,
)
from ivr.ari.client import Ari
from ivr.core import observation as seen
from ivr.edge.translate import NAME_LIMIT, NUMBER_LIMIT, clean

CITIZENS_CONTEXTS = frozenset(
    {"from-trunk", "any-number", "reception", "back", "called-back", "fallback", "survey"}
)
"""Dialplan contexts in which only citizens' legs are."""


async def look_at(ari: Ari, *, is_first: bool) -> seen.ExchangeSeen:
    """What exists. Raises AriError when the exchange does not answer."""
    exchange = await ari.asterisk.get_info()
    channels = await ari.channels.list()
    bridges = await ari.bridges.list()
    return seen.ExchangeSeen(
        started_at=datetime.fromisoformat(exchange["status"]["startup_time"]).timestamp(),
        citizens={
            ContactId(one["id"]): _citizen(one, ari.app) for one in channels if _is_citizen(one)
        },
        phones={
            offer: one["state"] == "Up" for one in channels if (offer := offer_of_leg(one["id"]))
        },
        referrals={
            LegId(one["id"]): one["state"] == "Up" for one in channels if referral_of_leg(one["id"])
        },
        bridges=frozenset(
            contact for one in bridges if (contact := contact_of_bridge(one["id"])) is not None
        ),
        occupied=frozenset(
            contact
            for one in bridges
            if one["channels"] and (contact := contact_of_bridge(one["id"])) is not None
        ),
        talking=frozenset(
            contact
            for one in bridges
            if len(one["channels"]) > 1 and (contact := contact_of_bridge(one["id"])) is not None
        ),
        dialled=frozenset(ContactId(one["id"]) for one in channels if _is_dialled(one)),
        is_first=is_first,
    )


def _is_citizen(channel: Mapping[str, Any]) -> bool:
    return (
        offer_of_leg(channel["id"]) is None
        and referral_of_leg(channel["id"]) is None
        and channel["dialplan"]["context"] in CITIZENS_CONTEXTS
        and not _is_dialled(channel)
    )


def _is_dialled(channel: Mapping[str, Any]) -> bool:
    """A citizen who is being rung back and has not answered."""
    leg = ContactId(channel["id"])
    is_callback = offer_of_leg(leg) is None and origin_of_callback(leg) is not None
    return is_callback and channel["state"] != "Up"


def _citizen(channel: Mapping[str, Any], app: str) -> seen.SeenCitizen:
    place, caller = channel["dialplan"], channel["caller"]
    is_ours = place.get("app_name") == "Stasis"
    words = place.get("app_data", "").split(",")
    return seen.SeenCitizen(
        entry_point=words[1] if is_ours and len(words) > 1 and words[0] == app else "",
        caller_number=clean(caller["number"], NUMBER_LIMIT),
        caller_name=clean(caller["name"], NAME_LIMIT),
        is_ours=is_ours,
        arrived_at=datetime.fromisoformat(channel["creationtime"]).timestamp(),
        is_up=channel["state"] == "Up",
    )
