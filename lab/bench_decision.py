"""`python -m lab.bench_decision`: what one routing decision costs as the centre grows.

Owns the centres that are measured, from a hundred agents to ten thousand with a hundred thousand
contacts waiting, and the verdict. A *decision* is: this agent is idle now, which contact is next
(`first_key_for`), and which agent takes this contact (`Choice`), on the engine's own lines. The
whole message, with the account for the journal and all bookkeeping, is printed beside it, and so is
what a look at every agent would cost on the same floor in the same run. Processor time of this
process, without garbage collection. Edge.
"""

from __future__ import annotations

import gc
import math
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console

from acd.core.choice import Choice
from acd.core.engine import Engine
from acd.core.floor import Floor
from contact import command as c
from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId
from contact.plan import Agent, CentrePlan, Queue, Strategy
from lab.bench_result import Result, command

SIZES = ((100, 1_000), (1_000, 10_000), (10_000, 100_000))
"""Agents, and contacts that wait."""
PROFILES = 40
SAMPLES = 1_000
LANGUAGES = ("es", "it", "eu", "ca", "gl", "en")
TOPICS = tuple(f"topic-{number}" for number in range(15))
SERVED = Ending(Who.AGENT, Reason.SERVED)
P50_US, P99_US = 15.0, 60.0
EXPONENT, EXPONENT_DISTINCT = 0.15, 0.5


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one centre; microseconds, medians and 99th percentiles."""

    agents: int
    decision_us: tuple[float, float]
    message_us: tuple[float, float]
    scan_us: float
    """Median of a look at every agent for the same contacts."""


class Centre:
    """A centre in which everybody works and very many wait."""

    def __init__(self, agents: int, waiting: int, *, is_distinct: bool) -> None:
        self.chance = random.Random(agents)
        self.engine = Engine(_plan(self.chance, agents, is_distinct=is_distinct))
        self.now = 1000.0
        self.talking: list[tuple[ContactId, AgentId]] = []
        self._count = 0
        for agent_id in self.floor.plan.agents:
            self._put(c.LogIn(agent_id))
            self._put(c.SetReady(agent_id))
        while self.floor.matching.order.size < waiting:
            self.comes()

    @property
    def floor(self) -> Floor:
        return self.engine.floor

    def comes(self) -> None:
        """A contact comes; an idle agent who can, takes it."""
        self._count += 1
        contact_id = ContactId(f"c{self._count:07}")
        self._put(e.ContactArrived(contact_id, "012", ""))
        wanted, priority = _wanted(self.chance), self.chance.choice((0, 0, 1))
        self._put(c.QueueContact(contact_id, "line", "es", wanted, priority, self.now))

    def next_end(self) -> e.ContactEnded:
        """One of the conversations is over."""
        index = self.chance.randrange(len(self.talking))
        self.talking[index], self.talking[-1] = self.talking[-1], self.talking[index]
        contact_id, _ = self.talking.pop()
        return e.ContactEnded(contact_id, SERVED)

    def take(self, events: Sequence[e.Event]) -> bool:
        """Whoever is offered answers at once; whether anybody was."""
        offers = [event for event in events if isinstance(event, e.OfferMade)]
        for offer in offers:
            connected = e.ContactConnected(offer.contact_id, offer.offer_id, offer.agent_id)
            self.engine.handle(connected, self.now)
            self.talking.append((offer.contact_id, offer.agent_id))
        return bool(offers)

    def _put(self, message: object) -> None:
        self.now += 0.0001
        self.take(self.engine.handle(message, self.now).events)


def _plan(chance: random.Random, agents: int, *, is_distinct: bool) -> CentrePlan:
    profiles = [_skills(chance) for _ in range(agents if is_distinct else PROFILES)]
    staff = {}
    for number in range(agents):
        skills = dict(profiles[number % len(profiles)])
        if is_distinct:  # a number of their own, written in four skills that nobody asks for
            skills |= {f"own-{digit}": 1 + number // 10**digit % 10 for digit in range(4)}
        agent_id = AgentId(f"a{number:05}")
        staff[agent_id] = Agent(agent_id, "", "", skills)
    line = Queue("line", announce_s=0.0, wrap_up_s=0.0)
    return CentrePlan("bench", "1", "UTC", ("es",), {}, {}, {}, {"line": line}, staff, ("break",))


def _skills(chance: random.Random) -> dict[str, int]:
    chosen = [*chance.sample(LANGUAGES, 2), *chance.sample(TOPICS, 4)]
    return {skill: chance.randint(1, 10) for skill in chosen}


def _wanted(chance: random.Random) -> dict[str, int]:
    levels = (1, 1, 3, 5)
    return {chance.choice(words): chance.choice(levels) for words in (LANGUAGES, TOPICS)}


# ---------------------------------------------------------------- measuring


def cost(agents: int, waiting: int, *, is_distinct: bool, samples: int = SAMPLES) -> Cost:
    """What decisions cost in a centre of this size."""
    centre = Centre(agents, waiting, is_distinct=is_distinct)
    gc.collect()
    gc.disable()
    try:
        taken = [one for _ in range(samples) if (one := _sample(centre)) is not None]
    finally:
        gc.enable()
    messages, decisions, scans = zip(*taken, strict=True)
    return Cost(agents, _spread(decisions), _spread(messages), _spread(scans)[0])


def _sample(centre: Centre) -> tuple[int, int, int] | None:
    """Nanoseconds of a message, its decision and a scan; None when nobody could be offered."""
    centre.comes()
    end = centre.next_end()
    began = time.thread_time_ns()
    made = centre.engine.handle(end, centre.now).events
    spent = time.thread_time_ns() - began
    offers = [event for event in made if isinstance(event, e.OfferMade)]
    taken = None
    if offers:
        decided = _decide(centre.floor, offers[0], centre.now)
        taken = (spent, decided, _scan(centre.floor, offers[0]))
    centre.take(made)
    return taken


def _decide(floor: Floor, offer: e.OfferMade, now: float) -> int:
    """Nanoseconds of the same decision once more, both halves of it."""
    agent, contact = floor.agents[offer.agent_id], floor.contacts[offer.contact_id]
    began = time.thread_time_ns()
    floor.matching.first_key_for(agent, now)
    Choice(floor.matching, floor.agents, contact, Strategy.LONGEST_IDLE)
    return time.thread_time_ns() - began


def _scan(floor: Floor, offer: e.OfferMade) -> int:
    """Nanoseconds of a look at every agent for the same contact."""
    wanted = floor.contacts[offer.contact_id].skills
    skills = floor.plan.agents
    began = time.thread_time_ns()
    able = [
        (agent.idle_since, agent_id)
        for agent_id, agent in floor.agents.items()
        if all(skills[agent_id].skills.get(skill, 0) >= wanted[skill] for skill in wanted)
    ]
    min(able, default=None)
    return time.thread_time_ns() - began


def _spread(times: Sequence[int]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2] / 1000, ordered[int(len(ordered) * 0.99)] / 1000


def exponent(costs: Sequence[Cost], value: Callable[[Cost], float]) -> float:
    """Slope of the logarithm of a cost over that of the number of agents, least squares."""
    points = [(math.log(one.agents), math.log(value(one))) for one in costs]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )


def memory() -> tuple[float, float]:
    """Kilobytes a waiting contact and an agent take."""
    tracemalloc.start()
    try:
        few = _bytes(1_000, 1_000)
        more_agents, more_contacts = _bytes(2_000, 1_000), _bytes(1_000, 11_000)
    finally:
        tracemalloc.stop()
    return (more_contacts - few) / 10_000 / 1000, (more_agents - few) / 1_000 / 1000


def _bytes(agents: int, waiting: int) -> int:
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    centre = Centre(agents, waiting, is_distinct=False)
    gc.collect()
    used = tracemalloc.get_traced_memory()[0] - before
    assert centre.floor.matching.order.size >= waiting
    return used


async def measure_decision(
    say: Console, sizes: Sequence[tuple[int, int]] = SIZES, samples: int = SAMPLES
) -> list[Result]:
    """Medians, 99th percentiles and growth, with few profiles and with as many as agents."""
    results = []
    for name, is_distinct, limit in (
        (f"{PROFILES} skill profiles", False, EXPONENT),
        ("every agent's skills distinct", True, EXPONENT_DISTINCT),
    ):
        costs = []
        for agents, waiting in sizes:
            costs.append(cost(agents, waiting, is_distinct=is_distinct, samples=samples))
            say.print(f"  decision, {name}: {_told(costs[-1], waiting)}")
        results += _verdicts(name, costs, limit)
    contact_kb, agent_kb = memory()
    say.print(f"  memory: {contact_kb:.2f} kB a waiting contact, {agent_kb:.2f} kB an agent")
    return results


def _told(one: Cost, waiting: int) -> str:
    p50, p99 = one.decision_us
    return (
        f"{one.agents} agents, {waiting} waiting: {p50:.1f} µs, p99 {p99:.1f}; whole message "
        f"{one.message_us[0]:.1f}, p99 {one.message_us[1]:.1f}; scan of all {one.scan_us:.0f} µs, "
        f"{one.scan_us / p50:.1f} ×"
    )


def _verdicts(name: str, costs: Sequence[Cost], limit: float) -> list[Result]:
    p50, p99 = costs[-1].decision_us
    slope = exponent(costs, lambda one: one.decision_us[0])
    whole = exponent(costs, lambda one: one.message_us[0])
    size = f"{costs[-1].agents} agents"
    spread = ", ".join(f"{one.decision_us[0]:.1f}" for one in costs)
    return [
        Result(f"decision, {name}, {size}", p50, "µs", f"≤ {P50_US:g}", p50 <= P50_US, spread),
        Result(
            f"decision p99, {name}, {size}",
            p99,
            "µs",
            f"≤ {P99_US:g}",
            p99 <= P99_US,
            f"whole message p50 {costs[-1].message_us[0]:.1f}, p99 {costs[-1].message_us[1]:.1f}",
        ),
        Result(
            f"growth exponent, {name}",
            slope,
            "",
            f"≤ {limit:g}",
            slope <= limit,
            f"whole message {whole:.2f}",
        ),
    ]


def main() -> int:
    """Command line of this measurement alone."""
    return command(
        "bench_decision", __doc__ or "", "Routing decisions as the centre grows", measure_decision
    )


if __name__ == "__main__":
    sys.exit(main())
