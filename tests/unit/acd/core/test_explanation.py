"""The account of an offer is complete in a small centre and short in a big one."""

from __future__ import annotations

from acd.core.explanation import BARRED, TIE_BREAK
from acd.core.matching import NAMED_COUNT
from contact import event as e
from contact.event import OfferReason
from contact.plan import Queue
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
