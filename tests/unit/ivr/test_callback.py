"""A callback at the telephone: who is rung first, each outcome, and a restart in every state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.callback import Dial, Failure, Terms
from contact.codec import name_of, plain, read
from contact.core import Outcome
from contact.ending import Ending, Reason, Who
from contact.event import OfferReason
from contact.identity import ContactId, offer_id
from contact.number import Outgoing
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from tests.support.town import ANA, BEA, town

C = ContactId("exchange-1.callback")
O1, O2 = offer_id(C, 1), offer_id(C, 2)
NUMBER = "600111222"
OUTGOING = Outgoing("sip:127.0.0.1:5062", "012", ("6XXXXXXXX",))
PROMISED = e.CallbackPromised(
    C, ContactId("exchange-1"), NUMBER, "012", "line", "it", "taxes", {"it": 1}, 0, -60.0, 0.0, 99.0
)
QUEUED = e.ContactQueued(C, "line", "it", {"it": 1}, 0, -60.0, 1)
WHY = OfferReason(1, 60.0, (ANA,), 5.0, "longest idle")
OFFERED = e.OfferMade(O1, C, ANA, 11.0, WHY)
DIAL = do.DialCitizen(C, NUMBER, "012", "012", "it", -60.0, 25.0)
UP = {C: seen.SeenCitizen("012", NUMBER, "", is_ours=True)}
AWAY = {C: seen.SeenCitizen("", NUMBER, "", is_ours=False)}
ABANDONED = Ending(Who.CITIZEN, Reason.ABANDONED)


class Line:
    """The line of the town with one callback that is offered to ana."""

    def __init__(self, dial: Dial, *, number: str = NUMBER) -> None:
        plan = town(callback=Terms(dial=dial, dial_s=25.0))
        self.plan = replace(plan, outgoing=OUTGOING)
        self.engine = Engine(self.plan)
        self.journal: list[e.Event] = []
        self.last = self.gives(replace(PROMISED, number=number), QUEUED, OFFERED)

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
        self.engine = Engine(self.plan)
        for event in self.journal:
            self.engine.replay(read(name_of(event), plain(event)), 1.0)
        return self.gives(seen.ExchangeSeen(**{"started_at": -100.0, "is_first": True, **look}))

    @property
    def state(self) -> str:
        return str(self.engine.snapshot()[C]["state"])


def agent_first() -> Line:
    """The citizen's phone rings, the agent hears it."""
    line = Line(Dial.AGENT_FIRST)
    line.gives(seen.PhoneRang(O1), seen.PhoneAnswered(O1))
    return line


def citizen_first() -> Line:
    """The citizen's phone rings, the agent waits for the own."""
    return Line(Dial.CITIZEN_FIRST)


def waiting() -> Line:
    """The citizen has answered and waits for the agent's phone."""
    line = citizen_first()
    line.gives(seen.CitizenReached(C))
    return line


def kinds(outcome: Outcome) -> list[type]:
    return [type(one) for one in outcome.events]


# ---------------------------------------------------------------- agent first


def test_the_agents_phone_rings_alone_and_the_citizen_is_dialled_when_it_is_answered() -> None:
    line = Line(Dial.AGENT_FIRST)
    (ring,) = line.last.effects
    assert (ring.offer_id, ring.is_alone, ring.caller_number) == (O1, True, NUMBER)
    outcome = line.gives(seen.PhoneAnswered(O1))
    assert outcome.events == (e.CallbackDialled(C, O1, ANA, 1),)
    assert outcome.effects == (do.StartRingback(O1), DIAL)
    assert line.gives(seen.PhoneAnswered(O1)) == Outcome()


def test_a_citizen_who_answers_talks_with_the_agent_at_once() -> None:
    outcome = agent_first().gives(seen.CitizenReached(C))
    assert outcome.events == (e.CallbackReached(C, O1, ANA, 1), e.ContactConnected(C, O1, ANA))
    assert [do.StopRingback(O1), do.Join(C, O1), do.RenewLease(C, 0.0)] == [
        one for one in outcome.effects if not isinstance(one, do.StopMusic)
    ]


@pytest.mark.parametrize(
    ("why", "failure"),
    [
        ("busy", Failure.BUSY),
        ("rejected", Failure.BUSY),
        ("unreachable", Failure.UNREACHABLE),
        ("no answer", Failure.NO_ANSWER),
        ("", Failure.NO_ANSWER),
    ],
)
def test_a_citizen_who_is_not_reached_frees_the_agent(why: str, failure: Failure) -> None:
    outcome = agent_first().gives(seen.CitizenLeft(C, has_hung_up=True, why=why))
    assert outcome.events == (e.CallbackFailed(C, O1, ANA, 1, failure),)
    assert outcome.effects == (do.DropPhone(O1),)


