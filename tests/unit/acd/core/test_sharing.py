"""Agents hold as many contacts as the plan says: written ones beside one another and the phone."""

from __future__ import annotations

from dataclasses import replace

from acd.core.aging import expected_wait
from acd.core.explanation import FEWEST_AT_HAND
from contact import command as c
from contact import event as e
from contact.command import Code
from contact.event import OfferReason
from contact.identity import AgentId, ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Borrowing, CentrePlan, Queue, Ring, Strategy
from tests.support.acd_world import ABANDONED, World, centre, holding, kinds, offers

ANA, BEA = AgentId("ana"), AgentId("bea")
LINE = Queue("citizens", wrap_up_s=0.0, announce_s=0.0, no_answer_limit=0)
TOLD = replace(LINE, announce_s=30.0)
"""Its citizens are told how long they wait, so the pace is kept."""


def _plan(queue: Queue = LINE, **capacity: dict[str, int]) -> CentrePlan:
    plan = centre({"ana": {"es": 5}, "bea": {"es": 3}}, (queue,))
    return holding(plan, **(capacity or {"ana": {"email": 2, "chat": 1}}))


def _world(plan: CentrePlan | None = None, *names: str) -> World:
    world = World(plan or _plan())
    world.ready(*(names or ("ana",)))
    return world


def _reason(events: tuple[e.Event, ...]) -> OfferReason:
    return next(one.reason for one in events if isinstance(one, e.OfferMade))


# ---------------------------------------------------------------- room


def test_an_agent_holds_as_many_of_a_channel_as_the_plan_says() -> None:
    world = _world()
    assert offers(world.writes("m1")) == {"m1": "ana"}
    world.accepts("m1")
    assert offers(world.writes("m2")) == {"m2": "ana"}
    world.accepts("m2")
    assert offers(world.writes("m3")) == {}
    assert offers(world.writes("t1", channel="chat")) == {"t1": "ana"}
    assert world.agent("ana")["written"] == {"m1": "email", "m2": "email", "t1": "chat"}


def test_who_finishes_one_is_offered_the_next() -> None:
    world = _world(_plan(ana={"email": 1}))
    world.writes("m1")
    world.writes("m2")
    world.accepts("m1")
    made = world.finishes("m1")
    assert kinds(made) == ["ContactEnded", "OfferMade"]
    assert offers(made) == {"m2": "ana"}


def test_one_offer_comes_after_the_other() -> None:
    world = _world()
    for contact in ("m1", "m2"):
        world.writes(contact)
        world.now += 1.0
    world.queues("c1")
    assert world.offered_to() == {"m1": "ana"}
    assert offers(world.accepts("m1")) == {"m2": "ana"}
    assert offers(world.accepts("m2")) == {"c1": "ana"}
    assert world.agent("ana")["work"] == "alerting"


def test_who_holds_nothing_of_a_channel_never_gets_one_of_it() -> None:
    world = _world(None, "bea")
    made = world.writes("m1")
    assert kinds(made) == ["ContactQueued", "SkillsMissing"]
    made = world.ready("ana")
    assert offers(made) == {"m1": "ana"}
    assert ("bea", "takes no email") in [(one.agent_id, one.why) for one in _reason(made).excluded]


def test_a_channel_that_the_plan_no_longer_has_keeps_what_was_at_hand() -> None:
    world = _world()
    world.writes("m1")
    world.accepts("m1")
    after = World(centre({"ana": {}, "bea": {}}, (LINE,)))
    after.journal = world.journal
    after.engine, after.now = after.twin(), world.now + 60.0
    assert after.agent("ana")["written"] == {"m1": "email"}
    assert kinds(after.finishes("m1")) == ["ContactEnded"]


# ---------------------------------------------------------------- what blocks what


def test_who_is_on_the_phone_gets_nothing_written() -> None:
    world = _world(_plan(replace(LINE, wrap_up_s=20.0)))
    world.queues("c1")
    world.connects("c1")
    assert offers(world.writes("m1")) == {}
    assert offers(world.ends("c1")) == {}, "wrap-up belongs to it"
    assert offers(world.wait(20.0)) == {"m1": "ana"}


