"""What the distribution should decide, worked out the slow and obvious way.

Keeps everything in plain dictionaries, looks at every pair of contact and agent for every decision
and shares no code with the engine. Understands well-formed histories only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contact import event as e
from contact.event import Event, Mode
from contact.plan import CentrePlan, Queue, Ring, Strategy

KEPT_AWAY_S = 30.0


def serves(held: Mapping[str, int], needed: Mapping[str, int]) -> bool:
    """Whether these skills reach every least level."""
    return all(held.get(skill, 0) >= level for skill, level in needed.items())


@dataclass
class Person:
    name: str
    skills: Mapping[str, int]
    mode: Mode = Mode.LOGGED_OUT
    busy: bool = False
    reachable: bool = True
    engaged: bool = False
    fallback: str = ""
    """The contact that the agent attends in the exchange's own queue."""
    idle_since: float = 0.0
    kept_away: dict[str, float] = field(default_factory=dict)
    here_since: float = 0.0
    talks: int = 0
    busy_since: float = 0.0
    busy_s: float = 0.0
    last_offer: int = 0
    capacity: Mapping[str, int] = field(default_factory=dict)
    writes: dict[str, str] = field(default_factory=dict)
    """Written contact at hand → channel."""
    asked: str = ""
    """The contact that is offered at this moment."""

    def at_hand(self) -> int:
        return len(self.writes) + self.busy

    def begins(self, at: float, contact: str = "", channel: str = "voice") -> None:
        if self.at_hand() == 0:
            self.busy_since = at
        if channel == "voice":
            self.busy = True
        else:
            self.writes[contact] = channel

    def stops(self, at: float, contact: str = "") -> None:
        if self.at_hand():
            self.busy_s += at - self.busy_since
            self.busy_since = at
        if contact in self.writes:
            del self.writes[contact]
        else:
            self.busy = False

    def share(self) -> float:
        """Share of the time at work, up to the last work's end."""
        span = self.idle_since - self.here_since
        return self.busy_s / span if span > 0 else 0.0

    def belongs(self, ring: Ring) -> bool:
        if ring.agent_id is not None:
            return self.name == ring.agent_id
        return serves(self.skills, ring.skills)


@dataclass
class Wish:
    """A contact that waits or is offered."""

    event: e.ContactQueued
    ring: int = 1
    promoted: bool = False

    def rings(self) -> tuple[Ring, ...]:
        return self.event.rings or (Ring(self.event.skills),)

    def present(self) -> Ring:
        return self.rings()[self.ring - 1]


