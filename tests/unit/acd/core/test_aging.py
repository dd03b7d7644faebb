"""What waiting changes: rings that widen, the score, and the bound on overtaking."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from contact import command as c
from contact import event as e
from contact.command import Code
from contact.core import Outcome
from contact.identity import AgentId, ContactId
from contact.plan import CentrePlan, Queue, Ring
from tests.support.acd_world import World, centre, kinds

LINE = Queue("citizens", announce_s=0.0, wrap_up_s=0.0, no_answer_limit=0)
SLOW = Queue("slow", announce_s=0.0, wrap_up_s=0.0, weight=0.5)
PEOPLE = {"ana": {"eu": 9}, "bea": {"eu": 3}, "cai": {"es": 5}}
WIDER = (Ring({"eu": 8}), Ring({"eu": 2}, 10.0), Ring({}, 30.0))


def _plan(*queues: Queue, overtaking_s: float = math.inf) -> CentrePlan:
    return replace(centre(PEOPLE, queues or (LINE,)), overtaking_s=overtaking_s)


def _waits(
    world: World,
    contact: str,
    rings: tuple[Ring, ...] = (),
    *,
    age_s: float = 0.0,
    queue: str = "citizens",
    **more: object,
) -> Outcome:
    world.arrives(contact)
    since = world.now - age_s
    command = c.QueueContact(ContactId(contact), queue, "eu", {"es": 1}, 0, since, rings=rings)
    return world.ask(replace(command, **more))  # type: ignore[arg-type]


def _log_in(world: World, *names: str) -> None:
    """Here, but not ready."""
    for name in names:
        world.ask(c.LogIn(AgentId(name)))


def _order(world: World) -> list[str]:
    return list(world.engine.snapshot()["waiting"])


# ---------------------------------------------------------------- rings


def test_the_search_widens_ring_by_ring_and_says_why() -> None:
    world = World(_plan())
    _log_in(world, *PEOPLE)
    _waits(world, "c1", WIDER)
    world.ask(c.SetReady(AgentId("cai")))
    world.ask(c.SetReady(AgentId("bea")))
    assert world.offered_to() == {}
    widened = world.wait(10.0)
    assert widened[0] == e.RingWidened(ContactId("c1"), 2, "waited 10 s")
    assert world.offered_to() == {"c1": "bea"}
    assert [event.reason.ring for event in widened if isinstance(event, e.OfferMade)] == [2]


def test_who_goes_on_to_another_ring_is_not_told_the_place_before_its_time() -> None:
    world = World(_plan(replace(LINE, announce_s=30.0)))
    _log_in(world, *PEOPLE)
    _waits(world, "c1", WIDER)
    assert kinds(world.wait(29.0)) == ["RingWidened"]
    assert kinds(world.wait(1.0)) == ["RingWidened", "PositionReported"]


def test_a_ring_of_which_nobody_is_logged_in_is_skipped_at_once_and_in_time() -> None:
    world = World(_plan())
    _log_in(world, "bea", "cai")
    made = _waits(world, "c1", WIDER).events
    assert made[1] == e.RingWidened(ContactId("c1"), 2, "nobody of ring 1 is logged in")
    world.ask(c.LogOut(AgentId("bea")))
    assert world.last.events[1:] == (
        e.RingWidened(ContactId("c1"), 3, "nobody of ring 2 is logged in"),
    )


def test_a_ring_that_may_not_be_skipped_is_waited_for_without_saying_that_nobody_is_there() -> None:
    world = World(_plan())
    _log_in(world, "cai")
    first, *others = WIDER
    rings = (replace(first, is_skippable=False), *others)
    assert kinds(_waits(world, "c1", rings).events) == ["ContactQueued"]
    told = world.wait(10.0)
    assert [event.why for event in told if isinstance(event, e.RingWidened)] == [
        "waited 10 s",
        "nobody of ring 2 is logged in",
    ]


def test_an_old_contact_begins_in_the_ring_of_its_age() -> None:
    world = World(_plan())
    world.ready(*PEOPLE)
    made = _waits(world, "c1", WIDER, age_s=35.0).events
    assert kinds(made) == ["ContactQueued", "RingWidened", "RingWidened", "OfferMade"]


def test_a_ring_whose_time_comes_while_the_phone_rings_counts_from_the_return() -> None:
    world = World(_plan())
    world.ready("ana")
    _waits(world, "c1", WIDER)
    made = world.wait(15.0)  # nobody answers; the second ring began at 10 s
    assert kinds(made)[:2] == ["OfferExpired", "RingWidened"]


def test_nobody_in_any_ring_is_said_once() -> None:
    world = World(_plan())
    made = _waits(world, "c1", WIDER).events
    assert kinds(made) == ["ContactQueued", "RingWidened", "RingWidened", "SkillsMissing"]


@pytest.mark.parametrize("times", [(5.0, 10.0), (0.0, 9.0, 3.0)])
def test_rings_that_do_not_go_up_from_zero_are_refused(times: tuple[float, ...]) -> None:
    world = World(_plan())
    refusal = _waits(world, "c1", tuple(Ring({}, at) for at in times)).refusal
    assert refusal is not None
    assert refusal.code is Code.WRONG_RINGS


def test_other_rings_are_another_wish_and_the_same_ones_are_not() -> None:
    world = World(_plan())
    _log_in(world, *PEOPLE)
    _waits(world, "c1", WIDER)
    again = _waits(world, "c1", WIDER).refusal
    assert again is not None
    assert again.code is Code.ALREADY_SO
    assert _waits(world, "c1", WIDER[:2]).refusal is None


# ---------------------------------------------------------------- score and bound


def test_a_head_start_counts_as_waiting_and_the_queues_own_is_added() -> None:
    world = World(_plan(LINE, replace(LINE, name="urgent", head_start_s=20.0)))
    _waits(world, "old", age_s=25.0)
    _waits(world, "urgent", queue="urgent")
    _waits(world, "both", queue="urgent", head_start_s=10.0)
    _waits(world, "new")
    assert _order(world) == ["both", "old", "urgent", "new"]


def test_weights_let_one_queue_grow_old_faster() -> None:
    world = World(_plan(LINE, SLOW))
    _waits(world, "slow", queue="slow", age_s=60.0)
    _waits(world, "quick", age_s=20.0)
    world.ready("cai")  # scores 30 and 20
    assert world.offered_to() == {"slow": "cai"}
    world.ends("slow")
    world.ask(c.SetNotReady(AgentId("cai"), "break"))
    world.ends("quick")
    _waits(world, "slow-2", queue="slow", age_s=60.0)
    _waits(world, "quick-2", age_s=20.0)
    world.now += 30.0  # scores 45 and 50
    made = world.ask(c.SetReady(AgentId("cai"))).events
    assert world.offered_to() == {"quick-2": "cai"}
    reason = next(event.reason for event in made if isinstance(event, e.OfferMade))
    assert (reason.score_s, reason.overtaken) == (50.0, ())


def test_nobody_is_overtaken_any_more_once_the_bound_is_over() -> None:
    world = World(_plan(overtaking_s=60.0))
    _waits(world, "patient")
    world.now += 59.0
    _waits(world, "important", priority=5)
    assert _order(world) == ["important", "patient"]
    assert world.wait(1.0) == (e.ContactPromoted(ContactId("patient")),)
    assert _order(world) == ["patient", "important"]
    _waits(world, "more-important", priority=9, head_start_s=1e6)
    made = world.ready("cai")
    assert world.offered_to() == {"patient": "cai"}
    reason = next(event.reason for event in made if isinstance(event, e.OfferMade))
    assert (reason.is_promoted, reason.overtaken) == (True, ())


def test_promoted_ones_go_by_arrival_whatever_their_priority() -> None:
    world = World(_plan(overtaking_s=60.0))
    _waits(world, "first")
    world.now += 5.0
    _waits(world, "second", priority=9)
    world.wait(100.0)
    assert _order(world) == ["first", "second"]


def test_a_promotion_that_falls_due_while_the_phone_rings_is_kept() -> None:
    world = World(_plan(replace(LINE, no_answer_limit=1), overtaking_s=10.0))
    world.ready("cai")
    _waits(world, "c1")
    assert world.wait(12.0) == (e.ContactPromoted(ContactId("c1")),)
    _waits(world, "c2", priority=9)
    world.wait(3.0)
    assert _order(world) == ["c1", "c2"]


# ---------------------------------------------------------------- skills at run time


def test_skills_change_in_the_middle_of_everything_and_nobody_logs_out() -> None:
    world = World(_plan())
    world.ready("cai")
    _waits(world, "c1", (Ring({"eu": 5}),))
    assert world.offered_to() == {}
    made = world.ask(c.SetSkills(AgentId("cai"), {"eu": 6})).events
    assert kinds(made) == ["AgentSkillsChanged", "OfferMade"]
    world.connects("c1")
    world.ask(c.SetSkills(AgentId("cai"), {"it": 6}))
    assert (world.agent("cai")["mode"], world.agent("cai")["work"]) == ("ready", "connected")


def test_taking_the_last_skill_away_is_a_shortage() -> None:
    world = World(_plan())
    _log_in(world, "ana")
    _waits(world, "c1", (Ring({"eu": 5}),))
    made = world.ask(c.SetSkills(AgentId("ana"), {"es": 1})).events
    assert kinds(made) == ["AgentSkillsChanged", "SkillsMissing"]


@pytest.mark.parametrize(
    ("agent", "skills", "code"),
    [
        ("nobody", {"es": 1}, Code.UNKNOWN_AGENT),
        ("ana", {"es": 0}, Code.UNKNOWN_SKILL),
        ("ana", {"es": 11}, Code.UNKNOWN_SKILL),
        ("ana", {"eu": 9}, Code.ALREADY_SO),
    ],
)
def test_skills_that_cannot_be_are_refused(agent: str, skills: dict[str, int], code: Code) -> None:
    refusal = World(_plan()).ask(c.SetSkills(AgentId(agent), skills)).refusal
    assert refusal is not None
    assert refusal.code is code


# ---------------------------------------------------------------- wrap-up and no answer


def test_wrap_up_can_be_extended_as_often_as_the_queue_allows() -> None:
    line = replace(LINE, wrap_up_s=30.0, extension_s=20.0, extension_limit=2)
    world = World(_plan(line))
    world.ready("cai")
    _waits(world, "c1")
    world.connects("c1")
    world.ends("c1")
    more = c.ExtendWrapUp(AgentId("cai"), ContactId("c1"))
    assert world.ask(more).events == (
        e.WrapUpExtended(more.agent_id, more.contact_id, world.now + 50.0),
    )
    assert world.wait(49.0) == ()
    assert kinds(world.ask(more).events) == ["WrapUpExtended"]
    refusal = world.ask(more).refusal
    assert refusal is not None
    assert refusal.code is Code.NO_FURTHER_EXTENSION
    assert kinds(world.wait(21.0)) == ["WrapUpFinished"]


def test_an_agent_is_not_ready_after_so_many_offers_without_an_answer_in_a_row() -> None:
    world = World(_plan(replace(LINE, no_answer_limit=2)))
    world.ready("cai")
    for number in (1, 2):
        _waits(world, f"c{number}")
        world.wait(15.0)
        assert world.agent("cai")["mode"] == ("ready" if number == 1 else "not ready")
        world.ends(f"c{number}")
    world.ready("cai")
    _waits(world, "c3")
    world.wait(15.0)
    assert world.agent("cai")["mode"] == "ready"


def test_a_shortage_is_told_anew_in_another_queue_and_in_another_ring() -> None:
    world = World(_plan(LINE, replace(LINE, name="spare")))
    assert kinds(_waits(world, "c1", (Ring({"eu": 9}),)).events)[-1] == "SkillsMissing"
    made = _waits(world, "c1", (Ring({"it": 9}),), queue="spare").events
    assert kinds(made)[-1] == "SkillsMissing"
    first = Ring({"fr": 1}, is_skippable=False)
    assert kinds(_waits(world, "c2", (first, Ring({"de": 1}, 5.0))).events)[-1] == "SkillsMissing"
    assert kinds(world.wait(5.0)) == ["RingWidened", "SkillsMissing"]


def test_who_logs_out_may_have_been_the_last_of_a_later_ring() -> None:
    world = World(_plan())
    _log_in(world, "cai")
    first = Ring({"de": 1}, is_skippable=False)
    made = _waits(world, "c1", (first, Ring({"es": 5}, 20.0))).events
    assert "SkillsMissing" not in kinds(made)
    made = world.ask(c.LogOut(AgentId("cai"))).events
    assert kinds(made) == ["AgentModeChanged", "SkillsMissing"]


def test_another_plan_has_the_first_word_on_skills_and_the_same_plan_has_not() -> None:
    world = World(_plan())
    world.fact(e.CentreStarted(1, "old"))
    world.ask(c.SetSkills(AgentId("cai"), {"it": 3}))
    world.fact(e.CentreStarted(2, "old"))
    assert world.agent("cai")["skills"] == {"it": 3}
    world.fact(e.CentreStarted(3, "new"))
    assert world.agent("cai")["skills"] == PEOPLE["cai"]
