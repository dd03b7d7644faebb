"""A callback waits until it is due, keeps its age, and ends kept or broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contact import command as c
from contact import event as e
from contact.callback import Dial, Failure, Terms
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Queue
from tests.support.acd_world import SERVED, World, centre, kinds, offers

TERMS = Terms(attempts=2, retry_s=60.0, grace_s=50.0, dial_s=25.0)
SORRY = WayOut(Exit.MESSAGE, "sorry")
LIMITS = (Limit(Cause.CLOSED, SORRY), Limit(Cause.OVERDUE, SORRY, 30.0))
LINE = Queue("citizens", ring_s=15.0, wrap_up_s=0.0, callback=TERMS, limits=LIMITS)
CALLBACK = ContactId("c1.callback")
BROKEN = Ending(Who.SYSTEM, Reason.CALLBACK_BROKEN)


def world_of(**terms: object) -> World:
    """It is 1000 s; the promise of most stories is for 1100 to 1200 s, and 50 s of grace."""
    queue = replace(LINE, callback=replace(TERMS, **terms))  # type: ignore[arg-type]
    return World(centre({"ana": {}, "bea": {}}, (queue, Queue("other", announce_s=9999.0))))


def promised(**terms: object) -> World:
    world = world_of(**terms)
    world.promises("c1", earliest=1100.0, latest=1200.0)
    return world


def offered(**terms: object) -> World:
    """It is 1100 s, and ana has the offer."""
    world = promised(**terms)
    world.ready("ana")
    assert offers(world.wait(100.0)) == {CALLBACK: "ana"}
    return world


def state(world: World) -> str:
    return str(world.engine.snapshot()["contacts"][CALLBACK]["state"])


def endings(world: World) -> list[Ending]:
    about = [one for _, one in world.journal if isinstance(one, e.ContactEnded)]
    return [one.ending for one in about if one.contact_id == CALLBACK]


def about_callback(events: tuple[e.Event, ...]) -> list[str]:
    return kinds(tuple(one for one in events if getattr(one, "contact_id", "") == CALLBACK))


# ---------------------------------------------------------------- its time


def test_nothing_happens_before_the_window_begins_and_then_it_is_offered_with_its_age() -> None:
    world = promised()
    world.ready("ana")
    assert world.wait(99.0) == ()
    events = world.wait(1.0)
    assert kinds(events) == ["ContactQueued", "OfferMade"]
    queued, made = events
    assert isinstance(queued, e.ContactQueued)
    assert isinstance(made, e.OfferMade)
    assert (queued.since, queued.position) == (900.0, 1)
    assert (made.reason.waited_s, made.ring_until) == (200.0, 1115.0)


def test_a_window_that_has_begun_lets_it_wait_at_once() -> None:
    world = world_of()
    world.ready("ana")
    world.arrives("c1")
    made = world.ask(
        c.PromiseCallback(
            ContactId("c1"), "600", "012", "citizens", "es", "", {}, 0, 900.0, 1000.0, 1200.0
        )
    )
    assert kinds(made.events) == ["CallbackPromised", "ContactQueued", "OfferMade"]


def test_its_age_gives_it_its_place_among_those_who_stayed_on_the_line() -> None:
    world = World(centre({"ana": {}}, (replace(LINE, limits=()),)))
    world.promises("c1", earliest=1100.0, latest=1200.0)
    for name, since in (("young", 950.0), ("old", 850.0)):
        world.queues(name, since=since)
    assert world.engine.snapshot()["waiting"] == ["old", "young"]
    world.wait(100.0)
    assert world.engine.snapshot()["waiting"] == ["old", CALLBACK, "young"]


def test_an_age_beyond_the_bound_counts_in_the_very_instant_in_which_it_is_due() -> None:
    plan = centre({"ana": {}}, (replace(LINE, limits=()),))
    world = World(replace(plan, overtaking_s=200.0))
    world.ask(c.LogIn(AgentId("ana")))
    world.promises("c1", earliest=1100.0, latest=1200.0)
    world.queues("urgent", priority=9, since=1000.0)
    events = world.wait(100.0)
    assert about_callback(events) == ["ContactQueued", "ContactPromoted"]
    assert world.engine.snapshot()["waiting"] == [CALLBACK, "urgent"]


def test_nothing_is_told_to_who_is_not_on_the_line_and_no_limit_leads_it_away() -> None:
    world = promised()
    world.ask(c.LogIn(AgentId("ana")))
    assert about_callback(world.wait(100.0)) == ["ContactQueued"]
    assert about_callback(world.wait(100.0)) == []
    assert state(world) == "queued"


def test_a_kept_promise_is_an_ordinary_contact_from_then_on() -> None:
    world = offered()
    world.dials(CALLBACK)
    world.reaches(CALLBACK)
    world.connects(CALLBACK)
    assert world.engine.snapshot()["callbacks"] == {}
    assert world.agent("ana")["work"] == "connected"
    assert world.wait(1000.0) == ()
    world.ends(CALLBACK)
    assert endings(world) == [SERVED]
    assert world.engine.next_deadline() is None


# ---------------------------------------------------------------- attempts


def test_a_failed_attempt_frees_the_agent_without_blame_and_is_tried_again_with_its_age() -> None:
    world = offered()
    world.dials(CALLBACK)
    assert kinds(world.fails(CALLBACK)) == ["OfferWithdrawn"]
    ana = world.agent("ana")
    assert (ana["work"], ana["mode"], ana["bars"], ana["idle_since"]) == ("idle", "ready", {}, 1000)
    assert state(world) == "promised"
    assert world.wait(59.0) == ()
    events = world.wait(1.0)
    assert kinds(events) == ["ContactQueued", "OfferMade"]
    assert isinstance(events[0], e.ContactQueued)
    assert events[0].since == 900.0


def test_the_free_agent_serves_the_next_in_the_same_instant() -> None:
    world = offered()
    world.queues("c2")
    assert offers(world.fails(CALLBACK)) == {"c2": "ana"}


@pytest.mark.parametrize("failure", list(Failure))
def test_after_the_last_attempt_the_promise_is_broken(failure: Failure) -> None:
    world = offered()
    world.fails(CALLBACK, 1, failure)
    world.wait(60.0)
    assert kinds(world.fails(CALLBACK, 2, failure)) == ["OfferWithdrawn", "ContactEnded"]
    assert endings(world) == [BROKEN]
    assert world.engine.next_deadline() is None
    assert world.agent("ana")["available"]


def test_an_agent_who_does_not_answer_costs_no_attempt() -> None:
    world = offered()
    world.ready("bea")
    assert kinds(world.wait(15.0)) == ["OfferExpired", "AgentModeChanged", "OfferMade"]
    assert world.offered_to() == {CALLBACK: "bea"}
    assert world.engine.snapshot()["callbacks"][CALLBACK]["attempt_count"] == 0


def test_agent_first_prolongs_the_offer_when_the_citizen_is_dialled() -> None:
    world = offered()
    world.wait(10.0)
    world.dials(CALLBACK)
    assert world.wait(24.0) == ()
    events = world.wait(1.0)
    assert kinds(events) == ["CallbackFailed", "OfferWithdrawn"]
    assert isinstance(events[0], e.CallbackFailed)
    assert (events[0].failure, events[0].attempt) == (Failure.NO_ANSWER, 1)
    assert world.agent("ana")["mode"] == "ready"


def test_citizen_first_holds_the_agent_for_the_dialling_and_then_for_the_ringing() -> None:
    world = offered(dial=Dial.CITIZEN_FIRST)
    offer = next(iter(world.engine.snapshot()["offers"].values()))
    assert offer["ring_until"] == 1125.0
    world.wait(1.0)
    world.dials(CALLBACK)
    world.wait(20.0)
    world.reaches(CALLBACK)
    offer = next(iter(world.engine.snapshot()["offers"].values()))
    assert offer["ring_until"] == 1136.0


def test_citizen_first_an_offer_that_nobody_reports_of_is_an_attempt_and_no_agent_s_fault() -> None:
    world = offered(dial=Dial.CITIZEN_FIRST)
    events = world.wait(25.0)
    assert kinds(events) == ["CallbackFailed", "OfferWithdrawn"]
    assert world.agent("ana")["mode"] == "ready"
    assert world.engine.snapshot()["callbacks"][CALLBACK]["attempt_count"] == 1


def test_who_is_on_line_waits_on_the_line_for_the_next_agent() -> None:
    world = offered(dial=Dial.CITIZEN_FIRST)
    world.dials(CALLBACK)
    world.reaches(CALLBACK)
    events = world.wait(15.0)
    assert kinds(events) == ["OfferExpired", "AgentModeChanged", "PositionReported"]
    assert "ContactEnded" not in about_callback(world.wait(500.0)), "is not broken on the line"
    events = world.ready("bea")
    made = next(one for one in events if isinstance(one, e.OfferMade))
    assert made.ring_until - world.now == 15.0, "needs no dialling any more"
    world.connects(CALLBACK)
    assert world.engine.snapshot()["callbacks"] == {}


# ---------------------------------------------------------------- the end of its time


def test_who_finds_no_agent_until_the_grace_is_over_has_been_promised_in_vain() -> None:
    world = promised()
    world.wait(249.0)
    assert state(world) == "queued"
    assert kinds(world.wait(1.0)) == ["ContactEnded"]
    assert endings(world) == [BROKEN]
    assert world.engine.next_deadline() is None


def test_in_the_grace_it_is_still_offered() -> None:
    world = promised()
    world.wait(230.0)
    assert offers(world.ready("ana")) == {CALLBACK: "ana"}


def test_a_late_timer_does_not_let_it_be_offered_after_its_time() -> None:
    world = promised()
    world.wait(100.0)
    world.now += 150.0
    events = world.ready("ana")
    assert kinds(events) == ["AgentModeChanged", "AgentModeChanged", "ContactEnded"]
    assert endings(world) == [BROKEN]
    assert world.tick() == ()


def test_an_offer_outlives_the_grace_and_what_comes_of_it_decides() -> None:
    for ends in ("kept", "broken"):
        world = promised()
        world.wait(245.0)
        world.ready("ana")
        world.wait(6.0)
        assert state(world) == "offered"
        if ends == "kept":
            world.connects(CALLBACK)
            assert endings(world) == []
        else:
            assert kinds(world.wait(9.0))[-1] == "ContactEnded"
            assert endings(world) == [BROKEN]


def test_a_broken_wait_is_no_example_of_patience() -> None:
    patience = {}
    told = Queue("other", announce_s=30.0)  # who tells the wait keeps the pace
    for ends in ("promised", "waiting"):
        world = World(centre({"ana": {}, "bea": {}}, (LINE, told)))
        if ends == "promised":
            world.promises("c1", earliest=1001.0, latest=1200.0)
            world.wait(300.0)
        else:
            world.queues("c1", queue="other")
            world.wait(200.0)
            world.ends("c1")
        paces = (world.engine.floor.pace("citizens"), world.engine.floor.pace("other"))
        patience[ends] = [repr(pace) for pace in paces]
    assert patience["promised"][0] == patience["waiting"][0], "as if nobody had ever come"
    assert patience["promised"][1] != patience["waiting"][1]


# ---------------------------------------------------------------- the queue closes


def test_a_closed_queue_lets_it_lie_until_it_opens() -> None:
    world = promised()
    world.ready("ana")
    world.ask(c.CloseQueue("citizens"))
    assert world.wait(150.0) == ()
    events = world.ask(c.OpenQueue("citizens")).events
    assert kinds(events) == ["QueueOpened", "ContactQueued", "OfferMade"]


@pytest.mark.parametrize("clears", [False, True])
def test_what_waits_when_the_queue_closes_is_put_off(clears: bool) -> None:
    world = promised()
    world.wait(100.0)
    events = world.ask(c.CloseQueue("citizens", clears)).events
    assert kinds(events) == ["QueueClosed", "CallbackPostponed"]
    world.ready("ana")
    assert world.offered_to() == {}
    events = world.ask(c.OpenQueue("citizens")).events
    assert kinds(events) == ["QueueOpened", "ContactQueued", "OfferMade"]


def test_a_queue_that_stays_closed_breaks_the_promise() -> None:
    world = promised()
    world.ask(c.CloseQueue("citizens"))
    assert about_callback(world.wait(250.0)) == ["ContactEnded"]
    assert endings(world) == [BROKEN]


def test_an_offer_goes_on_when_the_queue_closes_and_is_not_made_again() -> None:
    world = offered()
    assert kinds(world.ask(c.CloseQueue("citizens", clears=True)).events) == ["QueueClosed"]
    assert kinds(world.wait(15.0)) == ["OfferExpired", "AgentModeChanged", "CallbackPostponed"]


def test_a_tick_that_puts_it_off_leaves_nothing_due_until_the_promise_is_broken() -> None:
    world = offered()
    world.ask(c.CloseQueue("citizens"))
    world.now += 15.0
    assert "CallbackPostponed" in kinds(world.tick())
    assert world.engine.next_deadline() == 1145.0, "the agent may be offered it again"
    world.wait(30.0)
    assert world.engine.next_deadline() == 1250.0


def test_a_crash_before_it_is_put_off_leaves_nothing_due_after_the_first_tick() -> None:
    world = promised()
    world.wait(100.0)
    world.ask(c.CloseQueue("citizens"))
    assert isinstance(world.journal.pop()[1], e.CallbackPostponed)
    world.engine = world.twin()
    world.now += 0.25
    assert kinds(world.tick()) == ["CallbackPostponed"]
    assert world.engine.next_deadline() == 1250.0
    events = world.ask(c.OpenQueue("citizens")).events
    assert kinds(events)[:2] == ["QueueOpened", "ContactQueued"]


def sent_on() -> World:
    """Whoever answered the callback was sent to another queue, and hangs up while it rings."""
    world = offered()
    world.reaches(CALLBACK)
    world.fact(e.ContactFellBack(CALLBACK))
    world.fact(e.ContactTakenBack(CALLBACK))
    world.ask(c.SetNotReady(AgentId("ana"), "break"))
    world.queues(CALLBACK, queue="other")
    world.wait(1.0)
    assert offers(world.ready("ana")) == {CALLBACK: "ana"}
    world.fails(CALLBACK)
    return world


def test_who_was_sent_to_another_queue_is_tried_again_on_the_terms_of_the_promise() -> None:
    world = sent_on()
    world.wait(59.0)
    assert state(world) == "promised"
    assert about_callback(world.wait(1.0)) == ["ContactQueued", "OfferMade"]
    queued = [one for _, one in world.journal if isinstance(one, e.ContactQueued)]
    assert queued[-1].queue == "citizens"


def test_who_was_sent_to_another_queue_waits_for_the_queue_of_the_promise_to_open() -> None:
    world = sent_on()
    world.ask(c.CloseQueue("citizens"))
    assert world.wait(100.0) == ()
    assert about_callback(world.ask(c.OpenQueue("citizens")).events)[0] == "ContactQueued"


def test_a_promise_to_who_was_sent_to_another_queue_is_broken_in_its_time() -> None:
    world = sent_on()
    world.ask(c.CloseQueue("citizens"))
    assert about_callback(world.wait(148.0)) == []
    assert about_callback(world.wait(1.0)) == ["ContactEnded"]
    assert endings(world) == [BROKEN]


# ---------------------------------------------------------------- the plan has changed


def test_a_promise_is_kept_although_the_queue_promises_nothing_any_more() -> None:
    world = promised()
    world.plan = replace(world.plan, queues={"citizens": replace(LINE, callback=None)})
    world.engine = world.twin()
    world.ready("ana")
    assert offers(world.wait(100.0)) == {CALLBACK: "ana"}


def test_after_a_crash_what_was_left_half_done_is_finished() -> None:
    world = offered()
    world.dials(CALLBACK)
    world.fails(CALLBACK)
    world.wait(60.0)
    world.fails(CALLBACK, 2)
    assert kinds(tuple(one for _, one in world.journal[-2:])) == ["OfferWithdrawn", "ContactEnded"]
    del world.journal[-2:]
    world.engine = world.twin()
    assert kinds(world.tick()) == ["OfferWithdrawn", "ContactEnded"]


def test_an_agent_is_rung_for_nobody_else_meanwhile() -> None:
    world = offered()
    world.dials(CALLBACK)
    world.queues("c2")
    assert world.offered_to() == {CALLBACK: "ana"}
    assert world.agent("ana")["contact_id"] == AgentId(CALLBACK)


def test_a_callback_in_the_fallback_queue_is_left_to_whoever_ends_it() -> None:
    world = promised()
    world.wait(100.0)
    world.fact(e.ContactFellBack(CALLBACK))
    assert world.wait(500.0) == ()
    assert state(world) == "in fallback"
    world.ends(CALLBACK)
    assert world.engine.next_deadline() is None
