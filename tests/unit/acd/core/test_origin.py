"""Who makes which event, read off the sources; and which command an event answers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from acd.core.origin import FOUND, MADE, OF_WRITTEN, asked_by, is_made, is_own
from acd.core.written import FINISHED
from contact import command as c
from contact import event as e
from contact.callback import Terms
from contact.command import ACD_COMMANDS
from contact.ending import ENDINGS, Ending, Reason, Who
from contact.event import Event, Mode
from contact.identity import AgentId, ContactId, offer_id
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Queue, Ring
from tests.architecture import source
from tests.support.acd_world import ABANDONED, World, centre, holding, wish_of_callback

ANA, ONE, CALLBACK = AgentId("ana"), ContactId("c1"), ContactId("c2.callback")


def made_in(names: tuple[str, ...]) -> set[str]:
    """Names of the events that these modules build."""
    known = {kind.__name__ for kind in e.EVENTS}
    built = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for name in names
        for node in ast.walk(source.tree(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    return built & known


ENGINE = tuple(name for name in source.modules() if name.startswith("acd/"))
OTHERS = tuple(
    name
    for name in source.modules()
    if name.startswith(("ivr/", "cti/", "crm_api/", "wiring/", "centralita/"))
)


def test_all_that_the_engine_builds_is_known_as_its_own() -> None:
    assert len(ENGINE) > 10
    assert made_in(ENGINE) == {kind.__name__ for kind in (*MADE, *OF_WRITTEN)}


def test_nobody_else_builds_what_is_the_engines_own_save_what_is_known_to_be_found() -> None:
    assert {"ContactArrived", "ContactEnded", "CentreStarted"} <= made_in(OTHERS)
    found = {one.__name__ for one in FOUND} | {"ContactEnded"}  # told apart by its reason
    dialling = {"CallbackFailed"}  # reported by whoever dials
    assert made_in(OTHERS) & {kind.__name__ for kind in MADE} | dialling == found


def test_the_engine_ends_a_contact_for_reasons_of_its_own_only() -> None:
    own = {one for one in ENDINGS if is_made(e.ContactEnded(ONE, one))}
    assert {one.reason for one in own} == {Reason.CALLBACK_CANCELLED, Reason.CALLBACK_BROKEN}
    assert is_made(e.SkillsMissing(ONE, {}))
    assert not is_made(e.ContactArrived(ONE, "012", ""))


@pytest.mark.parametrize(
    ("event", "commands"),
    [
        (e.AgentModeChanged(ANA, Mode.READY), (c.SetReady(ANA),)),
        (e.AgentModeChanged(ANA, Mode.LOGGED_OUT), (c.LogOut(ANA),)),
        (e.AgentModeChanged(ANA, Mode.NOT_READY, "break"), (c.SetNotReady(ANA, "break"),)),
        (
            e.AgentModeChanged(ANA, Mode.NOT_READY, "logged in"),
            (c.LogIn(ANA), c.SetNotReady(ANA, "logged in")),
        ),
        (e.WrapUpFinished(ANA, ONE, "solved"), (c.FinishWrapUp(ANA, ONE, "solved"),)),
        (e.ContactArrived(ONE, "012", ""), ()),
        (e.SkillsMissing(ONE, {"eu": 1}), ()),
        (e.CallbackMoved(ONE, 5.0, 9.0), (c.MoveCallback(ONE, 5.0, 9.0),)),
        (e.CallbackMoved(ONE, 5.0, 9.0, ONE), (c.MoveCallback(ONE, 5.0, 9.0, ONE),)),
        (
            e.ContactEnded(ONE, Ending(Who.CITIZEN, Reason.CALLBACK_CANCELLED)),
            (c.CancelCallback(ONE),),
        ),
        (
            e.ContactEnded(ONE, Ending(Who.AGENT, Reason.CALLBACK_CANCELLED)),
            (c.CancelCallback(ONE, is_from_desk=True),),
        ),
        (e.ContactEnded(ONE, Ending(Who.SYSTEM, Reason.CALLBACK_BROKEN)), ()),
    ],
)
def test_an_event_tells_what_may_have_been_asked(
    event: Event, commands: tuple[c.Command, ...]
) -> None:
    assert asked_by(event) == commands


def test_a_place_in_a_queue_tells_all_that_was_asked() -> None:
    asked = c.QueueContact(ONE, "taxes", "eu", {"eu": 3}, 2, 900.0, 30.0, (Ring({"eu": 3}),), {})
    queued = e.ContactQueued(ONE, "taxes", "eu", {"eu": 3}, 2, 900.0, 7, 30.0, (Ring({"eu": 3}),))
    assert asked_by(queued) == (asked,)


def _written(world: World) -> Iterator[c.Command]:
    """What is done with two e-mails, each told when it can be."""
    for contact in ("m1", "m2"):
        world.writes(contact)
        yield (c.AcceptContact if contact == "m1" else c.DeclineContact)(ANA, ContactId(contact))
    yield c.FinishContact(ANA, ContactId("m1"), "done")


@pytest.mark.parametrize(
    ("event", "is_ours"),
    [
        (e.ContactEnded(ContactId("m1"), FINISHED, ANA), True),
        (e.ContactEnded(ContactId("m1"), ABANDONED), False),
        (e.ContactEnded(ContactId("c1"), FINISHED, ANA), False),
        (e.ContactEnded(ContactId("m9"), FINISHED, ANA), False),
        (e.ContactConnected(ContactId("m1"), offer_id(ContactId("m1"), 1), ANA), True),
        (e.ContactConnected(ContactId("c1"), offer_id(ContactId("c1"), 1), ANA), False),
        (e.OfferMade(offer_id(ONE, 1), ONE, ANA, 9.0, e.OfferReason(1, 0.0, (), 0.0, "")), True),
        (e.MenuEntered(ContactId("m1"), "start"), False),
        (e.ContactEnded(ONE, Ending(Who.SYSTEM, Reason.CALLBACK_BROKEN)), True),
    ],
)
def test_the_engine_itself_tells_what_becomes_of_a_written_contact(
    event: Event, *, is_ours: bool
) -> None:
    world = World(holding(centre({"ana": {}}), ana={"email": 1}))
    world.writes("m1")
    world.queues("c1")
    assert is_own(world.engine.floor, event) is is_ours


def test_every_command_that_is_carried_out_is_known_by_its_answer() -> None:
    closed = Limit(Cause.CLOSED, WayOut(Exit.MESSAGE, "closed"))
    line = Queue("citizens", limits=(closed,), callback=Terms())
    world = World(holding(centre({"ana": {}}, (line,)), ana={"email": 2}))
    asked: list[c.Command] = [c.LogIn(ANA), c.SetNotReady(ANA, "break"), c.SetReady(ANA)]
    answered = [world.ask(one).events[0] for one in asked]
    asked.append(c.QueueContact(ONE, "citizens", "es", {}, 0, world.now))
    answered.append(world.queues("c1").events[0])
    world.connects("c1")
    world.ends("c1")
    world.arrives("c2")
    for command in (
        c.ExtendWrapUp(ANA, ONE),
        c.FinishWrapUp(ANA, ONE, "done"),
        *_written(world),
        c.SetSkills(ANA, {"eu": 3}),
        c.SetSkills(ANA, {"eu": 4}, by=ANA),
        c.CloseQueue("citizens", clears=True),
        c.OpenQueue("citizens"),
        c.CloseQueue("citizens", by=ANA),
        c.OpenQueue("citizens", by=ANA),
        c.LogOut(ANA),
        wish_of_callback("c2", latest=9000.0),
        c.MoveCallback(CALLBACK, 5000.0, 9000.0),
        c.CancelCallback(CALLBACK),
        c.QueueContact(ContactId("c2"), "citizens", "es", {}, 0, world.now),
        c.LeaveQueue(ContactId("c2"), "back"),
    ):
        asked.append(command)
        answered.append(world.ask(command).events[0])
    assert {type(one) for one in asked} == set(ACD_COMMANDS)
    for command, event in zip(asked, answered, strict=True):
        assert command in asked_by(event)
