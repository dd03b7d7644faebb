"""A second set of books on a day of the distribution, kept from the journal alone.

Owns what an onlooker knows who reads every event and understands none of the engine's own state:
who waits for what, who is at work with whom, which offers are live. Never judges, and never imports
anything of the engine. Decides by itself which reports come late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contact import event as e
from contact.callback import Terms
from contact.ending import Ending, Reason
from contact.event import Event, Mode
from contact.identity import AgentId, ContactId, OfferId
from contact.plan import CentrePlan, Queue, Ring

KEPT_AWAY_S = 30.0
"""How long an agent is not offered a contact that the agent did not take."""

Need = frozenset[tuple[str, int]] | AgentId
"""What a ring asks for: least levels, or one agent."""

PROMISED, ARRIVED, QUEUED, OFFERED, CONNECTED, FALLBACK = (
    "promised",
    "arrived",
    "queued",
    "offered",
    "connected",
    "in fallback",
)


@dataclass(slots=True, eq=False)
class Story:
    """A contact that has not ended."""

    contact_id: ContactId
    phase: str = ARRIVED
    queue: Queue = field(default_factory=lambda: Queue(""))
    priority: int = 0
    since: float = 0.0
    head_start_s: float = 0.0
    rings: tuple[Ring, ...] = ()
    needs: tuple[Need, ...] = ()
    ring: int = 1
    is_promoted: bool = False
    agent_id: AgentId | None = None
    """The agent to whom it is connected."""
    fallback_agent: AgentId | None = None
    channel: str = "voice"
    moved: int = 0
    """Number of the event after which other agents than before may take it."""

    def need(self) -> Need:
        return self.needs[self.ring - 1]


@dataclass(slots=True, eq=False)
class Person:
    """An agent."""

    agent_id: AgentId
    skills: Mapping[str, int]
    mode: Mode = Mode.LOGGED_OUT
    reason: str = ""
    reachable: bool = True
    engaged: bool = False
    fallback: ContactId | None = None
    work: str = ""
    """By voice: '' (none), 'alerting', 'connected', 'wrap-up'."""
    contact_id: ContactId | None = None
    wrap_until: float = 0.0
    extension_count: int = 0
    bars: dict[ContactId, float] = field(default_factory=dict)
    written: dict[ContactId, str] = field(default_factory=dict)
    """Written contacts at hand → channel."""
    asked: ContactId | None = None
    """The one of them that is offered and not accepted."""
    capacity: Mapping[str, int] = field(default_factory=dict)
    voice_blocks: bool = True
    voice_interrupts: bool = True
    moved: int = 0
    """Number of the event after which other contacts than before may be offered."""
    _able: dict[Need, bool] = field(default_factory=dict)

    def has_phone(self) -> bool:
        return self.reachable and not self.engaged and self.fallback is None

    def is_available(self, channel: str = "voice") -> bool:
        is_ready = self.mode is Mode.READY and not self.is_asked()
        return is_ready and not self.blocks(channel) and self.has_room(channel)

    def is_asked(self) -> bool:
        """Something is offered at this moment."""
        return self.asked is not None or self.work == "alerting"

    def blocks(self, channel: str) -> bool:
        """What is at hand by other channels keeps this one away, by the plan."""
        if channel == "voice":
            return bool(self.written) and not self.voice_interrupts
        is_on_phone = self.work or self.engaged or self.fallback is not None
        return bool(is_on_phone) and self.voice_blocks

    def has_room(self, channel: str) -> bool:
        """One more of this channel, as far as that alone goes."""
        if channel == "voice":
            return not self.work and self.has_phone()
        count = list(self.written.values()).count(channel)
        return count < self.capacity.get(channel, 0)

    def can(self, need: Need) -> bool:
        """Whether the skills, or the name, are what is asked for."""
        able = self._able.get(need)
        if able is None:
            able = self._able[need] = self._serves(need)
        return able

    def _serves(self, need: Need) -> bool:
        if isinstance(need, str):
            return need == self.agent_id
        return all(self.skills.get(skill, 0) >= level for skill, level in need)

    def holds(self, channel: str) -> bool:
        """Any contact of this channel at all."""
        return channel == "voice" or self.capacity.get(channel, 0) > 0

    def learns(self, skills: Mapping[str, int]) -> None:
        self.skills = skills
        self._able = {}


@dataclass(slots=True, eq=False)
class Vow:
    """A promise of a callback that is open."""

    made: e.CallbackPromised
    terms: Terms
    earliest: float
    latest: float
    due_at: float
    """Not before this instant."""
    attempts: int = 0
    attempts_before: int = 0
    """So many of them before it was moved."""
    is_on_line: bool = False

    def is_used_up(self) -> bool:
        return self.attempts - self.attempts_before >= self.terms.attempts

    def ends_at(self) -> float:
        return self.latest + self.terms.grace_s


@dataclass(slots=True)
class LiveOffer:
    offer_id: OfferId
    contact_id: ContactId
    agent_id: AgentId
    ring_until: float
    made_at: float


class Books:
    """Everything that has happened, as it stands now."""

    def __init__(self, plan: CentrePlan) -> None:
        self.plan = plan
        self.people = {
            who: Person(
                who,
                agent.skills,
                capacity=agent.capacity,
                voice_blocks=plan.voice_blocks,
                voice_interrupts=plan.voice_interrupts,
            )
            for who, agent in plan.agents.items()
        }
        self.stories: dict[ContactId, Story] = {}
        self.waiting: dict[ContactId, Story] = {}
        self.offers: dict[OfferId, LiveOffer] = {}
        """Live ones; those of an ended contact stay until they are withdrawn."""
        self.endings: dict[ContactId, Ending] = {}
        self.vows: dict[ContactId, Vow] = {}
        """Promises that are open."""
        self.fates: dict[ContactId, str] = {}
        """Promises that were kept, cancelled or broken."""
        self.closed: dict[str, bool] = {}
        """Closed queues, and whether they were cleared."""
        self.count = 0
        """Events so far."""
        self._here: dict[tuple[Need, str], bool] = {}

    def note(self, event: Event, at: float) -> bool:
        """Let it become true; False when it is late or about nobody."""
        self.count += 1
        step = _STEPS.get(type(event))
        return step is not None and step(self, event, at)

    def lift_bars(self, now: float) -> None:
        """The timer has gone off at this instant."""
        for person in self.people.values():
            if person.bars:
                over = [who for who, until in person.bars.items() if until <= now]
                for who in over:
                    del person.bars[who]
                    person.moved = self.count

    def is_here(self, need: Need, channel: str) -> bool:
        """Somebody logged in is what this need asks for, and holds such contacts."""
        here = self._here.get((need, channel))
        if here is None:
            people = [one for one in self.people.values() if one.mode is not Mode.LOGGED_OUT]
            here = any(one.can(need) and one.holds(channel) for one in people)
            self._here[need, channel] = here
        return here

    # ------------------------------------------------------------ contacts

    def _arrived(self, event: e.ContactArrived, _at: float) -> bool:
        who = event.contact_id
        if who in self.stories or who in self.endings:
            return False
        self.stories[who] = Story(who, channel=event.channel)
        return True

    def _queued(self, event: e.ContactQueued, _at: float) -> bool:
        story = self.stories.get(event.contact_id)
        if story is None or story.phase not in (ARRIVED, QUEUED, PROMISED):
            return False
        queue = self.plan.queues[event.queue]
        story.phase, story.queue, story.priority = QUEUED, queue, event.priority
        story.since, story.ring, story.is_promoted = event.since, 1, False
        story.head_start_s = event.head_start_s + queue.head_start_s
        story.channel = event.channel
        story.rings = event.rings or (Ring(event.skills),)
        story.needs = tuple(one.agent_id or frozenset(one.skills.items()) for one in story.rings)
        self._waits(story)
        return True

    def _waits(self, story: Story) -> None:
        story.phase, story.agent_id, story.moved = QUEUED, None, self.count
        self.waiting[story.contact_id] = story

    def _widened(self, event: e.RingWidened, _at: float) -> bool:
        story = self.stories.get(event.contact_id)
        if story is None or not story.ring < event.ring <= len(story.rings):
            return False
        story.ring, story.moved = event.ring, self.count
        return True

    def _promoted(self, event: e.ContactPromoted, _at: float) -> bool:
        story = self.stories.get(event.contact_id)
        if story is None or story.phase not in (QUEUED, OFFERED) or story.is_promoted:
            return False
        story.is_promoted = True
        return True

    def _fell_back(self, event: e.ContactFellBack, _at: float) -> bool:
        story = self.stories.get(event.contact_id)
        if story is None or story.phase == FALLBACK:
            return False
        self._part(story)
        story.phase = FALLBACK
        return True

    def _taken_back(self, event: e.ContactTakenBack, _at: float) -> bool:
        story = self.stories.get(event.contact_id)
        if story is None or story.phase != FALLBACK:
            return False
        self._hang_up_fallback(story)
        story.phase = ARRIVED
        return True

    def _served_in_fallback(self, event: e.ContactServedInFallback, _at: float) -> bool:
        story, person = self.stories.get(event.contact_id), self.people.get(event.agent_id)
        if story is None or person is None or story.phase != FALLBACK:
            return False
        if person.fallback == event.contact_id:
            return False
        self._hang_up_fallback(story)
        story.fallback_agent, person.fallback = event.agent_id, event.contact_id
        return True

    def _ended(self, event: e.ContactEnded, _at: float) -> bool:
        story = self.stories.pop(event.contact_id, None)
        is_first = event.contact_id not in self.endings
        self.endings.setdefault(event.contact_id, event.ending)
        self._redeem(event.contact_id, _FATES.get(event.ending.reason, "broken"))
        if story is None:
            return False
        self._part(story)
        self._hang_up_fallback(story)
        return is_first

    def _part(self, story: Story) -> None:
        """The contact leaves the line or the conversation; an offer stays until its withdrawal."""
        self.waiting.pop(story.contact_id, None)
        if story.phase == CONNECTED and story.agent_id:
            self._puts_down(self.people[story.agent_id], story.contact_id)
        story.agent_id = None

    def _hang_up_fallback(self, story: Story) -> None:
        person = self.people.get(story.fallback_agent) if story.fallback_agent else None
        if person is not None and person.fallback == story.contact_id:
            person.fallback, person.moved = None, self.count
        story.fallback_agent = None

    # ------------------------------------------------------------ offers

    def _offered(self, event: e.OfferMade, at: float) -> bool:
        story, person = self.stories.get(event.contact_id), self.people.get(event.agent_id)
        if story is None or person is None or person.asked:
            return False
        if story.channel == "voice" and person.work:
            return False
        if not (story.phase == QUEUED or self._is_rung_beside(story, event)):
            return False
        self.waiting.pop(event.contact_id, None)
        story.phase = OFFERED
        if story.channel == "voice":
            person.work, person.contact_id = "alerting", event.contact_id
        else:
            person.written[event.contact_id] = story.channel
            person.asked = event.contact_id
        self.offers[event.offer_id] = LiveOffer(
            event.offer_id, event.contact_id, event.agent_id, event.ring_until, at
        )
        return True

    def _is_rung_beside(self, story: Story, event: e.OfferMade) -> bool:
        """Others are rung for the contact, and until the same instant."""
        others = self.offers_of(event.contact_id)
        is_round = all(one.ring_until == event.ring_until for one in others)
        return story.phase == OFFERED and is_round and event.offer_id not in self.offers

    def offers_of(self, contact_id: ContactId) -> list[LiveOffer]:
        """The live offers of this contact, the first made in front."""
        return [one for one in self.offers.values() if one.contact_id == contact_id]

    def live(
        self,
        event: e.OfferExpired
        | e.ContactConnected
        | e.OfferDeclined
        | e.CallbackDialled
        | e.CallbackReached
        | e.CallbackFailed,
    ) -> bool:
        """The event is about a live offer, and contact and agent are those of the offer."""
        offer = self.offers.get(event.offer_id)
        named = (event.contact_id, event.agent_id)
        return offer is not None and (offer.contact_id, offer.agent_id) == named

    def _connected(self, event: e.ContactConnected, _at: float) -> bool:
        story = self.stories.get(event.contact_id)
        if story is None or story.phase != OFFERED or not self.live(event):
            return False
        del self.offers[event.offer_id]
        story.phase, story.agent_id = CONNECTED, event.agent_id
        self._redeem(event.contact_id, "kept")
        person = self.people[event.agent_id]
        if story.channel == "voice":
            person.work = "connected"
        else:
            person.asked = None
        person.moved = self.count
        return True

    def _not_taken(self, event: e.OfferExpired | e.OfferDeclined, at: float) -> bool:
        if not self.live(event):
            return False
        self.people[event.agent_id].bars[event.contact_id] = at + KEPT_AWAY_S
        return self._withdrawn(event, at)

    def _withdrawn(
        self, event: e.OfferExpired | e.OfferDeclined | e.OfferWithdrawn, _at: float
    ) -> bool:
        if not self.live(event):  # type: ignore[arg-type]
            return False
        del self.offers[event.offer_id]
        self._puts_down(self.people[event.agent_id], event.contact_id)
        story = self.stories.get(event.contact_id)
        if story is not None and story.phase == OFFERED and not self.offers_of(event.contact_id):
            self._waits(story)
        return True

    # ------------------------------------------------------------ callbacks

    def _redeem(self, contact_id: ContactId, fate: str) -> None:
        if self.vows.pop(contact_id, None) is not None:
            self.fates[contact_id] = fate

    def _vowed(self, event: e.CallbackPromised, _at: float) -> bool:
        who = event.contact_id
        if who in self.stories or who in self.endings:
            return False
        terms = self.plan.queues[event.queue].callback
        assert terms is not None
        self.vows[who] = Vow(event, terms, event.earliest, event.latest, event.earliest)
        self.stories[who] = Story(who, PROMISED, self.plan.queues[event.queue])
        return True

    def _lies_aside(self, contact_id: ContactId, due_at: float) -> None:
        self.waiting.pop(contact_id, None)
        self.stories[contact_id].phase = PROMISED
        self.vows[contact_id].due_at = due_at

    def _moved(self, event: e.CallbackMoved, _at: float) -> bool:
        vow = self.vows.get(event.contact_id)
        if vow is None or (vow.earliest, vow.latest) == (event.earliest, event.latest):
            return False
        vow.earliest, vow.latest, vow.due_at = event.earliest, event.latest, event.earliest
        vow.attempts_before = vow.attempts
        if self.stories[event.contact_id].phase == QUEUED:
            self._lies_aside(event.contact_id, event.earliest)
        return True

    def _postponed(self, event: e.CallbackPostponed, at: float) -> bool:
        story = self.stories.get(event.contact_id)
        if event.contact_id not in self.vows or story is None or story.phase != QUEUED:
            return False
        self._lies_aside(event.contact_id, max(at, self.vows[event.contact_id].due_at))
        return True

    def _dials(self, event: e.CallbackDialled | e.CallbackReached | e.CallbackFailed) -> Vow | None:
        story, vow = self.stories.get(event.contact_id), self.vows.get(event.contact_id)
        if story is None or story.phase != OFFERED or not self.live(event):
            return None
        return vow

    def _dialled(self, event: e.CallbackDialled, at: float) -> bool:
        vow = self._dials(event)
        if vow is None or event.attempt <= vow.attempts:
            return False
        vow.attempts, vow.is_on_line = event.attempt, False
        self.offers[event.offer_id].ring_until = at + vow.terms.dial_s
        return True

    def _reached(self, event: e.CallbackReached, at: float) -> bool:
        vow = self._dials(event)
        if vow is None or vow.is_on_line:
            return False
        vow.attempts, vow.is_on_line = max(vow.attempts, event.attempt), True
        ring_s = self.stories[event.contact_id].queue.ring_s
        self.offers[event.offer_id].ring_until = at + ring_s
        return True

    def _failed(self, event: e.CallbackFailed, at: float) -> bool:
        vow = self._dials(event)
        if vow is None:
            return False
        vow.attempts, vow.is_on_line = max(vow.attempts, event.attempt), False
        self._lies_aside(event.contact_id, max(at + vow.terms.retry_s, vow.earliest))
        return True

    def _closed(self, event: e.QueueClosed, _at: float) -> bool:
        is_new = self.closed.get(event.queue) is not event.clears
        self.closed[event.queue] = event.clears
        return is_new

    def _opened(self, event: e.QueueOpened, _at: float) -> bool:
        return self.closed.pop(event.queue, None) is not None

    # ------------------------------------------------------------ agents

    def _puts_down(self, person: Person, contact_id: ContactId) -> None:
        """The contact is no longer at this agent's hand."""
        if person.written.pop(contact_id, None) is None:
            self._rests(person)
        elif person.asked == contact_id:
            person.asked = None
        person.moved = self.count

    def _rests(self, person: Person) -> None:
        person.work, person.contact_id, person.moved = "", None, self.count

    def _mode(self, event: e.AgentModeChanged, _at: float) -> bool:
        person = self.people.get(event.agent_id)
        if person is None or (person.mode, person.reason) == (event.mode, event.reason):
            return False
        if event.mode is Mode.READY:
            person.bars.clear()
        person.mode, person.reason, person.moved = event.mode, event.reason, self.count
        self._here.clear()
        return True

    def _device(self, event: e.AgentDeviceChanged, _at: float) -> bool:
        person = self.people.get(event.agent_id)
        if person is None:
            return False
        was = (person.reachable, person.engaged)
        person.reachable, person.engaged = event.reachable, event.engaged
        person.moved = self.count
        return was != (event.reachable, event.engaged)

    def _skills(self, event: e.AgentSkillsChanged, _at: float) -> bool:
        person = self.people.get(event.agent_id)
        if person is None or person.skills == event.skills:
            return False
        person.learns(event.skills)
        person.moved = self.count
        self._here.clear()
        return True

    def _wrap_up_started(self, event: e.WrapUpStarted, _at: float) -> bool:
        person = self.people[event.agent_id]
        if person.work:
            return False
        person.work, person.contact_id = "wrap-up", event.contact_id
        person.wrap_until, person.extension_count = event.until, 0
        return True

    def _wrap_up_extended(self, event: e.WrapUpExtended, _at: float) -> bool:
        person = self.people[event.agent_id]
        is_longer = self._wraps_up(event) and event.until > person.wrap_until
        if is_longer:
            person.wrap_until = event.until
            person.extension_count += 1
        return is_longer

    def _wrap_up_finished(self, event: e.WrapUpFinished, _at: float) -> bool:
        if not self._wraps_up(event):
            return False
        self._rests(self.people[event.agent_id])
        return True

    def _wraps_up(self, event: e.WrapUpExtended | e.WrapUpFinished) -> bool:
        person = self.people[event.agent_id]
        return (person.work, person.contact_id) == ("wrap-up", event.contact_id)


