"""Long random days in the distribution, played act by act under the eyes of the inspector.

Owns the acts: plain tuples such as ("queues", "c7", 3, 0.0) that can be played in any state, so
that a list of them can be cut down and played again. A seed gives the centre and the wishes of its
citizens. Never judges.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contact import command as c
from contact import event as e
from contact.callback import Dial, Failure, Terms
from contact.event import Mode
from contact.identity import AgentId, ContactId, offer_id
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import CentrePlan, Queue, Ring, Strategy
from tests.support.acd_books import CONNECTED, FALLBACK, LiveOffer
from tests.support.acd_invariant import Broken, Inspector
from tests.support.acd_world import ABANDONED, PROMISED, SERVED, World, centre, holding

Act = tuple[Any, ...]
"""What is done, and to whom."""

SKILLS = ("es", "eu", "it", "taxes")
CALM_ROUNDS = 4
"""Rounds of work beyond one for each contact: until bars are lifted and searches have widened."""
LOOK_EVERY = 100
"""Acts between two comparisons of the engine's own account with the books."""

OUTSIDE = (
    e.ContactArrived,
    e.MenuEntered,
    e.AgentAlerting,
    e.ContactConnected,
    e.OfferDeclined,
    e.ContactFellBack,
    e.ContactTakenBack,
    e.ContactServedInFallback,
    e.ContactEnded,
    e.AgentDeviceChanged,
    e.CallbackDialled,
    e.CallbackReached,
    e.CallbackFailed,
)
"""Facts that the distribution is told; it may be told them late and again."""


TERMS = (
    Terms(attempts=2, retry_s=15.0, grace_s=10.0, dial_s=8.0),
    Terms(Dial.CITIZEN_FIRST, attempts=3, retry_s=9.0, grace_s=0.0, dial_s=12.0),
)
CLOSABLE = (Limit(Cause.CLOSED, WayOut(Exit.MESSAGE, "closed")),)
RINGING_BACK = ("calm", "by day")
"""Queues that promise callbacks; only those of the last one are closed now and then."""


class Wish:
    """What some of the citizens want."""

    def __init__(self, chance: random.Random, agents: Sequence[str], *, is_plain: bool) -> None:
        self.queue = chance.choice(("calm", "brisk", "dear"))
        self.skills = _levels(chance, 5) if chance.random() < 0.8 else {}
        self.priority = 0 if is_plain else chance.choice((0, 0, 0, 1))
        self.head_start_s = 0.0 if is_plain else chance.choice((0.0, 0.0, 30.0))
        self.rings = _rings(chance, agents) if chance.random() < 0.4 else ()
        self.preferred = {chance.choice(SKILLS): 3} if chance.random() < 0.3 else {}

    def command(self, contact_id: ContactId, since: float, channel: str) -> c.QueueContact:
        return c.QueueContact(
            contact_id,
            self.queue,
            "es",
            self.skills,
            self.priority,
            since,
            self.head_start_s,
            self.rings,
            self.preferred,
            channel,
        )

    def promise(
        self, contact_id: ContactId, queue: str, number: str, times: tuple[float, float, float]
    ) -> c.PromiseCallback:
        """The same, rung back: age, beginning and end of the window."""
        return c.PromiseCallback(
            contact_id,
            number,
            "012",
            queue,
            "es",
            "",
            self.skills,
            self.priority,
            *times,
            self.head_start_s,
            self.rings,
            self.preferred,
        )


def _levels(chance: random.Random, highest: int) -> dict[str, int]:
    return {skill: chance.randint(1, highest) for skill in chance.sample(SKILLS, 2)}


def _rings(chance: random.Random, agents: Sequence[str]) -> tuple[Ring, ...]:
    """Two or three steps, the first now and then for one agent only, the last mostly for anyone."""
    by_name = Ring({}, agent_id=AgentId(chance.choice(agents)))
    first = by_name if chance.random() < 0.4 else Ring(_levels(chance, 8))
    times = sorted(chance.choice((5.0, 10.0, chance.random() * 25)) for _ in range(2))
    middle = Ring(_levels(chance, 6), times[0], is_skippable=chance.random() < 0.7)
    last = Ring({} if chance.random() < 0.8 else {"it": 9}, times[1])
    return (first, middle, last) if chance.random() < 0.6 else (first, last)


