"""The floor of the centre: contacts, agents and live offers as they stand.

Owns the whole state of the distribution. Only `fold` changes it; whoever decides reads it. Never
decides. Pure.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from acd.core.agent import Agent, Work
from acd.core.deadline import RING, Agenda, Deadline, Kind
from acd.core.estimate import Pace
from acd.core.matching import Matching
from acd.core.offer import Offer
from acd.core.profile import Requirement
from acd.core.waiting import WaitingContact
from contact.callback import DEFAULT_TERMS, Terms
from contact.identity import AgentId, ContactId, OfferId
from contact.journey import WAITING, State
from contact.plan import CentrePlan, Queue, Ring
from contact.promise import Promises

ENDED_COUNT = 10_000
"""How many ended contacts are remembered, so that a late event does not bring one back."""


class Floor:
    """The state of the distribution."""

    def __init__(self, plan: CentrePlan, *, has_account: bool = True) -> None:
        self.plan = plan
        self.has_account = has_account
        """Offers say why this agent was offered this contact."""
        self._queues = plan.queues
        self.contacts: dict[ContactId, WaitingContact] = {}
        """Those that have not ended."""
        self.agents = {agent_id: _agent(plan, agent_id) for agent_id in plan.agents}
        self.offers: dict[ContactId, dict[OfferId, Offer]] = {}
        """The live ones; a contact that has ended keeps its offers until they are withdrawn."""
        self.promises = Promises()
        """Of callbacks."""
        self.plan_version = ""
        """Of the last start of the application; empty: none yet."""
        self.offer_count = 0
        """Offers made so far, over the whole centre."""
        queues = plan.queues.values()
        self.matching = _matching(plan, has_account=has_account)
        self.may_borrow = any(queue.borrowing for queue in queues)
        self.is_plain = not self.may_borrow
        """No event touches others than it names: no queue borrows, and nobody has answered in the
        exchange's own queue so far."""
        self.unasked = frozenset(
            one.name for one in queues if not (one.announce_s > 0 or one.limits or one.borrowing)
        )
        """Queues whose pace nobody ever asks for; it is not kept."""
        self.borrowing: set[str] = set()
        """Queues that have borrowed agents."""
        self.closed: dict[str, bool] = {}
        """Closed queues, and whether those who wait leave, too."""
        self.agenda = Agenda(self._is_valid)
        self._paces: dict[str, Pace] = {}
        self._ended: OrderedDict[ContactId, None] = OrderedDict()

    def queue(self, name: str) -> Queue:
        """The queue of this name; one that the plan no longer has gets the ordinary settings."""
        return self._queues.get(name) or Queue(name)

    def terms(self, queue: str) -> Terms:
        """On what terms the queue rings citizens back."""
        return self.queue(queue).callback or DEFAULT_TERMS

    def is_without_leg(self, contact: WaitingContact) -> bool:
        """Nobody is on the line: a callback whose citizen has not answered yet."""
        promise = self.promises.open.get(contact.contact_id)
        return promise is not None and not promise.is_on_line

    def is_wanted(self, offer: Offer) -> bool:
        """The contact is there and waits for the answer to this offer."""
        contact = self.contacts.get(offer.contact_id)
        return contact is not None and contact.state is State.OFFERED

    def agent(self, agent_id: AgentId) -> Agent:
        """The agent's record; one whom the plan no longer has gets a record without a seat."""
        agent = self.agents.get(agent_id)
        if agent is None:
            agent = self.agents[agent_id] = Agent(agent_id)
        return agent

    def pace(self, queue: str) -> Pace:
        """How fast this queue moves."""
        pace = self._paces.get(queue)
        if pace is None:
            pace = self._paces[queue] = Pace()
        return pace

    def join(self, contact: WaitingContact) -> None:
        """Let the contact wait, on the line also for the agents whom its queue borrows."""
        if self.may_borrow:
            contact.borrowed = self._lent(contact)
        self.matching.join(contact)

    def open_offers(self, contact_id: ContactId) -> tuple[Offer, ...]:
        """The live offers of this contact, in the order in which they were made."""
        offers = self.offers.get(contact_id)
        return tuple(offers.values()) if offers else ()

    def close_offer(self, offer: Offer) -> None:
        """The offer is over."""
        offers = self.offers[offer.contact_id]
        del offers[offer.offer_id]
        if not offers:
            del self.offers[offer.contact_id]

    def _lent(self, contact: WaitingContact) -> Ring | None:
        lending = self.queue(contact.queue).borrowing
        if lending is None or contact.queue not in self.borrowing or not contact.is_by_voice():
            return None
        language = {contact.language: lending.language_level} if lending.language_level else {}
        return Ring({**lending.skills, **language})

    def inside(self, queue: str) -> Iterator[ContactId]:
        """Contacts whose present or last queue is this one."""
        return (one.contact_id for one in self.contacts.values() if one.queue == queue)

    def without_agents(self, requirements: Iterable[Requirement]) -> Iterator[ContactId]:
        """Waiting contacts that ask for one of these, if nobody logged in has it."""
        lacking = (one for one in requirements if one.logged_in_count == 0)
        return (key[-1] for one in lacking for group in one.groups for key in group.line)

    def has_ended(self, contact_id: ContactId) -> bool:
        return contact_id in self._ended

    def remember_ended(self, contact_id: ContactId) -> None:
        """Keep the id for a while; the oldest is forgotten."""
        self._ended[contact_id] = None
        if len(self._ended) > ENDED_COUNT:
            self._ended.popitem(last=False)

    def snapshot(self) -> dict[str, Any]:
        """The state as plain values."""
        return {
            "agents": {
                agent_id: _agent_values(agent) | {"skills": dict(self.matching.skills_of(agent_id))}
                for agent_id, agent in self.agents.items()
            },
            "contacts": {who: _contact_values(contact) for who, contact in self.contacts.items()},
            "callbacks": {
                one.contact_id: {
                    "earliest": one.earliest,
                    "latest": one.latest,
                    "due_at": self.contacts[one.contact_id].due_at,
                    "attempt_count": one.attempt_count,
                    "is_on_line": one.is_on_line,
                }
                for one in self.promises.open.values()
            },
            "closed": dict(self.closed),
            "borrowing": sorted(self.borrowing),
            "calibration": {name: pace.plain() for name, pace in self._paces.items() if pace.hours},
            "waiting": [key[-1] for key in self.matching.order],
            "offers": {
                offer.offer_id: {
                    "contact_id": offer.contact_id,
                    "agent_id": offer.agent_id,
                    "state": offer.state.value,
                    "ring_until": offer.ring_until,
                }
                for offers in self.offers.values()
                for offer in offers.values()
            },
        }

    def _is_valid(self, deadline: Deadline) -> bool:
        """Whether what was noted still stands."""
        kind = deadline.kind
        if kind is RING:  # by far the most
            offers = self.offers.get(deadline.contact)  # type: ignore[call-overload]
            offer = offers.get(deadline.about) if offers else None
            return offer is not None and offer.ring_until == deadline.at
        match kind:
            case Kind.WRAP_UP:
                agent = self.agents[AgentId(deadline.about)]
                is_due = agent.work is Work.WRAP_UP and agent.wrap_until == deadline.at
                return is_due and agent.contact_id == deadline.contact
            case Kind.BAR:
                bars = self.agents[AgentId(deadline.about)].bars
                return bars.get(ContactId(deadline.contact)) == deadline.at
            case _:
                contact = self.contacts.get(ContactId(deadline.about))
                return contact is not None and self._is_awaited(contact, deadline)

    def _is_awaited(self, contact: WaitingContact, deadline: Deadline) -> bool:
        match deadline.kind:
            case Kind.ANNOUNCE:
                is_waiting = self.matching.is_waiting(contact.contact_id)
                return is_waiting and contact.announce_at == deadline.at
            case Kind.PROMOTE:
                until = contact.since + self.plan.overtaking_s
                is_due = until == deadline.at and not contact.is_promoted
                return is_due and contact.state in WAITING
            case Kind.DUE:
                return contact.state is State.PROMISED and contact.due_at == deadline.at
            case Kind.BREAK:
                promise = self.promises.open.get(contact.contact_id)
                if promise is None:
                    return False
                return promise.latest + self.terms(promise.made.queue).grace_s == deadline.at
            case Kind.LIMIT | Kind.MEASURE:
                is_stay = deadline.contact == repr(contact.queued_at)
                return is_stay and contact.state in WAITING
            case _:
                ring = contact.next_ring()
                is_due = ring is not None and contact.since + ring.after_s == deadline.at
                return is_due and contact.state in WAITING


