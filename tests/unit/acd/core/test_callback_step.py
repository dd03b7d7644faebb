"""Events about callbacks that come twice, late or about the wrong offer change nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contact import event as e
from contact.callback import Failure, Terms
from contact.identity import AgentId, ContactId, OfferId, offer_id
from contact.plan import Queue
from tests.support.acd_world import World, centre, wish_of_callback

CALLBACK, ANA = ContactId("c1.callback"), AgentId("ana")
LINE = Queue("citizens", callback=Terms(attempts=9))


def made(contact_id: str = CALLBACK, number: str = "600") -> e.CallbackPromised:
    return e.CallbackPromised(
        ContactId(contact_id), ContactId("c1"), number, "012", "citizens", "es", "", {}, 0, 900.0,
        1100.0, 1200.0,
    )  # fmt: skip


def promised() -> World:
    world = World(centre({"ana": {}}, (LINE,)))
    world.promises("c1", earliest=1100.0, latest=1200.0)
    return world


def offered() -> World:
    world = promised()
    world.ready("ana")
    world.wait(100.0)
    assert world.offered_to() == {CALLBACK: "ana"}
    return world


def changes(world: World, event: e.Event) -> bool:
    """Whether the event changes what the engine knows or when it acts."""
    before = (world.engine.snapshot(), world.engine.next_deadline())
    events = world.fact(event)
    return bool(events) or (world.engine.snapshot(), world.engine.next_deadline()) != before


def test_a_promise_that_is_reported_again_is_made_once() -> None:
    world = promised()
    assert not changes(world, made())
    assert not changes(world, made("c9.callback")), "the number has its promise"
    assert changes(world, made("c9.callback", "601"))


def test_a_promise_does_not_come_back_after_its_end() -> None:
    world = promised()
    world.ends(CALLBACK)
    assert not changes(world, made())


Report = Callable[[ContactId, OfferId, AgentId, int], e.Event]
REPORTS: dict[str, Report] = {
    "dialled": e.CallbackDialled,
    "answered": e.CallbackReached,
    "failed": lambda *about: e.CallbackFailed(*about, Failure.BUSY),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_counts_for_the_live_offer_of_the_callback_only(name: str) -> None:
    report, offer = REPORTS[name], offer_id(CALLBACK, 1)
    assert not changes(promised(), report(CALLBACK, offer, ANA, 1))
    assert not changes(promised(), report(ContactId("nobody"), offer, ANA, 1))
    assert not changes(offered(), report(CALLBACK, offer_id(CALLBACK, 2), ANA, 1))
    assert not changes(offered(), report(CALLBACK, offer, AgentId("bea"), 1))
    assert changes(offered(), report(CALLBACK, offer, ANA, 1))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_that_comes_twice_counts_once(name: str) -> None:
    world = offered()
    report = REPORTS[name](CALLBACK, offer_id(CALLBACK, 1), ANA, 1)
    world.fact(report)
    world.wait(1.0)
    assert not changes(world, report)


@pytest.mark.parametrize("name", REPORTS)
def test_a_contact_that_arrived_is_not_dialled(name: str) -> None:
    world = World(centre({"ana": {}}, (LINE,)))
    world.ready("ana")
    world.queues("c1")
    contact = ContactId("c1")
    assert not changes(world, REPORTS[name](contact, offer_id(contact, 1), ANA, 1))


def test_an_old_attempt_is_not_dialled_again() -> None:
    world = offered()
    world.dials(CALLBACK, 3)
    assert not changes(world, e.CallbackDialled(CALLBACK, offer_id(CALLBACK, 1), ANA, 2))
    assert world.engine.snapshot()["callbacks"][CALLBACK]["attempt_count"] == 3


def test_a_failure_that_nobody_announced_counts_as_an_attempt() -> None:
    world = offered()
    world.fails(CALLBACK, 2, Failure.UNREACHABLE)
    assert world.engine.snapshot()["callbacks"][CALLBACK]["attempt_count"] == 2


def test_the_same_window_and_a_stranger_s_change_nothing() -> None:
    world = promised()
    assert not changes(world, e.CallbackMoved(CALLBACK, 1100.0, 1200.0))
    assert not changes(world, e.CallbackMoved(ContactId("c9.callback"), 1300.0, 1400.0))
    assert changes(world, e.CallbackMoved(CALLBACK, 1300.0, 1400.0))


def test_only_a_callback_that_waits_is_put_off() -> None:
    world = promised()
    assert not changes(world, e.CallbackPostponed(CALLBACK))
    assert not changes(world, e.CallbackPostponed(ContactId("nobody")))
    world.queues("c2")
    assert not changes(world, e.CallbackPostponed(ContactId("c2")))


def test_what_is_put_off_in_an_open_queue_waits_again_at_once() -> None:
    world = promised()
    world.wait(100.0)
    assert world.engine.snapshot()["waiting"] == [CALLBACK]
    world.fact(e.CallbackPostponed(CALLBACK))
    assert world.engine.snapshot()["waiting"] == []
    world.tick()
    assert world.engine.snapshot()["waiting"] == [CALLBACK]


def test_a_promise_that_was_broken_leaves_nothing_due() -> None:
    world = promised()
    world.wait(1_000_000.0)
    assert world.engine.next_deadline() is None
    assert world.engine.snapshot()["contacts"] == {}


def test_a_second_promise_is_due_at_its_own_time() -> None:
    world = promised()
    world.arrives("c2")
    world.ask(wish_of_callback("c2", "601", earliest=1050.0, latest=1300.0))
    assert world.engine.next_deadline() == 1050.0
