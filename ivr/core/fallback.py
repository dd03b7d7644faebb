"""The fallback queue: who went there while we could not serve, who comes back, how others end.

Theory. The exchange's own queue log tells what happened there, also while we were away; its lines
carry the same contact ids as ours, so that importing a line twice changes nothing. A contact we
never heard of arrived while we were away; it gets its arrival afterwards, with its true instant.
Never acts. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.journey import State
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft

Report = seen.FallbackServed | seen.FallbackEnded | seen.ReturnFailed


def learn(contact: ContactState, report: Report, draft: Draft) -> None:
    """What became of a contact there."""
    match report:
        case seen.FallbackServed():
            served(contact, report, draft)
        case seen.FallbackEnded():
            ended(contact, report, draft)
        case seen.ReturnFailed():
            stays(contact, draft)


def entered(contact: ContactState, draft: Draft) -> None:
    """The log says that it joined the fallback queue."""
    if contact.dialling is not None:
        agent_id = contact.phones[contact.dialling]
        reached = (contact.contact_id, contact.dialling, agent_id, contact.attempt)
        draft.happened(e.CallbackReached(*reached))
    if contact.needs_lease:
        draft.do(*(do.DropPhone(offer_id) for offer_id in contact.phones))
        draft.happened(e.ContactFellBack(contact.contact_id))


def served(contact: ContactState, log: seen.FallbackServed, draft: Draft) -> None:
    """The log says that an agent answered there."""
    stays(contact, draft)
    if not contact.has_leg:  # answered while we were away, and the attempt counted as failed
        ending = Ending(Who.CITIZEN, Reason.SERVED_BY_FALLBACK)
        draft.happened(e.ContactEnded(contact.contact_id, ending, log.agent_id))
    elif contact.state is State.IN_FALLBACK and contact.agent_id is None:
        draft.happened(e.ContactServedInFallback(contact.contact_id, log.agent_id))
        draft.happened(e.AgentDeviceChanged(log.agent_id, reachable=True, engaged=True))


def ended(contact: ContactState, log: seen.FallbackEnded, draft: Draft) -> None:
    """The log says that it is over there. A contact taken back meanwhile is not over.

    Of one who was served it says two things, in either order, because two of the exchange's threads
    write them: that the contact left, and which side hung up. Only the latter is an ending.
    """
    if log.agent_id is not None:
        stays(contact, draft)
    if contact.state is not State.IN_FALLBACK:
        return
    if log.agent_id is None and contact.agent_id is not None:
        return
    agent_id = log.agent_id
    if agent_id is None:
        ending = Ending(Who.CITIZEN, Reason.ABANDONED_IN_FALLBACK)
    else:
        who = Who.AGENT if log.is_by_agent else Who.CITIZEN
        ending = Ending(who, Reason.SERVED_BY_FALLBACK)
        draft.happened(e.AgentDeviceChanged(agent_id, reachable=True, engaged=False))
    draft.happened(e.ContactEnded(contact.contact_id, ending, agent_id))


def take_back(contact: ContactState, draft: Draft) -> None:
    """We are there again: the contact waits on with us. Written before it is moved."""
    if contact.state is State.IN_FALLBACK and contact.agent_id is None:
        draft.happened(e.ContactTakenBack(contact.contact_id))
        draft.do(do.ReturnFromFallback(contact.contact_id))


def stays(contact: ContactState, draft: Draft) -> None:
    """It could not be moved: it waits there as before."""
    if contact.is_returning:
        draft.happened(e.ContactFellBack(contact.contact_id))
