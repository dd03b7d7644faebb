"""A morning counted by hand (C3, C4, E48, E49)."""

from __future__ import annotations

import pytest

from contact import event as e
from contact.ending import Ending, Reason, Who
from contact.identity import AgentId, ContactId, OfferId
from contact.limit import Cause, Exit, WayOut
from reports.core.agent_record import Deed
from reports.core.contact_record import Stage
from reports.core.figures import Figures
from reports.core.identity import contradictions
from reports.core.service_level import Clock, Count, Definition
from reports.core.tally import Dimension, by, total
from tests.support.report_morning import (
    ANA,
    EIGHT,
    JON,
    SERVED,
    arrived,
    figures,
    offer,
    queued,
)
from wiring.journal import Record

TWENTY = Definition("test", threshold_s=20, early_s=20)


def test_every_contact_offered_is_accounted_for() -> None:
    everyone = total(figures(), TWENTY)
    assert everyone.offered == 6
    assert everyone.live == 1
    assert everyone.endings == {
        Ending(Who.CITIZEN, Reason.SERVED): 1,
        Ending(Who.CITIZEN, Reason.ABANDONED): 2,
        Ending(Who.CITIZEN, Reason.LEFT_IN_MENU): 1,
        Ending(Who.SYSTEM, Reason.CUT_BY_PLATFORM): 1,
    }
    assert (everyone.answered, everyone.abandoned, everyone.short_abandoned) == (1, 2, 1)
    assert contradictions(figures(), TWENTY) == []


def test_the_averages_are_those_of_the_stopwatch() -> None:
    everyone = total(figures(), TWENTY)
    assert everyone.asa_s == 8.0
    assert everyone.aht_s == 60.0 + 12.0
    assert everyone.longest_wait_s == 40.0


def test_the_service_level_is_counted_by_three_clocks() -> None:
    counts = total(figures(), TWENTY).counts
    assert counts[Clock.QUEUED] == Count(1, 0, 1, 1, 1, undecided=1)
    assert counts[Clock.ARRIVED] == Count(1, 0, 2, 1, 1, undecided=1)
    assert counts[Clock.ALERTING] == Count(1)


@pytest.mark.parametrize(
    ("dimension", "offered"),
    [
        (Dimension.QUEUE, {"": 2, "general": 4}),
        (Dimension.LANGUAGE, {"": 2, "es": 3, "eu": 1}),
        (Dimension.TOPIC, {"": 2, "streets": 2, "taxes": 2}),
        (Dimension.ENTRY_POINT, {"010": 1, "012": 5}),
        (Dimension.CALLER, {"citizen": 6}),
    ],
)
def test_contacts_are_told_apart_by_every_dimension(
    dimension: Dimension, offered: dict[str, int]
) -> None:
    groups = by(figures(), dimension, TWENTY)
    assert {name: group.offered for name, group in groups.items()} == offered


def test_a_contact_s_record_has_every_instant_and_stage() -> None:
    contact = figures().contacts[SERVED]
    assert contact.arrived_at == EIGHT + 20
    assert contact.queued_at == EIGHT + 25
    assert contact.alerted_at == EIGHT + 26
    assert contact.answered_at == EIGHT + 33
    assert contact.ended_at == EIGHT + 93
    stages = [contact.seconds(stage) for stage in (Stage.MENU, Stage.WAIT, Stage.TALK)]
    assert stages == [5.0, 8.0, 60.0]
    assert (contact.wrap_up_s, contact.disposition, contact.ticket) == (12.0, "solved", "T1")
    assert (contact.agent_id, len(contact.offers)) == ("ana", 2)


@pytest.mark.parametrize(
    ("waited_s", "answered", "count"),
    [
        (20.0, True, Count(answered_in_time=1)),
        (20.5, True, Count(answered_late=1)),
        (19.5, False, Count(abandoned_early=1)),
        (20.0, False, Count(abandoned_late=1)),
    ],
)
def test_exactly_at_the_threshold_an_answer_is_in_time_and_a_hang_up_late(
    waited_s: float, answered: bool, count: Count
) -> None:
    one = ContactId("one")
    end: list[e.Event] = [e.ContactEnded(one, Ending(Who.CITIZEN, Reason.ABANDONED))]
    if answered:
        end = [e.ContactConnected(one, OfferId("one.offer-1"), offer(one, "ana").agent_id)]
    found = told([(0, [arrived(one), *queued(one), offer(one, "ana")]), (waited_s, end)])
    assert total(found, TWENTY).counts[Clock.QUEUED] == count


