"""What is asked about written contacts: to accept, to decline and to finish them.

Owns the conditions under which each is carried out; what becomes true is what the line reports
about a contact by voice, so that everybody who follows needs to know one kind of contact only.
Changes nothing. Pure.
"""

from __future__ import annotations

from acd.core.floor import Floor
from acd.core.offer import Offer
from acd.core.waiting import WaitingContact
from contact import command as c
from contact import event as e
from contact.channel import VOICE
from contact.command import Code, Refusal
from contact.ending import Ending, Reason, Who
from contact.event import Event, Mode
from contact.identity import ContactId
from contact.journey import State
from contact.plan import Queue

FINISHED = Ending(Who.AGENT, Reason.SERVED)
"""How a written contact ends that an agent has done with."""

DECLINED = "rejected"
"""Why the offer is over: as when a phone says no."""


def accept(floor: Floor, command: c.AcceptContact) -> Event | Refusal:
    """The agent takes the contact."""
    offer = _offer(floor, command)
    if isinstance(offer, Refusal):
        return offer
    if floor.agent(offer.agent_id).mode is Mode.LOGGED_OUT:
        return Refusal(Code.WRONG_STATE, f"agent {offer.agent_id} is logged out; log in first")
    return e.ContactConnected(offer.contact_id, offer.offer_id, offer.agent_id)


def decline(floor: Floor, command: c.DeclineContact) -> Event | Refusal:
    """The agent does not take the contact."""
    offer = _offer(floor, command)
    if isinstance(offer, Refusal):
        return offer
    return e.OfferDeclined(offer.offer_id, offer.contact_id, offer.agent_id, DECLINED)


def finish(floor: Floor, command: c.FinishContact) -> Event | Refusal:
    """The agent is done with the contact."""
    contact = _written(floor, command.contact_id)
    if isinstance(contact, Refusal):
        return contact
    if contact.state is not State.CONNECTED:
        return Refusal(Code.WRONG_STATE, f"{contact.contact_id} is {contact.state}, not accepted")
    if contact.agent_id != command.agent_id:
        detail = f"{contact.contact_id} is with {contact.agent_id}, not {command.agent_id}"
        return Refusal(Code.NOT_YOURS, detail)
    wrong = wrong_disposition(floor.queue(contact.queue), command.disposition)
    if wrong is not None:
        return wrong
    return e.ContactEnded(command.contact_id, FINISHED, command.agent_id, command.disposition)


def wrong_disposition(queue: Queue, disposition: str) -> Refusal | None:
    """Why this disposition cannot be taken, or None."""
    known = queue.dispositions
    if not known or disposition in known:
        return None
    detail = f"{disposition!r} is no disposition here; choose one of: {', '.join(known)}"
    return Refusal(Code.UNKNOWN_DISPOSITION, detail)


def _written(floor: Floor, contact_id: ContactId) -> WaitingContact | Refusal:
    contact = floor.contacts.get(contact_id)
    if contact is None:
        return Refusal(Code.UNKNOWN_CONTACT, f"{contact_id} has not arrived or has ended")
    if contact.channel == VOICE:
        return Refusal(Code.WRONG_CHANNEL, f"{contact_id} is a matter of the phone")
    return contact


def _offer(floor: Floor, command: c.AcceptContact | c.DeclineContact) -> Offer | Refusal:
    """The live offer of a written contact, if it is this agent's."""
    contact = _written(floor, command.contact_id)
    if isinstance(contact, Refusal):
        return contact
    offers = floor.open_offers(command.contact_id)
    if not offers:
        return Refusal(Code.WRONG_STATE, f"{command.contact_id} is {contact.state}, not offered")
    own = next((one for one in offers if one.agent_id == command.agent_id), None)
    return own or Refusal(Code.NOT_YOURS, f"{command.contact_id} is offered to somebody else")
