"""A journal decided once more: nothing differs, or the first difference is named exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.origin import is_made
from acd.core.rerun import PATIENCE_S, Difference, Rerun, rerun
from contact import command as c
from contact import event as e
from contact.callback import Failure, Terms
from contact.event import Mode
from contact.identity import AgentId, ContactId, OfferId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Borrowing, Queue, Ring
from tests.support.acd_day import numbered
from tests.support.acd_world import ABANDONED, SERVED, World, centre, holding, kinds, offers

ANA, BEA = AgentId("ana"), AgentId("bea")
CALM = Queue("citizens", ring_s=15.0, wrap_up_s=30.0, announce_s=0.0)
SORRY = WayOut(Exit.MESSAGE, "too-busy")
PATIENT = replace(CALM, no_answer_limit=0)


def world(*queues: Queue) -> World:
    return World(centre({"ana": {}, "bea": {}}, queues or (CALM,)))


def unanswered() -> World:
    """Ana does not answer, Bea talks; somebody else arrives much later, twice."""
    day = world()
    day.ready("ana", "bea")
    day.queues("c1")
    day.wait(15.0)
    day.connects("c1")
    day.wait(10.0)
    day.ends("c1")
    for name in ("late", "later"):
        day.wait(100.0)
        day.arrives(name)
    return day


def index_of(day: World, kind: type) -> int:
    """Place of the first event of this kind, from 0."""
    return next(n for n, (_, event) in enumerate(day.journal) if isinstance(event, kind))


def judged(day: World) -> Rerun:
    return rerun(day.plan, numbered(day.journal))


# ---------------------------------------------------------------- nothing differs


def test_a_day_comes_out_as_journaled_and_is_counted() -> None:
    day = unanswered()
    made = [type(event) for _, event in day.journal if is_made(event)]
    assert {e.OfferMade, e.OfferExpired, e.WrapUpStarted, e.WrapUpFinished} <= set(made)
    assert judged(day) == Rerun(len(day.journal), len(made))


def test_an_empty_journal_has_no_difference() -> None:
    assert rerun(world().plan, ()) == Rerun(0, 0)


def test_what_other_services_write_between_the_engines_events_does_not_matter() -> None:
    day = unanswered()
    index = index_of(day, e.OfferMade)
    at = day.journal[index][0]
    day.journal.insert(index, (at, e.LanguageChosen(ContactId("c1"), "es")))
    day.journal.insert(index, (at, e.TicketOpened("T1", ContactId("c1"))))
    assert judged(day).difference is None


def test_facts_of_one_outcome_stand_before_all_that_follows_from_them() -> None:
    day = world()
    day.ready("ana", "bea")
    for contact in ("c1", "c2"):
        day.queues(contact)
        day.connects(contact)
    ends = [e.ContactEnded(ContactId(one), SERVED) for one in ("c1", "c2")]
    day.journal += [(day.now, event) for event in ends]
    for event in ends:
        day._note(day.engine.handle(event, day.now))
    assert kinds(tuple(event for _, event in day.journal[-4:])) == [
        "ContactEnded",
        "ContactEnded",
        "WrapUpStarted",
        "WrapUpStarted",
    ]
    assert judged(day).difference is None


def test_an_answer_that_overtakes_a_late_timer_is_no_difference() -> None:
    day = world()
    day.ready("ana")
    day.queues("c1")
    day.now += 15.0
    day.arrives("c2")
    day.now += 0.001
    day.connects("c1")
    assert day.tick() == ()
    assert judged(day).difference is None


def test_a_late_tick_is_made_where_the_journal_shows_it() -> None:
    day = world(PATIENT)
    day.ready("ana")
    day.queues("c1")
    day.now += 15.0
    day.arrives("c2")
    day.now += PATIENCE_S
    assert kinds(day.tick()) == ["OfferExpired"]
    assert judged(day).difference is None


def test_a_bar_that_is_lifted_without_a_trace_is_lifted() -> None:
    """Ana did not take the first contact; when she has time again, it comes before a younger."""
    day = world(PATIENT)
    day.ready("ana")
    day.queues("c1")
    day.wait(15.0)
    day.queues("c2")
    day.connects("c2")
    day.queues("c3")
    day.wait(100.0)
    day.ends("c2")
    day.ask(c.FinishWrapUp(ANA, ContactId("c2"), "done"))
    assert day.offered_to() == {"c1": "ana"}
    assert judged(day).difference is None


@pytest.mark.parametrize("disposition", ["", "done"])
def test_wrap_up_that_is_finished_by_hand_is_told_from_its_deadline(disposition: str) -> None:
    day = world()
    day.ready("ana", "bea")
    for contact in ("c1", "c2"):
        day.queues(contact)
        day.connects(contact)
        day.ends(contact)
    day.wait(29.0)
    day.ask(c.FinishWrapUp(ANA, ContactId("c1"), disposition))
    for contact in ("c3", "c4"):
        day.queues(contact)
    day.wait(1.0)
    assert judged(day).difference is None


def test_wrap_ups_that_end_together_are_one_tick() -> None:
    day = world()
    day.ready("ana", "bea")
    for contact in ("c1", "c2"):
        day.queues(contact)
        day.connects(contact)
        day.ends(contact)
    day.queues("c3")
    assert kinds(day.wait(30.0)) == ["WrapUpFinished", "WrapUpFinished", "OfferMade"]
    assert judged(day).difference is None


def test_who_logs_in_and_who_gives_that_as_a_reason_are_both_understood() -> None:
    day = World(centre({"ana": {}}, (CALM,), reasons=("logged in",)))
    day.ready("ana")
    day.ask(c.SetNotReady(ANA, "logged in"))
    day.ask(c.LogOut(ANA))
    assert judged(day) == Rerun(4, 4)


# ---------------------------------------------------------------- restarts


def restarted(day: World) -> World:
    """The application dies and comes up; its first tick looks everywhere."""
    day.now += 1.0
    day.engine = day.twin()
    day.fact(e.CentreStarted(2, day.plan.version))
    day.now += 0.001
    return day


def test_after_a_restart_the_engine_is_rebuilt_from_the_journal() -> None:
    day = world()
    day.fact(e.CentreStarted(1, day.plan.version))
    day.ready("ana")
    day.queues("c1")
    restarted(day).tick()
    day.wait(20.0)
    restarted(day).tick()
    day.ready("bea")
    assert day.offered_to() == {"c1": "bea"}
    assert judged(day).difference is None


def test_what_a_torn_journal_leaves_half_done_is_finished_by_the_first_tick() -> None:
    """The contact ended and its offer was not withdrawn any more."""
    day = world()
    day.fact(e.CentreStarted(1, day.plan.version))
    day.ready("ana")
    day.queues("c1")
    day.ends("c1")
    _, withdrawn = day.journal.pop()
    assert kinds(restarted(day).tick()) == ["OfferWithdrawn"]
    found = judged(day).difference
    assert found is not None
    assert (found.decided, found.journaled) == (withdrawn, e.CentreStarted(2, day.plan.version))


def test_an_offer_whose_phone_went_silent_meanwhile_is_withdrawn_by_the_line() -> None:
    day = world()
    day.fact(e.CentreStarted(1, day.plan.version))
    day.ready("ana")
    day.queues("c1")
    offer_id, agent_id = day.offer("c1")
    restarted(day).tick()
    day.now += 1.0
    made = day.fact(e.OfferWithdrawn(offer_id, ContactId("c1"), agent_id))
    assert kinds(made) == ["OfferMade"]
    assert judged(day).difference is None


def test_deadlines_that_passed_while_nothing_ran_are_met_when_it_comes_up() -> None:
    day = world()
    day.ready("ana", "bea")
    day.queues("c1")
    day.now += 1000.0
    assert "OfferExpired" in kinds(restarted(day).tick())
    assert judged(day).difference is None


# ---------------------------------------------------------------- the first difference


def test_another_agent_in_an_offer_is_named() -> None:
    day = unanswered()
    index = index_of(day, e.OfferMade)
    at, made = day.journal[index]
    assert isinstance(made, e.OfferMade)
    day.journal[index] = (at, replace(made, agent_id=BEA))
    assert judged(day) == Rerun(
        index + 1, 5, Difference(index + 1, at, replace(made, agent_id=BEA), made)
    )


def test_a_microsecond_in_an_instant_is_named() -> None:
    day = unanswered()
    index = index_of(day, e.OfferMade)
    at, made = day.journal[index]
    assert isinstance(made, e.OfferMade)
    day.journal[index] = (at, replace(made, ring_until=made.ring_until + 1e-6))
    found = judged(day).difference
    assert found == Difference(index + 1, at, day.journal[index][1], made)


def test_a_place_in_the_line_that_is_not_the_right_one_is_named() -> None:
    """The answer to a command is compared like everything else."""
    day = unanswered()
    index = index_of(day, e.ContactQueued)
    at, made = day.journal[index]
    assert isinstance(made, e.ContactQueued)
    day.journal[index] = (at, replace(made, position=2))
    found = judged(day).difference
    assert found == Difference(index + 1, at, replace(made, position=2), made)


def test_an_expired_offer_that_is_not_there_is_named() -> None:
    day = unanswered()
    index = index_of(day, e.OfferExpired)
    at, made = day.journal.pop(index)
    found = judged(day).difference
    assert found is not None
    assert (found.seq, found.at, found.journaled) == (index + 1, at, day.journal[index][1])
    assert isinstance(found.journaled, e.AgentModeChanged)
    assert "'no answer' is not in the plan" in found.remark or found.decided == made


def test_a_deadline_that_nothing_came_of_is_named_where_it_should_have_shown() -> None:
    day = world(PATIENT)
    day.ready("ana")
    day.queues("c1")
    day.wait(15.0)
    _, made = day.journal.pop()
    for name in ("late", "later"):
        day.now += 10.0
        day.arrives(name)
    found = judged(day).difference
    assert found == Difference(
        len(day.journal) - 1,
        day.now - 10.0,
        e.ContactArrived(ContactId("late"), "012", ""),
        made,
        "it was due and is not in the journal",
    )


def test_events_in_the_wrong_order_are_named_where_the_order_breaks() -> None:
    day = unanswered()
    index = index_of(day, e.OfferExpired)
    day.journal[index + 1], day.journal[index + 2] = day.journal[index + 2], day.journal[index + 1]
    found = judged(day).difference
    assert found is not None
    assert found.seq == index + 2
    assert isinstance(found.journaled, e.OfferMade)
    assert found.decided == e.AgentModeChanged(ANA, Mode.NOT_READY, "no answer")


def test_withdrawn_offers_in_the_wrong_order_are_named_although_the_line_reports_such() -> None:
    day = world()
    day.ready("ana", "bea")
    ends = [e.ContactEnded(ContactId(one), ABANDONED) for one in ("c1", "c2")]
    for event in ends:
        day.queues(event.contact_id)
    day.journal += [(day.now, event) for event in ends]
    for event in ends:
        day._note(day.engine.handle(event, day.now))
    assert judged(day).difference is None
    day.journal[-1], day.journal[-2] = day.journal[-2], day.journal[-1]
    (at, planted), (_, made) = day.journal[-2:]
    assert judged(day).difference == Difference(len(day.journal) - 1, at, planted, made)


def test_a_decision_at_another_instant_is_named() -> None:
    day = unanswered()
    index = index_of(day, e.OfferMade)
    at, made = day.journal[index]
    day.journal[index] = (at + 1e-6, made)
    found = judged(day).difference
    assert found == Difference(
        index + 1, at + 1e-6, made, made, "it was decided at another instant"
    )


def test_another_reason_than_the_engines_own_is_named() -> None:
    day = unanswered()
    index = index_of(day, e.OfferExpired) + 1
    at, made = day.journal[index]
    assert isinstance(made, e.AgentModeChanged)
    planted = replace(made, reason="break")
    day.journal[index] = (at, planted)
    assert judged(day).difference == Difference(index + 1, at, planted, made)


def test_an_offer_out_of_nothing_is_named() -> None:
    day = unanswered()
    index = index_of(day, e.OfferMade)
    at, made = day.journal[index]
    day.journal.insert(index + 1, (at, made))
    assert judged(day).difference == Difference(index + 2, at, made, None)


def test_what_the_engine_would_have_refused_is_named_with_its_reason() -> None:
    day = world()
    day.journal.append((day.now, e.AgentModeChanged(ANA, Mode.READY)))
    found = judged(day).difference
    assert found is not None
    assert found.decided is None
    assert found.remark == "wrong state: agent ana is logged out; log in first"


def test_a_journal_that_ends_too_early_is_named_at_its_end() -> None:
    day = world()
    day.ready("ana")
    day.queues("c1")
    at, made = day.journal.pop()
    found = judged(day).difference
    assert found == Difference(len(day.journal) + 1, at, None, made)


def test_another_order_of_skills_is_a_difference() -> None:
    day = World(centre({"ana": {}}, (CALM,)))
    day.queues("c1", {"es": 1, "taxes": 2})
    at, made = day.journal[-1]
    assert isinstance(made, e.SkillsMissing)
    day.journal[-1] = (at, e.SkillsMissing(made.contact_id, {"taxes": 2, "es": 1}))
    assert judged(day).difference == Difference(3, at, day.journal[-1][1], made)


def test_an_engine_that_contradicts_itself_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    day = unanswered()
    monkeypatch.setattr("acd.core.consequence.fold", lambda *_: False)
    found = judged(day).difference
    assert found is not None
    assert found.remark.startswith("the engine contradicts itself: made in vain: AgentModeChanged")


# ---------------------------------------------------------------- limits and rings leave no trace


def test_contacts_that_are_measured_and_stay_leave_no_trace() -> None:
    """Somebody waits through three looks at the limits, and arrivals come long after them."""
    line = replace(CALM, limits=(Limit(Cause.FULL, SORRY, 5), Limit(Cause.OVERDUE, SORRY, 400.0)))
    day = world(line)
    day.queues("c1")
    for name in ("late", "later"):
        day.wait(100.0)
        day.arrives(name)
    assert judged(day).difference is None


def test_a_contact_led_out_is_a_decision_and_one_that_is_not_there_is_named() -> None:
    day = world(replace(CALM, limits=(Limit(Cause.OVERDUE, SORRY, 45.0),)))
    day.queues("c1")
    for name in ("late", "later", "last"):
        day.wait(100.0)
        day.arrives(name)
    assert judged(day).difference is None
    place = index_of(day, e.ContactDiverted)
    _, made = day.journal.pop(place)
    difference = judged(day).difference
    assert difference is not None
    assert difference.decided == made


def test_a_ring_that_comes_up_while_the_phone_rings_is_passed_over_until_it_comes_back() -> None:
    day = world(PATIENT)
    day.ready("ana")
    rings = (Ring({}), Ring({}, 5.0))
    contact = day.arrives("c1")
    day.ask(c.QueueContact(contact, "citizens", "es", {}, 0, day.now, rings=rings))
    day.now += 8.0
    day.arrives("late")
    day.wait(30.0)
    assert "RingWidened" in kinds(tuple(event for _, event in day.journal))
    assert judged(day).difference is None


def test_a_ring_whose_time_has_come_may_be_overtaken_for_a_moment() -> None:
    day = world()
    contact = day.arrives("c1")
    rings = (Ring({}, is_skippable=False), Ring({}, 5.0))
    day.ask(c.QueueContact(contact, "citizens", "es", {}, 0, day.now, rings=rings))
    day.now += 6.0
    day.arrives("overtakes")
    day.tick()
    assert "RingWidened" in kinds(tuple(event for _, event in day.journal))
    assert judged(day).difference is None


def test_a_bar_that_is_lifted_late_and_brings_nobody_together_is_no_difference() -> None:
    """Ana did not answer and has other skills since, so nothing follows when the bar is lifted."""
    day = World(centre({"ana": {"es": 5}}, (PATIENT,)))
    day.ready("ana")
    day.queues("c1", {"es": 1})
    day.wait(15.0)
    day.ask(c.SetSkills(ANA, {"it": 5}))
    for seconds in (31.0, 1.0, 9.0):
        day.now += seconds
        day.arrives(f"after-{seconds}")
    day.tick()
    assert judged(day).difference is None


# ---------------------------------------------------------------- ticks without a trace


def limited(cause: Cause, bound: float) -> World:
    """The queue measures those who wait; nobody is told the place."""
    sorry = WayOut(Exit.MESSAGE, "sorry")
    return world(replace(CALM, ring_s=60.0, limits=(Limit(cause, sorry, bound),)))


def wants(day: World, contact: str, *rings: Ring) -> None:
    day.arrives(contact)
    wanted = c.QueueContact(ContactId(contact), "citizens", "es", {}, 0, day.now, rings=rings)
    assert day.ask(wanted).refusal is None


def test_a_limit_that_is_reached_while_the_phone_rings_leaves_no_trace() -> None:
    day = limited(Cause.OVERDUE, 20.0)
    day.ready("ana")
    wants(day, "c1", Ring({}), Ring({}, 10.0))
    assert day.wait(30.0) == ()
    day.connects("c1")
    assert judged(day).difference is None


def test_a_limit_that_is_not_exceeded_leaves_no_trace_and_one_that_is_leaves_one() -> None:
    day = limited(Cause.OVERDUE, 100.0)
    day.ask(c.LogIn(ANA))
    wants(day, "c1", Ring({}), Ring({}, 10.0))
    day.wait(50.0)
    day.arrives("other")
    assert kinds(day.wait(100.0)) == ["ContactDiverted"]
    day.arrives("another")
    made = [type(event) for _, event in day.journal if is_made(event)]
    assert made[-2:] == [e.RingWidened, e.ContactDiverted]
    assert judged(day) == Rerun(len(day.journal), len(made))


@pytest.mark.parametrize("bound", [150.0, 0.5])
def test_who_is_measured_again_and_again_is_led_out_where_the_journal_says(bound: float) -> None:
    day = limited(Cause.SCARCE, bound)
    day.ready("ana")
    wants(day, "c1")
    wants(day, "c2")
    day.wait(40.0)
    day.arrives("other")
    day.wait(40.0)
    day.arrives("another")
    assert judged(day).difference is None


def test_messages_may_overtake_a_timer_for_a_while() -> None:
    day = world(PATIENT)
    day.ready("ana")
    day.queues("c1")
    day.now += 15.0
    for name in ("c2", "c3", "c4"):
        day.arrives(name)
        day.now += 1.0
    assert kinds(day.tick()) == ["OfferExpired"]
    assert judged(day).difference is None


def test_a_bar_between_two_who_no_longer_suit_is_lifted_in_silence() -> None:
    day = World(centre({"ana": {"es": 5}}, (PATIENT,)))
    day.ready("ana")
    day.queues("c1", {"es": 1})
    day.wait(15.0)
    day.ask(c.SetSkills(ANA, {"it": 1}))
    assert day.agent("ana")["available"]
    assert day.wait(30.0) == ()
    for name in ("c2", "c3", "c4"):
        day.now += PATIENCE_S
        day.arrives(name)
    assert judged(day).difference is None


def test_a_bar_that_keeps_what_is_written_from_who_has_no_phone_shows_when_it_is_lifted() -> None:
    day = World(holding(centre({"ana": {}}, (PATIENT,)), ana={"email": 1}))
    day.ready("ana")
    day.fact(e.AgentDeviceChanged(ANA, reachable=False, engaged=False))
    day.writes("m1")
    day.wait(15.0)
    assert kinds(day.wait(30.0)) == ["OfferMade"]
    assert judged(day).difference is None


def test_a_bar_is_lifted_in_silence_before_another_skill_brings_the_two_together() -> None:
    day = World(centre({"ana": {"es": 5}}, (PATIENT,)))
    day.ready("ana")
    day.queues("c1", {"es": 1})
    day.wait(15.0)
    day.ask(c.SetSkills(ANA, {"it": 1}))
    day.queues("c2", {"es": 1})
    day.wait(32.0)
    assert offers(day.ask(c.SetSkills(ANA, {"es": 5})).events) == {"c1": "ana"}
    assert judged(day).difference is None


def test_agents_borrowed_at_a_look_at_the_line_are_a_decision() -> None:
    """Nobody is ready when the only own agent goes, and the next look brings the others."""
    helped = replace(CALM, borrowing=Borrowing({"spare": 1}, 60.0, 20.0, language_level=0))
    day = World(centre({"ana": {"own": 1}, "bea": {"spare": 1}}, (helped,)))
    day.ready("ana", "bea")
    for name in ("c1", "c2"):
        day.queues(name, {"own": 1})
    day.connects("c1")
    day.ask(c.SetNotReady(ANA, "break"))
    day.wait(40.0)
    day.arrives("late")
    assert e.AgentsBorrowed("citizens", None) in [event for _, event in day.journal]
    assert judged(day).difference is None


def test_a_message_may_overtake_the_timer_that_would_have_lifted_a_bar() -> None:
    day = world(PATIENT)
    day.ready("ana")
    day.queues("c1")
    day.wait(15.0)
    day.fact(e.AgentDeviceChanged(ANA, reachable=False, engaged=False))
    day.queues("c2")
    day.now += 32.0
    answer = day.fact(e.AgentDeviceChanged(ANA, reachable=True, engaged=False))
    assert offers(answer) == {"c2": "ana"}, "the bar between ana and c1 should be lifted by now"
    assert day.tick() == ()
    assert judged(day).difference is None


def test_a_message_may_overtake_the_look_by_which_agents_go_back() -> None:
    helped = replace(CALM, borrowing=Borrowing({"spare": 1}, 60.0, 20.0, language_level=0))
    day = World(centre({"ana": {"own": 1}, "bea": {"spare": 1}}, (helped,)))
    day.ready("ana")
    day.ask(c.SetNotReady(ANA, "break"))
    day.queues("c1", {"own": 1})
    day.wait(20.0)
    day.now += 11.0
    assert offers(day.ask(c.SetReady(ANA)).events) == {"c1": "ana"}
    assert kinds(day.tick()) == ["AgentsReturned"]
    assert judged(day).difference is None


# ---------------------------------------------------------------- callbacks

RUNG_BACK = replace(
    CALM,
    callback=Terms(attempts=2, retry_s=60.0, grace_s=50.0),
    limits=(Limit(Cause.CLOSED, SORRY),),
)
CALLBACK = ContactId("c1.callback")


def rung_back() -> World:
    """A callback is promised, due in a closed queue, tried, moved, tried twice more, broken."""
    day = world(RUNG_BACK)
    day.ready("ana")
    day.promises("c1", earliest=1010.0, latest=1200.0)
    day.ask(c.CloseQueue("citizens"))
    day.wait(20.0)
    day.ask(c.OpenQueue("citizens"))
    day.dials(CALLBACK)
    day.fails(CALLBACK)
    day.ask(c.MoveCallback(CALLBACK, 1100.0, 1300.0))
    day.wait(85.0)
    day.dials(CALLBACK, 2)
    day.wait(100.0)
    day.dials(CALLBACK, 3)
    day.wait(60.0)
    day.promises("c2", "601", earliest=1300.0, latest=1400.0)
    day.ask(c.CancelCallback(ContactId("c2.callback")))
    for name in ("late", "later"):
        day.wait(100.0)
        day.arrives(name)
    return day


def test_a_day_with_callbacks_comes_out_as_journaled() -> None:
    day = rung_back()
    reported = e.CallbackFailed(CALLBACK, day_offer(day), ANA, 1, Failure.BUSY)
    made = [event for _, event in day.journal if is_made(event) and event != reported]
    assert {e.CallbackPromised, e.CallbackMoved, e.CallbackFailed, e.ContactEnded} <= {
        type(event) for event in made
    }
    assert judged(day) == Rerun(len(day.journal), len(made))


def day_offer(day: World) -> OfferId:
    """The first offer of the callback."""
    index = index_of(day, e.CallbackDialled)
    event = day.journal[index][1]
    assert isinstance(event, e.CallbackDialled)
    return event.offer_id


@pytest.mark.parametrize("kind", [e.ContactQueued, e.CallbackFailed, e.ContactEnded])
def test_what_a_callback_owes_to_time_is_missed(kind: type) -> None:
    day = rung_back()
    places = [n for n, (_, one) in enumerate(day.journal) if isinstance(one, kind) and is_made(one)]
    _, missing = day.journal.pop(next(n for n in places if n > index_of(day, e.CallbackMoved)))
    found = judged(day).difference
    assert found is not None
    assert found.decided == missing