def test_who_is_served_in_the_fallback_queue_was_answered_after_waiting_there() -> None:
    one = ContactId("one")
    found = told(
        [
            (0, [arrived(one), e.ContactFellBack(one)]),
            (7, [e.ContactServedInFallback(one, offer(one, "ana").agent_id)]),
            (8, [e.ContactFellBack(one)]),
            (27, [e.ContactEnded(one, Ending(Who.CITIZEN, Reason.SERVED_BY_FALLBACK))]),
        ]
    )
    everyone = total(found, TWENTY)
    assert (everyone.answered, everyone.asa_s, everyone.aht_s) == (1, 7.0, 20.0)
    assert found.agents[offer(one, "ana").agent_id].served_in_fallback_count == 1


def test_who_falls_back_out_of_a_conversation_waits_again_but_stays_answered() -> None:
    one = ContactId("one")
    found = told(
        [
            (0, [arrived(one), *queued(one), offer(one, "ana")]),
            (3, [e.ContactConnected(one, OfferId("one.offer-1"), offer(one, "ana").agent_id)]),
            (13, [e.ContactFellBack(one)]),
            (53, [e.ContactEnded(one, Ending(Who.CITIZEN, Reason.ABANDONED_IN_FALLBACK))]),
        ]
    )
    everyone = total(found, TWENTY)
    assert (everyone.answered, everyone.abandoned, everyone.asa_s) == (1, 0, 3.0)
    contact = found.contacts[one]
    assert (contact.seconds(Stage.WAIT), contact.seconds(Stage.TALK)) == (43.0, 10.0)


def diverted(contact: ContactId, queue: str, cause: Cause, way: WayOut) -> list[e.Event]:
    return [e.ContactDiverted(contact, queue, cause, way)]


def test_every_queue_counts_whom_it_led_out_once_whatever_is_told_twice() -> None:
    sorry, other = WayOut(Exit.MESSAGE, "too-busy"), WayOut(Exit.QUEUE, "other")
    one, two = ContactId("one"), ContactId("two")
    again = e.ContactQueued(two, "other", "es", {}, 0, EIGHT, 1)
    found = told(
        [
            (0, [arrived(one), *queued(one), arrived(two), *queued(two)]),
            (0, diverted(one, "general", Cause.FULL, sorry) * 2),
            (9, [e.ContactEnded(one, Ending(Who.SYSTEM, Reason.OVERFLOWED))]),
            (30, [*diverted(two, "general", Cause.OVERDUE, other), again]),
            (40, diverted(two, "other", Cause.FULL, sorry)),
            (49, [e.ContactEnded(two, Ending(Who.SYSTEM, Reason.OVERFLOWED))]),
        ]
    )
    assert found.led_out == {
        ("general", Cause.FULL): 1,
        ("general", Cause.OVERDUE): 1,
        ("other", Cause.FULL): 1,
    }
    everyone = total(found, TWENTY)
    assert everyone.endings == {Ending(Who.SYSTEM, Reason.OVERFLOWED): 2}
    assert (everyone.offered, everyone.abandoned) == (2, 0)
    assert everyone.counts[Clock.QUEUED] == Count(other=2)
    assert found.contacts[two].seconds(Stage.WAIT) == 40.0
    assert contradictions(found, TWENTY) == []


def test_an_arrival_found_afterwards_counts_from_its_own_instant() -> None:
    one = ContactId("one")
    late = e.ContactArrived(one, "012", "", arrived_at=EIGHT - 30)
    found = told([(0, [late, e.ContactFellBack(one)])])
    assert found.contacts[one].arrived_at == EIGHT - 30
    assert found.contacts[one].seconds(Stage.MENU) == 30.0


def test_a_clock_that_steps_back_makes_no_negative_duration() -> None:
    one = ContactId("one")
    found = told([(50, [arrived(one)]), (10, queued(one)), (20, [])])
    assert found.contacts[one].seconds(Stage.MENU) == 0.0
    assert contradictions(found, TWENTY) == []


