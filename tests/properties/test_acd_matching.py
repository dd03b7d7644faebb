"""Decision for decision, the engine chooses as somebody who looks at every pair."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

import pytest

from contact import command as c
from contact import event as e
from contact.event import Event
from contact.identity import AgentId, ContactId
from contact.plan import CentrePlan, Queue, Ring, Strategy
from tests.support.acd_oracle import Oracle
from tests.support.acd_world import ABANDONED, World, centre, holding

SKILLS = ("es", "eu", "it", "taxes", "registry")
TOLD = (e.PositionReported, e.SkillsMissing)
SEEDS = 60
EVENTS = 1_700
"""In each history; in all of them together more than a hundred thousand."""
STEPS = 600


def _plan(chance: random.Random) -> CentrePlan:
    people = {
        f"agent-{number}": {skill: chance.randint(1, 10) for skill in chance.sample(SKILLS, 3)}
        for number in range(chance.randint(6, 20))
    }
    weights = chance.choice(((1.0, 1.0, 1.0), (4.0, 2.0, 1.0)))
    ways = list(Strategy)
    queues = (
        Queue("one", no_answer_limit=0, wrap_up_s=0.0, strategy=chance.choice(ways)),
        Queue("two", ring_s=7.0, announce_s=0.0, strategy=chance.choice(ways)),
        Queue(
            "three",
            no_answer_limit=2,
            wrap_up_s=11.0,
            extension_s=6.0,
            head_start_s=9.0,
            strategy=chance.choice(ways),
        ),
    )
    queues = tuple(
        replace(queue, weight=one, ring_all_limit=chance.choice((2, 4, 10)))
        for queue, one in zip(queues, weights, strict=True)
    )
    plan = replace(centre(people, queues), overtaking_s=chance.choice((math.inf, 60.0, 15.0)))
    if chance.random() < 0.5:
        return plan
    held = {
        name: {"email": chance.randint(0, 3), "chat": chance.randint(0, 2)}
        for name in people
        if chance.random() < 0.7
    }
    blocks, interrupts = chance.random() < 0.5, chance.random() < 0.5
    return replace(holding(plan, **held), voice_blocks=blocks, voice_interrupts=interrupts)


class History:
    """A random but well-formed day, with the oracle looking on."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = World(_plan(self.chance))
        self.oracle = Oracle(self.world.plan)
        self.seen = 0
        self.arrived = 0
        self.decisions = 0

    def step(self) -> None:
        """One random act, then time passes, now and then with a late timer."""
        often = (self.arrive, self.answer, self.end) * 3
        now_and_then = (self.refuse, self.phone, self.finish, self.learn, self.mode, self.mode)
        seldom = self.chance.choice((self.extend, self.want_anew, self.fall_back, self.come_back))
        self.chance.choice((*often, *now_and_then, seldom))()
        self.compare()
        until = self.world.now + self.chance.expovariate(0.5)
        if self.chance.random() < 0.1:
            self.world.now = until = until + 20.0
            self.world.tick()
            self.compare()
        while (due := self.world.engine.next_deadline()) is not None and due <= until:
            self.world.wait(due - self.world.now)
            self.world.now = due
            self.compare()
        self.world.now = until

    def arrive(self) -> None:
        self.arrived += 1
        is_shared = self.oracle.is_shared
        channel = self.chance.choice(("voice", "email", "chat") if is_shared else ("voice",))
        self.want(self.world.arrives(f"c{self.arrived}", channel))

    def channel_of(self, contact: str) -> str:
        return str(self.world.engine.snapshot()["contacts"][contact]["channel"])

    def want(self, contact: str) -> None:
        """The contact waits for what it wants, with everything that can be wanted."""
        chance = self.chance
        age_s = chance.choice((0.0, 0.0, chance.random() * 60))
        command = c.QueueContact(
            ContactId(contact),
            queue=chance.choice(("one", "two", "three")),
            language="es",
            skills=self.wanted() if chance.random() < 0.8 else {},
            priority=chance.choice((0, 0, 0, 1)),
            since=self.world.now - age_s,
            head_start_s=chance.choice((0.0, 0.0, 30.0)),
            rings=self.rings() if chance.random() < 0.5 else (),
            preferred={chance.choice(SKILLS): 3} if chance.random() < 0.3 else {},
            channel=self.channel_of(contact),
        )
        assert self.world.ask(command).refusal is None

    def wanted(self) -> dict[str, int]:
        return {skill: self.chance.randint(1, 5) for skill in self.chance.sample(SKILLS, 2)}

    def rings(self) -> tuple[Ring, ...]:
        """Two to four steps, the first now and then for one agent only, the last for anyone."""
        chance = self.chance
        agent = AgentId(chance.choice(list(self.world.plan.agents)))
        first = Ring({}, agent_id=agent) if chance.random() < 0.4 else Ring(self.wanted())
        times = sorted(chance.random() * 20 for _ in range(chance.randint(1, 3)))
        later = [Ring(self.wanted(), at, is_skippable=chance.random() < 0.7) for at in times]
        return (first, *later[:-1], Ring({}, times[-1]))

    def answer(self) -> None:
        if offered := sorted(self.world.offered_to()):
            contact, which = self.chance.choice(offered), self.chance.randrange(10)
            is_by_voice = self.channel_of(contact) == "voice"
            (self.world.connects if is_by_voice else self.world.accepts)(contact, which)

    def refuse(self) -> None:
        if offered := sorted(self.world.offered_to()):
            contact, which = self.chance.choice(offered), self.chance.randrange(10)
            if self.channel_of(contact) == "voice":
                self.world.declines(contact, which=which)
            else:
                self.world.refuses(contact, which)

    def end(self) -> None:
        """Mostly somebody who has talked hangs up, now and then anybody."""
        live = self.world.engine.snapshot()["contacts"]
        talking = [who for who, one in live.items() if one["state"] == "connected"]
        if talking and self.chance.random() < 0.9:
            contact = self.chance.choice(talking)
            is_by_voice = self.channel_of(contact) == "voice"
            (self.world.ends if is_by_voice else self.world.finishes)(contact)
        elif live:
            self.world.ends(self.chance.choice(list(live)), ABANDONED)

    def mode(self) -> None:
        agent = self.agent()
        self.world.ask(c.LogIn(agent))
        if self.chance.random() < 0.8:
            self.world.ask(c.SetReady(agent))
        else:
            self.world.ask(self.chance.choice((c.LogOut(agent), c.SetNotReady(agent, "break"))))

    def learn(self) -> None:
        """An agent has other skills from now on, whatever the agent is doing."""
        agent = self.agent()
        self.world.ask(c.SetSkills(agent, self.wanted()))

    def phone(self) -> None:
        agent, chance = self.agent(), self.chance
        self.world.fact(e.AgentDeviceChanged(agent, chance.random() < 0.9, chance.random() < 0.2))

    def agent(self) -> AgentId:
        return AgentId(self.chance.choice(list(self.world.plan.agents)))

    def one(self, *states: str) -> str | None:
        """Some contact in one of these states."""
        contacts = self.world.engine.snapshot()["contacts"].items()
        found = [who for who, contact in contacts if contact["state"] in states]
        return self.chance.choice(found) if found else None

    def want_anew(self) -> None:
        if contact := self.one("queued"):
            self.want(contact)

    def fall_back(self) -> None:
        if contact := self.one("queued", "offered", "connected"):
            self.world.fact(e.ContactFellBack(ContactId(contact)))

    def come_back(self) -> None:
        """Out of the exchange's own queue, where somebody may attend it first."""
        if contact := self.one("in fallback"):
            who = ContactId(contact)
            if self.chance.random() < 0.6:
                self.world.fact(e.ContactServedInFallback(who, self.agent()))
            else:
                self.world.fact(e.ContactTakenBack(who))
                self.want(contact)

    def extend(self) -> None:
        for name, agent in self.world.engine.snapshot()["agents"].items():
            if agent["work"] == "wrap-up":
                self.world.ask(c.ExtendWrapUp(AgentId(name), ContactId(agent["contact_id"])))

    def finish(self) -> None:
        for name, agent in self.world.engine.snapshot()["agents"].items():
            if agent["work"] == "wrap-up":
                contact = ContactId(agent["contact_id"])
                self.world.ask(c.FinishWrapUp(AgentId(name), contact, "done"))
                return

    def compare(self) -> None:
        """Every run of offers is what the oracle foretold, and nothing foretold is missing."""
        new = self.world.journal[self.seen :]
        self.seen = len(self.world.journal)
        run: dict[str, tuple[str, ...]] = {}
        foretold: dict[str, tuple[str, ...]] = {}
        for index, (at, event) in enumerate(new):
            if isinstance(event, e.OfferMade):
                drawn = {} if run else _run_of_offers(new[index:])
                foretold = foretold if run else self.oracle.foretell(at, drawn)
                run[event.contact_id] = (*run.get(event.contact_id, ()), event.agent_id)
            elif not isinstance(event, TOLD):
                assert run == foretold
                run, foretold = {}, {}
                self.check_aging(event, at)
            self.oracle.note(event, at)
        assert run == foretold
        now = self.world.now
        assert self.oracle.foretell(now) == {}
        assert self.oracle.next_rings(now) == {}
        self.decisions += sum(isinstance(event, e.OfferMade) for _, event in new)

    def check_aging(self, event: Event, at: float) -> None:
        """Nobody goes on to another ring, and nobody is promoted, but for a reason."""
        if isinstance(event, e.RingWidened):
            assert self.oracle.next_rings(at).get(event.contact_id, 0) >= event.ring
        if isinstance(event, e.ContactPromoted):
            assert event.contact_id in self.oracle.overdue(at)