class Oracle:
    """Follows the same events as the engine and foretells its offers."""

    def __init__(self, plan: CentrePlan) -> None:
        self.plan = plan
        self.people = {
            str(name): Person(str(name), agent.skills, capacity=agent.capacity)
            for name, agent in plan.agents.items()
        }
        self.is_shared = any(any(agent.capacity.values()) for agent in plan.agents.values())
        self.wishes: dict[str, Wish] = {}
        self.waiting: set[str] = set()
        self.talking: dict[str, str] = {}
        self.ringing: dict[str, set[str]] = {}
        """Contact → agents whose phones ring for it."""
        self.offers = 0

    # ------------------------------------------------------------ what must come

    def foretell(
        self, now: float, drawn: Mapping[str, tuple[str, ...]] | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Contact → agents, for all offers that must be made at this instant.

        Where chance chooses, anyone of the best will do: `drawn` is whom it chose.
        """
        made: dict[str, tuple[str, ...]] = {}
        for contact in sorted(self.waiting, key=lambda who: self._turn(who, now)):
            able = [
                person
                for person in self.people.values()
                if not any(person.name in rung for rung in made.values())
                and self._can(person, contact, now)
            ]
            if able:
                made[contact] = self._best(able, self.wishes[contact], (drawn or {}).get(contact))
        return made

    def _best(
        self, able: list[Person], wish: Wish, drawn: tuple[str, ...] | None
    ) -> tuple[str, ...]:
        """The one who is offered it, or all who are rung at once, best first."""
        queue = self.plan.queues[wish.event.queue]
        able = sorted(able, key=lambda one: self._merit(one, wish))
        if queue.strategy is Strategy.RING_ALL:
            return tuple(one.name for one in able[: queue.ring_all_limit])
        chosen = able[0]
        if queue.strategy is Strategy.RANDOM:
            least = self._missed(chosen, wish)
            equals = [(one.name,) for one in able if self._missed(one, wish) == least]
            return drawn if drawn in equals else (chosen.name,)
        return (chosen.name,)

    def next_rings(self, now: float) -> dict[str, int]:
        """Contact → ring, for all that must go on to another ring at this instant."""
        found = {}
        for contact in self.waiting:
            wish = self.wishes[contact]
            ring = wish.ring
            while ring < len(wish.rings()) and self._goes_on(wish, ring, now):
                ring += 1
            if ring != wish.ring:
                found[contact] = ring
        return found

    def _goes_on(self, wish: Wish, ring: int, now: float) -> bool:
        present, following = wish.rings()[ring - 1 : ring + 1]
        if wish.event.since + following.after_s <= now:
            return True
        channel = wish.event.channel
        here = [
            one
            for one in self.people.values()
            if one.mode is not Mode.LOGGED_OUT
            and (channel == "voice" or one.capacity.get(channel, 0) > 0)
        ]
        return present.is_skippable and not any(person.belongs(present) for person in here)

    def overdue(self, now: float) -> set[str]:
        """Contacts that have waited beyond the bound and are not promoted yet."""
        bound = self.plan.overtaking_s
        return {
            who
            for who, wish in self.wishes.items()
            if not wish.promoted and wish.event.since + bound <= now
        }

    def _turn(self, contact: str, now: float) -> tuple[Any, ...]:
        """Promoted ones by arrival, then by priority and score."""
        wish = self.wishes[contact]
        if wish.promoted:
            return (0, 0, wish.event.since, contact)
        queue = self.plan.queues[wish.event.queue]
        waited_s = now - wish.event.since
        start_s = wish.event.head_start_s + queue.head_start_s
        # rounded, so that the last bit of a sum made in another order does not decide
        score = round(queue.weight * waited_s + start_s, 6)
        return (1, -wish.event.priority, -score, contact)

    def _merit(self, person: Person, wish: Wish) -> tuple[Any, ...]:
        """The smallest is chosen."""
        queue, missed = self.plan.queues[wish.event.queue], self._missed(person, wish)
        load, rule = person.at_hand() if self.is_shared else 0, self._rule(queue, person, wish)
        if queue.strategy is Strategy.HIGHEST_SKILL_FIT:
            return (missed, *rule, load, person.idle_since, person.name)
        return (missed, load, *rule, person.idle_since, person.name)

    @staticmethod
    def _missed(person: Person, wish: Wish) -> int:
        """How many preferred skills are not reached."""
        wanted = wish.event.preferred.items()
        return sum(person.skills.get(skill, 0) < level for skill, level in wanted)

    @staticmethod
    def _rule(queue: Queue, person: Person, wish: Wish) -> tuple[float, ...]:
        match queue.strategy:
            case Strategy.HIGHEST_SKILL_FIT:
                return (-sum(person.skills.get(skill, 0) for skill in wish.present().skills),)
            case Strategy.FEWEST_CONTACTS:
                return (person.talks,)
            case Strategy.ROUND_ROBIN:
                return (person.last_offer,)
            case Strategy.LEAST_OCCUPIED:
                return (person.share(),)
            case _:
                return ()

    def _can(self, person: Person, contact: str, now: float) -> bool:
        return (
            person.mode is Mode.READY
            and not person.asked
            and self._has_room(person, self.wishes[contact].event.channel)
            and person.belongs(self.wishes[contact].present())
            and person.kept_away.get(contact, 0.0) <= now
        )

    def _has_room(self, person: Person, channel: str) -> bool:
        is_phone_idle = not (person.busy or person.engaged or person.fallback)
        if channel == "voice":
            is_let_in = self.plan.voice_interrupts or not person.writes
            return is_phone_idle and person.reachable and is_let_in
        is_let_in = is_phone_idle or not self.plan.voice_blocks
        count = list(person.writes.values()).count(channel)
        return is_let_in and count < person.capacity.get(channel, 0)

    # ------------------------------------------------------------ what has come

    def note(self, event: Event, at: float) -> None:
        """Let an event become true."""
        match event:
            case e.ContactQueued():
                self.wishes[event.contact_id] = Wish(event)
                self.waiting.add(event.contact_id)
            case e.RingWidened():
                self.wishes[event.contact_id].ring = event.ring
            case e.ContactPromoted():
                self.wishes[event.contact_id].promoted = True
            case e.OfferMade():
                self.offers += 1
                self.waiting.discard(event.contact_id)
                person = self.people[event.agent_id]
                channel = self.wishes[event.contact_id].event.channel
                person.begins(at, event.contact_id, channel)
                person.asked = event.contact_id
                person.last_offer = self.offers
                self.ringing.setdefault(event.contact_id, set()).add(event.agent_id)
            case e.OfferExpired() | e.OfferDeclined():
                if self._is_last_silent(event.contact_id, event.agent_id):
                    self.waiting.add(event.contact_id)
                person = self.people[event.agent_id]
                person.stops(at, event.contact_id)
                person.asked = ""
                person.idle_since = at
                person.kept_away[event.contact_id] = at + KEPT_AWAY_S
            case e.OfferWithdrawn():
                self._is_last_silent(event.contact_id, event.agent_id)
                self.people[event.agent_id].stops(at, event.contact_id)
                self.people[event.agent_id].asked = ""
            case _:
                self._note_work(event, at)

    def _is_last_silent(self, contact: str, agent: str) -> bool:
        """The agent's phone falls silent; whether no other rings for the contact."""
        self.ringing[contact].discard(agent)
        return not self.ringing[contact]

    def _note_work(self, event: Event, at: float) -> None:
        match event:
            case e.ContactConnected():
                self.talking[event.contact_id] = event.agent_id
                self._is_last_silent(event.contact_id, event.agent_id)
                self.wishes.pop(event.contact_id, None)
                self.people[event.agent_id].talks += 1
                self.people[event.agent_id].asked = ""
            case e.ContactEnded() | e.ContactFellBack():
                self.waiting.discard(event.contact_id)
                self.wishes.pop(event.contact_id, None)
                self._rest(self.talking.pop(event.contact_id, ""), at, event.contact_id)
                self._puts_down(event.contact_id, at)
            case e.ContactTakenBack():
                self._puts_down(event.contact_id, at)
            case e.ContactServedInFallback():
                self._puts_down(event.contact_id, at)
                self.people[event.agent_id].fallback = event.contact_id
            case e.WrapUpStarted():
                self.people[event.agent_id].begins(at)
            case e.WrapUpFinished():
                self._rest(event.agent_id, at)
            case e.AgentModeChanged():
                self._choose(self.people[event.agent_id], event.mode, at)
            case e.AgentDeviceChanged():
                person = self.people[event.agent_id]
                person.idle_since = at if person.engaged > event.engaged else person.idle_since
                person.reachable, person.engaged = event.reachable, event.engaged
            case e.AgentSkillsChanged():
                self.people[event.agent_id].skills = event.skills
            case _:
                pass

    def _puts_down(self, contact: str, at: float) -> None:
        """The conversation in the exchange's own queue is over."""
        for person in self.people.values():
            if person.fallback == contact:
                person.fallback, person.idle_since = "", at

    def _rest(self, name: str, at: float, contact: str = "") -> None:
        if name:
            self.people[name].stops(at, contact)
            self.people[name].idle_since = at

    def _choose(self, person: Person, mode: Mode, at: float) -> None:
        if person.mode is Mode.LOGGED_OUT:
            person.here_since, person.busy_s, person.talks = at, 0.0, 0
        if mode is Mode.READY:
            person.idle_since = at
            person.kept_away.clear()
        person.mode = mode
