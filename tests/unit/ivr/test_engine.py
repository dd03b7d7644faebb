"""The ivr's engine, given what happened before, when something comes in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contact import event as e
from contact.command import Code, HangUp, QueueContact, Refusal, Refused
from contact.core import Outcome
from contact.ending import Ending, Reason, Who
from contact.event import Mode, OfferReason
from contact.identity import ContactId, OfferId, offer_id
from contact.limit import Cause, Exit, WayOut
from contact.plan import CentrePlan, Prompt, Ring
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.engine import Engine
from tests.support.town import ANA, BEA, town

C = ContactId("exchange-1")
O1 = offer_id(C, 1)
CITIZEN_LEFT = Ending(Who.CITIZEN, Reason.SERVED)
REASON = OfferReason(1, 0.0, (ANA,), 5.0, "longest idle")


def arrived(contact: ContactId = C, entry: str = "012") -> seen.CitizenArrived:
    return seen.CitizenArrived(contact, entry, "600111222", "Maria")


def queued(contact: ContactId = C, since: float = 0.0) -> e.ContactQueued:
    return e.ContactQueued(contact, "line", "es", {"es": 1, "taxes": 1}, 0, since, 1)


def offered(contact: ContactId = C, number: int = 1) -> e.OfferMade:
    return e.OfferMade(offer_id(contact, number), contact, ANA, 20.0, REASON)


class Line:
    """An engine with a clock; `gives` feeds one message and remembers the outcome."""

    def __init__(self, plan: CentrePlan | None = None) -> None:
        self.engine = Engine(plan or town())
        self.now = 0.0
        self.last = Outcome()
        self.journal: list[tuple[float, e.Event]] = []

    def gives(self, *messages: Any) -> Line:
        for message in messages:
            if isinstance(message, e.Event):
                self.journal.append((self.now, message))
            self.last = self.engine.handle(message, self.now)
            self.journal.extend((self.now, event) for event in self.last.events)
        return self

    def at(self, now: float) -> Line:
        self.now = now
        deadline = self.engine.next_deadline()
        while deadline is not None and deadline <= now:
            self.last = self.engine.tick(now)
            deadline = self.engine.next_deadline()
        return self

    def effects(self, kind: type) -> list[Any]:
        return [one for one in self.last.effects if isinstance(one, kind)]

    def events(self, kind: type) -> list[Any]:
        return [one for one in self.last.events if isinstance(one, kind)]

    def speaking(self) -> do.Speak:
        (speak,) = self.effects(do.Speak)
        return speak

    def in_queue(self) -> Line:
        self.gives(arrived(), seen.KeyPressed(C, "1"), seen.KeyPressed(C, "1"))
        return self.gives(queued())

    def ringing(self) -> Line:
        return self.in_queue().gives(offered())

    def talking(self) -> Line:
        return self.ringing().gives(seen.PhoneAnswered(O1))


@pytest.fixture
def line() -> Line:
    return Line()


# ---------------------------------------------------------------- the dialogue


def test_an_arrival_is_journaled_answered_and_welcomed_in_the_default_language(line: Line) -> None:
    line.gives(arrived())
    assert line.events(e.ContactArrived)[0].caller_number == "600111222"
    assert isinstance(line.last.effects[0], do.Answer)
    assert line.speaking().prompts == (Prompt("welcome", "es"),)


def test_after_the_welcome_each_language_is_offered_in_its_own_voice(line: Line) -> None:
    line.gives(arrived())
    line.gives(seen.SayingEnded(C, line.speaking().number))
    assert [prompt.language for prompt in line.speaking().prompts] == ["es", "it"]


def test_a_key_during_the_welcome_stops_it_and_counts_for_the_menu(line: Line) -> None:
    line.gives(arrived())
    number = line.speaking().number
    line.gives(seen.KeyPressed(C, "2"))
    assert line.effects(do.StopSpeaking) == [do.StopSpeaking(C, number)]
    assert line.events(e.LanguageChosen)[0].language == "it"
    assert {prompt.language for prompt in line.speaking().prompts} == {"it"}


def test_a_topic_classifies_and_asks_the_acd_with_language_and_topic(line: Line) -> None:
    line.gives(arrived(), seen.KeyPressed(C, "2"), seen.KeyPressed(C, "2"))
    (classified,) = line.events(e.ContactClassified)
    assert (classified.language, classified.topic) == ("it", "streets")
    (command,) = line.effects(QueueContact)
    assert command.skills == {"it": 1, "streets": 1}


def test_a_wrong_key_is_forgiven_once_and_then_leads_to_a_person(line: Line) -> None:
    line.gives(arrived(), seen.KeyPressed(C, "1"), seen.KeyPressed(C, "7"))
    assert line.speaking().prompts[0] == Prompt("wrong-key", "es")
    line.gives(seen.KeyPressed(C, "7"))
    assert line.events(e.ContactClassified)[0].topic == "taxes"


def test_silence_after_a_menu_repeats_it_with_a_remark(line: Line) -> None:
    line.gives(arrived())
    line.gives(seen.SayingEnded(C, line.speaking().number))
    line.gives(seen.SayingEnded(C, line.speaking().number))
    line.at(2.0)
    assert not line.effects(do.Speak)
    line.at(4.1)
    assert line.speaking().prompts[0] == Prompt("no-key", "es")


def test_the_end_of_a_speech_that_was_cut_short_means_nothing(line: Line) -> None:
    line.gives(arrived())
    number = line.speaking().number
    line.gives(seen.KeyPressed(C, "1"), seen.SayingEnded(C, number))
    assert line.last == Outcome()


def test_a_finish_node_speaks_and_then_hangs_up(line: Line) -> None:
    line.gives(arrived(), seen.KeyPressed(C, "1"), seen.KeyPressed(C, "9"))
    line.gives(seen.SayingEnded(C, line.speaking().number))
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.SYSTEM, Reason.MENU_EXHAUSTED)
    assert line.effects(do.DropCitizen) == [do.DropCitizen(C)]


def test_music_begins_when_the_words_in_the_queue_are_over(line: Line) -> None:
    line.gives(arrived(), seen.KeyPressed(C, "1"), seen.KeyPressed(C, "1"))
    number = line.speaking().number
    line.gives(queued(), seen.SayingEnded(C, number))
    assert line.last.effects == (do.StartMusic(C),)


def test_a_position_interrupts_the_music_and_the_music_returns(line: Line) -> None:
    line.in_queue()
    line.gives(seen.SayingEnded(C, line_number(line)), e.PositionReported(C, 3))
    assert line.last.effects[0] == do.StopMusic(C)
    assert line.speaking().prompts == (Prompt("position-3", "es"),)
    line.gives(seen.SayingEnded(C, line.speaking().number))
    assert line.last.effects == (do.StartMusic(C),)


def told(position: int, low_s: float, high_s: float, *, is_trusted: bool = True) -> e.Event:
    return e.PositionReported(C, position, (low_s + high_s) / 2, low_s, high_s, is_trusted)


def keys_said(line: Line) -> list[str]:
    return [prompt.key for prompt in line.speaking().prompts]


def test_the_expected_wait_is_told_after_the_position_in_the_same_breath(line: Line) -> None:
    line.in_queue()
    line.gives(seen.SayingEnded(C, line_number(line)), told(3, 130.0, 290.0))
    assert line.speaking().prompts == (Prompt("position-3", "es"), Prompt("wait-about-2-5", "es"))


def test_a_wait_that_cannot_be_trusted_is_not_told(line: Line) -> None:
    line.in_queue()
    line.gives(seen.SayingEnded(C, line_number(line)), told(3, 130.0, 290.0, is_trusted=False))
    assert keys_said(line) == ["position-3"]


def test_a_queue_can_keep_the_expected_wait_to_itself() -> None:
    plan = town()
    queues = {name: replace(one, says_wait=False) for name, one in plan.queues.items()}
    line = Line(replace(plan, queues=queues)).in_queue()
    line.gives(seen.SayingEnded(C, line_number(line)), told(3, 130.0, 290.0))
    assert keys_said(line) == ["position-3"]


def test_a_newer_position_replaces_an_older_one_together_with_its_wait(line: Line) -> None:
    first = line_number(line.in_queue())
    line.gives(told(3, 700.0, 800.0), e.SkillsMissing(C, {"it": 1}), told(2, 400.0, 500.0))
    line.gives(seen.SayingEnded(C, first))
    assert keys_said(line) == ["nobody-skilled", "position-2", "wait-about-5-10"]


def test_a_newer_position_without_a_wait_takes_back_the_wait_told_with_the_older(
    line: Line,
) -> None:
    first = line_number(line.in_queue())
    line.gives(told(3, 700.0, 800.0), e.PositionReported(C, 2), seen.SayingEnded(C, first))
    assert keys_said(line) == ["position-2"]


def test_position_and_wait_stop_the_instant_an_agent_answers(line: Line) -> None:
    line.in_queue()
    line.gives(seen.SayingEnded(C, line_number(line)), told(1, 10.0, 30.0), offered())
    number = line_number(line)
    line.gives(seen.PhoneAnswered(O1))
    assert do.StopSpeaking(C, number) in line.last.effects


def line_number(line: Line) -> int:
    """Number of what is being said to the only contact."""
    return line.engine._contacts[C].speaking.number


def test_nobody_skilled_is_told_and_the_contact_is_kept(line: Line) -> None:
    line.in_queue().gives(seen.SayingEnded(C, line_number(line)))
    line.gives(e.SkillsMissing(C, {"it": 1}))
    assert line.speaking().prompts == (Prompt("nobody-skilled", "es"),)
    assert not line.events(e.ContactEnded)


def test_what_comes_during_the_first_sentence_in_the_queue_is_said_after_it(line: Line) -> None:
    line.in_queue()
    first = line_number(line)
    line.gives(e.SkillsMissing(C, {"it": 1}), e.PositionReported(C, 3), e.PositionReported(C, 2))
    assert line.last.effects == ()
    line.gives(seen.SayingEnded(C, first))
    assert line.speaking().prompts == (Prompt("nobody-skilled", "es"), Prompt("position-2", "es"))
    line.gives(seen.SayingEnded(C, line.speaking().number))
    assert line.last.effects == (do.StartMusic(C),)


def test_what_was_held_back_is_not_said_once_an_agent_is_found(line: Line) -> None:
    line.in_queue()
    first = line_number(line)
    line.gives(e.SkillsMissing(C, {"it": 1}), offered(), seen.SayingEnded(C, first))
    assert line.effects(do.Speak) == []


# ---------------------------------------------------------------- the conversation


def test_an_offer_rings_the_agents_phone(line: Line) -> None:
    line.ringing()
    assert line.effects(do.RingPhone) == [do.RingPhone(O1, C, "phone-ana", "600111222", 20.0)]


def test_an_answer_stops_speech_joins_and_clears_the_lease(line: Line) -> None:
    line.talking()
    assert line.events(e.ContactConnected) == [e.ContactConnected(C, O1, ANA)]
    assert line.effects(do.StopSpeaking)
    assert do.Join(C, O1) in line.last.effects
    assert do.RenewLease(C, 0.0) in line.last.effects


def test_an_answer_after_the_offer_is_over_is_hung_up(line: Line) -> None:
    line.ringing().gives(e.OfferExpired(O1, C, ANA), seen.PhoneAnswered(O1))
    assert line.last == Outcome((), (do.DropPhone(O1),))


def test_an_answer_for_a_contact_that_is_gone_is_hung_up(line: Line) -> None:
    line.ringing().gives(seen.CitizenLeft(C, has_hung_up=True), seen.PhoneAnswered(O1))
    assert line.last.effects == (do.DropPhone(O1),)


def test_a_busy_phone_declines_the_offer_and_the_contact_waits_on(line: Line) -> None:
    line.ringing().gives(seen.PhoneEnded(O1, "busy"))
    assert line.events(e.OfferDeclined)[0].why == "busy"
    line.gives(offered(number=2))
    assert line.effects(do.RingPhone)[0].offer_id == offer_id(C, 2)


@pytest.mark.parametrize(
    ("stage", "ending"),
    [
        ("menu", Reason.LEFT_IN_MENU),
        ("in_queue", Reason.ABANDONED),
        ("ringing", Reason.ABANDONED),
        ("talking", Reason.SERVED),
    ],
)
def test_a_citizen_who_hangs_up_ends_the_contact_rightly(
    line: Line, stage: str, ending: Reason
) -> None:
    line.gives(arrived()) if stage == "menu" else getattr(line, stage)()
    line.gives(seen.CitizenLeft(C, has_hung_up=True))
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.CITIZEN, ending)
    assert (do.DropPhone(O1) in line.last.effects) == (stage in ("ringing", "talking"))
    line.gives(seen.CitizenLeft(C, has_hung_up=True), seen.PhoneEnded(O1))
    assert line.last == Outcome()


def test_an_agent_who_hangs_up_ends_the_contact_and_the_citizens_leg(line: Line) -> None:
    line.talking().gives(seen.PhoneEnded(O1))
    assert line.events(e.ContactEnded) == [e.ContactEnded(C, Ending(Who.AGENT, Reason.SERVED), ANA)]
    assert line.effects(do.DropCitizen) and not line.effects(do.DropBridge)
    line.gives(seen.CitizenLeft(C, has_hung_up=False), seen.BridgeEmptied(C))
    assert line.last == Outcome(effects=(do.DropBridge(C),))


def test_the_bridge_of_two_who_were_gone_before_they_could_talk_is_dropped(line: Line) -> None:
    line.talking().gives(seen.BridgeEmptied(C))
    assert line.last == Outcome(effects=(do.DropBridge(C),))


def test_the_desk_can_hang_up_its_own_conversation_only(line: Line) -> None:
    line.talking()
    line.gives(HangUp(town().agents[ANA].agent_id, C))
    assert line.events(e.ContactEnded)[0].ending.who is Who.AGENT
    line.gives(HangUp(ANA, C))
    assert line.last.refusal is not None and line.last.refusal.code is Code.UNKNOWN_CONTACT


# ---------------------------------------------------------------- leases and the fallback


def test_leases_are_renewed_every_three_seconds_oldest_first_and_shortest(line: Line) -> None:
    line.in_queue()
    line.now = 1.0
    other = ContactId("exchange-2")
    line.gives(arrived(other))
    line.at(3.0)
    leases = line.effects(do.RenewLease)
    assert [lease.contact_id for lease in leases] == [C, other]
    assert leases[0].lease_s < leases[1].lease_s <= 8.0


def test_a_contact_in_conversation_has_no_lease(line: Line) -> None:
    line.talking().at(3.0)
    assert not line.effects(do.RenewLease)


def test_a_lost_lease_moves_the_contact_to_the_fallback_and_drops_the_phone(line: Line) -> None:
    line.ringing().gives(seen.CitizenLeft(C, has_hung_up=False))
    assert line.events(e.ContactFellBack) and line.effects(do.DropPhone)


def test_a_contact_comes_back_from_the_fallback_with_its_age(line: Line) -> None:
    line.in_queue().gives(seen.CitizenLeft(C, has_hung_up=False))
    line.now = 60.0
    line.gives(seen.FallbackWaiting((C,)))
    assert line.last.effects == (do.ReturnFromFallback(C),)
    line.gives(seen.CitizenArrived(C, "012", "600111222", "", is_back=True))
    (command,) = line.effects(QueueContact)
    assert command.since == 0.0 and command.queue == "line"


def test_a_log_line_about_a_contact_taken_back_does_not_end_it(line: Line) -> None:
    line.in_queue().gives(seen.CitizenLeft(C, has_hung_up=False))
    line.gives(seen.FallbackWaiting((C,)))
    line.gives(seen.FallbackEnded(C, None, is_by_agent=False, at=5.0))
    assert line.last == Outcome()


def test_a_contact_served_in_the_fallback_ends_once_however_often_the_log_is_read(
    line: Line,
) -> None:
    log = [
        seen.FallbackEntered(C, "012", "600111222", 10.0, 8.0),
        seen.FallbackServed(C, ANA, 12.0),
        seen.FallbackEnded(C, ANA, is_by_agent=True, at=20.0),
    ]
    line.gives(*log)
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.AGENT, Reason.SERVED_BY_FALLBACK)
    count = len(line.journal)
    line.gives(*log)
    assert len(line.journal) == count


@pytest.mark.parametrize(("is_by_agent", "who"), [(True, Who.AGENT), (False, Who.CITIZEN)])
def test_whoever_hung_up_in_the_fallback_is_named_also_when_the_log_tells_it_last(
    line: Line, is_by_agent: bool, who: Who
) -> None:
    line.gives(
        seen.FallbackEntered(C, "012", "600111222", 10.0, 8.0), seen.FallbackServed(C, ANA, 12.0)
    )
    line.gives(seen.FallbackEnded(C, None, is_by_agent=False, at=20.0))
    assert line.last == Outcome()
    line.gives(seen.FallbackEnded(C, ANA, is_by_agent, at=20.0))
    assert line.events(e.ContactEnded)[0].ending == Ending(who, Reason.SERVED_BY_FALLBACK)
    line.gives(seen.FallbackEnded(C, None, is_by_agent=False, at=20.0))
    assert line.last == Outcome()


def test_a_refused_contact_is_left_to_the_fallback_at_once(line: Line) -> None:
    line.in_queue()
    command = QueueContact(C, "gone", "es", {}, 0, 0.0)
    line.gives(Refused(command, Refusal(Code.UNKNOWN_QUEUE, "")))
    assert 0 < line.effects(do.RenewLease)[0].lease_s < 1


# ---------------------------------------------------------------- after a restart


def reborn(line: Line, now: float) -> Line:
    """A second engine that knows the journal only."""
    second = Line()
    for at, event in line.journal:
        second.engine.replay(event, at)
    second.now = now
    return second


def look(**given: Any) -> seen.ExchangeSeen:
    return seen.ExchangeSeen(**{"started_at": -100.0, "is_first": True, **given})


OURS = {C: seen.SeenCitizen("012", "600111222", "", is_ours=True)}


def test_a_waiting_contact_is_taken_up_with_a_fresh_lease(line: Line) -> None:
    second = reborn(line.in_queue(), 5.0).gives(look(citizens=OURS))
    assert do.StartMusic(C) in second.last.effects and second.effects(do.RenewLease)
    assert not second.last.events


def test_a_contact_that_vanished_meanwhile_is_closed_as_its_state_tells(line: Line) -> None:
    second = reborn(line.in_queue(), 5.0).gives(look())
    assert second.events(e.ContactEnded)[0].ending == Ending(Who.CITIZEN, Reason.ABANDONED)


def test_a_contact_older_than_the_exchange_was_cut_by_the_platform(line: Line) -> None:
    second = reborn(line.talking(), 5.0).gives(look(started_at=3.0))
    assert second.events(e.ContactEnded)[0].ending.reason is Reason.CUT_BY_PLATFORM


def served_in_fallback(line: Line) -> Line:
    line.in_queue().gives(seen.CitizenLeft(C, has_hung_up=False))
    return reborn(line.gives(seen.FallbackServed(C, ANA, 3.0)), 5.0)


def test_who_ended_in_the_fallback_at_the_instant_of_the_first_look_is_told_by_the_log(
    line: Line,
) -> None:
    second = served_in_fallback(line).gives(look())
    assert not second.last.events
    second.gives(seen.FallbackEnded(C, ANA, is_by_agent=True, at=5.0))
    assert second.events(e.ContactEnded)[0].ending.who is Who.AGENT


def test_whom_neither_the_log_nor_two_looks_know_has_ended_in_the_fallback(line: Line) -> None:
    second = served_in_fallback(line).gives(look(), look(is_first=False))
    assert second.events(e.ContactEnded)[0].ending.reason is Reason.SERVED_BY_FALLBACK


def test_who_was_served_in_a_fallback_queue_that_crashed_was_cut_by_the_platform(
    line: Line,
) -> None:
    second = served_in_fallback(line).gives(look(started_at=3.0))
    assert second.events(e.ContactEnded)[0].ending.reason is Reason.CUT_BY_PLATFORM


def test_a_phone_that_was_answered_meanwhile_is_connected(line: Line) -> None:
    second = reborn(line.ringing(), 5.0).gives(look(citizens=OURS, phones={O1: True}))
    assert second.events(e.ContactConnected) and second.effects(do.Join)


def test_an_offer_whose_phone_no_longer_rings_is_withdrawn(line: Line) -> None:
    second = reborn(line.ringing(), 5.0).gives(look(citizens=OURS))
    assert second.events(e.OfferWithdrawn)


def test_a_conversation_that_goes_on_is_left_alone(line: Line) -> None:
    second = reborn(line.talking(), 5.0)
    both = frozenset({C})
    second.gives(look(citizens=OURS, phones={O1: True}, bridges=both, talking=both))
    assert second.last == Outcome(effects=(do.RenewLease(C, 0.0),))


def test_a_conversation_that_was_decided_but_not_made_is_made(line: Line) -> None:
    second = reborn(line.talking(), 5.0)
    second.gives(look(citizens=OURS, phones={O1: True}, bridges=frozenset({C})))
    assert second.last.effects == (
        do.StopMusic(C),
        do.Join(C, O1),
        do.RenewLease(C, 0.0),
    )


@pytest.mark.parametrize("is_ours", [True, False])
def test_the_leg_of_a_contact_that_has_ended_is_dropped_and_no_new_contact(
    line: Line, is_ours: bool
) -> None:
    line.talking().gives(HangUp(ANA, C))
    leg = {C: seen.SeenCitizen("012", "600111222", "", is_ours)}
    second = reborn(line, 5.0).gives(look(citizens=leg))
    assert second.last == Outcome(effects=(do.DropCitizen(C),))
    second.gives(arrived(), seen.FallbackEntered(C, "012", "600111222", 6.0, 1.0))
    assert not second.last.events


def test_a_citizen_who_arrived_before_the_restart_keeps_the_instant(line: Line) -> None:
    line.at(9.0).gives(look(citizens={C: seen.SeenCitizen("012", "1", "", True, 7.0)}))
    assert line.events(e.ContactArrived)[0].arrived_at == 7.0


def test_the_log_of_an_earlier_stay_in_the_fallback_is_no_news_after_a_restart(
    line: Line,
) -> None:
    line.in_queue().at(10.0).gives(seen.CitizenLeft(C, has_hung_up=False))
    line.at(12.5).gives(seen.FallbackWaiting((C,)))
    line.gives(seen.CitizenArrived(C, "012", "600111222", "", is_back=True), queued())
    second = reborn(line, 20.0)
    second.gives(seen.FallbackEntered(C, "012", "600111222", 10.0, 0.0))
    assert second.last == Outcome()
    second.gives(seen.FallbackEntered(C, "012", "600111222", 17.0, 0.0))
    assert second.events(e.ContactFellBack)


def returning(line: Line) -> Line:
    line.in_queue().gives(seen.CitizenLeft(C, has_hung_up=False))
    return line.at(2.0).gives(seen.FallbackWaiting((C,)))


def test_a_contact_that_could_not_be_fetched_stays_in_the_fallback(line: Line) -> None:
    returning(line).gives(seen.ReturnFailed(C))
    assert line.events(e.ContactFellBack)
    assert line.engine.has_fallen_back()
    line.gives(seen.ReturnFailed(C))
    assert not line.last.events


def test_a_contact_that_was_served_there_instead_of_coming_back_is_in_the_books(
    line: Line,
) -> None:
    returning(line).gives(seen.FallbackServed(C, ANA, 3.0))
    assert line.events(e.ContactServedInFallback)
    line.gives(seen.FallbackEnded(C, ANA, is_by_agent=False, at=5.0))
    assert line.events(e.ContactEnded)[0].ending.reason is Reason.SERVED_BY_FALLBACK
    assert line.events(e.AgentDeviceChanged)[0].engaged is False


def test_who_hangs_up_on_the_way_back_has_abandoned(line: Line) -> None:
    returning(line).gives(seen.CitizenLeft(C, has_hung_up=True))
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.CITIZEN, Reason.ABANDONED)


def test_who_is_ours_again_without_a_word_waits_on(line: Line) -> None:
    second = reborn(line.in_queue().gives(seen.CitizenLeft(C, has_hung_up=False)), 5.0)
    second.gives(look(citizens=OURS))
    assert second.events(e.ContactTakenBack)
    assert second.effects(QueueContact)


def test_a_prompt_whose_end_was_missed_does_not_keep_the_place_from_being_told(
    line: Line,
) -> None:
    line.in_queue()  # the words of the queue are being said
    line.gives(look(citizens=OURS)).gives(e.PositionReported(C, 3))
    assert line.speaking().prompts == (Prompt("position-3", "es"),)


def test_strangers_are_removed(line: Line) -> None:
    stranger = OfferId("exchange-9.offer-1")
    second = reborn(line, 5.0)
    second.gives(look(phones={stranger: True}, bridges=frozenset({ContactId("exchange-9")})))
    assert set(second.last.effects) == {
        do.DropPhone(stranger),
        do.DropBridge(ContactId("exchange-9")),
    }


def test_a_bridge_with_a_leg_in_it_is_not_dropped_before_that_leg_has_left(line: Line) -> None:
    line.talking().gives(seen.PhoneEnded(O1))
    second, held = reborn(line, 5.0), frozenset({C})
    second.gives(look(citizens=OURS, bridges=held, occupied=held))
    assert second.last.effects == (do.DropCitizen(C),)
    second.gives(seen.BridgeEmptied(C))
    assert second.last.effects == (do.DropBridge(C),)


def test_an_empty_bridge_whose_end_was_not_told_is_dropped_at_the_second_look(line: Line) -> None:
    line.talking().gives(seen.PhoneEnded(O1))
    left = frozenset({C})
    line.gives(look(is_first=False, bridges=left, occupied=left))
    assert not line.effects(do.DropBridge)
    line.gives(look(is_first=False, bridges=left))
    assert not line.effects(do.DropBridge)
    line.gives(look(is_first=False, bridges=left))
    assert line.effects(do.DropBridge) == [do.DropBridge(C)]


def test_a_bridge_that_waits_for_its_two_legs_is_kept(line: Line) -> None:
    line.talking()
    for _ in range(3):
        line.gives(look(is_first=False, citizens=OURS, bridges=frozenset({C})))
        assert line.last == Outcome()


def test_what_a_run_that_is_gone_said_ends_and_a_leg_that_is_up_is_not_answered_again(
    line: Line,
) -> None:
    """Answering it would wait for the end of the prompt, and everything else for the answer."""
    line.gives(arrived())
    said = line.speaking().number
    up = {C: replace(OURS[C], is_up=True)}
    second = reborn(line, 5.0).gives(look(citizens=up))
    assert second.last.effects[0] == do.StopSpeaking(C, said)
    assert second.effects(do.Answer) == []
    assert reborn(line, 5.0).gives(look(citizens=OURS)).effects(do.Answer) == [do.Answer(C)]


def test_a_menu_is_said_again_with_a_number_no_earlier_run_used(line: Line) -> None:
    line.gives(arrived())
    used = line.speaking().number
    second = reborn(line, 5.0)
    second.gives(e.CentreStarted(2, "test"), look(citizens=OURS))
    assert second.speaking().number > used


def test_a_later_look_needs_to_miss_a_contact_twice(line: Line) -> None:
    line.in_queue().gives(look(is_first=False))
    assert not line.last.events
    line.gives(look(is_first=False))
    assert line.events(e.ContactEnded)


def test_an_unknown_citizen_in_our_application_is_adopted(line: Line) -> None:
    line.gives(look(citizens=OURS))
    assert line.events(e.ContactArrived) and line.effects(do.Speak)


# ---------------------------------------------------------------- agents


def test_an_agents_choice_is_mirrored_into_the_fallback(line: Line) -> None:
    line.gives(e.AgentModeChanged(ANA, Mode.READY))
    assert line.last.effects == (do.MirrorAgent(ANA, "phone-ana", Mode.READY, ""),)


def test_a_phones_reachability_is_reported_once(line: Line) -> None:
    line.gives(seen.PhoneSeen("phone-ana", False))
    assert line.events(e.AgentDeviceChanged) == [e.AgentDeviceChanged(ANA, False)]
    line.gives(seen.PhoneSeen("phone-ana", False))
    assert line.last == Outcome()


# ---------------------------------------------------------------- queues that do not take a contact

SORRY = e.ContactDiverted(C, "line", Cause.FULL, WayOut(Exit.MESSAGE, "too-busy"))
CLOSED = e.ContactDiverted(C, "line", Cause.CLOSED, WayOut(Exit.MESSAGE, "closed"))
ELSEWHERE = e.ContactDiverted(C, "line", Cause.NOBODY, WayOut(Exit.QUEUE, "straight"))


def test_a_contact_led_to_another_queue_keeps_its_age_and_asks_what_that_queue_asks(
    line: Line,
) -> None:
    line.in_queue().at(50.0).gives(ELSEWHERE)
    (command,) = line.effects(QueueContact)
    assert (command.queue, command.since) == ("straight", 0.0)
    assert line.events(e.ContactClassified)[0].topic == "taxes"


def test_a_contact_that_cannot_be_taken_hears_why_and_ends_after_the_last_word(line: Line) -> None:
    line.in_queue().gives(SORRY)
    assert line.speaking().prompts == (Prompt("too-busy", "es"),)
    number = line.speaking().number
    line.gives(seen.KeyPressed(C, "1"))
    assert line.last.effects == ()
    line.gives(seen.SayingEnded(C, number))
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.SYSTEM, Reason.OVERFLOWED)
    assert line.effects(do.DropCitizen) == [do.DropCitizen(C)]


def test_who_comes_while_the_queue_is_closed_ends_as_closed(line: Line) -> None:
    line.in_queue().gives(CLOSED)
    line.gives(seen.SayingEnded(C, line.speaking().number))
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.SYSTEM, Reason.CLOSED)


@pytest.mark.parametrize(("why", "ending"), [(SORRY, "overflowed"), (CLOSED, "closed")])
def test_who_does_not_listen_to_the_last_word_had_been_turned_away_all_the_same(
    line: Line, why: e.ContactDiverted, ending: str
) -> None:
    line.in_queue().gives(why, seen.CitizenLeft(C, has_hung_up=True))
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.SYSTEM, Reason(ending))


def test_who_waits_in_the_next_queue_and_hangs_up_has_abandoned(line: Line) -> None:
    line.in_queue().gives(ELSEWHERE, queued(), seen.CitizenLeft(C, has_hung_up=True))
    assert line.events(e.ContactEnded)[0].ending == Ending(Who.CITIZEN, Reason.ABANDONED)


def test_what_was_being_said_stops_before_the_last_word(line: Line) -> None:
    line.in_queue()
    line.gives(e.PositionReported(C, 3), SORRY)
    assert line.effects(do.StopSpeaking)
    assert line.speaking().prompts == (Prompt("too-busy", "es"),)


def test_a_restart_says_the_last_word_again(line: Line) -> None:
    line.in_queue().gives(SORRY)
    again = Line()
    for at, event in line.journal:
        again.engine.replay(event, at)
    citizen = seen.SeenCitizen("012", "600111222", "", is_ours=True)
    again.gives(seen.ExchangeSeen(0.0, {C: citizen}, is_first=True))
    assert again.speaking().prompts == (Prompt("too-busy", "es"),)


def test_waiting_counts_from_the_queue_and_not_from_the_menu(line: Line) -> None:
    line.gives(arrived(), seen.KeyPressed(C, "1")).now = 7.5
    line.gives(seen.KeyPressed(C, "1"))
    (command,) = line.effects(QueueContact)
    assert command.since == 7.5


# ---------------------------------------------------------------- the same agent as last time


def _again(line: Line, number: str) -> QueueContact:
    """What is asked for a second contact from this number."""
    other = ContactId("exchange-2")
    line.gives(seen.CitizenArrived(other, "012", number, ""))
    line.gives(seen.KeyPressed(other, "1"), seen.KeyPressed(other, "1"))
    (command,) = line.effects(QueueContact)
    return command


def test_whoever_attended_the_number_last_time_is_asked_first_where_the_queue_says_so() -> None:
    line = Line(town(same_agent_s=20.0))
    line.talking().gives(e.ContactEnded(C, Ending(Who.CITIZEN, Reason.SERVED), ANA))
    command = _again(line, "600111222")
    by_name = Ring({}, agent_id=ANA, why="attended last time")
    assert command.rings == (by_name, Ring({"es": 1, "taxes": 1}, 20.0))
    assert command.skills == {"es": 1, "taxes": 1}


def test_whoever_attended_the_open_ticket_is_asked_before_the_one_of_last_time() -> None:
    """Also after a restart; and once the ticket is closed, it counts no more."""
    line = Line(town(same_agent_s=20.0)).talking()
    line.gives(e.TicketOpened("2026-000007", C), e.ContactEnded(C, CITIZEN_LEFT, ANA))
    talks_with_bea(line, ContactId("exchange-3"))
    restarted = Line(town(same_agent_s=20.0))
    for at, event in line.journal:
        restarted.engine.replay(event, at)
    by_ticket = Ring({}, agent_id=ANA, why="attended ticket 2026-000007")
    by_contact = Ring({}, 20.0, agent_id=BEA, why="attended last time")
    anybody = Ring({"es": 1, "taxes": 1}, 20.0)
    assert _again(restarted, "600111222").rings == (by_ticket, by_contact, anybody)
    line.gives(e.TicketClosed("2026-000007", C, "answered"))
    assert _again(line, "600111222").rings == (replace(by_contact, after_s=0.0), anybody)


def talks_with_bea(line: Line, contact: ContactId) -> None:
    """The same number comes again and talks with somebody else."""
    offer = offer_id(contact, 1)
    line.gives(arrived(contact), queued(contact), e.OfferMade(offer, contact, BEA, 20.0, REASON))
    line.gives(seen.PhoneAnswered(offer), e.ContactEnded(contact, CITIZEN_LEFT, BEA))


@pytest.mark.parametrize("number", ["600999999", ""])
def test_a_number_that_nobody_attended_asks_for_anybody(number: str) -> None:
    line = Line(town(same_agent_s=20.0))
    line.talking()
    assert _again(line, number).rings == (Ring({"es": 1, "taxes": 1}),)


def test_a_queue_that_does_not_say_so_asks_for_anybody(line: Line) -> None:
    line.talking()
    assert _again(line, "600111222").rings == (Ring({"es": 1, "taxes": 1}),)


# ---------------------------------------------------------------- what is written


def test_nothing_of_a_written_contact_concerns_the_line(line: Line) -> None:
    written = ContactId("mail-1")
    first = offer_id(written, 1)
    story: tuple[e.Event, ...] = (
        e.ContactArrived(written, "mail", "", channel="email"),
        e.ContactQueued(written, "line", "es", {}, 0, 0.0, 1, channel="email"),
        offered(written),
        e.OfferExpired(first, written, ANA),
        offered(written, 2),
        e.ContactConnected(written, offer_id(written, 2), ANA),
        e.ContactEnded(written, Ending(Who.AGENT, Reason.SERVED), ANA, "solved"),
        e.OfferWithdrawn(first, written, ANA),
    )
    for event in story:
        assert line.gives(event).last == Outcome()
        assert line.engine.snapshot() == {}
        assert line.engine.next_deadline() is None, "no lease"


def test_a_look_at_the_exchange_ends_nothing_that_is_written(line: Line) -> None:
    line.gives(e.ContactArrived(ContactId("mail-1"), "mail", "", channel="email"))
    line.gives(look())
    assert line.events(e.ContactEnded) == []


def test_written_contacts_are_forgotten_in_the_end(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.core.register.MOST_ENDED", 1)
    for name in ("mail-1", "mail-2"):
        line.gives(e.ContactArrived(ContactId(name), "mail", "", channel="email"))
    gone = [
        e.OfferExpired(offer_id(ContactId(f"mail-{n}"), 1), ContactId(f"mail-{n}"), ANA)
        for n in (1, 2)
    ]
    assert line.gives(gone[0]).effects(do.DropPhone) != []
    assert line.gives(gone[1]).effects(do.DropPhone) == []
