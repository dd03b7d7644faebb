"""Several phones ring for one contact: one is connected, the others are let go."""

from __future__ import annotations

from typing import Any

import pytest

from contact import event as e
from contact.core import Outcome
from contact.ending import Ending, Reason, Who
from contact.event import OfferReason
from contact.identity import AgentId, ContactId, OfferId, offer_id
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from tests.support.town import ANA, BEA, town

C = ContactId("exchange-1")
O1, O2, O3 = (offer_id(C, number) for number in (1, 2, 3))
CAI = AgentId("cai")
RUNG = (ANA, BEA)
WHY = OfferReason(1, 0.0, RUNG, 5.0, "ring all", rung=RUNG)
QUEUED = e.ContactQueued(C, "line", "es", {"es": 1, "taxes": 1}, 0, 0.0, 1)
ROUND = (e.OfferMade(O1, C, ANA, 20.0, WHY), e.OfferMade(O2, C, BEA, 20.0, WHY))
OURS = {C: seen.SeenCitizen("012", "600111222", "", is_ours=True)}


class Line:
    """The line of the town; two phones ring for one contact."""

    def __init__(self) -> None:
        self.engine = Engine(town())
        self.journal: list[e.Event] = []
        self.gives(seen.CitizenArrived(C, "099", "600111222", "Maria"), QUEUED, *ROUND)

    def gives(self, *messages: Any) -> Outcome:
        """Feed these messages; the last outcome."""
        outcome = Outcome()
        for message in messages:
            if isinstance(message, e.Event):
                self.journal.append(message)
            outcome = self.engine.handle(message, 1.0)
            self.journal += outcome.events
        return outcome

    def reborn(self, **look: Any) -> Outcome:
        """The application comes up on its journal and looks at the exchange."""
        self.engine = Engine(town())
        for event in self.journal:
            self.engine.replay(event, 1.0)
        first = {"started_at": -100.0, "is_first": True, "citizens": OURS}
        return self.gives(seen.ExchangeSeen(**{**first, **look}))

    @property
    def state(self) -> str:
        return str(self.engine.snapshot()[C]["state"])


def _dropped(outcome: Outcome) -> list[OfferId]:
    return [one.offer_id for one in outcome.effects if isinstance(one, do.DropPhone)]


def test_every_offer_of_a_round_rings_a_phone_and_each_reports_for_itself() -> None:
    line = Line()
    assert line.engine.snapshot()[C]["offers"] == [O1, O2]
    assert line.gives(seen.PhoneRang(O2)).events == (e.AgentAlerting(O2, C, BEA),)
    assert line.gives(seen.PhoneRang(O1)).events == (e.AgentAlerting(O1, C, ANA),)


@pytest.mark.parametrize(
    ("answers", "agent", "other"), [(O1, ANA, O2), (O2, BEA, O1)], ids=["first", "second"]
)
def test_the_first_answer_connects_and_every_other_phone_is_dropped_in_the_same_breath(
    answers: OfferId, agent: AgentId, other: OfferId
) -> None:
    line = Line()
    outcome = line.gives(seen.PhoneAnswered(answers))
    assert outcome.events == (e.ContactConnected(C, answers, agent),)
    assert do.Join(C, answers) in outcome.effects
    assert _dropped(outcome) == [other]
    assert line.engine.snapshot()[C]["offers"] == [answers]


def test_who_answers_an_instant_later_is_hung_up_and_the_conversation_goes_on() -> None:
    line = Line()
    line.gives(seen.PhoneAnswered(O2))
    assert line.gives(seen.PhoneAnswered(O1)) == Outcome((), (do.DropPhone(O1),))
    assert line.gives(seen.PhoneEnded(O1, "")) == Outcome()
    assert line.gives(e.OfferWithdrawn(O1, C, ANA, taken_by_another=True)).events == ()
    assert line.state == "connected"
    ended = line.gives(seen.PhoneEnded(O2, "")).events
    assert ended == (e.ContactEnded(C, Ending(Who.AGENT, Reason.SERVED), BEA),)


def test_a_phone_that_declines_leaves_the_others_ringing() -> None:
    line = Line()
    assert line.gives(seen.PhoneEnded(O1, "busy")).events == (e.OfferDeclined(O1, C, ANA, "busy"),)
    assert line.state == "offered"
    assert line.gives(seen.PhoneAnswered(O2)).events == (e.ContactConnected(C, O2, BEA),)


def test_when_the_last_phone_has_ended_the_contact_waits_on() -> None:
    line = Line()
    line.gives(e.OfferExpired(O1, C, ANA))
    assert line.state == "offered"
    assert _dropped(line.gives(e.OfferExpired(O2, C, BEA))) == [O2]
    assert line.state == "queued"
    again = line.gives(e.OfferMade(O3, C, ANA, 40.0, WHY))
    assert [type(one) for one in again.effects] == [do.RingPhone]
    assert line.engine.snapshot()[C]["offers"] == [O3]


@pytest.mark.parametrize("has_hung_up", [True, False], ids=["hangs up", "falls back"])
def test_all_phones_fall_silent_when_the_citizen_goes(has_hung_up: bool) -> None:
    outcome = Line().gives(seen.CitizenLeft(C, has_hung_up=has_hung_up))
    assert _dropped(outcome) == [O1, O2]
    kind = e.ContactEnded if has_hung_up else e.ContactFellBack
    assert [type(event) for event in outcome.events] == [kind]


def test_all_phones_fall_silent_when_the_log_says_that_the_contact_fell_back() -> None:
    entered = seen.FallbackEntered(C, "099", "600111222", arrived_at=0.0, at=2.0)
    assert _dropped(Line().gives(entered)) == [O1, O2]


# ---------------------------------------------------------------- after a restart


def test_after_a_restart_all_phones_ring_on() -> None:
    line = Line()
    outcome = line.reborn(phones={O1: False, O2: False})
    assert (outcome.events, _dropped(outcome), line.state) == ((), [], "offered")
    assert line.gives(seen.PhoneAnswered(O2)).events == (e.ContactConnected(C, O2, BEA),)


def test_after_a_restart_a_phone_that_went_silent_is_withdrawn_and_the_others_ring_on() -> None:
    line = Line()
    outcome = line.reborn(phones={O2: False})
    assert outcome.events == (e.OfferWithdrawn(O1, C, ANA),)
    assert line.state == "offered"


def test_after_a_restart_one_of_those_who_answered_meanwhile_is_connected() -> None:
    line = Line()
    outcome = line.reborn(phones={O1: True, O2: True})
    assert outcome.events == (e.ContactConnected(C, O1, ANA),)
    assert O2 in _dropped(outcome) and O1 not in _dropped(outcome)
    assert line.state == "connected"


def test_after_a_restart_a_contact_whose_phones_are_all_silent_waits_on() -> None:
    line = Line()
    outcome = line.reborn()
    assert [type(event) for event in outcome.events] == [e.OfferWithdrawn] * 2
    assert line.state == "queued"


def test_phones_that_were_to_be_dropped_when_the_application_died_are_dropped() -> None:
    line = Line()
    line.gives(seen.PhoneAnswered(O1))
    outcome = line.reborn(phones={O1: True, O2: False}, talking={C})
    assert (outcome.events, _dropped(outcome), line.state) == ((), [O2], "connected")
