"""Effects into requests to the exchange: in order, without waiting.

Owns what each effect of the ivr's core means in ARI and AMI. A request that fails because a leg is
gone needs no answer here, the leg's own event tells; a phone that cannot be rung has no event and
is reported. Never decides. Edge.

While a prompt plays on a leg, a variable set through ARI waits for its end and holds up everything
behind it; leases are renewed just then, so they go through AMI, which does not wait.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from contact.identity import (
    ContactId,
    LegId,
    agent_leg_id,
    bridge_id,
    message_name,
    referral_leg_id,
)
from ivr.ari.client import Ari
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.edge.switchboard import Switchboard
from ivr.edge.translate import speech_id

log = logging.getLogger(__name__)

MUSIC = "waiting"
"""Music class for those who wait."""
RING_MARGIN_S = 5
"""The exchange gives up ringing so much later than the offer expires: a backstop, seconds."""
LEASE = "TIMEOUT(absolute)"
AGENT_GONE = "centralita-agent-gone,s,1"
"""Hang-up handler that the base dialplan keeps for agents' legs."""
CARRIER = "carrier"
"""Endpoint of those who take outgoing calls."""
CALLED_BACK = "called-back"
"""Dialplan context of citizens who were dialled and have answered."""
_GONE = frozenset({404, 409, 422})
"""ARI's answers when a leg has left: not found, not in our application, no longer to be had."""
_LEG_MISSING = 400
"""The same, from a bridge that is to take a leg which does not exist."""
_ORIGINATOR_MISSING = "originator channel was not found"
"""The same, in words, when a phone is to be rung for a citizen's leg that does not exist."""


