"""A contact that is led to a department or to the emergency centre."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.command import QueueContact
from contact.ending import Ending, Reason, Who
from contact.identity import ContactId, referral_leg_id
from contact.journey import State
from contact.plan import CentrePlan, Choice, EmergencyCentre, Finish, Flow, Menu, Prompt, Refer
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from tests.support.flow_line import FlowLine, with_flow
from tests.support.town import FLOW, town

C = ContactId("exchange-1")
LEG = referral_leg_id(C, 1)
REFER = Refer((Prompt("refer-wait"),), "sorry", department="taxes", ring_s=12.0)


def led() -> CentrePlan:
    """012: straight to the tax office. 099: a menu whose key 9 leads to the emergency centre."""
    plan = town()
    refer = Flow(FLOW.name, "taxes", {"taxes": REFER, "sorry": Finish((Prompt("goodbye"),))})
    menu = Menu((Prompt("topic-taxes"),), {"1": Choice("bye")}, exhausted="bye")
    urgent = Flow(
        "straight",
        "menu",
        {
            "menu": menu,
            "bye": Finish((Prompt("goodbye"),)),
            "112": EmergencyCentre((Prompt("emergency-wait"),), "line"),
        },
        emergency_key="9",
        emergency_centre="112",
    )
    return replace(
        plan,
        flows={FLOW.name: refer, "straight": urgent},
        departments={"taxes": "918000000"},
        emergency_number="112",
    )


class Line:
    """An engine, and what came of the last message."""

    def __init__(self, entry: str = "012") -> None:
        self.engine = Engine(led())
        self.journal: list[e.Event] = []
        self.gives(seen.CitizenArrived(C, entry, "600111222", ""))

    def gives(self, message: Any, now: float = 1.0) -> Line:
        self.outcome = self.engine.handle(message, now)
        self.journal += self.outcome.events
        return self

    def did(self, kind: type) -> list[Any]:
        return [one for one in self.outcome.effects if isinstance(one, kind)]

    def again(self, legs: dict[Any, bool], talking: bool = False) -> Line:
        """A new run over the same journal, with these departments' legs in the exchange."""
        self.engine = Engine(led())
        for event in self.journal:
            self.engine.replay(event, 1.0)
        citizen = seen.SeenCitizen("012", "600111222", "", True)
        bridge = frozenset({C} if talking else ())
        look = seen.ExchangeSeen(
            -1.0, {C: citizen}, referrals=legs, occupied=bridge, talking=bridge, is_first=True
        )
        return self.gives(look, 5.0)

    @property
    def state(self) -> Any:
        return self.engine.snapshot()[C]["state"]


@pytest.fixture
def line() -> Line:
    return Line()


def test_the_department_s_phone_alerts_while_the_citizen_hears_where_to(line: Line) -> None:
    assert line.did(do.Refer) == [do.Refer(C, 1, "918000000", "600111222", 12.0)]
    assert line.did(do.Speak)[0].prompts == (Prompt("refer-wait", "es"),)
    assert line.outcome.events[-1] == e.ReferralOffered(C, "taxes", 1)
    assert line.gives(seen.SayingEnded(C, 1)).did(do.StartMusic) == [do.StartMusic(C)]


def test_until_somebody_answers_the_lease_is_renewed_and_then_no_more(line: Line) -> None:
    line.outcome = line.engine.tick(4.5)
    assert [one.lease_s > 0 for one in line.did(do.RenewLease)] == [True]
    line.gives(seen.ReferralAnswered(C, 1))
    assert line.did(do.RenewLease) == [do.RenewLease(C, 0.0)]
    assert line.engine.tick(9.0).effects == ()


def test_who_answers_talks_with_the_citizen_and_nothing_is_played(line: Line) -> None:
    line.gives(seen.ReferralAnswered(C, 1))
    assert line.outcome.events == (e.ReferralConnected(C, "taxes", 1),)
    assert line.did(do.StopSpeaking) == [do.StopSpeaking(C, 1)]
    assert line.did(do.JoinReferral) == [do.JoinReferral(C, 1)]
    assert line.state == State.REFERRED
    assert line.gives(seen.ReferralAnswered(C, 1)).outcome.effects == ()


@pytest.mark.parametrize(
    ("message", "who", "dropped"),
    [
        (seen.ReferralEnded(C, 1), Who.NETWORK, do.DropCitizen(C)),
        (seen.CitizenLeft(C, True), Who.CITIZEN, do.DropReferral(C, 1)),
    ],
)
def test_who_hangs_up_first_ends_the_contact_by_referral(
    line: Line, message: Any, who: Who, dropped: Any
) -> None:
    line.gives(seen.ReferralAnswered(C, 1)).gives(message)
    assert line.outcome.events == (e.ContactEnded(C, Ending(who, Reason.REFERRED)),)
    assert dropped in line.outcome.effects


@pytest.mark.parametrize("why", ["busy", "no answer", "unreachable"])
def test_nobody_there_leads_on_with_the_citizen_still_on_the_line(line: Line, why: str) -> None:
    line.gives(seen.SayingEnded(C, 1)).gives(seen.ReferralEnded(C, 1, why))
    assert line.outcome.events == (
        e.ReferralReturned(C, "taxes", 1, why),
        e.MenuEntered(C, "sorry"),
    )
    assert line.did(do.StopMusic) == [do.StopMusic(C)]
    assert line.gives(seen.ReferralEnded(C, 1, why)).outcome.events == ()


