"""All figures of a centre, folded record by record out of the journal; also used live.

Owns the distribution of events to contact and agent records. Never reads a journal and never reads
a clock: the last record's instant is its present. Pure.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol

from contact import event as e
from contact.identity import AgentId, ContactId
from contact.limit import Cause
from reports.core.agent_record import AgentRecord, Bucket, Deed
from reports.core.contact_record import ContactRecord, Stage, arrived, promised

_JOURNEY = frozenset(e.CONTACT_EVENTS)
_OFFER_ENDS = {
    e.OfferExpired: Deed.EXPIRED,
    e.OfferDeclined: Deed.DECLINED,
    e.OfferWithdrawn: Deed.WITHDRAWN,
}


class Recorded(Protocol):
    """A journaled fact, as the journal gives it."""

    @property
    def seq(self) -> int: ...

    @property
    def at(self) -> float: ...

    @property
    def event(self) -> e.Event: ...


class Figures:
    """The state of the fold."""

    def __init__(self) -> None:
        self.contacts: dict[ContactId, ContactRecord] = {}
        """In the order in which they arrived."""
        self.callbacks: dict[ContactId, ContactRecord] = {}
        """Contacts that did not arrive but were promised, in the order of the promises."""
        self.agents: dict[AgentId, AgentRecord] = {}
        self.led_out: Counter[tuple[str, Cause]] = Counter()
        """Queue and cause → contacts that the queue did not let wait, or no longer."""
        self.last_seq = 0
        """Records up to this one are folded; whatever comes again is passed over."""
        self.now = 0.0
        """Instant of the newest record, never decreasing, UTC seconds."""
        self.plan_version = ""
        """Digest of the plan in force."""

    def take(self, record: Recorded) -> None:
        """Fold the next record. One that was taken before changes nothing."""
        if record.seq <= self.last_seq:
            return
        self.last_seq = record.seq
        self.now = max(self.now, record.at)
        event = record.event
        if type(event) in _JOURNEY:
            self._journey(event)
        elif isinstance(event, (e.AgentModeChanged, e.AgentDeviceChanged)):
            self._agent_alone(event)
        elif isinstance(event, (e.WrapUpStarted, e.WrapUpFinished)):
            self._wrap_up(event)
        elif isinstance(event, (e.TicketOpened, e.TicketClosed)):
            self._ticket(event)
        elif isinstance(event, e.CentreStarted):
            self.plan_version = event.plan_version

    def agent(self, agent_id: AgentId) -> AgentRecord:
        """The record of an agent, begun when the name is new."""
        return self.agents.setdefault(agent_id, AgentRecord(agent_id))

    def record(self, contact_id: ContactId) -> ContactRecord | None:
        """The record of a contact that arrived or of a callback."""
        return self.contacts.get(contact_id) or self.callbacks.get(contact_id)

    def _journey(self, event: Any) -> None:
        contact = self.record(event.contact_id)
        if contact is None:
            if isinstance(event, e.ContactArrived):
                self.contacts[event.contact_id] = arrived(event, self.now)
            elif isinstance(event, e.CallbackPromised):
                self.callbacks[event.contact_id] = promised(event, self.now)
            return
        before, talker = contact.stage, contact.agent_id
        if contact.move(event, self.now) and contact.is_by_voice:
            self._agent_follows(event, before, talker)
            if isinstance(event, e.ContactDiverted):
                self.led_out[event.queue, event.cause] += 1
        if type(event) in _OFFER_ENDS and self.agent(event.agent_id).finish(
            Bucket.ALERTING, event.offer_id, self.now
        ):
            self.agent(event.agent_id).deeds[_OFFER_ENDS[type(event)]] += 1

    def _agent_follows(self, event: Any, before: Stage, talker: AgentId | None) -> None:
        """What a step of the contact means for the agent concerned."""
        if isinstance(event, e.OfferMade):
            self.agent(event.agent_id).begin(Bucket.ALERTING, event.offer_id, self.now)
            self.agent(event.agent_id).deeds[Deed.OFFERED] += 1
        elif isinstance(event, e.ContactConnected):
            self.agent(event.agent_id).begin(Bucket.CONNECTED, event.contact_id, self.now)
            self.agent(event.agent_id).deeds[Deed.CONNECTED] += 1
        elif isinstance(event, e.ContactServedInFallback):
            self.agent(event.agent_id).served_in_fallback_count += before is not Stage.TALK
        elif before is Stage.TALK and talker is not None:
            self.agent(talker).finish(Bucket.CONNECTED, event.contact_id, self.now)

    def _agent_alone(self, event: e.AgentModeChanged | e.AgentDeviceChanged) -> None:
        if isinstance(event, e.AgentModeChanged):
            self.agent(event.agent_id).choose(event.mode, event.reason, self.now)
        else:
            self.agent(event.agent_id).engage(event.engaged, self.now)

    def _wrap_up(self, event: e.WrapUpStarted | e.WrapUpFinished) -> None:
        contact = self.record(event.contact_id)
        if contact is None:
            return
        agent = self.agent(event.agent_id)
        if isinstance(event, e.WrapUpStarted):
            is_at_hand = agent.work is None or agent.subject == event.contact_id
            if is_at_hand and event.agent_id not in contact.wrapped_up:
                contact.wrapped_up.add(event.agent_id)
                contact.wrap_up_at = self.now
                agent.wrap_up_count += 1
                agent.begin(Bucket.WRAP_UP, event.contact_id, self.now)
        elif agent.finish(Bucket.WRAP_UP, event.contact_id, self.now):
            contact.wrap_up_s += self.now - contact.wrap_up_at
            contact.disposition = event.disposition or contact.disposition

    def _ticket(self, event: e.TicketOpened | e.TicketClosed) -> None:
        contact = self.record(event.contact_id)
        if contact is not None:
            contact.ticket = event.ticket