def test_what_is_reported_after_the_attempt_is_over_changes_nothing() -> None:
    line = agent_first()
    line.gives(seen.CitizenLeft(C, has_hung_up=True))
    assert line.gives(seen.CitizenLeft(C, has_hung_up=True)) == Outcome()
    assert line.gives(seen.PhoneEnded(O1, "")) == Outcome()
    assert line.gives(seen.CitizenReached(C)).effects == (do.DropCitizen(C),)
    assert line.gives(seen.PhoneAnswered(O1)).effects == (do.DropPhone(O1),)
    assert line.state == "promised"


def test_an_agent_who_hangs_up_while_it_rings_takes_the_citizens_leg_along() -> None:
    outcome = agent_first().gives(seen.PhoneEnded(O1, ""))
    assert outcome.events == (e.OfferDeclined(O1, C, ANA, "rejected"),)
    assert outcome.effects == (do.DropCitizen(C),)


def test_an_agent_whose_phone_is_busy_lets_nobody_be_dialled() -> None:
    outcome = Line(Dial.AGENT_FIRST).gives(seen.PhoneEnded(O1, "busy"))
    assert outcome == Outcome((e.OfferDeclined(O1, C, ANA, "busy"),))


@pytest.mark.parametrize("number", ["806111222", "+34600111222"])
def test_a_number_that_the_site_does_not_allow_is_never_dialled(number: str) -> None:
    line = Line(Dial.AGENT_FIRST, number=number)
    outcome = line.gives(seen.PhoneAnswered(O1))
    assert kinds(outcome) == [e.CallbackDialled, e.CallbackFailed]
    assert not [one for one in outcome.effects if isinstance(one, do.DialCitizen)]
    assert do.DropPhone(O1) in outcome.effects


def test_a_citizen_whose_entry_point_has_left_the_site_comes_in_by_the_first() -> None:
    line = Line(Dial.AGENT_FIRST)
    entry = replace(line.plan.entry_points["012"], number="010")
    line.plan = replace(line.plan, entry_points={"010": entry})
    line.reborn(phones={O1: False})
    (dial,) = [one for one in line.gives(seen.PhoneAnswered(O1)).effects if type(one) is type(DIAL)]
    assert dial.entry_point == "010"


def test_the_distributions_time_for_an_attempt_ends_both_legs() -> None:
    outcome = agent_first().gives(e.CallbackFailed(C, O1, ANA, 1, Failure.NO_ANSWER))
    assert outcome == Outcome((), (do.DropPhone(O1), do.DropCitizen(C)))


def test_a_callback_that_is_cancelled_while_the_phone_rings_is_rung_no_longer() -> None:
    ended = e.ContactEnded(C, Ending(Who.CITIZEN, Reason.CALLBACK_CANCELLED))
    line = agent_first()
    assert do.DropCitizen(C) in line.gives(ended).effects
    assert do.DropPhone(O1) in line.gives(e.OfferWithdrawn(O1, C, ANA)).effects
    assert line.gives(seen.CitizenReached(C)).effects == (do.DropCitizen(C),)


def test_the_second_attempt_is_counted_as_the_second() -> None:
    line = agent_first()
    line.gives(seen.CitizenLeft(C, has_hung_up=True), QUEUED, e.OfferMade(O2, C, BEA, 99.0, WHY))
    outcome = line.gives(seen.PhoneAnswered(O2))
    assert outcome.events == (e.CallbackDialled(C, O2, BEA, 2),)


# ---------------------------------------------------------------- citizen first


def test_the_citizen_is_dialled_while_the_agent_is_reserved() -> None:
    assert citizen_first().last == Outcome((e.CallbackDialled(C, O1, ANA, 1),), (DIAL,))


def test_who_answers_hears_what_it_is_about_while_the_agents_phone_rings() -> None:
    outcome = citizen_first().gives(seen.CitizenReached(C))
    assert outcome.events == (e.CallbackReached(C, O1, ANA, 1),)
    speak, ring = outcome.effects
    assert [(one.key, one.language) for one in speak.prompts] == [("callback-here", "it")]
    assert (ring.offer_id, ring.is_alone, ring.ring_s) == (O1, False, 10.0)