def _matching(plan: CentrePlan, *, has_account: bool) -> Matching:
    queues = plan.queues.values()
    matching = Matching(
        {who: agent.skills for who, agent in plan.agents.items()},
        frozenset(queue.strategy for queue in queues),
        is_weighted=any(queue.weight != 1.0 for queue in queues),
        limited=frozenset(one.name for one in queues if one.limits or one.borrowing),
        channels={
            who: channels
            for who, agent in plan.agents.items()
            if (channels := sorted(one for one, count in agent.capacity.items() if count > 0))
        },
    )
    if not has_account:
        matching.leave_out_account()
    return matching


def _agent(plan: CentrePlan, agent_id: AgentId) -> Agent:
    return Agent(
        agent_id,
        capacity=plan.agents[agent_id].capacity,
        voice_blocks=plan.voice_blocks,
        voice_interrupts=plan.voice_interrupts,
    )


def _agent_values(agent: Agent) -> dict[str, Any]:
    return {
        "mode": agent.mode.value,
        "reason": agent.reason,
        "work": agent.work.value,
        "contact_id": agent.contact_id,
        "idle_since": agent.idle_since,
        "wrap_until": agent.wrap_until if agent.work is Work.WRAP_UP else None,
        "reachable": agent.reachable,
        "engaged": agent.engaged or agent.fallback_contact is not None,
        "available": agent.is_available(),
        "written": {who: one.channel for who, one in agent.written.items()},
        "open_to": [one for one in sorted(agent.capacity) if agent.is_available(one)],
        "bars": dict(agent.bars),
    }


def _contact_values(contact: WaitingContact) -> dict[str, Any]:
    return {
        "state": contact.state.value,
        "channel": contact.channel,
        "queue": contact.queue,
        "ring": contact.ring,
        "skills": dict(contact.step().skills),
        "only_agent": contact.step().agent_id,
        "is_promoted": contact.is_promoted,
        "priority": contact.priority,
        "since": contact.since,
        "offer_count": contact.offer_count,
        "announce_at": contact.announce_at,
        "agent_id": contact.agent_id,
    }
