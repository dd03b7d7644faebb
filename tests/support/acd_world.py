"""A small centre to try the distribution in: builders and given/when/then over the real engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from acd.core import Engine
from contact import command as c
from contact import event as e
from contact.callback import Failure
from contact.core import Outcome
from contact.ending import Ending, Reason, Who
from contact.event import Event
from contact.identity import AgentId, ContactId, OfferId, callback_id
from contact.plan import Agent, CentrePlan, Queue

ABANDONED = Ending(Who.CITIZEN, Reason.ABANDONED)
SERVED = Ending(Who.CITIZEN, Reason.SERVED)
PROMISED = Ending(Who.SYSTEM, Reason.CALLBACK_PROMISED)


def centre(
    agents: Mapping[str, Mapping[str, int]],
    queues: tuple[Queue, ...] = (Queue("citizens"),),
    reasons: tuple[str, ...] = ("break", "training"),
) -> CentrePlan:
    """A plan with these agents (id → skills) and nothing that the distribution does not read."""
    return CentrePlan(
        name="A centre",
        version="1",
        time_zone="Europe/Madrid",
        languages=("es", "it", "eu", "en"),
        topics={},
        entry_points={},
        flows={},
        queues={queue.name: queue for queue in queues},
        agents={
            AgentId(name): Agent(AgentId(name), name.title(), f"phone-{name}", dict(skills))
            for name, skills in agents.items()
        },
        not_ready_reasons=reasons,
    )


def wish_of_callback(
    contact: str,
    number: str = "600",
    *,
    queue: str = "citizens",
    since: float = 900.0,
    earliest: float = 1000.0,
    latest: float = 1600.0,
) -> c.PromiseCallback:
    """A contact asks to be rung back."""
    return c.PromiseCallback(
        ContactId(contact), number, "012", queue, "es", "", {}, 0, since, earliest, latest
    )


def holding(plan: CentrePlan, **capacity: Mapping[str, int]) -> CentrePlan:
    """The plan with so many written contacts at once for each of these agents, by channel."""
    held = {AgentId(name): count for name, count in capacity.items()}
    agents = plan.agents.items()
    more = {who: replace(one, capacity=held.get(who, one.capacity)) for who, one in agents}
    return replace(plan, agents=more)


class World:
    """One engine, a clock that the test turns, and everything that has happened so far."""

    def __init__(self, plan: CentrePlan, now: float = 1000.0) -> None:
        self.plan = plan
        self.engine = Engine(plan)
        self.now = now
        self.journal: list[tuple[float, Event]] = []
        self.last: Outcome = Outcome()

    # -------------------------------------------------------- what comes in

    def fact(self, event: Event) -> tuple[Event, ...]:
        """Something happened outside; returns what the engine makes of it."""
        self.journal.append((self.now, event))
        return self._note(self.engine.handle(event, self.now))

    def ask(self, command: c.Command) -> Outcome:
        """Somebody asks for something."""
        self._note(self.engine.handle(command, self.now))
        return self.last

    def wait(self, seconds: float) -> tuple[Event, ...]:
        """Let time pass, ticking whenever the engine wants to be ticked."""
        end, events = self.now + seconds, []
        while (due := self.engine.next_deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            events += self._note(self.engine.tick(self.now))
        self.now = end
        return tuple(events)

    def tick(self) -> tuple[Event, ...]:
        """The timer goes off now, however late that is."""
        return self._note(self.engine.tick(self.now))

    def _note(self, outcome: Outcome) -> tuple[Event, ...]:
        assert outcome.effects == (), "the distribution has no effects"
        assert outcome.refusal is None or not outcome.events
        self.last = outcome
        self.journal += [(self.now, event) for event in outcome.events]
        return outcome.events

    # -------------------------------------------------------- short sentences

    def ready(self, *names: str) -> tuple[Event, ...]:
        """These agents log in and become ready, one after the other."""
        events: list[Event] = []
        for name in names:
            events += self.ask(c.LogIn(AgentId(name))).events
            events += self.ask(c.SetReady(AgentId(name))).events
        return tuple(events)

    def arrives(self, contact: str, channel: str = "voice") -> ContactId:
        self.fact(e.ContactArrived(ContactId(contact), "012", "", channel=channel))
        return ContactId(contact)

    def queues(
        self,
        contact: str,
        skills: Mapping[str, int] | None = None,
        *,
        queue: str = "citizens",
        priority: int = 0,
        since: float | None = None,
    ) -> Outcome:
        """A contact asks to wait; it arrives first if it is new."""
        if contact not in self.engine.snapshot()["contacts"]:
            self.arrives(contact)
        since = self.now if since is None else since
        channel = self.engine.snapshot()["contacts"][contact]["channel"]
        wanted = c.QueueContact(
            ContactId(contact), queue, "es", dict(skills or {}), priority, since
        )
        return self.ask(replace(wanted, channel=channel))

    def writes(
        self, contact: str, skills: Mapping[str, int] | None = None, channel: str = "email"
    ) -> tuple[Event, ...]:
        """Somebody writes, and the contact waits."""
        self.arrives(contact, channel)
        return self.queues(contact, skills).events

    def accepts(self, contact: str, which: int = 0) -> tuple[Event, ...]:
        """The agent who is offered this written contact takes it."""
        _, agent = self.offer(contact, which)
        return self.ask(c.AcceptContact(agent, ContactId(contact))).events

    def refuses(self, contact: str, which: int = 0) -> tuple[Event, ...]:
        """The agent who is offered this written contact does not take it."""
        _, agent = self.offer(contact, which)
        return self.ask(c.DeclineContact(agent, ContactId(contact))).events

    def finishes(self, contact: str, disposition: str = "") -> tuple[Event, ...]:
        """The agent is done with this written contact."""
        agent = self.engine.snapshot()["contacts"][contact]["agent_id"]
        return self.ask(c.FinishContact(agent, ContactId(contact), disposition)).events

    def promises(self, contact: str, number: str = "600", **when: float) -> ContactId:
        """A contact asks to be rung back, and ends; returns the callback."""
        self.arrives(contact)
        done = self.ask(wish_of_callback(contact, number, **when))  # type: ignore[arg-type]
        assert done.refusal is None, done.refusal
        self.ends(contact, PROMISED)
        return callback_id(ContactId(contact))

    def dials(self, contact: str, attempt: int = 1) -> tuple[Event, ...]:
        """The citizen of a callback that is offered is dialled."""
        offer = self.offer(contact)
        return self.fact(e.CallbackDialled(ContactId(contact), *offer, attempt))

    def reaches(self, contact: str, attempt: int = 1) -> tuple[Event, ...]:
        offer = self.offer(contact)
        return self.fact(e.CallbackReached(ContactId(contact), *offer, attempt))

    def fails(
        self, contact: str, attempt: int = 1, failure: Failure = Failure.BUSY
    ) -> tuple[Event, ...]:
        offer = self.offer(contact)
        return self.fact(e.CallbackFailed(ContactId(contact), *offer, attempt, failure))

    def connects(self, contact: str, which: int = 0) -> tuple[Event, ...]:
        """The agent who is offered this contact answers; of several the first, or another."""
        offer = self.offer(contact, which)
        return self.fact(e.ContactConnected(ContactId(contact), offer[0], offer[1]))

    def declines(self, contact: str, why: str = "busy", which: int = 0) -> tuple[Event, ...]:
        offer = self.offer(contact, which)
        return self.fact(e.OfferDeclined(offer[0], ContactId(contact), offer[1], why))

    def ends(self, contact: str, ending: Ending = SERVED) -> tuple[Event, ...]:
        return self.fact(e.ContactEnded(ContactId(contact), ending))

    # -------------------------------------------------------- what is so

    def offer(self, contact: str, which: int = 0) -> tuple[OfferId, AgentId]:
        """A live offer of the contact: its id and the agent. Of several the first, or another."""
        offers = self.engine.snapshot()["offers"].items()
        live = [(one, offer) for one, offer in offers if offer["contact_id"] == contact]
        if not live:
            raise AssertionError(f"{contact} is not offered to anybody")
        offer_id, offer = live[which % len(live)]
        return OfferId(offer_id), AgentId(offer["agent_id"])

    def rung(self, contact: str) -> list[str]:
        """Everybody who is offered this contact, in the order of the offers."""
        offers = self.engine.snapshot()["offers"].values()
        return [offer["agent_id"] for offer in offers if offer["contact_id"] == contact]

    def offered_to(self) -> dict[str, str]:
        """Contact → agent, for every live offer."""
        offers = self.engine.snapshot()["offers"].values()
        return {offer["contact_id"]: offer["agent_id"] for offer in offers}

    def agent(self, name: str) -> dict[str, object]:
        return dict(self.engine.snapshot()["agents"][name])

    def twin(self) -> Engine:
        """A second engine that knows only the journal."""
        engine = Engine(self.plan)
        for at, event in self.journal:
            engine.replay(event, at)
        return engine


def kinds(events: tuple[Event, ...]) -> list[str]:
    """The names of these events, in order."""
    return [type(event).__name__ for event in events]


def offers(events: tuple[Event, ...]) -> dict[str, str]:
    """Contact → agent, for every offer among these events."""
    return {event.contact_id: event.agent_id for event in events if isinstance(event, e.OfferMade)}