_FATES = {
    Reason.CALLBACK_CANCELLED: "cancelled",
    Reason.CALLBACK_BROKEN: "broken",
}

_STEPS = {
    e.ContactArrived: Books._arrived,
    e.ContactQueued: Books._queued,
    e.RingWidened: Books._widened,
    e.ContactPromoted: Books._promoted,
    e.ContactFellBack: Books._fell_back,
    e.ContactTakenBack: Books._taken_back,
    e.ContactServedInFallback: Books._served_in_fallback,
    e.ContactEnded: Books._ended,
    e.CallbackPromised: Books._vowed,
    e.CallbackMoved: Books._moved,
    e.CallbackPostponed: Books._postponed,
    e.CallbackDialled: Books._dialled,
    e.CallbackReached: Books._reached,
    e.CallbackFailed: Books._failed,
    e.QueueClosed: Books._closed,
    e.QueueOpened: Books._opened,
    e.OfferMade: Books._offered,
    e.ContactConnected: Books._connected,
    e.OfferExpired: Books._not_taken,
    e.OfferDeclined: Books._not_taken,
    e.OfferWithdrawn: Books._withdrawn,
    e.AgentModeChanged: Books._mode,
    e.AgentDeviceChanged: Books._device,
    e.AgentSkillsChanged: Books._skills,
    e.WrapUpStarted: Books._wrap_up_started,
    e.WrapUpExtended: Books._wrap_up_extended,
    e.WrapUpFinished: Books._wrap_up_finished,
}
