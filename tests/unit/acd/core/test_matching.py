"""Lines of agents and contacts: who is first for whom."""

from __future__ import annotations

import random

from acd.core.agent import Agent, Work
from acd.core.choice import in_order
from acd.core.explanation import _ahead
from acd.core.matching import FEW_PROFILES, Matching
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


def test_what_a_contact_asks_for_is_one_object_whether_it_waits_or_not() -> None:
    matching = _matching()
    outside = WaitingContact(ContactId("out"), rings=(Ring({"es": 1}),), preferred={"eu": 1})
    asked = matching.requirement_of(outside)
    assert (asked.skills, asked.preferred) == ({"es": 1}, {"eu": 1})
    plain = matching.requirement(Ring({"es": 1}))
    assert plain is not asked
    assert plain is matching.requirement(Ring({"es": 1}, 30.0), {})
    waiting = _waiting(matching, "c1", 1.0, es=1)
    assert matching.requirement_of(waiting) is plain
    waiting.rings = (Ring({"it": 1}),)
    assert matching.requirement_of(waiting) is plain  # as it joined
    assert matching.requirements == (asked, plain)


def test_an_agent_asked_for_by_name_is_one_requirement_and_counts_while_here() -> None:
    matching = _matching()
    ana = AgentId("ana")
    asked = matching.requirement(Ring({"it": 9}, agent_id=ana))
    assert asked is matching.requirement(Ring({}, 5.0, agent_id=ana))
    assert (asked.agent_id, asked.skills, asked.bits) == (ana, {}, 0)
    assert (asked.profiles, asked.logged_in_count) == ([], 0)
    agent = _seated(matching, "ana")
    assert (asked.logged_in_count, matching.requirements_of(ana)) == (1, [asked])
    matching.reskill(agent, {"it": 1})
    assert asked.logged_in_count == 1
    agent.mode = Mode.LOGGED_OUT
    matching.seat(agent)
    assert asked.logged_in_count == 0
    assert matching.requirement(Ring({}, agent_id=AgentId("zoe"))).logged_in_count == 0
    _seated(matching, "bea")
    assert matching.requirement(Ring({}, agent_id=AgentId("bea"))).logged_in_count == 1


def test_agents_of_the_same_skills_share_a_profile_and_are_counted_together() -> None:
    matching = _matching()
    for name in ("ana", "bea", "cai"):
        _seated(matching, name)
    assert matching.profile_of(AgentId("ana")) is matching.profile_of(AgentId("bea"))
    assert matching.profile_of(AgentId("zoe")) is None
    assert len(matching.profiles) == 3
    assert matching.requirement(Ring({"es": 1})).logged_in_count == 3


def test_other_skills_move_an_agent_whether_idle_or_at_work() -> None:
    matching = _matching()
    spanish, italian = matching.requirement(Ring({"es": 1})), matching.requirement(Ring({"it": 1}))
    ana, bea = _seated(matching, "ana"), _seated(matching, "bea")
    bea.work = Work.CONNECTED
    matching.seat(bea)
    old = matching.profile_of(ana.agent_id)
    assert old is not None
    assert list(old.absent) == ["bea"]
    for agent in (ana, bea):
        matching.reskill(agent, {"it": 7})
    assert (old.absent, old.logged_in_count, len(old.idle)) == ({}, 0, 0)
    assert (spanish.logged_in_count, italian.logged_in_count) == (0, 2)
    assert matching.logged_in_count == 2
    assert _idle_for(matching, it=7) == ["ana"]
    matching.reskill(Agent(AgentId("cai")), {"it": 1})  # not here
    assert (italian.logged_in_count, matching.logged_in_count) == (2, 2)


def test_skills_that_nobody_had_make_a_profile_that_serves_what_is_asked_for() -> None:
    matching = _matching()
    waiting = _waiting(matching, "c1", 1.0, fr=2)
    agent = _seated(matching, "ana")
    assert matching.first_key_for(agent, 9.0) is None
    matching.reskill(agent, {"fr": 3})
    assert matching.first_key_for(agent, 9.0) == waiting.key
    assert _idle_for(matching, fr=2) == ["ana"]


def test_the_turn_is_the_key_itself_unless_queues_have_weights() -> None:
    contact = WaitingContact(ContactId("c1"), since=10.0, weight=2.0)
    contact.key = contact.rank()
    assert _matching().turn_of(contact, 15.0) is contact.key
    weighted = Matching({}, is_weighted=True)
    assert weighted.turn_of(contact, 15.0) == (1, 0, -10.0, "c1")


