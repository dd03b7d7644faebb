"""Reconciling what we believe with what exists in the exchange.

Theory. After a connect, events may have been missed; at other times a listing and the events cross
each other, so that a single difference proves nothing. Therefore a first look acts on every
difference and a later look only on one that was there the time before as well (F11, I12). What we
believe and does not exist has ended; what exists and we do not know is adopted when it is a
citizen and removed when it is not. Endings of those who wait come before endings of those who talk,
so that no agent is offered a contact that is about to be found gone. Never acts. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId, contact_of_offer, referral_of_leg
from contact.journey import State
from contact.plan import Voicemail
from ivr.core import effect as do
from ivr.core import fallback
from ivr.core import observation as seen
from ivr.core.contact_state import ContactState
from ivr.core.conversation import Conversation, ending_of_hang_up
from ivr.core.dialogue import Dialogue
from ivr.core.draft import Draft
from ivr.core.lease import NONE_S
from ivr.core.referral import Referrals
from ivr.core.script import voicemail

_TALKING = (State.CONNECTED, State.REFERRED)

LOOKS_BEFORE_ACTING = 2
"""How many looks in a row must show a difference, except after a connect."""


class Reconcile:
    """Compares and decides."""

    def __init__(
        self, dialogue: Dialogue, conversation: Conversation, referrals: Referrals
    ) -> None:
        self._dialogue = dialogue
        self._referrals = referrals
        self._conversation = conversation
        self._forsaken: frozenset[ContactId] = frozenset()
        """Bridges that the look before found without legs and without a conversation."""

    def look(
        self, contacts: Mapping[ContactId, ContactState], look: seen.ExchangeSeen, draft: Draft
    ) -> None:
        """Act on the differences between these live contacts and the exchange."""
        there = [one for one in contacts.values() if one.has_leg]
        known = sorted(there, key=lambda one: (not one.is_waiting, one.since))
        gone = [one for one in known if _is_gone(one, look)]
        for contact in gone:
            self._close(contact, look.started_at, draft)
        if look.is_first:
            for contact in sorted(known, key=lambda one: (one.since, one.contact_id)):
                if contact.contact_id in look.citizens:
                    self._take_up(contact, look, draft)
            self._remove_phones(contacts, look, draft)
        self._remove_bridges(contacts, look, draft)

    def _close(self, contact: ContactState, exchange_started_at: float, draft: Draft) -> None:
        if contact.since < exchange_started_at:
            ending = Ending(Who.SYSTEM, Reason.CUT_BY_PLATFORM)
        elif contact.state is State.IN_FALLBACK and contact.agent_id is not None:
            ending = Ending(Who.CITIZEN, Reason.SERVED_BY_FALLBACK)
            draft.happened(e.AgentDeviceChanged(contact.agent_id, reachable=True))
        else:
            self._keep_message(contact, draft)
            ending = ending_of_hang_up(contact)
        self._conversation.end(contact, ending, draft)

    def _keep_message(self, contact: ContactState, draft: Draft) -> None:
        """Who hung up while speaking, and we did not hear of it, has left a message all the same.

        When that was nobody knows: it counts until now, but never longer than allowed.
        """
        node = self._dialogue.stage.node(contact)
        if contact.state is State.IN_MENU and isinstance(node, Voicemail):
            voicemail.keep(contact, draft, node.most_s)

    def _take_up(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        """Go on with a contact that outlived our absence."""
        is_ours = look.citizens[contact.contact_id].is_ours
        if not is_ours:
            fallback.entered(contact, draft)
        elif contact.state is State.OFFERED:
            self._take_up_offer(contact, look, draft)
        elif contact.state is State.CONNECTED:
            self._take_up_conversation(contact, look, draft)
        elif contact.state is State.QUEUED:
            self._dialogue.wait_on(contact, draft)
        elif contact.referral:
            self._referrals.take_up(contact, look, draft)
        else:
            self._take_up_dialogue(contact, look, draft)

    def _take_up_dialogue(
        self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft
    ) -> None:
        if contact.state is State.IN_FALLBACK:
            draft.happened(e.ContactTakenBack(contact.contact_id))
        self._silence(contact, look, draft)
        if contact.queue and not contact.has_left_queue:
            self._dialogue.queue_again(contact, draft)
        else:
            self._dialogue.resume(contact, draft)

    @staticmethod
    def _silence(contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        """What a run that is gone began to say ends; a leg that is off the hook stays so.

        Answering a leg waits for what is being played on it, and everything else behind that.
        """
        if contact.last_speaking:
            draft.do(do.StopSpeaking(contact.contact_id, contact.last_speaking))
        if not look.citizens[contact.contact_id].is_up:
            draft.do(do.Answer(contact.contact_id))

    def _take_up_conversation(
        self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft
    ) -> None:
        """What was decided may not have been done: they talk, and no lease may cut them."""
        if contact.offer_id not in look.phones:
            self._conversation.end(contact, Ending(Who.AGENT, Reason.SERVED), draft)
            draft.do(do.DropCitizen(contact.contact_id))  # also where a survey would have followed
            return
        if contact.contact_id not in look.talking:
            self._conversation.join_again(contact, draft)
        draft.do(do.RenewLease(contact.contact_id, NONE_S))

    def _take_up_offer(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        """Phones that went silent are out of it; of those that were answered the first wins."""
        for offer_id, agent_id in tuple(contact.phones.items()):
            if offer_id not in look.phones:
                draft.happened(e.OfferWithdrawn(offer_id, contact.contact_id, agent_id))
        answered = [offer_id for offer_id in contact.phones if look.phones[offer_id]]
        if answered:
            self._conversation.phone_answered(contact, answered[0], draft)
        else:
            self._dialogue.wait_on(contact, draft)

    @staticmethod
    def _remove_phones(
        contacts: Mapping[ContactId, ContactState], look: seen.ExchangeSeen, draft: Draft
    ) -> None:
        """Legs of agents and departments whose contact, offer or referral is over."""
        for offer_id in look.phones:
            owner = contacts.get(contact_of_offer(offer_id))
            if owner is None or offer_id not in owner.phones:
                draft.do(do.DropPhone(offer_id))
        for contact_id, number in filter(None, map(referral_of_leg, look.referrals)):
            owner = contacts.get(contact_id)
            if owner is None or owner.referral != number:
                draft.do(do.DropReferral(contact_id, number))

    def _remove_bridges(
        self, contacts: Mapping[ContactId, ContactState], look: seen.ExchangeSeen, draft: Draft
    ) -> None:
        """Bridges that nobody is in and nobody needs; the others are told of when they empty."""
        connected = {one.contact_id for one in contacts.values() if one.state in _TALKING}
        before, self._forsaken = self._forsaken, look.bridges - look.occupied - connected
        for contact_id in sorted(self._forsaken if look.is_first else self._forsaken & before):
            draft.do(do.DropBridge(contact_id))


def _is_gone(contact: ContactState, look: seen.ExchangeSeen) -> bool:
    if contact.contact_id in look.citizens:
        contact.missing_count = 0
        return False
    contact.missing_count += 1
    if contact.missing_count >= LOOKS_BEFORE_ACTING:
        return True
    return look.is_first and not _is_told_by_log(contact, look)


def _is_told_by_log(contact: ContactState, look: seen.ExchangeSeen) -> bool:
    """Served in the fallback queue: its log, which was read before this look, will tell who left.

    An exchange that started anew tells nothing more about an older contact.
    """
    was_served = contact.state is State.IN_FALLBACK and contact.agent_id is not None
    return was_served and contact.since >= look.started_at
