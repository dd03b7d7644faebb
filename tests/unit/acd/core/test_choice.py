"""Whom each strategy chooses among the available agents."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from acd.core.agent import Agent
from acd.core.choice import in_order
from acd.core.engine import Engine
from acd.core.explanation import BARRED, BY_NAME, EQUAL, EQUAL_TWICE
from acd.core.matching import FEW_PROFILES, Matching
from acd.core.profile import Requirement
from contact import command as c
from contact import event as e
from contact.event import Mode, OfferReason
from contact.identity import AgentId, ContactId
from contact.plan import Queue, Ring, Strategy
from tests.support.acd_world import SERVED, World, centre

LINE = Queue("citizens", announce_s=0.0, wrap_up_s=0.0, no_answer_limit=0)
PEOPLE = {"ana": {"es": 3, "eu": 9}, "bea": {"es": 8}, "cai": {"es": 5, "taxes": 4}}


def _world(strategy: Strategy) -> World:
    """Ana is idle longest, then Bea, then Cai."""
    world = World(centre(PEOPLE, (replace(LINE, strategy=strategy),)))
    for name in PEOPLE:
        world.ready(name)
        world.now += 1.0
    return world


def _asks(world: World, contact: str, **more: object) -> OfferReason:
    """The reason of the offer that a contact gets at once."""
    world.arrives(contact)
    wanted = c.QueueContact(ContactId(contact), "citizens", "es", {"es": 1}, 0, world.now)
    made = world.ask(replace(wanted, **more)).events  # type: ignore[arg-type]
    return next(event.reason for event in made if isinstance(event, e.OfferMade))


def _is_served(world: World, contact: str, seconds: float = 10.0) -> None:
    world.connects(contact)
    world.wait(seconds)
    world.ends(contact)


def test_longest_idle_is_whoever_has_rested_longest() -> None:
    world = _world(Strategy.LONGEST_IDLE)
    assert _asks(world, "c1").candidates == ("ana", "bea", "cai")
    _is_served(world, "c1")
    assert _asks(world, "c2").candidates == ("bea", "cai", "ana")


def test_highest_skill_fit_takes_the_best_in_what_is_asked_for() -> None:
    world = _world(Strategy.HIGHEST_SKILL_FIT)
    assert _asks(world, "c1").candidates == ("bea", "cai", "ana")
    reason = _asks(world, "c2")
    assert (reason.candidates, reason.tie_break) == (("cai", "ana"), "")


def test_fewest_contacts_spares_whoever_has_talked_most() -> None:
    world = _world(Strategy.FEWEST_CONTACTS)
    for number in range(3):
        _asks(world, f"c{number}")
        _is_served(world, f"c{number}")
    reason = _asks(world, "c3")
    assert reason.candidates == ("ana", "bea", "cai")  # one contact each: longest idle
    assert reason.tie_break == EQUAL
    _is_served(world, "c3")
    assert _asks(world, "c4").candidates == ("bea", "cai", "ana")


def test_least_occupied_weighs_time_at_work_against_time_here() -> None:
    world = _world(Strategy.LEAST_OCCUPIED)
    _asks(world, "c1")
    _is_served(world, "c1", 100.0)
    _asks(world, "c2")
    _is_served(world, "c2", 5.0)
    _asks(world, "c3")
    _is_served(world, "c3", 50.0)
    assert _asks(world, "c4").candidates == ("bea", "cai", "ana")


def test_round_robin_goes_on_from_the_last_offer_whatever_came_of_it() -> None:
    world = _world(Strategy.ROUND_ROBIN)
    assert _asks(world, "c1").candidates[0] == "ana"
    world.ends("c1")  # the citizen leaves: ana stays longest idle, but had the last offer
    assert _asks(world, "c2").candidates == ("bea", "cai", "ana")


def test_random_is_even_and_the_same_for_the_same_contact() -> None:
    chosen = Counter(
        _asks(_world(Strategy.RANDOM), f"contact-{number}").candidates[0] for number in range(600)
    )
    assert set(chosen) == set(PEOPLE)
    assert all(150 < count < 250 for count in chosen.values()), chosen
    again = [_asks(_world(Strategy.RANDOM), "one").candidates for _ in range(2)]
    assert again[0] == again[1]
    assert sorted(again[0]) == sorted(PEOPLE)


def test_preferred_skills_come_before_the_strategy_but_are_not_required() -> None:
    world = _world(Strategy.LONGEST_IDLE)
    preferred = {"taxes": 2, "eu": 1}
    reason = _asks(world, "c1", preferred=preferred)
    assert (reason.candidates, reason.tie_break) == (("ana", "cai", "bea"), "")
    assert _asks(world, "c2", preferred={"taxes": 4}).candidates == ("cai", "bea")
    assert _asks(world, "c3", preferred={"taxes": 4}).candidates == ("bea",)


def test_equals_are_told_apart_and_it_is_said_by_what() -> None:
    people = {"ana": {"es": 5}, "bea": {"es": 5}}
    world = World(centre(people, (replace(LINE, strategy=Strategy.FEWEST_CONTACTS),)))
    world.ready("bea", "ana")
    reason = _asks(world, "c1")
    assert (reason.candidates, reason.tie_break) == (("ana", "bea"), EQUAL_TWICE)


def test_an_agent_asked_for_by_name_is_offered_first_and_only_for_a_while() -> None:
    world = _world(Strategy.LONGEST_IDLE)
    rings = (Ring({}, agent_id=AgentId("cai")), Ring({"es": 1}, 20.0))
    reason = _asks(world, "c1", rings=rings)
    assert (reason.candidates, reason.rule) == (("cai",), BY_NAME)
    world.connects("c1")
    world.arrives("c2")
    world.ask(c.QueueContact(ContactId("c2"), "citizens", "es", {"es": 1}, 0, world.now, 0, rings))
    assert "c2" not in world.offered_to()
    world.wait(20.0)
    assert world.offered_to()["c2"] == "ana"


def test_the_account_says_why_this_agent_was_asked_for_by_name() -> None:
    world = _world(Strategy.LONGEST_IDLE)
    rings = (Ring({}, agent_id=AgentId("cai"), why="attended ticket 7"), Ring({"es": 1}, 20.0))
    assert _asks(world, "c1", rings=rings).rule == f"{BY_NAME}: attended ticket 7"


def test_who_is_asked_for_by_name_takes_that_contact_when_the_work_is_done() -> None:
    world = _world(Strategy.LONGEST_IDLE)
    rings = (Ring({}, agent_id=AgentId("cai")), Ring({"es": 1}, 200.0))
    _asks(world, "c1", rings=rings)
    world.connects("c1")
    world.arrives("c2")
    world.ask(c.QueueContact(ContactId("c2"), "citizens", "es", {"es": 1}, 0, world.now, 0, rings))
    world.fact(e.ContactEnded(ContactId("c1"), SERVED))
    assert world.offered_to() == {"c2": "cai"}


def _many(count: int, strategy: Strategy = Strategy.LONGEST_IDLE) -> World:
    """So many agents, each with skills of their own; the higher the number, the longer idle."""
    people = {f"a{one:03}": {"es": 1 + one % 5, f"own {one}": 1} for one in range(count)}
    world = World(centre(people, (replace(LINE, strategy=strategy),)))
    for name in reversed(people):
        world.ready(name)
        world.now += 1.0
    return world


def test_among_many_profiles_the_longest_idle_who_has_the_skill_comes_first() -> None:
    world = _many(FEW_PROFILES * 6)
    able = [f"a{one:03}" for one in range(FEW_PROFILES * 6 - 1, -1, -1) if one % 5 == 4]
    assert _asks(world, "c1", skills={"es": 5}).candidates == tuple(able[:5])
    assert _asks(world, "c2", skills={"es": 5}).candidates == tuple(able[1:6])
    assert _asks(world, "c3", skills={"own 0": 1}).candidates == ("a000",)


def test_among_many_profiles_those_at_the_back_are_found_too() -> None:
    count = FEW_PROFILES + 10
    people = {f"a{one:03}": {f"own {one}": 1} for one in range(count)}
    people |= {f"b{one:03}": {"es": 1, f"own {one}": 1} for one in range(count)}
    world = World(centre(people, (LINE,)))
    for name in people:
        world.ready(name)
        world.now += 1.0
    expected = tuple(f"b{one:03}" for one in range(5))
    assert _asks(world, "c1").candidates == expected


def test_who_is_found_at_the_front_is_not_named_again_from_the_back() -> None:
    count = FEW_PROFILES + 10
    people = {"b000": {"es": 1, "own 0": 1}}
    people |= {f"a{one:03}": {f"own {one}": 1} for one in range(count)}
    people |= {f"b{one:03}": {"es": 1, f"own {one}": 1} for one in range(1, count)}
    world = World(centre(people, (LINE,)))
    for name in people:
        world.ready(name)
        world.now += 1.0
    assert _asks(world, "c1").candidates == tuple(f"b{one:03}" for one in range(5))


def test_few_and_many_profiles_are_looked_through_alike() -> None:
    for count in (FEW_PROFILES - 1, FEW_PROFILES, FEW_PROFILES + 1):
        for strategy in (Strategy.LONGEST_IDLE, Strategy.ROUND_ROBIN, Strategy.FEWEST_CONTACTS):
            world = _many(count, strategy)
            served = [_asks(world, f"c{one}").candidates[0] for one in range(count)]
            assert served == sorted(served, reverse=True)
            assert len(set(served)) == count


def test_chance_among_many_profiles_is_chance() -> None:
    chosen = {
        _asks(_many(FEW_PROFILES + 1, Strategy.RANDOM), f"contact-{one}").candidates[0]
        for one in range(12)
    }
    assert len(chosen) > 6


def _line_of_agents(*names: str) -> tuple[Matching, Requirement]:
    matching = Matching({AgentId(name): {"es": 5} for name in names})
    for at, name in enumerate(names):
        matching.seat(Agent(AgentId(name), mode=Mode.READY, idle_since=float(at)))
    return matching, matching.requirement(Ring({"es": 1}))


def test_chance_goes_on_from_the_one_drawn_to_the_next_in_line() -> None:
    matching, asked = _line_of_agents("ana", "bea", "cai", "dan")
    drawn = [name for _, _, name in in_order(matching, asked, Strategy.RANDOM, 6)]
    assert drawn == ["cai", "dan", "ana", "bea"]
    undrawn = [name for _, _, name in in_order(matching, asked, Strategy.RANDOM)]
    assert undrawn == ["ana", "bea", "cai", "dan"]


def test_chance_holds_to_preferred_skills() -> None:
    for number in range(8):
        world = _world(Strategy.RANDOM)
        reason = _asks(world, f"contact-{number}", preferred={"taxes": 1})
        assert reason.candidates[0] == "cai"
        assert sorted(reason.candidates[1:]) == ["ana", "bea"]


def test_who_is_barred_is_passed_and_those_behind_are_not() -> None:
    world = World(centre(PEOPLE, (replace(LINE, ring_s=5.0),)))
    for name in PEOPLE:
        world.ready(name)
        world.now += 1.0
    assert _asks(world, "c1").candidates == ("ana", "bea", "cai")
    world.ends("c1")
    _asks(world, "c2")
    reasons = [event.reason for event in world.wait(12.0) if isinstance(event, e.OfferMade)]
    assert [reason.candidates for reason in reasons] == [("bea", "cai"), ("cai",)]


def test_those_barred_at_the_front_do_not_hide_the_others() -> None:
    world = World(centre(PEOPLE, (replace(LINE, ring_s=5.0),)))
    world.ready("ana", "bea")
    _asks(world, "c1")
    world.wait(12.0)  # neither has answered
    world.ready("cai")
    assert world.offered_to() == {"c1": "cai"}
    made = next(event for event in world.last.events if isinstance(event, e.OfferMade))
    barred = [one.agent_id for one in made.reason.excluded if one.why == BARRED]
    assert barred == ["ana", "bea"]


def test_an_agent_asked_for_by_name_who_is_busy_or_unknown_gets_no_offer() -> None:
    world = _world(Strategy.LONGEST_IDLE)
    for number, name in enumerate(("ana", "ana", "nobody")):
        world.arrives(f"c{number}")
        rings = (Ring({}, agent_id=AgentId(name), is_skippable=False),)
        wanted = c.QueueContact(ContactId(f"c{number}"), "citizens", "es", {}, 0, world.now)
        world.ask(replace(wanted, rings=rings))
    assert world.offered_to() == {"c0": "ana"}


def _chosen(strategy: Strategy, *, has_account: bool, more: int = 0) -> list[dict[str, str]]:
    """Whom three contacts get, the first of them twice in vain, and whom a fourth."""
    people = PEOPLE | {f"x{one}": {"es": 1, f"own {one}": 1} for one in range(more)}
    world = World(centre(people, (replace(LINE, strategy=strategy, ring_s=5.0),)))
    world.engine = Engine(world.plan, has_account=has_account)
    for name in people:
        world.ready(name)
        world.now += 1.0
    world.queues("c1", {"es": 1})
    found = []
    for _ in range(3):
        found.append(world.offered_to())
        world.wait(5.0)
    world.queues("c2", {"es": 5})
    named = Ring({}, agent_id=AgentId("cai"))
    for contact, rings, preferred in (("c3", (), {"taxes": 1}), ("c4", (named,), {})):
        contact_id = world.arrives(contact)
        wish = c.QueueContact(contact_id, "citizens", "es", {}, 0, world.now, 0.0, rings, preferred)
        world.ask(wish)
    world.queues("c5", {"fr": 1})
    return [*found, world.offered_to()]


@pytest.mark.parametrize("strategy", list(Strategy))
@pytest.mark.parametrize("more", [0, FEW_PROFILES])
def test_without_an_account_the_same_agents_are_chosen(strategy: Strategy, more: int) -> None:
    told = _chosen(strategy, has_account=True, more=more)
    assert _chosen(strategy, has_account=False, more=more) == told
    if strategy is Strategy.RING_ALL:
        assert ["c1" in one for one in told[:3]] == [True, more > 0, more > 0]
    else:
        assert len({one["c1"] for one in told[:3]}) == 3, "who did not take it is passed over"