def test_the_agent_who_answers_talks_with_the_citizen() -> None:
    outcome = waiting().gives(seen.PhoneAnswered(O1))
    assert outcome.events == (e.ContactConnected(C, O1, ANA),)


def test_an_agent_who_does_not_answer_leaves_a_citizen_who_waits_with_a_lease() -> None:
    line = waiting()
    line.gives(e.OfferExpired(O1, C, ANA))
    assert line.state == "queued"
    renewed = line.engine.tick(100.0).effects
    assert [one.contact_id for one in renewed if isinstance(one, do.RenewLease)] == [C]
    again = line.gives(e.OfferMade(O2, C, BEA, 99.0, WHY))
    assert [type(one) for one in again.effects] == [do.RingPhone]


def test_a_citizen_who_is_not_on_the_line_needs_no_lease() -> None:
    renewed = citizen_first().engine.tick(100.0).effects
    assert not [one for one in renewed if isinstance(one, do.RenewLease)]


def test_a_citizen_who_hangs_up_before_the_agent_answers_has_abandoned() -> None:
    outcome = waiting().gives(seen.CitizenLeft(C, has_hung_up=True))
    assert outcome.events == (e.ContactEnded(C, ABANDONED),)
    assert do.DropPhone(O1) in outcome.effects


def test_a_lease_that_runs_out_brings_the_citizen_to_the_fallback_and_its_log_tells_the_end() -> (
    None
):
    line = waiting()
    assert kinds(line.gives(seen.CitizenLeft(C, has_hung_up=False))) == [e.ContactFellBack]
    assert line.gives(seen.CitizenLeft(C, has_hung_up=True)) == Outcome()
    ended = line.gives(seen.FallbackEnded(C, None, is_by_agent=False, at=5.0))
    assert ended.events == (e.ContactEnded(C, Ending(Who.CITIZEN, Reason.ABANDONED_IN_FALLBACK)),)


# ---------------------------------------------------------------- after a restart


def test_after_a_restart_a_promise_needs_no_leg() -> None:
    line = Line(Dial.AGENT_FIRST)
    line.journal = line.journal[:1]
    assert (line.reborn(), line.state) == (Outcome(), "promised")


def test_after_a_restart_an_agents_phone_rings_on_or_is_withdrawn() -> None:
    line = Line(Dial.AGENT_FIRST)
    assert line.reborn(phones={O1: False}) == Outcome()
    assert line.reborn().events == (e.OfferWithdrawn(O1, C, ANA),)


def test_after_a_restart_an_agent_who_answered_meanwhile_lets_the_citizen_be_dialled() -> None:
    outcome = Line(Dial.AGENT_FIRST).reborn(phones={O1: True})
    assert outcome.events == (e.CallbackDialled(C, O1, ANA, 1),)
    assert DIAL in outcome.effects


@pytest.mark.parametrize("make", [agent_first, citizen_first])
def test_after_a_restart_a_phone_that_rings_is_watched_and_not_dialled_again(make: Any) -> None:
    line = make()
    outcome = line.reborn(phones={O1: True}, dialled={C})
    assert outcome == Outcome((), (do.WatchCitizen(C),))
    assert e.CallbackReached in kinds(line.gives(seen.CitizenReached(C)))


@pytest.mark.parametrize("make", [agent_first, citizen_first])
def test_after_a_restart_a_citizen_who_was_dialled_and_is_gone_was_not_reached(make: Any) -> None:
    outcome = make().reborn(phones={O1: True})
    assert outcome.events == (e.CallbackFailed(C, O1, ANA, 1, Failure.NO_ANSWER),)
    assert do.DropPhone(O1) in outcome.effects


def test_after_a_restart_a_citizen_who_answered_meanwhile_talks() -> None:
    outcome = agent_first().reborn(phones={O1: True}, citizens=UP)
    assert e.ContactConnected(C, O1, ANA) in outcome.events
    assert do.Join(C, O1) in outcome.effects


def test_after_a_restart_without_the_agent_a_phone_that_rings_is_let_go() -> None:
    outcome = agent_first().reborn(dialled={C})
    assert outcome == Outcome((e.OfferWithdrawn(O1, C, ANA),), (do.DropCitizen(C),))


def test_after_a_restart_without_the_agent_who_answered_waits_on() -> None:
    line = agent_first()
    outcome = line.reborn(citizens=UP)
    assert kinds(outcome) == [e.CallbackReached, e.OfferWithdrawn]
    assert do.StartMusic(C) in outcome.effects
    assert line.state == "queued"


