"""Written contacts are accepted, declined and finished at the desk, each with its conditions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.rerun import rerun
from acd.core.written import FINISHED
from contact import command as c
from contact import event as e
from contact.command import Code
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.plan import Queue
from tests.support.acd_day import numbered
from tests.support.acd_world import ABANDONED, World, centre, holding, kinds, offers

ANA, BEA = AgentId("ana"), AgentId("bea")
M1 = ContactId("m1")
LINE = Queue("citizens", ring_s=20.0, dispositions=("solved", "passed on"))


def _world() -> World:
    """Ana is ready and is offered an e-mail; Bea would be the next."""
    plan = holding(centre({"ana": {}, "bea": {}}, (LINE,)), ana={"email": 2}, bea={"email": 2})
    world = World(plan)
    world.ready("ana")
    world.writes("m1")
    return world


def _refusal(world: World, command: c.Command) -> tuple[Code, str]:
    refusal = world.ask(command).refusal
    assert refusal is not None
    return refusal.code, refusal.detail


def test_a_written_contact_goes_from_offer_to_end_without_the_line() -> None:
    world = _world()
    offer_id, _ = world.offer("m1")
    assert world.accepts("m1") == (e.ContactConnected(M1, offer_id, ANA),)
    assert world.finishes("m1", "solved") == (e.ContactEnded(M1, FINISHED, ANA, "solved"),)
    assert world.agent("ana")["written"] == {}
    assert world.engine.next_deadline() is None, "no wrap-up"


def test_who_does_not_accept_in_time_is_no_longer_ready() -> None:
    world = _world()
    world.ready("bea")
    made = world.wait(20.0)
    assert kinds(made) == ["OfferExpired", "AgentModeChanged", "OfferMade"]
    assert offers(made) == {"m1": "bea"}
    assert (world.agent("ana")["mode"], world.agent("ana")["reason"]) == ("not ready", "no answer")


def test_who_declines_is_no_longer_ready_and_the_next_is_asked() -> None:
    world = _world()
    world.ready("bea")
    offer_id, _ = world.offer("m1")
    made = world.refuses("m1")
    assert made[:2] == (
        e.OfferDeclined(offer_id, M1, ANA, "rejected"),
        e.AgentModeChanged(ANA, Mode.NOT_READY, "declined"),
    )
    assert offers(made) == {"m1": "bea"}


def test_who_is_gone_before_is_withdrawn() -> None:
    world = _world()
    assert kinds(world.ends("m1", ABANDONED)) == ["OfferWithdrawn"]
    assert world.agent("ana")["written"] == {}


def test_who_leaves_a_chat_sets_room_for_the_next() -> None:
    world = _world()
    world.accepts("m1")
    for contact in ("m2", "m3"):
        world.writes(contact)
        if contact == "m2":
            world.accepts(contact)
    assert offers(world.ends("m1")) == {"m3": "ana"}


@pytest.mark.parametrize("kind", [c.AcceptContact, c.DeclineContact])
def test_only_what_is_offered_to_oneself_is_accepted_or_declined(kind: type) -> None:
    world = _world()
    world.queues("c1")
    assert _refusal(world, kind(ANA, ContactId("m9"))) == (
        Code.UNKNOWN_CONTACT,
        "m9 has not arrived or has ended",
    )
    code, detail = _refusal(world, kind(ANA, ContactId("c1")))
    assert (code, detail) == (Code.WRONG_CHANNEL, "c1 is a matter of the phone")
    assert _refusal(world, kind(BEA, M1)) == (Code.NOT_YOURS, "m1 is offered to somebody else")
    world.accepts("m1")
    assert _refusal(world, kind(ANA, M1)) == (Code.WRONG_STATE, "m1 is connected, not offered")


def test_only_ones_own_accepted_contact_is_finished_with_a_known_disposition() -> None:
    world = _world()
    assert (
        _refusal(world, c.FinishContact(ANA, ContactId("m9"), "solved"))[0] is Code.UNKNOWN_CONTACT
    )
    code, detail = _refusal(world, c.FinishContact(ANA, M1, "solved"))
    assert (code, detail) == (Code.WRONG_STATE, "m1 is offered, not accepted")
    world.accepts("m1")
    code, detail = _refusal(world, c.FinishContact(BEA, M1, "solved"))
    assert (code, detail) == (Code.NOT_YOURS, "m1 is with ana, not bea")
    code, detail = _refusal(world, c.FinishContact(ANA, M1, "sold"))
    assert code is Code.UNKNOWN_DISPOSITION
    assert detail == "'sold' is no disposition here; choose one of: solved, passed on"


def test_a_contact_is_queued_by_the_channel_by_which_it_came() -> None:
    world = _world()
    world.arrives("m2", "email")
    wanted = c.QueueContact(ContactId("m2"), "citizens", "es", {}, 0, world.now)
    assert _refusal(world, wanted) == (Code.WRONG_CHANNEL, "the contact came by email")
    assert world.ask(replace(wanted, channel="email")).refusal is None


def test_a_day_with_written_contacts_is_decided_the_same_once_more() -> None:
    world = _world()
    world.refuses("m1")
    world.ask(c.SetReady(ANA))
    world.accepts("m1")
    world.writes("m2")
    world.wait(20.0)
    world.ask(c.SetReady(ANA))
    world.accepts("m2")
    world.finishes("m1", "solved")
    world.ends("m2", ABANDONED)
    for name in ("late", "later"):
        world.wait(100.0)
        world.arrives(name)
    found = rerun(world.plan, numbered(world.journal))
    assert found.difference is None
    journal = [one for one in world.journal if not isinstance(one[1], e.ContactConnected)]
    missing = rerun(world.plan, numbered(journal)).difference
    assert missing is not None
