"""Where the time of an agent goes (R3)."""

from __future__ import annotations

from contact import event as e
from contact.event import Mode
from contact.identity import AgentId
from reports.core.agent_record import AgentRecord, Bucket, Deed
from reports.core.figures import Figures
from tests.support.report_morning import ANA, EIGHT, JON, figures, records
from wiring.journal import Record


def test_the_morning_of_an_agent_who_served() -> None:
    ana = figures().agents[ANA]
    assert ana.logged_in_s(EIGHT + 200) == 180.0
    assert ana.seconds(EIGHT + 200) == {
        (Bucket.NOT_READY, "coffee"): 10.0,
        (Bucket.READY, ""): 21.0 + 75.0,
        (Bucket.ALERTING, ""): 2.0,
        (Bucket.CONNECTED, ""): 60.0,
        (Bucket.WRAP_UP, ""): 12.0,
    }
    assert ana.deeds == {Deed.OFFERED: 1, Deed.CONNECTED: 1}


def test_the_morning_of_an_agent_who_did_not_answer() -> None:
    jon = figures().agents[JON]
    assert jon.seconds(EIGHT + 200) == {
        (Bucket.READY, ""): 15.0,
        (Bucket.ALERTING, ""): 6.0,
        (Bucket.NOT_READY, "no answer"): 169.0,
    }
    assert jon.logged_in_s(EIGHT + 200) == 190.0
    assert jon.deeds == {Deed.OFFERED: 1, Deed.EXPIRED: 1}


def test_who_logs_out_with_work_at_hand_is_present_until_it_is_done() -> None:
    agent = AgentRecord(AgentId("ana"))
    agent.choose(Mode.READY, "", 0.0)
    agent.begin(Bucket.CONNECTED, "one", 10.0)
    agent.choose(Mode.LOGGED_OUT, "", 20.0)
    assert agent.logged_in_s(25.0) == 25.0
    agent.finish(Bucket.CONNECTED, "one", 30.0)
    assert agent.logged_in_s(99.0) == 30.0
    assert agent.seconds(99.0) == {(Bucket.READY, ""): 10.0, (Bucket.CONNECTED, ""): 20.0}


def test_a_conversation_elsewhere_has_a_bucket_of_its_own() -> None:
    agent = AgentRecord(AgentId("ana"))
    agent.choose(Mode.READY, "", 0.0)
    agent.engage(True, 5.0)
    agent.engage(False, 15.0)
    assert agent.seconds(20.0) == {(Bucket.READY, ""): 10.0, (Bucket.ELSEWHERE, ""): 10.0}


def test_the_end_of_other_work_than_that_at_hand_changes_nothing() -> None:
    agent = AgentRecord(AgentId("ana"))
    agent.choose(Mode.READY, "", 0.0)
    agent.begin(Bucket.ALERTING, "two.offer-1", 5.0)
    assert not agent.finish(Bucket.ALERTING, "one.offer-1", 6.0)
    assert agent.place == (Bucket.ALERTING, "")


def test_an_agent_who_never_logged_in_has_no_time() -> None:
    agent = AgentRecord(AgentId("ana"))
    assert agent.place is None
    assert agent.logged_in_s(100.0) == 0.0
    assert agent.seconds(100.0) == {}


def test_an_offer_or_a_wrap_up_written_again_long_after_its_end_does_not_begin_again() -> None:
    told = records()
    expired = next(r.seq for r in told if isinstance(r.event, e.OfferExpired))
    offer, wrap_up = (
        next(r.event for r in told if isinstance(r.event, kind))
        for kind in (e.OfferMade, e.WrapUpStarted)
    )
    facts = [(r.at, r.event) for r in told]
    facts.insert(expired, (facts[expired - 1][0], offer))
    facts.append((facts[-1][0], wrap_up))

    folded = Figures()
    for seq, (at, event) in enumerate(facts, start=1):
        folded.take(Record(seq, at, event))

    assert folded.agents == figures().agents
    assert folded.contacts == figures().contacts