def test_with_weights_the_first_of_each_line_are_compared_at_the_instant() -> None:
    matching = Matching({AgentId("ana"): {"es": 5}}, is_weighted=True)
    agent = _seated(matching, "ana")
    assert matching.first_key_for(agent, 9.0) is None
    slow = _waiting(matching, "slow", 0.0, es=1)
    quick = WaitingContact(ContactId("quick"), queue="two", rings=(Ring({"es": 1}),), since=10.0)
    quick.weight, quick.key = 3.0, (1, 0, 10.0, ContactId("quick"))
    matching.join(quick)
    first = [matching.first_key_for(agent, at) for at in (12.0, 18.0)]
    assert [key and key[-1] for key in first] == ["slow", "quick"]
    assert [key[-1] for key in _ahead(matching, slow, 18.0)] == ["quick"]
    assert list(_ahead(matching, quick, 18.0)) == []
    agent.bars[ContactId("quick")] = 99.0
    key = matching.first_key_for(agent, 18.0)
    assert key is not None
    assert key[-1] == "slow"


def test_a_place_is_counted_for_one_who_has_not_joined_yet() -> None:
    matching = _matching()
    for number in range(3):
        _waiting(matching, f"c{number}", float(number), es=1)
    newcomer = WaitingContact(ContactId("new"), queue="one", rings=(Ring({"es": 1}),), since=1.5)
    newcomer.key = newcomer.rank()
    assert _position(matching, newcomer) == 3


def test_without_an_account_the_order_of_all_is_put_together_when_asked_for() -> None:
    plan = {AgentId(name): skills for name, skills in HELD.items()}
    matching = Matching(plan, limited=frozenset({"two"}))
    matching.leave_out_account()
    _waiting(matching, "c2", 2.0, eu=1)
    first = _waiting(matching, "c1", 1.0, queue="two", es=1)
    lent = WaitingContact(ContactId("c3"), queue="one", rings=(Ring({"es": 1}),), since=3.0)
    lent.key, lent.borrowed = lent.rank(), Ring({"it": 1})
    matching.join(lent)
    assert [key[-1] for key in matching.order] == ["c1", "c2", "c3"]
    matching.leave(first)
    assert [key[-1] for key in matching.order] == ["c2", "c3"]
    assert matching.naming_count() == 1


def test_without_an_account_nobody_is_kept_as_absent() -> None:
    matching = Matching({AgentId("ana"): {"es": 5}})
    matching.leave_out_account()
    agent = Agent(AgentId("ana"), mode=Mode.NOT_READY)
    matching.seat(agent)
    assert matching.profiles[0].absent == {}
    assert matching.logged_in_count == 1


def test_all_who_are_idle_stand_in_one_line_once_the_profiles_are_many() -> None:
    names = [AgentId(f"a{number:03}") for number in range(FEW_PROFILES + 1)]
    held = {name: {"es": 1, f"own {name}": 1} for name in names[:-1]}
    matching = Matching(held | {names[-1]: held[names[0]]}, frozenset({Strategy.ROUND_ROBIN}))
    agents = [_seated(matching, name, float(at)) for at, name in enumerate(names)]
    assert matching.idle == {}
    agents[0].last_offer = 3
    matching.seat(agents[0])
    matching.reskill(agents[-1], {"es": 9})
    assert [key[-1] for key in matching.idle[Strategy.LONGEST_IDLE]] == names
    assert [key[-1] for key in matching.idle[Strategy.ROUND_ROBIN]] == [*names[1:], names[0]]
    matching.reskill(agents[1], {"es": 8})
    agents[2].mode = Mode.NOT_READY
    matching.seat(agents[2])
    assert [key[-1] for key in matching.idle[Strategy.LONGEST_IDLE]] == names[:2] + names[3:]


def test_what_was_asked_for_last_is_told_from_what_is_asked_for_now() -> None:
    matching = _matching()
    first = matching.requirement(Ring({"es": 1}))
    assert matching.requirement(Ring({"es": 1})) is first
    assert matching.requirement(Ring({"es": 2})) is not first
    assert matching.requirement(Ring({"es": 1}), {"eu": 1}) is not first
    assert matching.requirement(Ring({"es": 1}), {}) is first
