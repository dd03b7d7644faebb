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
from contact.plan import CentrePlan

KEPT_AWAY_S = 30.0


def serves(held: Mapping[str, int], needed: Mapping[str, int]) -> bool:
    """Whether these skills reach every least level."""
    return all(held.get(skill, 0) >= level for skill, level in needed.items())


@dataclass
class Person:
    skills: Mapping[str, int]
    mode: Mode = Mode.LOGGED_OUT
    busy: bool = False
    reachable: bool = True
    idle_since: float = 0.0
    kept_away: dict[str, float] = field(default_factory=dict)


class Oracle:
    """Follows the same events as the engine and foretells its offers."""

    def __init__(self, plan: CentrePlan) -> None:
        self.people = {name: Person(agent.skills) for name, agent in plan.agents.items()}
        self.wishes: dict[str, e.ContactQueued] = {}
        self.waiting: set[str] = set()
        self.talking: dict[str, str] = {}

    def foretell(self, now: float) -> dict[str, str]:
        """Contact → agent, for all offers that must be made at this instant."""
        made: dict[str, str] = {}
        order = sorted(self.waiting, key=lambda who: _turn(self.wishes[who]))
        for contact in order:
            able = [
                (person.idle_since, name)
                for name, person in self.people.items()
                if name not in made.values() and self._can(person, contact, now)
            ]
            if able:
                made[contact] = min(able)[1]
        return made

    def _can(self, person: Person, contact: str, now: float) -> bool:
        return (
            person.mode is Mode.READY
            and not person.busy
            and person.reachable
            and serves(person.skills, self.wishes[contact].skills)
            and person.kept_away.get(contact, 0.0) <= now
        )

    def note(self, event: Event, at: float) -> None:
        """Let an event become true."""
        match event:
            case e.ContactQueued():
                self.wishes[event.contact_id] = event
                self.waiting.add(event.contact_id)
            case e.OfferMade():
                self.waiting.discard(event.contact_id)
                self.people[event.agent_id].busy = True
            case e.OfferExpired() | e.OfferDeclined():
                self.waiting.add(event.contact_id)
                person = self.people[event.agent_id]
                person.busy, person.idle_since = False, at
                person.kept_away[event.contact_id] = at + KEPT_AWAY_S
            case e.OfferWithdrawn():
                self.people[event.agent_id].busy = False
            case _:
                self._note_work(event, at)

    def _note_work(self, event: Event, at: float) -> None:
        match event:
            case e.ContactConnected():
                self.talking[event.contact_id] = event.agent_id
            case e.ContactEnded():
                self.waiting.discard(event.contact_id)
                self._rest(self.talking.pop(event.contact_id, ""), at)
            case e.WrapUpStarted():
                self.people[event.agent_id].busy = True
            case e.WrapUpFinished():
                self._rest(event.agent_id, at)
            case e.AgentModeChanged():
                self._choose(self.people[event.agent_id], event.mode, at)
            case e.AgentDeviceChanged():
                self.people[event.agent_id].reachable = event.reachable
            case _:
                pass

    def _rest(self, name: str, at: float) -> None:
        if name:
            self.people[name].busy, self.people[name].idle_since = False, at

    def _choose(self, person: Person, mode: Mode, at: float) -> None:
        if mode is Mode.READY:
            person.idle_since = at
            person.kept_away.clear()
        person.mode = mode


def _turn(wish: e.ContactQueued) -> tuple[Any, ...]:
    return (-wish.priority, wish.since, wish.contact_id)