@pytest.mark.parametrize("make", [agent_first, citizen_first, waiting])
def test_after_a_restart_who_answered_into_the_fallback_is_there(make: Any) -> None:
    line = make()
    outcome = line.reborn(phones={O1: True}, citizens=AWAY)
    assert kinds(outcome)[-1] is e.ContactFellBack
    assert do.DropPhone(O1) in outcome.effects
    assert line.state == "in fallback"
    assert [one for one in line.journal if isinstance(one, e.CallbackReached)]


def test_after_a_restart_the_log_may_tell_of_the_fallback_before_the_look() -> None:
    line = agent_first()
    line.engine = Engine(line.plan)
    for event in line.journal:
        line.engine.replay(event, 1.0)
    entered = line.gives(seen.FallbackEntered(C, "012", NUMBER, at=2.0, arrived_at=0.0))
    assert kinds(entered) == [e.CallbackReached, e.ContactFellBack]


def test_served_in_the_fallback_after_the_attempt_counted_as_failed_the_promise_is_kept() -> None:
    line = agent_first()
    line.gives(e.CallbackFailed(C, O1, ANA, 1, Failure.NO_ANSWER))
    assert line.reborn(citizens=AWAY) == Outcome()
    served = line.gives(seen.FallbackServed(C, BEA, 5.0))
    assert served.events == (
        e.ContactEnded(C, Ending(Who.CITIZEN, Reason.SERVED_BY_FALLBACK), BEA),
    )


def test_a_talk_that_was_on_goes_on() -> None:
    line = agent_first()
    line.gives(seen.CitizenReached(C))
    outcome = line.reborn(phones={O1: True}, citizens=UP, talking=frozenset({C}))
    assert outcome.events == ()
    assert line.state == "connected"


@pytest.mark.parametrize("look", [{"dialled": frozenset({C})}, {"citizens": UP}])
def test_a_leg_of_an_offer_that_is_over_is_hung_up(look: dict[str, Any]) -> None:
    line = agent_first()
    line.gives(seen.CitizenLeft(C, has_hung_up=True))
    assert do.DropCitizen(C) in line.reborn(**look).effects


def test_a_leg_of_a_callback_that_nobody_knows_is_hung_up() -> None:
    engine = Engine(town())
    look = seen.ExchangeSeen(-1.0, dialled=frozenset({C}), is_first=True)
    assert engine.handle(look, 1.0).effects == (do.DropCitizen(C),)


def test_a_later_look_gives_a_leg_up_only_when_it_misses_it_twice() -> None:
    line, look = citizen_first(), seen.ExchangeSeen(-100.0)
    assert line.gives(look) == Outcome()
    assert kinds(line.gives(look)) == [e.CallbackFailed]


@pytest.mark.parametrize("make", [agent_first, citizen_first])
def test_a_later_look_takes_who_has_just_answered_for_one_in_the_fallback_only_twice(
    make: Any,
) -> None:
    line, look = make(), seen.ExchangeSeen(-100.0, AWAY, {O1: True})
    assert line.gives(look) == Outcome()
    assert e.CallbackReached in kinds(line.gives(seen.CitizenReached(C)))
    away = make()
    away.gives(look)
    assert kinds(away.gives(look)) == [e.CallbackReached, e.ContactFellBack]
    assert away.state == "in fallback"


def test_only_looks_in_a_row_count() -> None:
    line = citizen_first()
    away, rings = seen.ExchangeSeen(-1.0, AWAY), seen.ExchangeSeen(-1.0, dialled=frozenset({C}))
    assert [line.gives(one) for one in (away, rings, away, rings)] == [Outcome()] * 4


def test_a_look_that_another_attempt_missed_does_not_count() -> None:
    line, look = citizen_first(), seen.ExchangeSeen(-100.0)
    line.gives(look, e.CallbackFailed(C, O1, ANA, 1, Failure.BUSY), QUEUED)
    line.gives(e.OfferMade(O2, C, BEA, 99.0, WHY))
    assert line.gives(look) == Outcome()


@pytest.mark.parametrize("make", [agent_first, citizen_first])
def test_who_was_taken_for_one_in_the_fallback_and_comes_to_us_waits_with_us(make: Any) -> None:
    line = make()
    line.reborn(phones={O1: True}, citizens=AWAY)
    outcome = line.gives(seen.CitizenReached(C))
    assert outcome.events == (e.ContactTakenBack(C),)
    asked, music = outcome.effects
    assert (asked.contact_id, asked.queue, music) == (C, "line", do.StartMusic(C))
