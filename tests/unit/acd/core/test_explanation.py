"""The account of an offer is complete in a small centre and short in a big one."""

from __future__ import annotations

from dataclasses import replace

from acd.core.explanation import BARRED, TIE_BREAK
from acd.core.matching import NAMED_COUNT
from contact import command as c
from contact import event as e
from contact.event import OfferReason
from contact.identity import AgentId, ContactId
from contact.plan import Queue, Strategy
from tests.support.acd_world import World, centre

QUIET = Queue("citizens", announce_s=0.0, no_answer_limit=0)


def _reason(events: tuple[e.Event, ...]) -> OfferReason:
    return next(event.reason for event in events if isinstance(event, e.OfferMade))


def test_in_a_small_centre_everybody_logged_in_is_named_once() -> None:
    people = {f"es-{n}": {"es": 5} for n in range(10)} | {f"it-{n}": {"it": 5} for n in range(10)}
    world = World(centre(people, (QUIET,)))
    world.ready(*people)
    world.queues("c1", {"it": 1})
    world.queues("c2", {"es": 1})
    reason = _reason(world.queues("c3", {"es": 1}).events)
    named = [*reason.candidates, *(one.agent_id for one in reason.excluded)]
    assert sorted(named) == sorted(people)
    assert reason.tie_break == TIE_BREAK


def test_in_a_big_centre_the_account_is_capped() -> None:
    people = {f"es-{n}": {"es": 5} for n in range(30)} | {f"it-{n}": {"it": 5} for n in range(30)}
    world = World(centre(people, (QUIET,)))
    world.ready(*people)
    for number in range(30):
        world.queues(f"eu-{number}", {"eu": 1}, since=990.0)
    reason = _reason(world.queues("c1", {"es": 1}).events)
    lengths = (len(reason.candidates), len(reason.excluded), len(reason.overtaken))
    assert lengths == (NAMED_COUNT, NAMED_COUNT, NAMED_COUNT)
    assert {one.why for one in reason.excluded} == {"lacks es 1"}


def test_an_agent_who_did_not_take_it_is_named_with_that() -> None:
    world = World(centre({"ana": {}, "bea": {}}, (QUIET,)))
    world.ready("ana")
    world.now += 1.0
    world.ready("bea")
    world.queues("c1")
    reason = _reason(world.wait(15.0))
    assert reason.candidates == ("bea",)
    assert reason.excluded == (e.Excluded(world.journal[0][1].agent_id, BARRED),)  # type: ignore[union-attr]


def _asks(world: World, contact: str, **more: object) -> OfferReason:
    world.arrives(contact)
    wanted = c.QueueContact(ContactId(contact), "citizens", "es", {"es": 1}, 3, world.now)
    return _reason(world.ask(replace(wanted, **more)).events)  # type: ignore[arg-type]


def test_the_account_gives_the_figures_of_contact_and_agent() -> None:
    world = World(centre({"ana": {"es": 5}}, (QUIET,)))
    world.ready("ana")
    world.now += 4.0
    reason = _asks(world, "c1", since=world.now - 7.0, head_start_s=5.0)
    assert (reason.waited_s, reason.idle_s, reason.score_s, reason.priority) == (7.0, 4.0, 12.0, 3)
    assert (reason.ring, reason.is_promoted, reason.tie_break) == (1, False, "")
    assert (reason.candidates, reason.excluded, reason.overtaken) == (("ana",), (), ())


def test_no_wait_is_none_even_if_the_clocks_disagree() -> None:
    world = World(centre({"ana": {"es": 5}}, (QUIET,)))
    world.ready("ana")
    world.now += 0.25
    reason = _asks(world, "c1", since=world.now + 5.0)
    assert (reason.waited_s, reason.idle_s) == (0.0, 0.25)


def test_skills_that_only_one_of_them_has_are_no_tie() -> None:
    people = {"ana": {"es": 5}, "bea": {"es": 5, "eu": 3}, "cai": {"es": 4}}
    world = World(centre(people, (QUIET,)))
    world.ready(*people)
    assert _asks(world, "c1", preferred={"eu": 1}).tie_break == ""
    assert _asks(world, "c2", preferred={"it": 1}).tie_break == TIE_BREAK


def test_two_who_both_have_what_is_preferred_are_a_tie() -> None:
    people = {"ana": {"es": 5, "eu": 3}, "bea": {"es": 5, "eu": 3}, "cai": {"es": 4}}
    world = World(centre(people, (QUIET,)))
    world.ready(*people)
    assert _asks(world, "c1", preferred={"eu": 1}).tie_break == TIE_BREAK


def test_chance_breaks_no_tie() -> None:
    people = {"ana": {"es": 5}, "bea": {"es": 5}}
    world = World(centre(people, (replace(QUIET, strategy=Strategy.RANDOM),)))
    world.ready(*people)
    reason = _asks(world, "c1")
    assert (len(reason.candidates), reason.tie_break) == (2, "")


def test_those_who_lack_a_skill_are_named_with_it_whether_idle_or_not() -> None:
    people = {"ana": {"es": 5}, "bea": {"it": 5}, "cai": {"it": 5}, "dan": {"it": 5}}
    world = World(centre(people, (QUIET,)))
    world.ready("ana", "bea")
    world.ask(c.LogIn(AgentId("cai")))
    reason = _asks(world, "c1")
    assert {one.agent_id: one.why for one in reason.excluded} == {
        "bea": "lacks es 1",
        "cai": "lacks es 1",
    }