def test_a_plan_may_let_both_go_on_at_once() -> None:
    world = _world(replace(_plan(), voice_blocks=False))
    world.queues("c1")
    assert offers(world.writes("m1")) == {}, "one offer at a time"
    assert offers(world.connects("c1")) == {"m1": "ana"}
    world.accepts("m1")
    assert world.agent("ana")["work"] == "connected"


def test_a_phone_in_use_elsewhere_blocks_too() -> None:
    world = _world()
    world.fact(e.AgentDeviceChanged(ANA, reachable=True, engaged=True))
    assert offers(world.writes("m1")) == {}
    assert offers(world.fact(e.AgentDeviceChanged(ANA, reachable=True))) == {"m1": "ana"}


def test_nothing_written_needs_a_phone() -> None:
    world = _world()
    world.fact(e.AgentDeviceChanged(ANA, reachable=False))
    assert offers(world.writes("m1")) == {"m1": "ana"}


def test_a_contact_by_voice_interrupts_what_is_written() -> None:
    world = _world()
    world.writes("m1")
    world.accepts("m1")
    assert offers(world.queues("c1").events) == {"c1": "ana"}


def test_a_plan_may_let_nobody_be_interrupted() -> None:
    world = _world(replace(_plan(), voice_interrupts=False))
    world.writes("m1")
    world.accepts("m1")
    assert offers(world.queues("c1").events) == {}
    assert offers(world.finishes("m1")) == {"c1": "ana"}


# ---------------------------------------------------------------- who


def test_whoever_has_fewest_at_hand_comes_first() -> None:
    world = _world(_plan(ana={"email": 3}, bea={"email": 3}), "ana")
    world.now += 1.0
    world.ready("bea")
    reason = _reason(world.writes("m1"))
    assert reason.candidates == ("ana", "bea")
    world.accepts("m1")
    reason = _reason(world.writes("m2"))
    assert (reason.candidates, reason.tie_break) == (("bea", "ana"), FEWEST_AT_HAND)
    world.accepts("m2")
    assert _reason(world.queues("c1").events).candidates == ("ana", "bea"), "equally many"


def test_a_draw_does_not_ask_what_is_at_hand() -> None:
    line = replace(LINE, strategy=Strategy.RANDOM)
    world = _world(_plan(line, ana={"email": 9}, bea={"email": 9}), "ana", "bea")
    world.writes("m1")
    world.accepts("m1")
    reason = _reason(world.writes("m2"))
    assert (set(reason.candidates), reason.tie_break) == ({"ana", "bea"}, "")


def test_the_longest_rest_counts_from_the_last_end_of_any_work() -> None:
    world = _world(_plan(ana={"email": 1}, bea={"email": 1}), "ana")
    world.now += 1.0
    world.ready("bea")
    world.writes("m1")
    world.accepts("m1")
    world.wait(10.0)
    world.finishes("m1")
    assert offers(world.queues("c1").events) == {"c1": "bea"}


def test_who_has_no_room_is_named_with_the_reason() -> None:
    world = _world(_plan(ana={"email": 1}, bea={"email": 1}), "ana", "bea")
    world.writes("m1")
    world.accepts("m1")
    excluded = _reason(world.writes("m2")).excluded
    assert [(one.agent_id, one.why) for one in excluded] == [("ana", "as many by email as can be")]


def test_a_contact_for_one_agent_waits_for_room_there() -> None:
    world = _world(_plan(ana={"email": 1}, bea={"email": 1}), "ana", "bea")
    world.writes("m1")
    world.accepts("m1")
    for contact, channel in (("m2", "email"), ("c1", "voice"), ("m3", "email")):
        world.arrives(contact, channel)
        only = (Ring({}, agent_id=ANA),)
        wanted = c.QueueContact(
            ContactId(contact), "citizens", "es", {}, 0, world.now, rings=only, channel=channel
        )
        made = world.ask(wanted).events
        assert offers(made) == ({"c1": "ana"} if channel == "voice" else {})
    world.connects("c1")
    world.ends("c1")
    assert offers(world.finishes("m1")) == {"m2": "ana"}


def test_a_contact_for_one_agent_who_cannot_hold_it_says_so() -> None:
    world = _world(None, "bea")
    world.arrives("m1", "email")
    only = (Ring({}, agent_id=BEA),)
    wanted = c.QueueContact(
        ContactId("m1"), "citizens", "es", {}, 0, world.now, rings=only, channel="email"
    )
    assert kinds(world.ask(wanted).events) == ["ContactQueued", "SkillsMissing"]