def _plan(chance: random.Random, *, is_plain: bool) -> CentrePlan:
    people = {
        f"a{number}": _levels(chance, 10) | {chance.choice(SKILLS): chance.randint(1, 10)}
        for number in range(chance.randint(3, 8))
    }
    weights = (1.0, 1.0, 1.0) if is_plain else chance.choice(((1.0, 1.0, 1.0), (4.0, 2.0, 1.0)))
    ways = [chance.choice((*Strategy, Strategy.RING_ALL)) for _ in weights]
    bound = math.inf if is_plain else chance.choice((math.inf, 60.0, 20.0))
    queues = (
        Queue("calm", weight=weights[0], strategy=ways[0], callback=TERMS[0]),
        Queue(
            "brisk",
            ring_s=10.0,
            wrap_up_s=0.0,
            announce_s=0.0,
            no_answer_limit=0,
            weight=weights[1],
            strategy=ways[1],
            ring_all_limit=chance.choice((2, 3, 10)),
        ),
        Queue(
            "dear",
            ring_s=7.0,
            wrap_up_s=11.0,
            no_answer_limit=2,
            extension_limit=0,
            weight=weights[2],
            strategy=ways[2],
            head_start_s=0.0 if is_plain else 9.0,
        ),
        Queue("by day", weight=weights[2], callback=TERMS[1], limits=CLOSABLE),
    )
    plan = replace(centre(people, queues), overtaking_s=bound)
    return _shared(plan, random.Random(f"shared {len(people)} {bound} {ways}"))


def _shared(plan: CentrePlan, chance: random.Random) -> CentrePlan:
    """In two centres of three some hold written contacts, too."""
    if chance.random() < 0.33:
        return plan
    held: dict[str, dict[str, int]] = {
        name: {"email": chance.randint(0, 3), "chat": chance.randint(0, 2)}
        for name in plan.agents
        if chance.random() < 0.8
    }
    return replace(
        holding(plan, **held),
        voice_blocks=chance.random() < 0.6,
        voice_interrupts=chance.random() < 0.6,
    )


