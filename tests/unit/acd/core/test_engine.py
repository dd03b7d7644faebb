"""The engine of the distribution, told in small stories."""

from __future__ import annotations

from dataclasses import replace

from acd.core.engine import Engine
from acd.core.offer_step import BAR_S
from contact import command as c
from contact import event as e
from contact.command import Code
from contact.core import NOTHING
from contact.event import Mode
from contact.identity import AgentId, ContactId, OfferId
from contact.plan import Queue, Ring
from tests.support.acd_world import ABANDONED, World, centre, kinds, offers

ES_TAXES = {"es": 1, "taxes": 1}
TWO = {"ana": {"es": 5, "taxes": 5}, "bea": {"es": 5, "taxes": 5}}
QUIET = Queue("citizens", announce_s=0.0)
BUSY_LINE = Queue("citizens", dispositions=("solved", "passed on"))


def test_a_contact_is_offered_in_the_same_instant_when_an_agent_is_idle() -> None:
    world = World(centre(TWO))
    world.ready("ana")
    events = world.queues("c1", ES_TAXES).events
    assert kinds(events) == ["ContactQueued", "OfferMade"]
    made = events[1]
    assert isinstance(made, e.OfferMade)
    assert (made.offer_id, made.agent_id) == ("c1.offer-1", "ana")
    assert made.ring_until == world.now + 15.0


def test_a_contact_nobody_can_take_now_is_told_its_position_at_once_and_again() -> None:
    world = World(centre(TWO))
    world.ask(c.LogIn(AgentId("ana")))
    assert kinds(world.queues("c1", ES_TAXES).events) == ["ContactQueued", "PositionReported"]
    events = world.queues("c2", ES_TAXES).events
    assert [event.position for event in events] == [2, 2]  # type: ignore[union-attr]
    world.ends("c1", ABANDONED)
    assert world.wait(30.0) == (e.PositionReported(ContactId("c2"), 1),)
    assert world.wait(29.9) == ()
    assert kinds(world.wait(0.1)) == ["PositionReported"]


def test_a_queue_without_announcements_reports_no_position() -> None:
    world = World(centre(TWO, (QUIET,)))
    world.ask(c.LogIn(AgentId("ana")))
    assert kinds(world.queues("c1", ES_TAXES).events) == ["ContactQueued"]
    assert world.wait(300.0) == ()


def test_a_position_counts_only_those_who_need_the_same() -> None:
    world = World(centre({"ana": {"es": 5}, "bea": {"eu": 5}}))
    world.ask(c.LogIn(AgentId("ana")))
    world.ask(c.LogIn(AgentId("bea")))
    world.queues("c1", {"es": 1})
    queued = world.queues("c2", {"eu": 1}).events[0]
    assert isinstance(queued, e.ContactQueued)
    assert queued.position == 1


def test_first_come_first_served_within_priority() -> None:
    world = World(centre(TWO, (QUIET,)))
    for name, priority in (("late", 0), ("early", 0), ("urgent", 5)):
        since = 900.0 if name == "early" else 950.0
        world.queues(name, ES_TAXES, priority=priority, since=since)
    served = []
    world.ready("ana", "bea")
    served += list(world.offered_to())
    assert served == ["urgent", "early"]


def test_the_longest_idle_agent_is_chosen_and_equals_by_id() -> None:
    world = World(centre({"bea": {}, "ana": {}, "cai": {}}, (QUIET,)))
    world.ready("cai")
    world.now += 5.0
    world.ready("bea", "ana")
    first = world.queues("c1").events[1]
    second = world.queues("c2").events[1]
    assert isinstance(first, e.OfferMade) and isinstance(second, e.OfferMade)
    assert (first.agent_id, second.agent_id) == ("cai", "ana")
    assert first.reason.candidates == ("cai", "ana", "bea")
    assert first.reason.idle_s == 5.0
    assert (first.reason.tie_break, first.reason.rule) == ("", "longest idle")
    assert second.reason.tie_break != ""


def test_an_agent_without_the_language_or_topic_or_level_is_never_offered() -> None:
    world = World(centre({"ana": {"es": 5}, "bea": {"taxes": 5}, "cai": {"es": 1, "taxes": 5}}))
    world.ready("ana", "bea", "cai")
    assert offers(world.queues("c1", {"es": 2, "taxes": 1}).events) == {}