# ---------------------------------------------------------------- time


def test_time_at_work_counts_once_however_much_is_at_hand() -> None:
    world = _world(replace(_plan(), voice_blocks=False))
    ana = world.engine.floor.agents[ANA]
    world.writes("m1")
    world.wait(2.0)
    world.accepts("m1")
    world.queues("c1")
    world.wait(3.0)
    world.connects("c1")
    world.wait(5.0)
    world.finishes("m1")
    assert ana.work_s == 10.0
    world.wait(4.0)
    world.ends("c1")
    assert ana.work_s == 14.0
    world.wait(100.0)
    world.queues("c2")
    world.wait(1.0)
    world.connects("c2")
    world.ends("c2")
    assert (ana.work_s, ana.contact_count) == (15.0, 3)


def test_a_written_contact_binds_a_part_of_the_agent() -> None:
    world = _world(_plan(TOLD))
    world.writes("m1")
    world.accepts("m1")
    world.wait(60.0)
    world.finishes("m1")
    assert world.engine.floor.pace("citizens").bound_s == 30.0


# ---------------------------------------------------------------- the line


def test_limits_and_help_are_for_those_on_the_line() -> None:
    sorry = WayOut(Exit.MESSAGE, "too-busy")
    limits = (
        Limit(Cause.CLOSED, sorry),
        Limit(Cause.FULL, sorry, 1),
        Limit(Cause.OVERDUE, sorry, 60.0),
    )
    line = replace(LINE, limits=limits, borrowing=Borrowing({"es": 1}, 30.0, 10.0), announce_s=30.0)
    world = World(_plan(line))
    for contact in ("m1", "m2"):
        assert kinds(world.writes(contact)) == ["ContactQueued", "SkillsMissing"]
    made = world.queues("c1").events
    assert "ContactDiverted" not in kinds(made), "what is written fills no line"
    world.ends("c1", ABANDONED)
    assert kinds(world.ask(c.CloseQueue("citizens", clears=True)).events) == ["QueueClosed"]
    assert kinds(world.wait(600.0)) == [], "nobody reads announcements in an e-mail"
    assert kinds(world.writes("m3")) == ["ContactQueued", "SkillsMissing"]


def test_what_is_written_does_not_lengthen_the_expected_wait_by_voice() -> None:
    plan = _plan(TOLD, ana={"email": 9}, bea={"email": 9})
    told = []
    for written in (0, 40):
        world = _world(plan)
        for number in range(6):
            world.queues(f"c{number}")
            world.wait(1.0)
            world.connects(f"c{number}")
            world.wait(60.0)
            world.ends(f"c{number}")
        world.queues("busy")
        world.connects("busy")
        for number in range(written):
            world.writes(f"m{number}")
        world.queues("c9")
        told.append(expected_wait(world.engine.floor, world.engine.floor.contacts[ContactId("c9")]))
    assert told[0] == told[1] is not None


# ---------------------------------------------------------------- coming and going


def test_who_is_not_ready_keeps_what_is_at_hand_and_gets_no_more() -> None:
    world = _world()
    world.writes("m1")
    world.accepts("m1")
    world.ask(c.SetNotReady(ANA, "break"))
    assert offers(world.writes("m2")) == {}
    assert kinds(world.finishes("m1")) == ["ContactEnded"]
    assert offers(world.ask(c.SetReady(ANA)).events) == {"m2": "ana"}


def test_nobody_logs_out_with_something_written_at_hand() -> None:
    world = _world()
    world.writes("m1")
    world.accepts("m1")
    refusal = world.ask(c.LogOut(ANA)).refusal
    assert refusal is not None
    assert (refusal.code, refusal.detail) == (Code.WRONG_STATE, "finish what is written first: m1")
    world.finishes("m1")
    assert world.ask(c.LogOut(ANA)).refusal is None


def test_an_offer_does_not_keep_anybody_from_logging_out() -> None:
    world = _world()
    world.writes("m1")
    assert world.ask(c.LogOut(ANA)).refusal is None
    refusal = world.ask(c.AcceptContact(ANA, ContactId("m1"))).refusal
    assert refusal is not None
    assert refusal.detail == "agent ana is logged out; log in first"
    assert kinds(world.wait(15.0))[0] == "OfferExpired"