class Play:
    """One centre, its day so far, and the inspector."""

    def __init__(self, seed: int, *, is_plain: bool = False) -> None:
        chance = random.Random(seed)
        self.plan = _plan(chance, is_plain=is_plain)
        self.agents = [str(agent_id) for agent_id in self.plan.agents]
        self.wishes = [Wish(chance, self.agents, is_plain=is_plain) for _ in range(12)]
        self.abilities = [_levels(chance, 10) for _ in range(6)]
        self.world = World(self.plan)
        self.inspector = Inspector(self.plan)
        self.books = self.inspector.books
        self.acts: list[Act] = []
        self.contacts = 0
        self.step_began = 0
        """Records in the journal before the last step."""

    # ------------------------------------------------------------ playing

    def play(self, act: Act) -> None:
        """Do it and check everything. Raises Broken."""
        self.acts.append(act)
        try:
            getattr(self, act[0])(*act[1:])
            if len(self.acts) % LOOK_EVERY == 0:
                self.look()
        except (RuntimeError, LookupError, ValueError, TypeError, AttributeError) as error:
            raise Broken([("CRASH", repr(error))]) from error

    def play_all(self, acts: Sequence[Act]) -> None:
        for act in acts:
            self.play(act)

    def look(self) -> None:
        self.inspector.look(self.world.engine.snapshot())

    def _tell(self, event: e.Event) -> bool:
        self.step_began = len(self.world.journal)
        self.world.fact(event)
        counts = self.inspector.told(event, self.world.last, self.world.now)
        self.inspector.settled(self.world.engine)
        return counts

    def _ask(self, command: c.Command) -> None:
        """Ask twice: the second time it is refused (I11)."""
        world = self.world
        self.step_began = len(world.journal)
        self.inspector.decided(world.ask(command).events, world.now)
        self.inspector.settled(world.engine)
        if world.ask(command).refusal is None:
            self.inspector.breach("I11", f"{command} twice made {world.last.events}")
        self.inspector.judge()

    def _tick(self) -> None:
        world = self.world
        self.step_began = len(world.journal)
        world.tick()
        self.inspector.ticked(world.last, world.now)
        self.inspector.settled(world.engine, is_on_time=True)

    # ------------------------------------------------------------ the ordinary day

    def waits(self, seconds: float) -> None:
        """Time passes, and the timer goes off whenever something is due."""
        world = self.world
        end = world.now + seconds
        while (due := world.engine.next_deadline()) is not None and due <= end:
            world.now = max(world.now, due)
            self._tick()
        world.now = self.inspector.horizon = end
        self.inspector.settled(world.engine, is_on_time=True)

    def arrives(self, contact: str, channel: str = "voice") -> None:
        arrived = e.ContactArrived(ContactId(contact), "012", "", channel=channel)
        self.contacts += self._tell(arrived)

    def enters_menu(self, contact: str) -> None:
        self._tell(e.MenuEntered(ContactId(contact), "start"))

    def queues(self, contact: str, wish: int, age_s: float) -> None:
        since = self.world.now - age_s
        story = self.books.stories.get(ContactId(contact))
        channel = story.channel if story is not None else "voice"
        self._ask(self.wishes[wish].command(ContactId(contact), since, channel))

    def alerts(self, contact: str, which: int = 0) -> None:
        if offer := self._offer(contact, which):
            self._tell(e.AgentAlerting(offer.offer_id, offer.contact_id, offer.agent_id))

    def connects(self, contact: str, which: int = 0) -> None:
        if offer := self._offer(contact, which):
            if self._is_written(contact):
                self._ask(c.AcceptContact(offer.agent_id, offer.contact_id))
            else:
                self._tell(e.ContactConnected(offer.contact_id, offer.offer_id, offer.agent_id))

    def two_answer(self, contact: str, which: int) -> None:
        """Two of those rung at once answer; the report of the second comes too late."""
        late = self._offer(contact, which + 1)
        self.connects(contact, which)
        if late is not None:
            self._tell(e.ContactConnected(late.contact_id, late.offer_id, late.agent_id))

    def _is_written(self, contact: str) -> bool:
        story = self.books.stories.get(ContactId(contact))
        return story is not None and story.channel != "voice"

    def is_done_with(self, contact: str) -> None:
        """The agent who has the written contact finishes it; somebody else may not."""
        story = self.books.stories.get(ContactId(contact))
        if story is not None and story.phase == CONNECTED and story.agent_id is not None:
            self._ask(c.FinishContact(story.agent_id, ContactId(contact), "done"))

    def declines(self, contact: str, which: int = 0) -> None:
        if (offer := self._offer(contact, which)) and self._is_written(contact):
            self._ask(c.DeclineContact(offer.agent_id, offer.contact_id))
        elif offer:
            self._tell(e.OfferDeclined(offer.offer_id, offer.contact_id, offer.agent_id, "busy"))

    def _offer(self, contact: str, which: int) -> LiveOffer | None:
        """One of the live offers of the contact, counted round."""
        live = self.books.offers_of(ContactId(contact))
        return live[which % len(live)] if live else None

    def ends(self, contact: str) -> None:
        if not self._has_leg(contact):
            self.cancels(contact, is_from_desk=False)  # nobody is there who could hang up
            return
        story = self.books.stories.get(ContactId(contact))
        has_talked = story is not None and story.phase == CONNECTED
        self._tell(e.ContactEnded(ContactId(contact), SERVED if has_talked else ABANDONED))

    # ------------------------------------------------------------ callbacks

    def asks_back(self, contact: str, wish: int, number: str, times: tuple[float, ...]) -> None:
        """Age, seconds until the window begins, its length, and which queue."""
        age_s, later_s, lasts_s, queue = times
        earliest = self.world.now + later_s
        asked = self.wishes[wish].promise(
            ContactId(contact),
            RINGING_BACK[int(queue)],
            number,
            (self.world.now - age_s, earliest, earliest + lasts_s),
        )
        self._ask(asked)
        if ContactId(contact) in self.books.stories:
            self._tell(e.ContactEnded(ContactId(contact), PROMISED))

    def moves_callback(self, contact: str, later_s: float, lasts_s: float) -> None:
        earliest = self.world.now + later_s
        self._ask(c.MoveCallback(ContactId(contact), earliest, earliest + lasts_s))

    def cancels(self, contact: str, is_from_desk: bool) -> None:
        self._ask(c.CancelCallback(ContactId(contact), is_from_desk))

    def dials(self, contact: str) -> None:
        self._about_attempt(e.CallbackDialled, contact, 1)

    def reaches(self, contact: str) -> None:
        self._about_attempt(e.CallbackReached, contact, 0)

    def fails(self, contact: str, failure: int) -> None:
        self._about_attempt(e.CallbackFailed, contact, 0, list(Failure)[failure])

    def _about_attempt(
        self, event: Callable[..., e.Event], contact: str, more: int, *failure: Failure
    ) -> None:
        offers, vow = (
            self.books.offers_of(ContactId(contact)),
            self.books.vows.get(ContactId(contact)),
        )
        if offers and vow is not None:
            offer = offers[0]
            attempt = max(1, vow.attempts + more)
            named = (ContactId(contact), offer.offer_id, offer.agent_id)
            self._tell(event(*named, attempt, *failure))

    def closes(self, clears: bool) -> None:
        self._ask(c.CloseQueue("by day", clears))

    def opens(self) -> None:
        self._ask(c.OpenQueue("by day"))

    def _has_leg(self, contact: str) -> bool:
        vow = self.books.vows.get(ContactId(contact))
        return vow is None or vow.is_on_line

    # ------------------------------------------------------------ agents

    def logs_in(self, agent: str) -> None:
        self._ask(c.LogIn(AgentId(agent)))

    def is_ready(self, agent: str) -> None:
        self._ask(c.LogIn(AgentId(agent)))
        self._ask(c.SetReady(AgentId(agent)))

    def is_not_ready(self, agent: str) -> None:
        self._ask(c.SetNotReady(AgentId(agent), "break"))

    def logs_out(self, agent: str) -> None:
        self._ask(c.LogOut(AgentId(agent)))

    def finishes(self, agent: str) -> None:
        person = self.books.people[AgentId(agent)]
        self._ask(c.FinishWrapUp(person.agent_id, person.contact_id or ContactId("c0"), "done"))

    def needs_longer(self, agent: str) -> None:
        person = self.books.people[AgentId(agent)]
        self._ask(c.ExtendWrapUp(person.agent_id, person.contact_id or ContactId("c0")))

    def learns(self, agent: str, ability: int) -> None:
        self._ask(c.SetSkills(AgentId(agent), self.abilities[ability]))

    # ------------------------------------------------------------ the bad day

    def lags(self, seconds: float) -> None:
        """Time passes and the timer has not gone off yet: the next message comes before it."""
        self.world.now += seconds

    def ticks_late(self, seconds: float) -> None:
        self.world.now += seconds
        self._tick()

    def phone_is(self, agent: str, reachable: bool, engaged: bool) -> None:
        self._tell(e.AgentDeviceChanged(AgentId(agent), reachable, engaged))

    def falls_back(self, contact: str) -> None:
        if self._has_leg(contact):
            self._tell(e.ContactFellBack(ContactId(contact)))

    def is_served_there(self, contact: str, agent: str) -> None:
        self._tell(e.ContactServedInFallback(ContactId(contact), AgentId(agent)))

    def is_taken_back(self, contact: str) -> None:
        self._tell(e.ContactTakenBack(ContactId(contact)))

    def is_reported_wrongly(self, contact: str, agent: str, number: int) -> None:
        """An answer and a refusal for an offer that is perhaps not, or somebody else's."""
        who, offer = ContactId(contact), offer_id(ContactId(contact), number)
        self._tell(e.ContactConnected(who, offer, AgentId(agent)))
        self._tell(e.OfferDeclined(offer, who, AgentId(agent), "rejected"))

    def is_told_again(self, back: int) -> None:
        """What was told so many records ago is told again; the very last may be anything (I11)."""
        journal = self.world.journal
        if back >= len(journal):
            return
        event = journal[-1 - back][1]
        is_last = back == 0 and not isinstance(event, e.PositionReported | e.SkillsMissing)
        before = self.world.engine.snapshot() if is_last else None
        if is_last or isinstance(event, OUTSIDE):
            self._tell(event)
        if is_last and self.world.engine.snapshot() != before:
            self.inspector.breach("I11", f"{event} twice is not as once")
            self.inspector.judge()

    def crashes(self, cut: int) -> None:
        """The engine is rebuilt from the journal, which may lack the last records of its step."""
        world = self.world
        world.now += 0.25
        cut = min(cut, len(world.journal) - self.step_began)
        if cut:
            del world.journal[-cut:]
            self._read_again()
        twin = world.twin()
        if cut:
            world.engine = twin
            self._tick()
            return
        self._tick()
        if twin.tick(world.now) != world.last:
            self.inspector.breach("REPLAY", "a rebuilt engine decides otherwise")
        if (twin.snapshot(), twin.next_deadline()) != (
            world.engine.snapshot(),
            world.engine.next_deadline(),
        ):
            self.inspector.breach("REPLAY", "a rebuilt engine stands otherwise")
        self.inspector.judge()
        world.engine = twin

    def _read_again(self) -> None:
        inspector = Inspector(self.plan)
        for at, event in self.world.journal:
            inspector.books.note(event, at)
        inspector.offers = self.inspector.offers
        inspector.horizon = self.inspector.horizon
        self.inspector, self.books = inspector, inspector.books

    # ------------------------------------------------------------ the calm after it

    def calms_down(self) -> None:
        """Everybody comes back and works; whoever can be served is (V2), and all end (V5)."""
        self.opens()
        for agent in self.agents:
            self.phone_is(agent, True, False)
        for contact in [who for who, one in self.books.stories.items() if one.phase == FALLBACK]:
            self.ends(contact)
        for _ in range(len(self.books.waiting) + len(self.books.offers) + CALM_ROUNDS):
            self._works_on()
        for story in self.books.waiting.values():
            people = self.books.people.values()
            if any(one.can(story.need()) and one.holds(story.channel) for one in people):
                self.inspector.breach("V2", f"{story.contact_id} waits for ever")
        self.inspector.judge()
        for contact in list(self.books.stories):
            self.ends(contact)
        self.waits(120.0)
        self._is_empty()

    def _works_on(self) -> None:
        """One round: all are ready, answer, hang up and wrap up; each serves one at least (V2)."""
        books = self.books
        for person in books.people.values():
            if person.mode is not Mode.READY:
                self.is_ready(person.agent_id)
        for contact in dict.fromkeys(one.contact_id for one in books.offers.values()):
            self.connects(contact)
        for contact in [who for who, one in books.stories.items() if one.phase == CONNECTED]:
            self.ends(contact)
        for person in books.people.values():
            if person.work == "wrap-up":
                self.finishes(person.agent_id)
        if not books.offers:
            self.waits(31.0)

    def _is_empty(self) -> None:
        self.look()
        books = self.books
        if books.vows or {one for one in books.endings if one.endswith(".callback")} != set(
            books.fates
        ):
            self.inspector.breach("K2", f"promises without an end: {books.vows}, {books.fates}")
        left = self.world.engine.snapshot()
        works = {agent["work"] for agent in left["agents"].values()}
        if left["contacts"] or left["waiting"] or left["offers"] or works != {"idle"}:
            self.inspector.breach(
                "V5", f"left behind: {left['contacts']}, {left['offers']}, {works}"
            )
        if (due := self.world.engine.next_deadline()) is not None:
            self.inspector.breach("V5", f"something is still due at {due}")
        self.inspector.judge()