def test_what_happens_to_a_contact_that_never_arrived_is_passed_over() -> None:
    found = told([(0, queued(ContactId("ghost")))])
    assert total(found, TWENTY).offered == 0


def told(story: list[tuple[float, list[e.Event]]]) -> Figures:
    folded = Figures()
    facts = [(EIGHT + second, event) for second, events in story for event in events]
    for seq, (at, event) in enumerate(facts, start=1):
        folded.take(Record(seq, at, event))
    return folded


def test_of_several_rung_at_once_each_has_an_offer_and_one_the_contact() -> None:
    """Ana declines, Jon answers 6 s later, Leire is let go: three offers, one contact."""
    leire = AgentId("leire")
    made = [offer(SERVED, agent, number) for number, agent in enumerate((ANA, JON, leire), 1)]
    ids = [one.offer_id for one in made]
    facts: list[tuple[float, e.Event]] = [
        *((0, one) for one in (arrived(SERVED), *queued(SERVED), *made)),
        (4, e.OfferDeclined(ids[0], SERVED, ANA, "busy")),
        (10, e.ContactConnected(SERVED, ids[1], JON)),
        (10, e.OfferWithdrawn(ids[2], SERVED, leire, taken_by_another=True)),
    ]
    told = Figures()
    for number, (at, event) in enumerate(facts, start=1):
        told.take(Record(number, EIGHT + at, event))
    contact = told.contacts[SERVED]
    assert (contact.agent_id, contact.answer_wait_s, len(contact.offers)) == (JON, 10.0, 3)
    deeds = {name: dict(agent.deeds) for name, agent in told.agents.items()}
    assert deeds == {
        ANA: {Deed.OFFERED: 1, Deed.DECLINED: 1},
        JON: {Deed.OFFERED: 1, Deed.CONNECTED: 1},
        leire: {Deed.OFFERED: 1, Deed.WITHDRAWN: 1},
    }
    assert contradictions(told, TWENTY) == []


def test_an_employee_who_calls_is_counted_apart() -> None:
    counted = figures()
    (live,) = [key for key, one in counted.contacts.items() if one.is_live]
    counted.take(Record(counted.last_seq + 1, counted.now, e.EmployeeRecognised(live)))
    groups = by(counted, Dimension.CALLER, TWENTY)
    assert {name: one.offered for name, one in groups.items()} == {"citizen": 5, "employee": 1}
    assert contradictions(counted, TWENTY) == []


def test_what_is_written_leaves_the_figures_of_the_line_as_they_are() -> None:
    folded, mail, offer_id = figures(), ContactId("mail"), OfferId("mail.offer-1")
    before, agents = total(folded, TWENTY), {**folded.agents}
    story = (
        e.ContactArrived(mail, "mail", "", channel="email"),
        *queued(mail),
        offer(mail, ANA),
        e.ContactConnected(mail, offer_id, ANA),
        e.ContactEnded(mail, Ending(Who.AGENT, Reason.SERVED), ANA, "solved"),
    )
    for event in story:
        folded.take(Record(folded.last_seq + 1, folded.now, event))
    assert total(folded, TWENTY) == before
    assert sum(one.offered for one in by(folded, Dimension.QUEUE, TWENTY).values()) == 6
    assert folded.agents == agents
    assert folded.agents[ANA].place is None
    assert folded.contacts[mail].disposition == "solved"
    assert contradictions(folded, TWENTY) == []


def test_scores_are_averaged_over_those_who_gave_one() -> None:
    found = figures()
    assert (total(found, TWENTY).scored, total(found, TWENTY).score) == (0, None)
    abandoned = next(one for one in found.contacts if one != SERVED)
    scores = [(SERVED, 2), (SERVED, 5), (abandoned, 3)]
    for seq, (contact_id, score) in enumerate(scores, start=found.last_seq + 1):
        found.take(Record(seq, found.now, e.SurveyAnswered(contact_id, score)))
    everyone = total(found, TWENTY)
    assert (everyone.scored, everyone.score) == (2, 2.5)
    assert sum(one.scored for one in by(found, Dimension.QUEUE, TWENTY).values()) == 2
    assert contradictions(found, TWENTY) == []
