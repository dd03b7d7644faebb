"""Mode and work are independent, and available is one definition."""

from __future__ import annotations

from acd.core.agent import MODE, WORK, Agent, Work, Written
from contact import event as e
from contact.event import Mode
from contact.identity import AgentId, ContactId


def _ready() -> Agent:
    return Agent(AgentId("ana"), mode=Mode.READY)


def test_available_means_ready_and_idle_with_a_free_phone() -> None:
    assert _ready().is_available()
    for mode in (Mode.NOT_READY, Mode.LOGGED_OUT):
        assert not Agent(AgentId("ana"), mode=mode).is_available()
    for work in (Work.ALERTING, Work.CONNECTED, Work.WRAP_UP):
        assert not Agent(AgentId("ana"), mode=Mode.READY, work=work).is_available()


def test_every_reason_for_being_unavailable_has_words() -> None:
    agent = _ready()
    assert agent.why_unavailable() == ""
    agent.engaged = True
    assert agent.why_unavailable() == "phone in use"
    agent.reachable = False
    assert agent.why_unavailable() == "phone unreachable"
    agent.mode = Mode.NOT_READY
    assert agent.why_unavailable() == "not ready"
    agent.reason = "break"
    assert agent.why_unavailable() == "not ready: break"
    agent.mode = Mode.LOGGED_OUT
    assert agent.why_unavailable() == "logged out"
    agent.work = Work.CONNECTED
    assert agent.why_unavailable() == "connected"


def test_every_reason_for_taking_nothing_written_has_words() -> None:
    agent = _ready()
    assert agent.why_unavailable("email") == "as many by email as can be"
    agent.capacity = {"email": 2}
    assert agent.why_unavailable("email") == ""
    agent.written = {ContactId("m1"): Written("email", "citizens", 0.0)}
    agent.voice_interrupts = False
    assert agent.why_unavailable("email") == ""
    assert agent.why_unavailable() == "has written contacts"
    agent.asked = ContactId("m1")
    assert (
        agent.why_unavailable("email") == agent.why_unavailable() == "is offered a written contact"
    )
    agent.engaged = True
    assert agent.why_unavailable("email") == "phone in use"
    agent.work = Work.CONNECTED
    assert agent.why_unavailable("email") == "connected"
    agent.voice_blocks = False
    assert agent.why_unavailable("email") == "is offered a written contact"


def test_a_late_event_leaves_the_work_as_it_is() -> None:
    agent = _ready()
    assert not agent.follow(e.WrapUpFinished(agent.agent_id, ContactId("c1")))
    assert agent.work is Work.IDLE


def test_both_axes_can_be_drawn() -> None:
    assert "idle --> alerting: OfferMade" in WORK.diagram()
    assert "not_ready --> ready: SetReady" in MODE.diagram()


def test_occupancy_is_the_share_of_the_time_since_log_in_spent_at_work() -> None:
    agent = Agent(AgentId("ana"), idle_since=30.0, logged_in_at=10.0, work_s=5.0)
    assert agent.occupancy() == 0.25
    agent.idle_since = 10.5
    assert agent.occupancy() == 10.0
    agent.idle_since = 10.0
    assert agent.occupancy() == 0.0