def test_no_answer_goes_to_the_next_agent_and_the_citizen_keeps_the_place() -> None:
    world = World(centre(TWO, (QUIET,)))
    world.ready("ana")
    world.now += 1.0
    world.ready("bea")
    world.queues("c1", ES_TAXES)
    queued_at = world.now
    events = world.wait(15.0)
    assert kinds(events) == ["OfferExpired", "AgentModeChanged", "OfferMade"]
    assert events[1] == e.AgentModeChanged(AgentId("ana"), Mode.NOT_READY, "no answer")
    made = events[2]
    assert isinstance(made, e.OfferMade)
    assert (made.offer_id, made.agent_id) == ("c1.offer-2", "bea")
    assert made.reason.waited_s == 15.0
    assert world.engine.snapshot()["contacts"]["c1"]["since"] == queued_at


def test_an_agent_who_stays_ready_is_not_offered_the_same_contact_for_thirty_seconds() -> None:
    line = Queue("citizens", announce_s=0.0, no_answer_limit=0)
    world = World(centre({"ana": {}}, (line,)))
    world.ready("ana")
    world.queues("c1")
    assert kinds(world.wait(15.0)) == ["OfferExpired"]
    assert world.agent("ana")["available"]
    world.now += 1.0
    assert offers(world.queues("c2").events) == {"c2": "ana"}
    world.ends("c2", ABANDONED)
    assert world.wait(BAR_S - 1.1) == ()
    assert offers(world.wait(0.1)) == {"c1": "ana"}


def test_choosing_ready_again_lifts_the_bar() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    world.wait(15.0)
    assert world.agent("ana")["reason"] == "no answer"
    assert offers(world.ask(c.SetReady(AgentId("ana"))).events) == {"c1": "ana"}


def test_a_declined_offer_makes_the_agent_not_ready_and_the_next_is_offered() -> None:
    world = World(centre(TWO, (QUIET,)))
    world.ready("ana", "bea")
    world.queues("c1", ES_TAXES)
    events = world.declines("c1", "unreachable")
    assert kinds(events) == ["AgentModeChanged", "OfferMade"]
    assert events[0] == e.AgentModeChanged(AgentId("ana"), Mode.NOT_READY, "declined")
    assert offers(events) == {"c1": "bea"}


def test_a_citizen_who_hangs_up_while_alerting_leaves_the_agent_first_in_line() -> None:
    world = World(centre(TWO, (QUIET,)))
    world.ready("ana")
    world.now += 3.0
    world.ready("bea")
    world.queues("c1", ES_TAXES)
    world.wait(2.0)
    events = world.ends("c1", ABANDONED)
    assert kinds(events) == ["OfferWithdrawn"]
    assert world.agent("ana")["mode"] == "ready"
    assert offers(world.queues("c2", ES_TAXES).events) == {"c2": "ana"}


def test_a_withdrawn_agent_takes_the_next_contact_in_the_same_outcome() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    world.queues("c2")
    assert kinds(world.ends("c1", ABANDONED)) == ["OfferWithdrawn", "OfferMade"]


def test_wrap_up_follows_the_conversation_and_ends_by_itself() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    assert world.connects("c1") == ()
    world.queues("c2")
    started = world.ends("c1")
    assert started == (e.WrapUpStarted(AgentId("ana"), ContactId("c1"), world.now + 30.0),)
    assert world.wait(29.9) == ()
    events = world.wait(0.1)
    assert kinds(events) == ["WrapUpFinished", "OfferMade"]
    assert events[0] == e.WrapUpFinished(AgentId("ana"), ContactId("c1"), "")


