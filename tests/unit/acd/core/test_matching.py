"""Lines of agents and contacts: who is first for whom."""

from __future__ import annotations

import random

from acd.core.agent import Agent, Work
from acd.core.choice import in_order
from acd.core.matching import Matching
from acd.core.waiting import WaitingContact
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.journey import State
from contact.plan import Ring, Strategy

HELD = {"ana": {"es": 5}, "bea": {"es": 5}, "cai": {"es": 3, "eu": 5}, "dan": {"it": 5}}


def _matching() -> Matching:
    return Matching({AgentId(name): skills for name, skills in HELD.items()})


def _seated(matching: Matching, name: str, idle_since: float = 0.0) -> Agent:
    agent = Agent(AgentId(name), mode=Mode.READY, idle_since=idle_since)
    matching.seat(agent)
    return agent


def _waiting(
    matching: Matching, name: str, since: float, queue: str = "one", **skills: int
) -> WaitingContact:
    contact = WaitingContact(
        ContactId(name), State.QUEUED, queue=queue, rings=(Ring(skills),), since=since
    )
    contact.key = contact.rank()
    matching.join(contact)
    return contact


def _position(matching: Matching, contact: WaitingContact) -> int:
    requirement = matching.requirement_of(contact)
    return matching.position(contact.queue, requirement, contact.key)


def _idle_for(matching: Matching, **skills: int) -> list[str]:
    wanted = matching.requirement(Ring(skills))
    return [name for _, _, name in in_order(matching, wanted, Strategy.LONGEST_IDLE)]


def test_agents_of_several_profiles_come_longest_idle_first() -> None:
    matching = _matching()
    for name, since in (("ana", 3.0), ("bea", 1.0), ("cai", 2.0), ("dan", 0.0)):
        _seated(matching, name, since)
    assert _idle_for(matching, es=1) == ["bea", "cai", "ana"]
    assert _idle_for(matching, es=4) == ["bea", "ana"]
    assert _idle_for(matching, eu=1) == ["cai"]
    assert _idle_for(matching, fr=1) == []
    assert _idle_for(matching) == ["dan", "bea", "cai", "ana"]


def test_many_profiles_are_merged_as_one_line() -> None:
    chance = random.Random(3)
    names = [AgentId(f"a{number:03}") for number in range(200)]
    matching = Matching({name: {"es": 5, f"own-{name[:3]}": 1} for name in names})
    since = {name: chance.random() for name in names}
    for name in names:
        _seated(matching, name, since[name])
    assert _idle_for(matching, es=1) == sorted(names, key=lambda name: since[name])


def test_an_agent_takes_the_oldest_contact_that_the_skills_reach() -> None:
    matching = _matching()
    _waiting(matching, "c1", 1.0, eu=1)
    _waiting(matching, "c2", 2.0, queue="two", es=1)
    _waiting(matching, "c3", 3.0, es=1)
    keys = [matching.first_key_for(_seated(matching, name), 9.0) for name in ("ana", "cai", "dan")]
    assert [key and key[-1] for key in keys] == ["c2", "c1", None]


def test_a_barred_contact_does_not_hide_those_behind_it() -> None:
    matching = _matching()
    agent = _seated(matching, "ana")
    _waiting(matching, "c1", 1.0, es=1)
    _waiting(matching, "c2", 2.0, es=1)
    agent.bars[ContactId("c1")] = 99.0
    key = matching.first_key_for(agent, 9.0)
    assert key is not None
    assert key[-1] == "c2"
    agent.bars[ContactId("c2")] = 99.0
    assert matching.first_key_for(agent, 9.0) is None


def test_places_are_counted_within_queue_and_requirement() -> None:
    matching = _matching()
    contacts = [_waiting(matching, f"c{n}", float(n), es=1) for n in range(5)]
    other = _waiting(matching, "other", 9.0, queue="two", es=1)
    assert [_position(matching, contact) for contact in contacts] == [1, 2, 3, 4, 5]
    assert _position(matching, other) == 1
    matching.leave(contacts[1])
    matching.leave(contacts[1])
    assert [_position(matching, contact) for contact in contacts[2:]] == [2, 3, 4]
    assert [key[-1] for key in matching.order] == ["c0", "c2", "c3", "c4", "other"]


def test_logging_in_and_out_is_counted_per_requirement_and_numbers_the_shortages() -> None:
    matching = _matching()
    basque = matching.requirement(Ring({"eu": 1}))
    assert (basque.logged_in_count, basque.shortage) == (0, 0)
    agent = _seated(matching, "cai")
    agent.mode = Mode.NOT_READY
    matching.seat(agent)
    assert (basque.logged_in_count, basque.shortage) == (1, 1)
    later = matching.requirement(Ring({"eu": 2}))
    assert later.logged_in_count == 1
    agent.mode = Mode.LOGGED_OUT
    matching.seat(agent)
    assert (basque.logged_in_count, basque.shortage, later.logged_in_count) == (0, 1, 0)


def test_a_busy_agent_is_absent_and_a_stranger_has_no_seat() -> None:
    matching = _matching()
    agent = _seated(matching, "ana")
    agent.work = Work.CONNECTED
    matching.seat(agent)
    assert _idle_for(matching, es=5) == []
    assert matching.requirement(Ring({"es": 5})).profiles[0].absent == {"ana": agent}
    _seated(matching, "stranger")
    assert matching.requirements_of(AgentId("stranger")) == []
