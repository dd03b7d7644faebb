"""Referrals: a department's leg from alerting to hang-up, and what becomes of the contact.

Theory. The citizen's leg stays ours while the department's phone alerts: the lease is renewed, and
if we die the exchange moves the contact to the fallback queue. Only when somebody there answers do
both legs meet in the contact's bridge, without a lease, as in a conversation with an agent. Who
hangs up first ends the contact. Nobody there: the node's script decides. Never acts. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import referral_leg_id
from contact.journey import State
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.lease import NONE_S
from ivr.core.stage import Stage


def offer(
    contact: ContactState, target: str, destination: str, ring_s: float, draft: Draft
) -> None:
    """Let a department's phone alert. `destination` is as in `ivr.core.effect.Refer`."""
    number = contact.referral_count + 1
    draft.happened(e.ReferralOffered(contact.contact_id, target, number))
    caller = contact.caller_number
    draft.do(do.Refer(contact.contact_id, number, destination, caller, ring_s))


class Referrals:
    """Decides about departments' legs."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def answered(self, contact: ContactState, number: int, draft: Draft) -> None:
        """Connect, unless the contact or the referral is over."""
        if contact.referral != number or not self._is_open(contact):
            draft.do(do.DropReferral(contact.contact_id, number))
        elif contact.state is State.IN_MENU:
            draft.happened(e.ReferralConnected(contact.contact_id, contact.referred_to, number))
            self._stage.fall_silent(contact, draft)
            self._join(contact, draft)

    def ended(self, contact: ContactState, number: int, why: str, draft: Draft) -> None:
        """The department's leg is gone: the contact ends, or its node goes on."""
        if contact.referral != number:
            return
        if contact.state is State.REFERRED:
            draft.do(do.DropCitizen(contact.contact_id))
            ending = Ending(Who.NETWORK, Reason.REFERRED)
            draft.happened(e.ContactEnded(contact.contact_id, ending))
        elif self._is_open(contact):
            target, reason = contact.referred_to, why or "rejected"
            draft.happened(e.ReferralReturned(contact.contact_id, target, number, reason))
            self._stage.fall_silent(contact, draft)
            self._stage.script(contact).unanswered(contact, self._stage.node(contact), draft)
            self._stage.play_keys(contact, draft)

    def take_up(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        """Go on with a referral that outlived our absence; what was decided may not be done."""
        number = contact.referral
        is_up = look.referrals.get(referral_leg_id(contact.contact_id, number))
        if is_up is None:
            self.ended(contact, number, "unreachable", draft)
        elif contact.state is State.REFERRED:
            if contact.contact_id in look.talking:
                draft.do(do.RenewLease(contact.contact_id, NONE_S))
            else:
                self._join(contact, draft)
        elif is_up:
            self.answered(contact, number, draft)
        else:
            draft.do(do.StartMusic(contact.contact_id))

    @staticmethod
    def _is_open(contact: ContactState) -> bool:
        return contact.state in (State.IN_MENU, State.REFERRED)

    @staticmethod
    def _join(contact: ContactState, draft: Draft) -> None:
        draft.do(
            do.JoinReferral(contact.contact_id, contact.referral),
            do.RenewLease(contact.contact_id, NONE_S),
        )