@pytest.mark.parametrize(("key", "node"), [("1", "bye"), ("7", "menu")])
def test_keys_pressed_while_it_alerts_count_where_it_leads_on(key: str, node: str) -> None:
    menu = Menu((Prompt("topic-taxes"),), {"1": Choice("bye")}, exhausted="bye")
    nodes = {"taxes": replace(REFER, unanswered="menu"), "menu": menu}
    line = FlowLine(replace(with_flow(nodes, "taxes"), departments={"taxes": "918000000"}))
    line.presses(key)
    line.gives(seen.ReferralEnded(C, 1, "busy"))
    assert line.node == node
    assert line.said, "who pressed a key was left in silence"


def test_who_hangs_up_while_it_alerts_lets_nothing_alert_on(line: Line) -> None:
    line.gives(seen.CitizenLeft(C, True))
    assert line.did(do.DropReferral) == [do.DropReferral(C, 1)]
    ended = e.ContactEnded(C, Ending(Who.CITIZEN, Reason.LEFT_IN_MENU))
    assert line.outcome.events == (ended,)
    late = line.gives(seen.ReferralAnswered(C, 1))
    assert late.did(do.DropReferral) == [do.DropReferral(C, 1)]


def test_who_falls_back_while_it_alerts_is_not_connected_later(line: Line) -> None:
    line.gives(seen.CitizenLeft(C, False))
    assert line.did(do.DropReferral) == [do.DropReferral(C, 1)]
    line.gives(seen.ReferralAnswered(C, 1))
    assert line.outcome.events == () and line.did(do.DropReferral) == [do.DropReferral(C, 1)]


# ---------------------------------------------------------------- after a restart


def test_after_a_restart_one_that_alerts_goes_on_alerting(line: Line) -> None:
    line.again({LEG: False})
    assert line.outcome.events == ()
    assert line.did(do.StartMusic) == [do.StartMusic(C)] and not line.did(do.Refer)
    assert line.gives(seen.ReferralAnswered(C, 1)).state == State.REFERRED


def test_one_that_was_answered_in_our_absence_is_connected(line: Line) -> None:
    line.again({LEG: True})
    assert line.outcome.events == (e.ReferralConnected(C, "taxes", 1),)
    assert line.did(do.JoinReferral) == [do.JoinReferral(C, 1)]


def test_one_that_ended_in_our_absence_leads_on(line: Line) -> None:
    assert line.again({}).outcome.events[0] == e.ReferralReturned(C, "taxes", 1, "unreachable")


def test_a_conversation_outlives_us_and_is_not_cut(line: Line) -> None:
    line.gives(seen.ReferralAnswered(C, 1)).again({LEG: True}, talking=True)
    assert line.outcome.events == () and not line.did(do.JoinReferral)
    assert do.RenewLease(C, 0.0) in line.outcome.effects
    assert not line.did(do.DropReferral)


def test_a_decision_that_was_not_done_is_done(line: Line) -> None:
    line.gives(seen.ReferralAnswered(C, 1)).again({LEG: True})
    assert line.did(do.JoinReferral) == [do.JoinReferral(C, 1)]


def test_a_conversation_that_ended_in_our_absence_is_over(line: Line) -> None:
    line.gives(seen.ReferralAnswered(C, 1)).again({})
    assert line.outcome.events == (e.ContactEnded(C, Ending(Who.NETWORK, Reason.REFERRED)),)


def test_a_leg_of_a_referral_that_is_over_is_removed(line: Line) -> None:
    line.gives(seen.ReferralEnded(C, 1, "busy")).again({LEG: True})
    assert line.did(do.DropReferral) == [do.DropReferral(C, 1)]


# ---------------------------------------------------------------- emergencies


def test_the_reserved_key_leads_to_the_emergency_centre_at_once() -> None:
    line = Line("099").gives(seen.KeyPressed(C, "9"))
    assert line.did(do.Refer) == [do.Refer(C, 1, "", "600111222", 20.0)]
    assert line.outcome.events[-1] == e.ReferralOffered(C, "112", 1)
    assert not line.did(QueueContact)


def test_nobody_there_is_tried_again_at_once_and_then_a_person_before_all_others() -> None:
    line = Line("099").gives(seen.KeyPressed(C, "9")).gives(seen.ReferralEnded(C, 1, "busy"))
    assert [one.number for one in line.did(do.Refer)] == [2]
    line.gives(seen.ReferralEnded(C, 2, "busy"))
    assert [(one.queue, one.priority) for one in line.did(QueueContact)] == [("line", 100)]
    assert line.did(do.Speak)[0].prompts == (Prompt("emergency-unanswered", "es"),)
    assert not line.did(do.Refer)


def test_whom_the_emergency_centre_did_not_answer_no_limit_leads_out_also_after_a_restart() -> None:
    line = Line("099").gives(seen.KeyPressed(C, "9")).gives(seen.ReferralEnded(C, 1, "busy"))
    line.gives(seen.ReferralEnded(C, 2, "busy"))
    assert [one.has_no_limits for one in line.did(QueueContact)] == [True]
    line.again({})
    assert [one.has_no_limits for one in line.did(QueueContact)] == [True]


def test_attempts_are_counted_across_a_restart() -> None:
    line = Line("099").gives(seen.KeyPressed(C, "9")).gives(seen.ReferralEnded(C, 1, "busy"))
    line.again({})
    assert [one.priority for one in line.did(QueueContact)] == [100]