def _run_of_offers(records: Sequence[tuple[float, Event]]) -> dict[str, tuple[str, ...]]:
    """Contact → agents, for the offers at the beginning of these records."""
    run = takewhile(lambda one: isinstance(one[1], (e.OfferMade, *TOLD)), records)
    made: dict[str, tuple[str, ...]] = {}
    for _, event in run:
        if isinstance(event, e.OfferMade):
            made[event.contact_id] = (*made.get(event.contact_id, ()), event.agent_id)
    return made


def test_the_histories_hold_a_hundred_thousand_events() -> None:
    assert SEEDS * EVENTS >= 100_000


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_offer_is_the_one_that_a_look_at_every_pair_would_make(seed: int) -> None:
    history = History(seed)
    while len(history.world.journal) < EVENTS:
        history.step()
    assert history.decisions > EVENTS // 100, "a history without decisions proves nothing"


@pytest.mark.parametrize("seed", range(100, 104))
def test_a_journal_replayed_to_its_end_gives_the_same_floor(seed: int) -> None:
    history = History(seed)
    for step in range(STEPS):
        history.step()
        if step % 40 == 0:
            twin = history.world.twin()
            now = history.world.now
            assert twin.tick(now).events == history.world.engine.tick(now).events == ()
            assert twin.snapshot() == history.world.engine.snapshot()
            assert twin.next_deadline() == history.world.engine.next_deadline()
