"""The conversation: the agent's leg from ringing to hang-up, and what becomes of the contact.

Theory. Two legs, one bridge. The citizen's leg carries the contact's id, the agent's leg the
offer's. Whoever reports a leg's end first decides who ended the contact; what comes later finds it
ended and changes nothing. An agent's leg that answers too late, or belongs to an offer that is
over, is hung up. The bridge goes after the last leg has left it: Asterisk 22.10 has crashed where
it was to take legs out of a bridge and end them at the same time.

Where several phones ring for one contact the first that answers is connected and the others are
hung up with it: reports are taken one after the other, so there is one first, even when two answer
at the same instant. Never acts. Pure.
"""

from __future__ import annotations

from enum import Enum

from contact import event as e
from contact.command import Code, Refusal
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, OfferId
from contact.journey import State
from contact.plan import CentrePlan
from ivr.core import effect as do
from ivr.core.contact_state import ContactState
from ivr.core.dialogue import Dialogue
from ivr.core.draft import Draft
from ivr.core.lease import NONE_S
from ivr.core.script import voicemail
from ivr.core.survey import Surveys


class Left(Enum):
    """A leg that may still be there when a contact ends."""

    CITIZEN = "citizen"
    PHONE = "phone"


class Conversation:
    """Decides about legs."""

    def __init__(self, plan: CentrePlan, dialogue: Dialogue, surveys: Surveys) -> None:
        self._plan = plan
        self._dialogue = dialogue
        self._surveys = surveys

    def ring(self, contact: ContactState, offer: e.OfferMade, draft: Draft) -> None:
        """An offer was made: ring that agent's phone."""
        agent = self._plan.agents[offer.agent_id]
        ring_s = max(1.0, offer.ring_until - draft.now)
        draft.do(
            do.RingPhone(
                offer.offer_id,
                contact.contact_id,
                agent.phone,
                contact.caller_number,
                ring_s,
                is_alone=not contact.has_leg,
            )
        )

    def phone_rang(self, contact: ContactState, offer_id: OfferId, draft: Draft) -> None:
        if contact.state is State.OFFERED and offer_id in contact.phones:
            agent_id = contact.phones[offer_id]
            draft.happened(e.AgentAlerting(offer_id, contact.contact_id, agent_id))

    def phone_answered(self, contact: ContactState, offer_id: OfferId, draft: Draft) -> None:
        """Connect and let the other phones go, unless the contact or the offer is over."""
        if contact.state is not State.OFFERED or offer_id not in contact.phones:
            if not (contact.offer_id == offer_id and contact.state is State.CONNECTED):
                draft.do(do.DropPhone(offer_id))
            return
        others = [do.DropPhone(one) for one in contact.phones if one != offer_id]
        agent_id = contact.phones[offer_id]
        draft.happened(e.ContactConnected(contact.contact_id, offer_id, agent_id))
        self._dialogue.fall_silent(contact, draft)
        draft.do(
            do.Join(contact.contact_id, offer_id, self._surveys.has_one(contact)),
            do.RenewLease(contact.contact_id, NONE_S),
            *others,
        )

    def join_again(self, contact: ContactState, draft: Draft) -> None:
        """We went away between the decision that they talk and the deed."""
        assert contact.offer_id is not None
        self._dialogue.fall_silent(contact, draft)
        has_survey = self._surveys.has_one(contact)
        draft.do(do.Join(contact.contact_id, contact.offer_id, has_survey))

    def phone_ended(self, contact: ContactState, offer_id: OfferId, why: str, draft: Draft) -> None:
        """The agent's leg is gone: the contact ends, or the next agent is sought."""
        agent_id = contact.phones.get(offer_id)
        if agent_id is None:
            return
        if contact.state is State.CONNECTED:
            self.end(contact, Ending(Who.AGENT, Reason.SERVED), draft, left=(Left.CITIZEN,))
        elif contact.state is State.OFFERED:
            declined = e.OfferDeclined(offer_id, contact.contact_id, agent_id, why or "rejected")
            draft.happened(declined)

    def citizen_left(self, contact: ContactState, has_hung_up: bool, draft: Draft) -> None:
        """The citizen hung up, or the exchange took the contact to the fallback queue."""
        if has_hung_up:
            voicemail.keep(contact, draft)
            self.end(contact, ending_of_hang_up(contact), draft, left=(Left.PHONE,))
        elif contact.state is not State.IN_FALLBACK:
            drop_phones(contact, draft)
            draft.happened(e.ContactFellBack(contact.contact_id))

    def end(
        self,
        contact: ContactState,
        ending: Ending,
        draft: Draft,
        *,
        left: tuple[Left, ...] = (Left.CITIZEN, Left.PHONE),
    ) -> None:
        """Drop the legs that are left of the contact; the ending is final, its bridge follows."""
        is_connected = contact.state is State.CONNECTED
        if Left.PHONE in left:
            drop_phones(contact, draft)
        if is_connected and ending.who is Who.AGENT and self._surveys.has_one(contact):
            self._surveys.expect(contact)
        elif Left.CITIZEN in left:
            draft.do(do.DropCitizen(contact.contact_id))
        agent_id = contact.agent_id if is_connected else None
        draft.happened(e.ContactEnded(contact.contact_id, ending, agent_id))


def drop_phones(contact: ContactState, draft: Draft) -> None:
    """Hang up the contact's legs of agents and departments, whether they ring or talk."""
    if contact.referral:
        draft.do(do.DropReferral(contact.contact_id, contact.referral))
    draft.do(*(do.DropPhone(offer_id) for offer_id in contact.phones))


def refusal_to_hang_up(contact: ContactState | None, agent_id: AgentId) -> Refusal | None:
    """Why this agent cannot end the conversation of the contact; None: it can be done."""
    if contact is None:
        return Refusal(Code.UNKNOWN_CONTACT, "The contact has ended already.")
    if contact.state is not State.CONNECTED:
        return Refusal(Code.WRONG_STATE, "Only a conversation can be hung up.")
    if contact.agent_id != agent_id:
        return Refusal(Code.NOT_YOURS, "The contact talks with another agent.")
    return None


def ending_of_hang_up(contact: ContactState) -> Ending:
    """How a contact ends when the citizen hangs up in its present state."""
    state = contact.state
    if state is State.IN_MENU and contact.farewell:  # it was over before the last word was
        return Ending(Who.SYSTEM, contact.ends_as)
    if contact.has_message:
        return Ending(Who.CITIZEN, Reason.VOICEMAIL)
    if state is State.CONNECTED:
        return Ending(Who.CITIZEN, Reason.SERVED)
    if state is State.REFERRED:
        return Ending(Who.CITIZEN, Reason.REFERRED)
    has_waited = state is State.IN_MENU and (contact.is_returning or contact.has_left_queue)
    if contact.is_waiting or has_waited:
        return Ending(Who.CITIZEN, Reason.ABANDONED)
    if state is State.IN_FALLBACK:
        return Ending(Who.CITIZEN, Reason.ABANDONED_IN_FALLBACK)
    return Ending(Who.CITIZEN, Reason.LEFT_IN_MENU)
