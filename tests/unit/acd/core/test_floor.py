"""The floor tells its state in plain values and keeps no deadline that means nothing any more."""

from __future__ import annotations

from dataclasses import replace

from acd.core.floor import Floor
from contact import command as c
from contact import event as e
from contact.core import Outcome
from contact.identity import AgentId, ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Queue, Ring
from tests.support.acd_world import SERVED, World, centre

LINE = Queue("citizens", ring_s=60.0)
FULL = Limit(Cause.FULL, WayOut(Exit.MESSAGE, "too-busy"), 9)
PEOPLE = {"ana": {"es": 5}, "bea": {"eu": 3}}


def _waits(world: World, contact: str, since: float, *rings: Ring) -> Outcome:
    world.arrives(contact)
    wanted = c.QueueContact(ContactId(contact), "citizens", "es", {"es": 1}, 2, since, rings=rings)
    return world.ask(wanted)


def test_the_snapshot_tells_everything() -> None:
    world = World(centre(PEOPLE, (LINE,)))
    world.ready("ana")
    _waits(world, "c1", 990.0)
    world.now += 1.0
    _waits(world, "c2", 1001.0, Ring({}, agent_id=AgentId("ana")))
    offered = {
        "state": "offered",
        "channel": "voice",
        "queue": "citizens",
        "ring": 1,
        "skills": {"es": 1},
        "only_agent": None,
        "is_promoted": False,
        "priority": 2,
        "since": 990.0,
        "offer_count": 1,
        "announce_at": None,
        "agent_id": None,
    }
    waiting = offered | {
        "state": "queued",
        "skills": {},
        "only_agent": "ana",
        "since": 1001.0,
        "offer_count": 0,
        "announce_at": 1031.0,
    }
    ana = {
        "mode": "ready",
        "reason": "",
        "work": "alerting",
        "contact_id": "c1",
        "idle_since": 1000.0,
        "wrap_until": None,
        "reachable": True,
        "engaged": False,
        "available": False,
        "written": {},
        "open_to": [],
        "bars": {},
        "skills": {"es": 5},
    }
    bea = ana | {
        "mode": "logged out",
        "work": "idle",
        "contact_id": None,
        "idle_since": 0.0,
        "skills": {"eu": 3},
    }
    assert world.engine.snapshot() == {
        "agents": {"ana": ana, "bea": bea},
        "contacts": {"c1": offered, "c2": waiting},
        "callbacks": {},
        "closed": {},
        "borrowing": [],
        "calibration": {},
        "waiting": ["c2"],
        "offers": {
            "c1.offer-1": {
                "contact_id": "c1",
                "agent_id": "ana",
                "state": "made",
                "ring_until": 1060.0,
            }
        },
    }


def test_the_snapshot_tells_of_wrap_up_bars_and_phones() -> None:
    world = World(centre(PEOPLE, (LINE,)))
    world.ready("ana", "bea")
    _waits(world, "c1", 1000.0)
    world.connects("c1")
    assert world.engine.snapshot()["contacts"]["c1"]["agent_id"] == "ana"
    world.ends("c1")
    assert (world.agent("ana")["wrap_until"], world.agent("ana")["available"]) == (1030.0, False)
    world.wait(30.0)
    assert (world.agent("ana")["wrap_until"], world.agent("ana")["available"]) == (None, True)
    _waits(world, "c2", world.now)
    world.declines("c2")
    assert world.agent("ana")["bars"] == {"c2": world.now + 30.0}
    world.fact(e.AgentDeviceChanged(AgentId("bea"), reachable=False, engaged=True))
    assert (world.agent("bea")["reachable"], world.agent("bea")["engaged"]) == (False, True)
    world.fact(e.AgentDeviceChanged(AgentId("bea"), reachable=True))
    assert world.agent("bea")["engaged"] is False
    world.fact(e.ContactFellBack(ContactId("c2")))
    world.fact(e.ContactServedInFallback(ContactId("c2"), AgentId("bea")))
    assert world.agent("bea")["engaged"] is True


def test_a_queue_that_the_plan_no_longer_has_gets_the_ordinary_settings() -> None:
    floor = Floor(centre({}, (LINE,)))
    assert floor.queue("citizens") is LINE
    assert floor.queue("gone") == Queue("gone")


def test_the_place_is_not_due_while_the_phone_rings() -> None:
    world = World(centre(PEOPLE, (LINE,)))
    _waits(world, "c1", 1000.0)
    assert world.engine.next_deadline() == 1030.0
    world.ready("ana")
    assert world.engine.next_deadline() == 1060.0


def test_what_was_due_for_an_earlier_wish_is_not_due_any_more() -> None:
    quiet = replace(LINE, announce_s=0.0)
    world = World(replace(centre(PEOPLE, (quiet,)), overtaking_s=60.0))
    world.ask(c.LogIn(AgentId("ana")))
    _waits(world, "c1", 990.0, Ring({"es": 1}), Ring({}, 20.0))
    assert world.engine.next_deadline() == 1010.0
    _waits(world, "c1", 995.0, Ring({"es": 1}), Ring({}, 40.0))
    assert world.engine.next_deadline() == 1035.0
    _waits(world, "c1", 1000.0, Ring({"es": 1}))
    assert world.engine.next_deadline() == 1060.0


def test_nothing_about_waiting_is_due_in_conversation() -> None:
    quiet = replace(LINE, announce_s=0.0)
    world = World(replace(centre(PEOPLE, (quiet,)), overtaking_s=50.0))
    world.ready("ana")
    _waits(world, "c1", 1000.0, Ring({"es": 1}), Ring({}, 20.0))
    world.connects("c1")
    assert world.engine.next_deadline() is None
    world.fact(e.ContactEnded(ContactId("c1"), SERVED))
    assert world.engine.next_deadline() == 1030.0


def test_the_pace_of_a_queue_is_kept_only_where_somebody_may_ask_for_it() -> None:
    quiet, told = Queue("quiet", announce_s=0.0, wrap_up_s=0.0), Queue("told", wrap_up_s=0.0)
    limited = replace(quiet, name="limited", limits=(FULL,))
    world = World(centre({"ana": {}}, (quiet, told, limited)))
    assert world.engine.floor.unasked == {"quiet"}
    world.ready("ana")
    for number, queue in enumerate(("quiet", "told", "limited")):
        world.queues(f"c{number}", queue=queue)
        world.connects(f"c{number}")
        world.wait(20.0)
        world.ends(f"c{number}")
    paces = [world.engine.floor.pace(queue) for queue in ("quiet", "told", "limited")]
    assert [one.conversations for one in paces] == [0.0, 1.0, 1.0]
    assert [one.bound_s for one in paces] == [0.0, 20.0, 20.0]