def test_finishing_wrap_up_brings_the_next_contact_in_the_same_outcome() -> None:
    world = World(centre({"ana": {}}, (BUSY_LINE,)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    world.queues("c2")
    world.ends("c1")
    done = world.ask(c.FinishWrapUp(AgentId("ana"), ContactId("c1"), "solved"))
    assert kinds(done.events) == ["WrapUpFinished", "OfferMade"]
    assert world.wait(14.0) == ()


def test_a_queue_without_wrap_up_offers_the_next_contact_at_once() -> None:
    world = World(centre({"ana": {}}, (Queue("citizens", wrap_up_s=0.0, announce_s=0.0),)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    world.queues("c2")
    assert offers(world.ends("c1")) == {"c2": "ana"}
    assert kinds(world.last.events) == ["OfferMade"]


def test_a_break_asked_for_while_busy_begins_when_the_work_ends() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    world.queues("c2")
    asked = world.ask(c.SetNotReady(AgentId("ana"), "break"))
    assert asked.events == (e.AgentModeChanged(AgentId("ana"), Mode.NOT_READY, "break"),)
    assert world.agent("ana")["work"] == "connected"
    assert kinds(world.ends("c1")) == ["WrapUpStarted"]
    assert kinds(world.wait(60.0)) == ["WrapUpFinished"]
    assert offers(world.ask(c.SetReady(AgentId("ana"))).events) == {"c2": "ana"}


def test_logging_out_while_alerting_lets_the_phone_ring_on_without_blame() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    assert kinds(world.ask(c.LogOut(AgentId("ana"))).events) == ["AgentModeChanged"]
    assert kinds(world.wait(15.0)) == ["OfferExpired", "SkillsMissing"]
    assert world.agent("ana")["mode"] == "logged out"


def test_a_shortage_of_skills_is_told_once_and_again_only_after_it_was_over() -> None:
    world = World(centre({"ana": {"eu": 5}, "bea": {"es": 5}}, (QUIET,)))
    world.ready("bea")
    told = world.queues("c1", {"eu": 3}).events
    assert told[1] == e.SkillsMissing(ContactId("c1"), {"eu": 3})
    assert world.wait(120.0) == ()
    assert kinds(world.ask(c.LogIn(AgentId("ana"))).events) == ["AgentModeChanged"]
    assert kinds(world.queues("c2", {"eu": 3}).events) == ["ContactQueued"]
    again = world.ask(c.LogOut(AgentId("ana"))).events
    assert kinds(again) == ["AgentModeChanged", "SkillsMissing", "SkillsMissing"]
    assert [event.contact_id for event in again[1:]] == ["c1", "c2"]  # type: ignore[union-attr]


def test_an_unreachable_or_engaged_phone_is_not_offered_until_it_is_back() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.fact(e.AgentDeviceChanged(AgentId("ana"), reachable=False))
    assert offers(world.queues("c1").events) == {}
    assert world.fact(e.AgentDeviceChanged(AgentId("ana"), reachable=True, engaged=True)) == ()
    back = world.fact(e.AgentDeviceChanged(AgentId("ana"), reachable=True))
    assert offers(back) == {"c1": "ana"}


def test_a_contact_that_falls_back_leaves_the_line_and_returns_with_its_age() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.queues("old", since=900.0)
    world.queues("young", since=950.0)
    world.fact(e.ContactFellBack(ContactId("old")))
    assert world.engine.snapshot()["waiting"] == ["young"]
    refused = world.queues("old", since=900.0).refusal
    assert refused is not None
    assert refused.code is Code.WRONG_STATE
    world.fact(e.ContactTakenBack(ContactId("old")))
    queued = world.queues("old", since=900.0).events[0]
    assert isinstance(queued, e.ContactQueued)
    assert queued.position == 1
    assert offers(world.ready("ana")) == {"old": "ana"}


def test_a_contact_that_falls_back_while_alerting_frees_the_agent() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    world.queues("c2")
    assert kinds(world.fact(e.ContactFellBack(ContactId("c1")))) == ["OfferWithdrawn", "OfferMade"]


def test_an_agent_who_serves_in_the_fallback_queue_is_left_alone_until_that_ends() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.arrives("c1")
    world.fact(e.ContactFellBack(ContactId("c1")))
    world.ready("ana")
    world.fact(e.ContactServedInFallback(ContactId("c1"), AgentId("ana")))
    assert offers(world.queues("c2").events) == {}
    assert offers(world.ends("c1")) == {"c2": "ana"}


def test_two_queues_share_one_agent_in_order_of_age() -> None:
    world = World(centre({"ana": {}}, (QUIET, Queue("other", announce_s=0.0))))
    world.queues("c1", queue="other", since=990.0)
    world.queues("c2", since=980.0)
    assert offers(world.ready("ana")) == {"c2": "ana"}


def test_a_waiting_contact_may_be_queued_anew_with_other_skills() -> None:
    world = World(centre({"ana": {"es": 5}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1", {"eu": 1}, since=990.0)
    assert offers(world.queues("c1", {"es": 1}, since=990.0).events) == {"c1": "ana"}


def test_the_offer_says_who_was_left_out_and_why() -> None:
    people = {"ana": {"es": 5}, "bea": {"es": 5}, "cai": {"it": 5}, "dan": {"es": 5}}
    world = World(centre(people, (QUIET,)))
    world.ready("ana", "bea", "cai", "dan")
    world.queues("c0", {"es": 1})
    world.queues("old", {"eu": 1}, since=990.0)
    world.ask(c.SetNotReady(AgentId("dan"), "break"))
    made = world.queues("c1", {"es": 2}).events[1]
    assert isinstance(made, e.OfferMade)
    assert made.reason.candidates == ("bea",)
    assert {one.agent_id: one.why for one in made.reason.excluded} == {
        "ana": "alerting",
        "dan": "not ready: break",
        "cai": "lacks es 2",
    }
    assert made.reason.overtaken == ("old",)


def test_an_answer_that_comes_after_the_deadline_connects_nobody_here() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    offer, agent = world.offer("c1")
    world.wait(15.0)
    assert world.fact(e.ContactConnected(ContactId("c1"), offer, agent)) == ()
    assert world.agent("ana")["work"] == "idle"


def test_the_end_of_an_offer_told_of_another_agent_is_late() -> None:
    world = World(centre({"ana": {}, "bea": {}}, (QUIET,)))
    world.ready("ana", "bea")
    world.queues("c1")
    offer, agent = world.offer("c1")
    before = world.engine.snapshot()
    assert world.fact(e.OfferExpired(offer, ContactId("c1"), AgentId("bea"))) == ()
    assert world.fact(e.OfferDeclined(offer, ContactId("c1"), AgentId("zoe"), "busy")) == ()
    assert world.engine.snapshot() == before
    assert world.offered_to() == {"c1": agent}


def test_a_second_report_of_the_end_changes_nothing() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    world.ends("c1")
    before = world.engine.snapshot()
    assert world.ends("c1") == ()
    world.fact(e.ContactArrived(ContactId("c1"), "012", ""))
    assert world.engine.snapshot() == before


def test_after_a_replay_the_tick_does_what_is_overdue() -> None:
    world = World(centre({"ana": {}, "bea": {}}, (QUIET,)))
    world.ready("ana", "bea")
    world.queues("c1")
    twin = world.twin()
    assert twin.snapshot() == world.engine.snapshot()
    due = twin.next_deadline()
    assert due is not None and due <= world.now
    assert kinds(twin.tick(world.now + 100.0).events) == [
        "OfferExpired",
        "AgentModeChanged",
        "OfferMade",
    ]


def test_a_journal_cut_between_an_end_and_its_consequence_is_finished_by_the_tick() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    world.queues("c2")
    twin = world.twin()
    twin.replay(e.ContactEnded(ContactId("c1"), ABANDONED), world.now)
    assert kinds(twin.tick(world.now).events) == ["OfferWithdrawn", "OfferMade"]


def test_a_cut_journal_whose_offer_is_overdue_blames_nobody() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    twin = world.twin()
    twin.replay(e.ContactEnded(ContactId("c1"), ABANDONED), world.now)
    assert kinds(twin.tick(world.now + 100.0).events) == ["OfferWithdrawn"]
    assert twin.snapshot()["agents"]["ana"]["available"]


def test_a_contact_taken_back_from_an_agent_frees_that_agent() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.arrives("c1")
    world.fact(e.ContactFellBack(ContactId("c1")))
    world.fact(e.ContactServedInFallback(ContactId("c1"), AgentId("ana")))
    world.ready("ana")
    world.queues("c2")
    assert offers(world.fact(e.ContactTakenBack(ContactId("c1")))) == {"c2": "ana"}


def test_an_agent_whose_fallback_contact_went_to_another_is_offered_the_next() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.arrives("c1")
    world.fact(e.ContactFellBack(ContactId("c1")))
    world.fact(e.ContactServedInFallback(ContactId("c1"), AgentId("ana")))
    world.queues("c2")
    served = world.fact(e.ContactServedInFallback(ContactId("c1"), AgentId("bea")))
    assert offers(served) == {"c2": "ana"}


def test_an_offer_for_a_contact_that_does_not_wait_is_late() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.arrives("c1")
    reason = e.OfferReason(1, 0.0, (), 0.0, "longest idle")
    offer = e.OfferMade(OfferId("c1.offer-1"), ContactId("c1"), AgentId("ana"), 2000.0, reason)
    assert world.fact(offer) == ()
    assert world.agent("ana")["work"] == "idle"


def test_an_event_about_an_agent_who_left_the_plan_is_followed_without_offers() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    stranger = AgentId("zoe")
    world.fact(e.AgentModeChanged(stranger, Mode.READY))
    world.fact(e.AgentDeviceChanged(stranger, reachable=False))
    world.queues("c1")
    reason = e.OfferReason(1, 0.0, (stranger,), 0.0, "longest idle")
    offer = OfferId("c1.offer-1")
    world.fact(e.OfferMade(offer, ContactId("c1"), stranger, world.now + 5.0, reason))
    assert kinds(world.wait(5.0)) == ["OfferExpired"]


def test_a_message_of_no_concern_changes_nothing() -> None:
    world = World(centre({"ana": {}}))
    assert world.engine.handle("hello", 1.0).events == ()
    assert world.engine.next_deadline() is None


def test_what_a_replay_left_is_due_at_once_even_before_other_deadlines() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    twin = world.twin()
    assert twin.next_deadline() == world.now
    assert twin.tick(world.now) is NOTHING
    assert twin.next_deadline() == world.now + 15.0
    idle = Engine(world.plan)
    assert idle.next_deadline() is None
    idle.replay(e.CentreStarted(1, "1"), 7.0)
    assert idle.next_deadline() == 7.0
    assert idle.tick(8.0) is NOTHING
    assert idle.next_deadline() is None


def test_an_overdue_deadline_comes_before_the_end_of_the_replay() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    twin = world.twin()
    twin.replay(e.CentreStarted(2, "1"), world.now + 60.0)
    assert twin.next_deadline() == world.now + 15.0


def test_who_was_queued_last_before_a_crash_is_offered_by_the_first_tick() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    twin = world.twin()
    twin.replay(e.ContactArrived(ContactId("c1"), "012", ""), world.now)
    twin.replay(e.ContactQueued(ContactId("c1"), "citizens", "es", {}, 0, world.now, 1), world.now)
    assert offers(twin.tick(world.now).events) == {"c1": "ana"}


def test_a_conversation_with_a_short_wrap_up_has_one() -> None:
    world = World(centre({"ana": {}}, (Queue("citizens", wrap_up_s=0.5),)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    assert kinds(world.ends("c1")) == ["WrapUpStarted"]


def test_a_place_may_be_told_twice_a_second() -> None:
    world = World(centre({"ana": {}}, (Queue("citizens", announce_s=0.5),)))
    world.ask(c.LogIn(AgentId("ana")))
    assert kinds(world.queues("c1").events) == ["ContactQueued", "PositionReported"]
    assert kinds(world.wait(1.0)) == ["PositionReported", "PositionReported"]


def test_the_phone_rings_as_long_as_the_queue_says() -> None:
    world = World(centre({"ana": {}}, (Queue("citizens", ring_s=7.0),)))
    world.ready("ana")
    made = world.queues("c1").events[1]
    assert isinstance(made, e.OfferMade)
    assert made.ring_until == world.now + 7.0


def test_a_shortage_is_none_as_long_as_a_later_ring_has_somebody() -> None:
    world = World(centre({"ana": {"es": 5}}, (QUIET,)))
    world.ask(c.LogIn(AgentId("ana")))
    world.arrives("c1")
    rings = (Ring({"eu": 1}, is_skippable=False), Ring({"es": 1}, 10.0))
    wanted = c.QueueContact(ContactId("c1"), "citizens", "es", {}, 0, world.now, 0.0, rings)
    made = world.ask(replace(wanted, preferred={"it": 9})).events
    assert kinds(made) == ["ContactQueued"]


def test_a_conversation_that_falls_back_is_followed_by_no_wrap_up() -> None:
    world = World(centre({"ana": {}}, (QUIET,)))
    world.ready("ana")
    world.queues("c1")
    world.connects("c1")
    assert world.fact(e.ContactFellBack(ContactId("c1"))) == ()
    assert world.ends("c1") == ()
    assert world.agent("ana")["available"]