class Performer:
    """Performs the effects of the ivr's core."""

    def __init__(
        self,
        ari: Ari,
        switchboard: Switchboard,
        submit: Callable[[Any], None],
        inquire: Callable[[do.Ask], None],
    ) -> None:
        """`submit` takes what we see; `inquire` takes a question and never waits."""
        self._inquire = inquire
        self._ari = ari
        self._switchboard = switchboard
        self._submit = submit

    def perform(self, effects: Sequence[Any]) -> None:
        """Put all of them on their way, in order."""
        for effect in effects:
            self._DO[type(effect)](self, effect)

    def _answer(self, effect: do.Answer) -> None:
        self._ari.channels.answer(effect.contact_id).send()

    def _speak(self, effect: do.Speak) -> None:
        media = [f"sound:centralita/{one.language}/{one.key}" for one in effect.prompts]
        playback = speech_id(effect.contact_id, effect.number)

        def failed(status: int, reason: str) -> None:
            log.log(_level(status), "could not speak to %s: %s", effect.contact_id, reason)
            if self._ari.is_connected:  # else the first look at the exchange says it again
                self._submit(seen.SayingEnded(effect.contact_id, effect.number))

        self._ari.channels.play(effect.contact_id, media, playback).send(failed)

    def _ask(self, effect: do.Ask) -> None:
        self._inquire(effect)

    def _stop_speaking(self, effect: do.StopSpeaking) -> None:
        self._ari.playbacks.stop(speech_id(effect.contact_id, effect.number)).send()

    def _start_music(self, effect: do.StartMusic) -> None:
        self._ari.channels.start_moh(effect.contact_id, MUSIC).send()

    def _stop_music(self, effect: do.StopMusic) -> None:
        self._ari.channels.stop_moh(effect.contact_id).send()

    def _set_language(self, effect: do.SetLanguage) -> None:
        for name in ("CENTRALITA_LANGUAGE", "CHANNEL(language)"):
            self._switchboard.set_variable(effect.contact_id, name, effect.language)

    def _ring(self, effect: do.RingPhone) -> None:
        def failed(status: int, reason: str) -> None:
            if _ORIGINATOR_MISSING in reason:  # the citizen's own event withdraws the offer
                log.info("%s left before %s rang", effect.contact_id, effect.phone)
                return
            log.warning("could not ring %s: %s %s", effect.phone, status, reason)
            if status:  # without an answer nobody knows; the next look at the exchange tells
                self._submit(seen.PhoneEnded(effect.offer_id, "unreachable"))

        self._ari.channels.originate(
            agent_leg_id(effect.offer_id),
            f"PJSIP/{effect.phone}",
            app=self._ari.app,
            **({} if effect.is_alone else {"originator": effect.contact_id}),
            callerId=_dialable(effect.caller_number),
            timeout=math.ceil(effect.ring_s) + RING_MARGIN_S,
            variables=_peer_of(effect.contact_id),
        ).send(failed)

    def _dial(self, effect: do.DialCitizen) -> None:
        """Answered, the leg runs a dialplan of its own: with us away, it leads to the fallback."""
        if not effect.number.isdecimal():
            raise ValueError(f"not a number to dial: {effect.number!r}")
        failed = self._unreached(effect.contact_id)
        self._ari.channels.originate(
            effect.contact_id,
            f"PJSIP/{effect.number}@{CARRIER}",
            context=CALLED_BACK,
            extension=effect.entry_point,
            priority=1,
            callerId=_dialable(effect.caller_number),
            timeout=math.ceil(effect.dial_s) + RING_MARGIN_S,
            variables={
                "CENTRALITA_LANGUAGE": effect.language,
                "CENTRALITA_SINCE": f"{effect.since:.3f}",
                "CENTRALITA_CALLED": effect.number,
            },
        ).send(failed)
        self._watch(do.WatchCitizen(effect.contact_id))

    def _watch(self, effect: do.WatchCitizen) -> None:
        """A leg that is not in our application reports to who asked for it."""
        leg = f"channel:{effect.contact_id}"
        failed = self._unreached(effect.contact_id)
        self._ari.applications.subscribe(self._ari.app, leg).send(failed)

    def _unreached(self, contact_id: ContactId) -> Callable[[int, str], None]:
        def failed(status: int, reason: str) -> None:
            log.info("could not dial %s: %s %s", contact_id, status, reason)
            if status:  # without an answer nobody knows; the next look at the exchange tells
                self._submit(seen.CitizenLeft(contact_id, has_hung_up=True, why="unreachable"))

        return failed

    def _start_ringback(self, effect: do.StartRingback) -> None:
        self._ari.channels.ring(agent_leg_id(effect.offer_id)).send()

    def _stop_ringback(self, effect: do.StopRingback) -> None:
        self._ari.channels.stop_ring(agent_leg_id(effect.offer_id)).send()

    def _drop_phone(self, effect: do.DropPhone) -> None:
        self._ari.channels.hangup(agent_leg_id(effect.offer_id)).send()

    def _record(self, effect: do.Record) -> None:
        def failed(status: int, reason: str) -> None:
            log.log(_level(status), "could not record %s: %s", effect.contact_id, reason)
            if self._ari.is_connected:
                self._submit(seen.RecordingEnded(effect.contact_id, 0.0, is_kept=False))

        self._ari.channels.record(
            effect.contact_id,
            message_name(effect.contact_id),
            maxDurationSeconds=math.ceil(effect.most_s),
            maxSilenceSeconds=math.ceil(effect.silence_s),
            beep=True,
            terminateOn="#",
        ).send(failed)

    def _discard_recording(self, effect: do.DiscardRecording) -> None:
        self._ari.recordings.cancel(message_name(effect.contact_id)).send()
        self._ari.recordings.delete_stored(message_name(effect.contact_id)).send()

    def _refer(self, effect: do.Refer) -> None:
        def failed(status: int, reason: str) -> None:
            if _ORIGINATOR_MISSING in reason:
                return
            log.warning("could not refer to %s: %s %s", effect.destination, status, reason)
            if status:
                ended = seen.ReferralEnded(effect.contact_id, effect.number, "unreachable")
                self._submit(ended)

        endpoint = f"{effect.destination}@{CARRIER}" if effect.destination else "emergency"
        self._ari.channels.originate(
            referral_leg_id(effect.contact_id, effect.number),
            f"PJSIP/{endpoint}",
            app=self._ari.app,
            originator=effect.contact_id,
            callerId=_dialable(effect.caller_number),
            timeout=math.ceil(effect.ring_s),
            variables=_peer_of(effect.contact_id),
        ).send(failed)

    def _drop_referral(self, effect: do.DropReferral) -> None:
        self._ari.channels.hangup(referral_leg_id(effect.contact_id, effect.number)).send()

    def _join_referral(self, effect: do.JoinReferral) -> None:
        self._bring_together(effect.contact_id, referral_leg_id(effect.contact_id, effect.number))

    def _join(self, effect: do.Join) -> None:
        phone = agent_leg_id(effect.offer_id)
        self._bring_together(effect.contact_id, phone)
        if effect.has_survey:
            self._ari.channels.set_channel_var(phone, "CENTRALITA_SURVEY", "1").send()

    def _bring_together(self, contact_id: ContactId, phone: LegId) -> None:
        """Both legs into one bridge; from now on each knows whom to end with it."""
        bridge = bridge_id(contact_id)

        def failed(status: int, reason: str) -> None:
            level = logging.INFO if status == _LEG_MISSING else _level(status)
            log.log(level, "could not join %s to %s: %s", phone, contact_id, reason)
            if status == _LEG_MISSING or status in _GONE:  # asked before any leg is let in
                self._submit(seen.BridgeEmptied(contact_id))

        self._ari.bridges.create(bridge).send()
        self._ari.bridges.add_channel(bridge, contact_id, phone).send(failed)
        self._ari.channels.set_channel_var(contact_id, "CENTRALITA_PEER", phone).send()
        self._ari.channels.set_channel_var(phone, "CENTRALITA_CONNECTED", "1").send()

    def _drop_citizen(self, effect: do.DropCitizen) -> None:
        self._ari.channels.hangup(effect.contact_id).send()

    def _drop_bridge(self, effect: do.DropBridge) -> None:
        self._ari.bridges.destroy(bridge_id(effect.contact_id)).send()

    def _renew_lease(self, effect: do.RenewLease) -> None:
        """By AMI, which does not wait for a prompt; where nothing plays any more, or AMI is away,
        by ARI: a conversation must not depend on a second connection."""
        value = f"{effect.lease_s:g}"
        if effect.lease_s and self._switchboard.is_ready:
            self._switchboard.set_variable(effect.contact_id, LEASE, value)
        else:
            self._ari.channels.set_channel_var(effect.contact_id, LEASE, value).send()

    def _return(self, effect: do.ReturnFromFallback) -> None:
        self._switchboard.return_from_fallback(effect.contact_id)

    def _mirror(self, effect: do.MirrorAgent) -> None:
        self._switchboard.mirror(effect)

    _DO: ClassVar[dict[type, Callable[..., None]]] = {
        do.Answer: _answer,
        do.Speak: _speak,
        do.Ask: _ask,
        do.StopSpeaking: _stop_speaking,
        do.StartMusic: _start_music,
        do.StopMusic: _stop_music,
        do.SetLanguage: _set_language,
        do.RingPhone: _ring,
        do.DialCitizen: _dial,
        do.WatchCitizen: _watch,
        do.StartRingback: _start_ringback,
        do.StopRingback: _stop_ringback,
        do.DropPhone: _drop_phone,
        do.Join: _join,
        do.Refer: _refer,
        do.Record: _record,
        do.DiscardRecording: _discard_recording,
        do.DropReferral: _drop_referral,
        do.JoinReferral: _join_referral,
        do.DropCitizen: _drop_citizen,
        do.DropBridge: _drop_bridge,
        do.RenewLease: _renew_lease,
        do.ReturnFromFallback: _return,
        do.MirrorAgent: _mirror,
    }


def _peer_of(contact_id: ContactId) -> dict[str, str]:
    """Variables of a leg that ends with the citizen's, whether we live or not."""
    return {"CHANNEL(hangup_handler_push)": AGENT_GONE, "CENTRALITA_PEER": contact_id}


def _dialable(number: str) -> str:
    """A caller number that can be shown on a phone; anything else stays in our own records."""
    return number if re.fullmatch(r"\+?[0-9]{1,20}", number) else ""


def _level(status: int) -> int:
    """How loud a refused request is: people hang up at any instant, which is nobody's fault."""
    return logging.INFO if status in _GONE else logging.WARNING
