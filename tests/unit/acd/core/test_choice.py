"""Whom each strategy chooses among the available agents."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from acd.core.explanation import BY_NAME, EQUAL, EQUAL_TWICE
from contact import command as c
from contact import event as e
from contact.event import OfferReason
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


def test_who_is_asked_for_by_name_takes_that_contact_when_the_work_is_done() -> None:
    world = _world(Strategy.LONGEST_IDLE)
    rings = (Ring({}, agent_id=AgentId("cai")), Ring({"es": 1}, 200.0))
    _asks(world, "c1", rings=rings)
    world.connects("c1")
    world.arrives("c2")
    world.ask(c.QueueContact(ContactId("c2"), "citizens", "es", {"es": 1}, 0, world.now, 0, rings))
    world.fact(e.ContactEnded(ContactId("c1"), SERVED))
    assert world.offered_to() == {"c2": "cai"}
