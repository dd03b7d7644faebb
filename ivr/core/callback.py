"""Ringing a citizen back: two phones one after the other, and what becomes of each outcome.

Theory. A callback has no leg of the citizen until the citizen has answered; the queue's terms say
whose phone rings first. Each dialling is written down before it begins and again when its outcome
is known, so that after a death of the application the exchange's legs tell the rest: one that rings
goes on, one that was answered is reached, one that is missing has failed, and nothing is dialled
twice for one offer. From the answer on the citizen waits or talks like every other, with a lease.
An agent whose citizen cannot be reached is free at once. Never acts. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from contact import event as e
from contact.callback import DEFAULT_TERMS, HERE, Dial, Failure, Terms
from contact.identity import OfferId, origin_of_callback
from contact.journey import State
from contact.number import may_dial
from contact.plan import CentrePlan, Prompt
from contact.promise import Promises
from ivr.core import effect as do
from ivr.core import fallback
from ivr.core import observation as seen
from ivr.core.contact_state import ContactState
from ivr.core.conversation import Conversation, drop_phones
from ivr.core.dialogue import Dialogue
from ivr.core.draft import Draft
from ivr.core.reconcile import LOOKS_BEFORE_ACTING

_FAILURES = {
    "busy": Failure.BUSY,
    "rejected": Failure.BUSY,
    "unreachable": Failure.UNREACHABLE,
}


Over = e.OfferExpired | e.OfferWithdrawn | e.CallbackFailed | e.ContactEnded


class Callbacks:
    """Decides about callbacks whose citizen is not on the line yet."""

    def __init__(
        self,
        plan: CentrePlan,
        dialogue: Dialogue,
        conversation: Conversation,
        promises: Promises,
    ) -> None:
        self._plan = plan
        self._dialogue = dialogue
        self._conversation = conversation
        self._promises = promises

    # ------------------------------------------------------------ step by step

    def offered(self, contact: ContactState, offer: e.OfferMade, draft: Draft) -> None:
        """An agent is reserved: the first phone rings."""
        if self._is_agent_first(contact):
            self._conversation.ring(contact, offer, draft)
        else:
            self._dial(contact, offer.offer_id, draft)

    def phone_answered(self, contact: ContactState, offer_id: OfferId, draft: Draft) -> None:
        """The agent is there, so the citizen is dialled."""
        if offer_id not in contact.phones:
            draft.do(do.DropPhone(offer_id))
        elif contact.dialling is None:
            draft.do(do.StartRingback(offer_id))
            self._dial(contact, offer_id, draft)

    def phone_ended(self, contact: ContactState, offer_id: OfferId, why: str, draft: Draft) -> None:
        """The agent hung up, or could not be rung: nobody is left for the citizen."""
        agent_id = contact.phones.get(offer_id)
        if agent_id is None or contact.state is not State.OFFERED:
            return
        if contact.dialling is not None:
            draft.do(do.DropCitizen(contact.contact_id))
        draft.happened(e.OfferDeclined(offer_id, contact.contact_id, agent_id, why or "rejected"))

    def reached(self, contact: ContactState, draft: Draft) -> None:
        """The citizen has answered: talks with the agent who is there, or waits for the agent."""
        offer_id = contact.dialling
        if offer_id is None:
            self._late(contact, draft)
            return
        agent_id = contact.phones[offer_id]
        self._note_reached(contact, draft)
        if self._is_agent_first(contact):
            draft.do(do.StopRingback(offer_id))
            self._conversation.phone_answered(contact, offer_id, draft)
            return
        self._dialogue.stage.speak(contact, (Prompt(HERE),), draft, restarts_music=True)
        agent, queue = self._plan.agents[agent_id], self._plan.queues[contact.queue]
        draft.do(
            do.RingPhone(
                offer_id, contact.contact_id, agent.phone, contact.caller_number, queue.ring_s
            )
        )

    def _late(self, contact: ContactState, draft: Draft) -> None:
        """Whom we took for one in the fallback queue is with us; of an attempt that is over not."""
        if contact.state is State.IN_FALLBACK:
            draft.happened(e.ContactTakenBack(contact.contact_id))
            self._dialogue.queue_again(contact, draft)
        elif not contact.has_leg:
            draft.do(do.DropCitizen(contact.contact_id))

    def citizen_left(self, contact: ContactState, why: str, draft: Draft) -> None:
        """The citizen's phone rings no longer, and nobody has answered."""
        if contact.dialling is not None:
            self._fail(contact, _FAILURES.get(why, Failure.NO_ANSWER), draft)

    @staticmethod
    def over(contact: ContactState | None, event: Over, draft: Draft) -> None:
        """The distribution says so: of an offer, an attempt or a callback that is cancelled."""
        if not isinstance(event, e.ContactEnded):
            draft.do(do.DropPhone(event.offer_id))
        is_rung = origin_of_callback(event.contact_id) is not None
        if is_rung and (contact is None or not contact.has_leg):
            draft.do(do.DropCitizen(event.contact_id))

    # ------------------------------------------------------------ after an absence

    def look(self, contacts: Iterable[ContactState], look: seen.ExchangeSeen, draft: Draft) -> None:
        """Compare the callbacks whose citizen we believe not to be on the line."""
        known = {one.contact_id: one for one in contacts}
        for contact_id in sorted(look.dialled):
            owner = known.get(contact_id)
            if owner is None or owner.dialling is None:
                draft.do(do.DropCitizen(contact_id))
        for contact in sorted(known.values(), key=lambda one: (one.since, one.contact_id)):
            if contact.is_callback and not contact.has_leg:
                self._compare(contact, look, draft)

    def _compare(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        citizen = look.citizens.get(contact.contact_id)
        if contact.dialling is None:
            if citizen is not None and citizen.is_ours:
                draft.do(do.DropCitizen(contact.contact_id))
            if look.is_first and contact.state is State.OFFERED:
                self._compare_phone(contact, look, draft)
        elif citizen is not None and citizen.is_ours:
            self._answered_meanwhile(contact, look, draft)
        elif citizen is not None:
            self._fall_back(contact, look, draft)
        elif contact.contact_id not in look.dialled:
            self._miss(contact, look, draft)
        else:
            contact.missing_count = 0
            if look.is_first:
                self._watch(contact, look, draft)

    def _compare_phone(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        """The agent's phone was to ring."""
        for offer_id, agent_id in tuple(contact.phones.items()):
            if offer_id not in look.phones:
                draft.happened(e.OfferWithdrawn(offer_id, contact.contact_id, agent_id))
            elif look.phones[offer_id]:
                self.phone_answered(contact, offer_id, draft)

    def _answered_meanwhile(
        self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft
    ) -> None:
        """The citizen answered, and nobody told us; the agent may have lost patience."""
        offer_id = contact.dialling
        assert offer_id is not None
        if not (self._is_agent_first(contact) and offer_id not in look.phones):
            self.reached(contact, draft)
            return
        self._note_reached(contact, draft)
        agent_id = contact.phones[offer_id]
        draft.happened(e.OfferWithdrawn(offer_id, contact.contact_id, agent_id))
        self._dialogue.wait_on(contact, draft)

    def _fall_back(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        """The citizen answered into the fallback queue, or just now and is on the way to us."""
        if _is_certain(contact, look):
            fallback.entered(contact, draft)

    def _miss(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        if _is_certain(contact, look):
            self._fail(contact, Failure.NO_ANSWER, draft)

    def _watch(self, contact: ContactState, look: seen.ExchangeSeen, draft: Draft) -> None:
        """It rings on, unless the agent who was to talk has gone."""
        offer_id = contact.dialling
        assert offer_id is not None
        if self._is_agent_first(contact) and offer_id not in look.phones:
            agent_id = contact.phones[offer_id]
            draft.do(do.DropCitizen(contact.contact_id))
            draft.happened(e.OfferWithdrawn(offer_id, contact.contact_id, agent_id))
        else:
            draft.do(do.WatchCitizen(contact.contact_id))

    # ------------------------------------------------------------ the dialled leg

    def _dial(self, contact: ContactState, offer_id: OfferId, draft: Draft) -> None:
        """Written before it is done (I22). What the site does not allow is never dialled."""
        promise = self._promises.open[contact.contact_id]
        contact.missing_count = 0
        draft.happened(
            e.CallbackDialled(
                contact.contact_id, offer_id, contact.phones[offer_id], promise.attempt_count + 1
            )
        )
        outgoing = self._plan.outgoing
        if outgoing is None or not may_dial(promise.number, outgoing):
            self._fail(contact, Failure.UNREACHABLE, draft)
            return
        draft.do(
            do.DialCitizen(
                contact.contact_id,
                promise.number,
                outgoing.caller_number,
                self._entry_point(contact),
                contact.language,
                contact.since,
                self._terms(contact).dial_s,
            )
        )

    def _entry_point(self, contact: ContactState) -> str:
        """Where the citizen comes in; the first when the one of the promise has left the site."""
        known = self._plan.entry_points
        return contact.entry_point if contact.entry_point in known else next(iter(known))

    def _note_reached(self, contact: ContactState, draft: Draft) -> None:
        offer_id = contact.dialling
        assert offer_id is not None
        contact.missing_count = 0
        agent_id = contact.phones[offer_id]
        draft.happened(e.CallbackReached(contact.contact_id, offer_id, agent_id, contact.attempt))

    def _fail(self, contact: ContactState, failure: Failure, draft: Draft) -> None:
        offer_id = contact.dialling
        assert offer_id is not None
        agent_id = contact.phones[offer_id]
        drop_phones(contact, draft)
        draft.happened(
            e.CallbackFailed(contact.contact_id, offer_id, agent_id, contact.attempt, failure)
        )

    def _is_agent_first(self, contact: ContactState) -> bool:
        return self._terms(contact).dial is Dial.AGENT_FIRST

    def _terms(self, contact: ContactState) -> Terms:
        queue = self._plan.queues.get(contact.queue)
        return (queue.callback if queue else None) or DEFAULT_TERMS


def _is_certain(contact: ContactState, look: seen.ExchangeSeen) -> bool:
    """One difference between events and a later look proves nothing (I12)."""
    contact.missing_count += 1
    if not look.is_first and contact.missing_count < LOOKS_BEFORE_ACTING:
        return False
    contact.missing_count = 0
    return True
