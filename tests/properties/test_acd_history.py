"""Random histories, sane and insane, against the invariants of the distribution.

Facts come twice, late, about strangers and in states where they make no sense; the application
crashes between any two messages and is rebuilt from the journal.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contact import command as c
from contact import event as e
from contact.callback import Dial, Failure, Terms
from contact.ending import ENDINGS
from contact.event import Event, Mode
from contact.identity import AgentId, ContactId, callback_id, offer_id
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Queue, Ring
from tests.support.acd_oracle import serves
from tests.support.acd_world import ABANDONED, World, centre, wish_of_callback

PEOPLE = {
    "ana": {"es": 5, "taxes": 5},
    "bea": {"es": 3, "eu": 5},
    "cai": {"es": 3, "eu": 5},
    "dan": {"it": 8},
}
SORRY = WayOut(Exit.MESSAGE, "too-busy")
LIMITS = (
    Limit(Cause.CLOSED, SORRY),
    Limit(Cause.FULL, SORRY, 3),
    Limit(Cause.OVERDUE, SORRY, 300.0),
)
TERMS = Terms(attempts=3, retry_s=20.0, grace_s=10.0, dial_s=12.0)
QUEUES = (
    Queue("calm", ring_s=15.0, wrap_up_s=30.0, limits=LIMITS, callback=TERMS),
    Queue(
        "brisk",
        ring_s=10.0,
        wrap_up_s=0.0,
        announce_s=0.0,
        no_answer_limit=0,
        callback=replace(TERMS, dial=Dial.CITIZEN_FIRST, attempts=2),
    ),
)
ARRIVING = [ContactId(f"c{number}") for number in range(6)]
CALLBACKS = [callback_id(contact_id) for contact_id in ARRIVING]
CONTACTS = [*ARRIVING, *CALLBACKS]
NUMBERS = ["600", "601", "602"]
AGENTS = [AgentId(name) for name in PEOPLE]
NEEDS: list[dict[str, int]] = [{}, {"es": 1}, {"es": 4, "taxes": 2}, {"eu": 5}, {"fr": 1}]

RINGS: list[tuple[Ring, ...]] = [
    (),
    (Ring({"es": 4}), Ring({}, 20.0)),
    (Ring({}, agent_id=AgentId("bea")), Ring({"eu": 5}, 5.0, is_skippable=False), Ring({}, 30.0)),
]

contacts = st.sampled_from(ARRIVING)
anything = st.sampled_from(CONTACTS)
agents = st.sampled_from(AGENTS)

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "contact_id": anything,
    "origin": contacts,
    "number": st.sampled_from(NUMBERS),
    "earliest": st.floats(900.0, 1200.0),
    "latest": st.floats(900.0, 1400.0),
    "attempt": st.integers(1, 4),
    "failure": st.sampled_from(list(Failure)),
    "agent_id": st.sampled_from([*AGENTS, AgentId("stranger")]),
    "offer_id": st.builds(offer_id, anything, st.integers(1, 4)),
    "skills": st.sampled_from(NEEDS),
    "queue": st.sampled_from(["calm", "brisk", "gone"]),
    "mode": st.sampled_from(list(Mode)),
    "ending": st.sampled_from(ENDINGS),
    "reason": st.just("break"),
    "priority": st.integers(0, 2),
    "since": st.floats(900.0, 1100.0),
    "until": st.floats(900.0, 1200.0),
    "ring_until": st.floats(900.0, 1200.0),
    "position": st.integers(1, 3),
    "reachable": st.booleans(),
    "engaged": st.booleans(),
    "citizen_ids": st.just(()),
    "citizen_id": st.none(),
    "epoch": st.just(1),
    "head_start_s": st.sampled_from([0.0, 20.0]),
    "rings": st.sampled_from(RINGS),
    "ring": st.integers(0, 4),
    "preferred": st.sampled_from([{}, {"taxes": 3}]),
    "clears": st.booleans(),
    "cause": st.sampled_from(list(Cause)),
    "way_out": st.just(SORRY),
    "expected_s": st.sampled_from([None, 30.0]),
    "low_s": st.sampled_from([None, 10.0]),
    "high_s": st.sampled_from([None, 90.0]),
    "is_trusted": st.booleans(),
}
_REASON = st.just(e.OfferReason(1, 0.0, (), 0.0, "longest idle"))


def _any(event: type) -> st.SearchStrategy[Event]:
    """Any event of this kind, sense or nonsense."""
    values = {field.name: _VALUES.get(field.name, st.just("x")) for field in fields(event)}
    if event is e.OfferMade:
        values["reason"] = _REASON
    return st.builds(event, **values)


EVENTS = st.sampled_from(e.EVENTS).flatmap(_any)


def suits(name: str, agent: dict[str, Any], contact: dict[str, Any]) -> bool:
    """Whether this agent may serve this contact in its present ring."""
    only = contact["only_agent"]
    return only == name if only else serves(agent["skills"], contact["skills"])


class Distribution(RuleBasedStateMachine):
    """A centre in which everything can happen at any time."""

    @initialize()
    def open(self) -> None:
        self.world = World(replace(centre(PEOPLE, QUEUES), overtaking_s=40.0))
        self.checked = 0

    # ------------------------------------------------------------ the ordinary day

    @rule(agent=agents)
    def is_ready(self, agent: AgentId) -> None:
        self.world.ready(agent)

    @rule(agent=agents, command=st.sampled_from([c.LogIn, c.SetReady, c.LogOut]))
    def chooses(self, agent: AgentId, command: Any) -> None:
        self.ask_twice(command(agent))

    @rule(agent=agents, reason=st.sampled_from(["break", "training", "", "sunshine"]))
    def is_not_ready(self, agent: AgentId, reason: str) -> None:
        self.ask_twice(c.SetNotReady(agent, reason))

    @rule(
        contact=contacts,
        queue=st.sampled_from(["calm", "brisk"]),
        skills=st.sampled_from(NEEDS),
        priority=st.sampled_from([0, 0, 0, 1]),
        age=st.sampled_from([0.0, 0.0, 50.0]),
        rings=st.sampled_from(RINGS),
    )
    def queues(
        self,
        contact: ContactId,
        queue: str,
        skills: dict[str, int],
        priority: int,
        age: float,
        rings: tuple[Ring, ...],
    ) -> None:
        self.world.arrives(contact)
        since = self.world.now - age
        command = c.QueueContact(contact, queue, "es", skills, priority, since, rings=rings)
        self.ask_twice(command)

    @precondition(lambda self: self.world.offered_to())
    @rule(chance=st.randoms(use_true_random=False))
    def answers(self, chance: Any) -> None:
        self.world.connects(chance.choice(sorted(self.world.offered_to())))

    @precondition(lambda self: self.world.offered_to())
    @rule(chance=st.randoms(use_true_random=False), why=st.sampled_from(["busy", "unreachable"]))
    def declines(self, chance: Any, why: str) -> None:
        self.world.declines(chance.choice(sorted(self.world.offered_to())), why)

    @rule(
        contact=contacts,
        number=st.sampled_from(NUMBERS),
        queue=st.sampled_from(["calm", "brisk"]),
        later=st.sampled_from([0.0, 5.0, 40.0]),
        lasts=st.sampled_from([1.0, 60.0]),
    )
    def wants_to_be_rung_back(
        self, contact: ContactId, number: str, queue: str, later: float, lasts: float
    ) -> None:
        self.world.arrives(contact)
        earliest = self.world.now + later
        window = {"earliest": earliest, "latest": earliest + lasts}
        since = self.world.now - 30.0
        self.ask_twice(wish_of_callback(contact, number, queue=queue, since=since, **window))

    @rule(callback=st.sampled_from(CALLBACKS), later=st.sampled_from([0.0, 50.0]))
    def moves(self, callback: ContactId, later: float) -> None:
        earliest = self.world.now + later
        self.ask_twice(c.MoveCallback(callback, earliest, earliest + 30.0))

    @rule(callback=st.sampled_from(CALLBACKS), is_from_desk=st.booleans())
    def cancels(self, callback: ContactId, is_from_desk: bool) -> None:
        self.ask_twice(c.CancelCallback(callback, is_from_desk))

    @precondition(lambda self: self.dialled())
    @rule(
        chance=st.randoms(use_true_random=False),
        failure=st.sampled_from([None, *Failure]),
        is_reached=st.booleans(),
    )
    def is_dialled(self, chance: Any, failure: Failure | None, is_reached: bool) -> None:
        """A citizen is rung back, and perhaps reached, and perhaps lost again."""
        callback = chance.choice(self.dialled())
        promised = self.world.engine.snapshot()["callbacks"].get(callback, {})
        attempt = promised.get("attempt_count", 0) + 1
        self.world.dials(callback, attempt)
        if is_reached:
            self.world.reaches(callback, attempt)
        if failure is not None:
            self.world.fails(callback, attempt, failure)

    def dialled(self) -> list[str]:
        """Callbacks that are offered."""
        return sorted(one for one in self.world.offered_to() if one in CALLBACKS)

    @rule(contact=anything)
    def ends(self, contact: ContactId) -> None:
        self.world.ends(contact, ABANDONED)

    @rule(clears=st.booleans())
    def closes(self, clears: bool) -> None:
        self.ask_twice(c.CloseQueue("calm", clears))

    @rule()
    def opens(self) -> None:
        self.ask_twice(c.OpenQueue("calm"))

    @rule(agent=agents, skills=st.sampled_from([{"es": 5}, {"eu": 5, "es": 1}, {"fr": 2}]))
    def learns(self, agent: AgentId, skills: dict[str, int]) -> None:
        self.ask_twice(c.SetSkills(agent, skills))

    @rule(agent=agents)
    def needs_longer(self, agent: AgentId) -> None:
        contact = ContactId(str(self.world.agent(agent)["contact_id"]))
        self.ask_twice(c.ExtendWrapUp(agent, contact))

    @rule(agent=agents)
    def finishes(self, agent: AgentId) -> None:
        contact = ContactId(str(self.world.agent(agent)["contact_id"]))
        self.ask_twice(c.FinishWrapUp(agent, contact, "done"))

    @rule(contact=contacts)
    def falls_back(self, contact: ContactId) -> None:
        self.world.fact(e.ContactFellBack(contact))

    @rule(seconds=st.sampled_from([0.5, 5.0, 16.0, 31.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.wait(seconds)
        live = self.world.engine.snapshot()["offers"].values()
        assert all(offer["ring_until"] > self.world.now for offer in live), "V4: an offer lives on"

    # ------------------------------------------------------------ the bad day

    @rule(seconds=st.sampled_from([1.0, 20.0, 100.0]))
    def the_timer_is_late(self, seconds: float) -> None:
        self.world.now += seconds
        self.world.tick()

    @rule(event=EVENTS)
    def anything_is_reported(self, event: Event) -> None:
        self.world.fact(event)

    @precondition(lambda self: self.world.journal)
    @rule(chance=st.randoms(use_true_random=False))
    def something_is_reported_again(self, chance: Any) -> None:
        self.world.fact(chance.choice(self.world.journal)[1])

    @rule()
    def the_application_crashes(self) -> None:
        self.world.now += 0.25
        twin = self.world.twin()
        self.world.tick()
        assert twin.tick(self.world.now) == self.world.last, "a replay decides otherwise"
        assert twin.snapshot() == self.world.engine.snapshot()
        assert twin.next_deadline() == self.world.engine.next_deadline()
        self.world.engine = twin

    def ask_twice(self, command: c.Command) -> None:
        """I11: what is asked twice has the effect of once; who was led out may ask anew."""
        made = self.world.ask(command).events
        if any(isinstance(event, e.ContactDiverted) for event in made):
            return
        assert self.world.ask(command).refusal is not None

    # ------------------------------------------------------------ what must hold

    @invariant()
    def everybody_has_one_contact_and_every_contact_one_agent(self) -> None:
        """I1 and I2."""
        snapshot = self.world.engine.snapshot()
        offers = snapshot["offers"].values()
        offered = [(offer["agent_id"], offer["contact_id"]) for offer in offers]
        people = snapshot["agents"]
        alerting = [(n, a["contact_id"]) for n, a in people.items() if a["work"] == "alerting"]
        talking = [(n, a["contact_id"]) for n, a in people.items() if a["work"] == "connected"]
        assert sorted(offered) == sorted(alerting)
        at_hand = [contact for _, contact in alerting + talking]
        assert len(set(at_hand)) == len(at_hand)
        connected = {n for n, one in snapshot["contacts"].items() if one["state"] == "connected"}
        assert {contact for _, contact in talking} == connected

    @invariant()
    def a_number_has_one_open_promise_and_nobody_is_promised_what_cannot_be_kept(self) -> None:
        """Open promises are contacts on the floor, with attempts left or an offer to come of."""
        snapshot = self.world.engine.snapshot()
        numbers = [one.number for one in self.world.engine.floor.promises.open.values()]
        assert len(set(numbers)) == len(numbers)
        assert snapshot["callbacks"].keys() <= snapshot["contacts"].keys()
        for contact in snapshot["waiting"]:
            promised = snapshot["callbacks"].get(contact)
            if promised is not None and not promised["is_on_line"]:
                queue = snapshot["contacts"][contact]["queue"]
                assert queue not in snapshot["closed"], "a closed queue lets no callback wait"

    @invariant()
    def nobody_waits_for_an_agent_who_is_there(self) -> None:
        """V1 and V3, at every instant instead of within a second."""
        snapshot = self.world.engine.snapshot()
        for name, agent in snapshot["agents"].items():
            for contact in snapshot["waiting"] if agent["available"] else ():
                able = suits(name, agent, snapshot["contacts"][contact])
                assert not able or contact in agent["bars"], f"{contact} and {name} do not meet"

    @invariant()
    def new_offers_are_right(self) -> None:
        """I3, I4, I8, I9, I10, seen from the floor an instant before each offer."""
        fresh = range(self.checked, len(self.world.journal))
        self.checked = len(self.world.journal)
        made = {id(event) for event in self.world.last.events}
        for index in fresh:
            event = self.world.journal[index][1]
            if isinstance(event, e.OfferMade) and id(event) in made:
                self.check_offer(event, index)

    def check_offer(self, made: e.OfferMade, index: int) -> None:
        before = World(self.world.plan)
        before.journal = self.world.journal[:index]
        floor = before.twin().snapshot()
        agent, contact = floor["agents"][made.agent_id], floor["contacts"][made.contact_id]
        assert (agent["mode"], agent["work"]) == ("ready", "idle")
        assert agent["reachable"] and not agent["engaged"]
        assert suits(made.agent_id, agent, contact)
        ahead = floor["waiting"][: floor["waiting"].index(made.contact_id)]
        for older in ahead:
            is_barred = older in agent["bars"]
            assert is_barred or not suits(made.agent_id, agent, floor["contacts"][older])

    def teardown(self) -> None:
        """V2 and V5: in the calm that follows, everybody is served and nothing is left."""
        world = self.world
        for agent in AGENTS:
            world.fact(e.AgentDeviceChanged(agent, reachable=True))
        for contact in CONTACTS:
            if world.engine.snapshot()["contacts"].get(contact, {}).get("state") == "in fallback":
                world.ends(contact)
        for _ in range(20):
            world.ready(*AGENTS)
            for contact in tuple(world.offered_to()):
                world.connects(contact)
            for contact in CONTACTS:
                state = world.engine.snapshot()["contacts"].get(contact, {}).get("state")
                if state == "connected":
                    world.ends(contact)
            world.wait(31.0)
        calm = world.engine.snapshot()
        for waiting in calm["waiting"]:
            one = calm["contacts"][waiting]
            assert not any(suits(n, a, one) for n, a in calm["agents"].items()), "V2: starved"
        for contact in CONTACTS:
            world.ends(contact)
        world.wait(60.0)
        left = world.engine.snapshot()
        assert (left["contacts"], left["waiting"], left["offers"]) == ({}, [], {})
        assert {agent["work"] for agent in left["agents"].values()} == {"idle"}


Distribution.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestDistribution = Distribution.TestCase
