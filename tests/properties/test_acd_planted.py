"""The inspector is worth its salt: for each invariant a bug that breaks it and nothing else.

Every bug is a small change of one piece of the engine, as somebody might make it. Days are played
until the first breach; every breach found has to be the expected one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from acd.core import (
    callback,
    callback_step,
    contact_step,
    fold,
    offer_step,
    request,
    ring_round,
    turn,
)
from acd.core import floor as its_floor
from acd.core.agent import Agent, Work
from acd.core.choice import Choice
from acd.core.deadline import Agenda, Deadline, Kind
from acd.core.floor import Floor
from acd.core.turn import Turn
from acd.core.waiting import ORDINARY, PROMOTED, OrderKey, WaitingContact
from contact import event as e
from contact.callback import Terms
from contact.event import Mode
from contact.identity import AgentId, ContactId, offer_id
from contact.journey import State
from contact.plan import CentrePlan, Strategy
from contact.promise import Promise, Promises
from tests.support.acd_dice import Day
from tests.support.acd_invariant import Broken

SEEDS = 40
CONTACTS = 100
"""In each day."""

Patch = pytest.MonkeyPatch


def _after(patch: Patch, event: type, more: Callable[[Floor, Any, float], None]) -> None:
    """Whenever such an event changes the floor, do something more."""
    step = fold._STEPS[event]

    def bug(floor: Floor, one: Any, at: float) -> bool:
        counts = step(floor, one, at)
        if counts:
            more(floor, one, at)
        return counts

    patch.setitem(fold._STEPS, event, bug)


def _forget(patch: Patch, kind: Kind) -> None:
    """Deadlines of this kind are never put down."""
    add = Agenda.add

    def bug(agenda: Agenda, deadline: Deadline) -> None:
        if deadline.kind is not kind:
            add(agenda, deadline)

    patch.setattr(Agenda, "add", bug)


# ---------------------------------------------------------------- the bugs


def a_second_phone_rings(patch: Patch) -> None:
    after = Turn._FOLLOW_UPS[e.ContactConnected]

    def bug(one: Turn, event: Any, contact: WaitingContact, before: State) -> None:
        after(one, event, contact, before)
        floor = one._floor
        choice = Choice(floor.matching, floor.agents, contact, Strategy.LONGEST_IDLE)
        if choice.keys:
            reason = ring_round.reason_of(choice, floor.matching, contact, one._now)
            offer = offer_id(contact.contact_id, contact.offer_count + 1)
            until = one._now + 9.0
            made = e.OfferMade(offer, contact.contact_id, choice.agent_id, until, reason)
            one.events.append(made)

    patch.setitem(Turn._FOLLOW_UPS, e.ContactConnected, bug)


def who_comes_later_is_rung_until_later(patch: Patch) -> None:
    """The others of a round are rung one second longer."""

    def bug(*choice: Any) -> list[e.OfferMade]:
        first, *others = offers_of(*choice)
        return [first, *(replace(one, ring_until=one.ring_until + 1.0) for one in others)]

    offers_of = turn.offers_of
    patch.setattr(turn, "offers_of", bug)
    patch.setattr(offer_step, "_is_of_one_round", lambda *_: True)


def the_bound_on_how_many_are_rung_is_overlooked(patch: Patch) -> None:
    patch.setattr(Choice, "rung", property(_everybody))


def _everybody(choice: Choice) -> list[Any]:
    return choice.keys if choice.ring_count > 1 else choice.keys[:1]


def an_alerting_agent_counts_as_idle(patch: Patch) -> None:
    def bug(floor: Floor, event: e.OfferMade, _at: float) -> None:
        agent = floor.agent(event.agent_id)
        agent.work = Work.IDLE if agent.asked is None else agent.work
        floor.matching.seat(agent)

    def right(floor: Floor, event: e.ContactConnected, _at: float) -> None:
        agent = floor.agent(event.agent_id)
        agent.work = agent.work if event.contact_id in agent.written else Work.CONNECTED
        floor.matching.seat(agent)

    _after(patch, e.OfferMade, bug)
    _after(patch, e.ContactConnected, right)


def a_phone_that_is_away_is_rung(patch: Patch) -> None:
    patch.setattr(Agent, "has_free_phone", lambda _: True)


def a_break_is_no_break(patch: Patch) -> None:
    def bug(agent: Agent, channel: str = "voice") -> bool:
        was, is_break = agent.mode, agent.mode is Mode.NOT_READY
        agent.mode = Mode.READY if is_break else was
        is_available = right(agent, channel)
        agent.mode = was
        return is_available

    right = Agent.is_available
    patch.setattr(Agent, "is_available", bug)


def there_is_always_room_for_one_more(patch: Patch) -> None:
    def bug(agent: Agent, channel: str) -> bool:
        count = sum(one.channel == channel for one in agent.written.values())
        return 0 < agent.capacity.get(channel, 0) >= count

    patch.setattr(Agent, "_has_room", bug)


def the_phone_keeps_nothing_written_away(patch: Patch) -> None:
    patch.setattr(Agent, "_is_blocked", lambda agent: agent.work is Work.ALERTING)


def the_phone_rings_whatever_is_being_written(patch: Patch) -> None:
    def bug(plan: CentrePlan, agent_id: AgentId) -> Agent:
        agent = right(plan, agent_id)
        agent.voice_interrupts = True
        return agent

    right = its_floor._agent
    patch.setattr(its_floor, "_agent", bug)


def who_accepts_is_not_looked_at(patch: Patch) -> None:
    def bug(one: Turn, event: e.ContactConnected, _contact: Any, _before: State) -> None:
        one._withdraw_all(event.contact_id)

    patch.setitem(Turn._FOLLOW_UPS, e.ContactConnected, bug)


def who_ends_in_fallback_stays_on_the_floor(patch: Patch) -> None:
    ended = fold._STEPS[e.ContactEnded]

    def bug(floor: Floor, event: e.ContactEnded, at: float) -> bool:
        contact = floor.contacts.get(event.contact_id)
        is_away = contact is not None and contact.state is State.IN_FALLBACK
        counts = ended(floor, event, at)
        if contact is not None and is_away:
            floor.contacts[event.contact_id] = contact
        return counts

    patch.setitem(fold._STEPS, e.ContactEnded, bug)


def who_has_ended_is_forgotten(patch: Patch) -> None:
    patch.setattr(Floor, "remember_ended", lambda *_: None)


def a_return_goes_to_the_end_of_the_line(patch: Patch) -> None:
    def bug(floor: Floor, event: e.OfferExpired, at: float) -> None:
        contact = floor.contacts.get(event.contact_id)
        if contact is not None and floor.matching.leave(contact):
            contact.key = (ORDINARY, 0, at, contact.contact_id)
            floor.matching.join(contact)

    _after(patch, e.OfferExpired, bug)
    _after(patch, e.OfferDeclined, bug)


def priority_is_overlooked(patch: Patch) -> None:
    def bug(contact: WaitingContact) -> OrderKey:
        if contact.is_promoted:
            return (PROMOTED, 0, contact.since, contact.contact_id)
        counts_from = contact.since - contact.head_start_s / contact.weight
        return (ORDINARY, 0, counts_from, contact.contact_id)

    patch.setattr(WaitingContact, "rank", bug)


def who_has_ended_is_told_the_place(patch: Patch) -> None:
    after = Turn._FOLLOW_UPS[e.ContactEnded]

    def bug(one: Turn, event: Any, contact: Any, before: State) -> None:
        after(one, event, contact, before)
        if before is State.QUEUED:
            one.events.append(e.PositionReported(event.contact_id, 1))

    patch.setitem(Turn._FOLLOW_UPS, e.ContactEnded, bug)


def the_same_wish_counts_as_another(patch: Patch) -> None:
    for place in (contact_step, request):
        patch.setattr(place, "wants", lambda *_: False)


def the_wait_is_counted_backwards(patch: Patch) -> None:
    def bug(*choice: Any) -> e.OfferReason:
        reason = reason_of(*choice)
        return replace(reason, waited_s=-reason.waited_s)

    reason_of = ring_round.reason_of
    patch.setattr(ring_round, "reason_of", bug)


def who_begins_to_wait_is_not_looked_at(patch: Patch) -> None:
    """Whenever somebody could serve it; else it is, or a replay would tell its place later."""
    after = Turn._FOLLOW_UPS[e.ContactQueued]

    def bug(one: Turn, event: Any, contact: WaitingContact, before: State) -> None:
        floor = one._floor
        if not Choice(floor.matching, floor.agents, contact, Strategy.LONGEST_IDLE).keys:
            after(one, event, contact, before)

    patch.setitem(Turn._FOLLOW_UPS, e.ContactQueued, bug)


def nobody_is_promoted(patch: Patch) -> None:
    _forget(patch, Kind.PROMOTE)


def the_promoted_stay_where_they_are(patch: Patch) -> None:
    def bug(floor: Floor, event: e.ContactPromoted, _at: float) -> None:
        contact = floor.contacts[event.contact_id]
        is_waiting = floor.matching.leave(contact)
        contact.key = (ORDINARY, -contact.priority, contact.since, contact.contact_id)
        if is_waiting:
            floor.matching.join(contact)

    _after(patch, e.ContactPromoted, bug)


def who_finishes_wrap_up_is_not_looked_at(patch: Patch) -> None:
    """By choice: where it ends by itself a ring may widen in that instant, and the order suffers,
    too."""
    after = Turn._FOLLOW_UPS[e.WrapUpFinished]

    def bug(one: Turn, event: e.WrapUpFinished, contact: Any, before: State) -> None:
        if not event.disposition:
            after(one, event, contact, before)

    patch.setitem(Turn._FOLLOW_UPS, e.WrapUpFinished, bug)


def phones_ring_for_ever(patch: Patch) -> None:
    _forget(patch, Kind.RING)


def who_was_slower_is_not_withdrawn(patch: Patch) -> None:
    def bug(one: Turn, event: e.ContactConnected, _contact: Any, _before: State) -> None:
        one._agents[event.agent_id] = None

    patch.setitem(Turn._FOLLOW_UPS, e.ContactConnected, bug)


def who_would_be_rung_last_is_left_out(patch: Patch) -> None:
    def bug(choice: Choice) -> list[Any]:
        rung = choice.keys[: choice.ring_count]
        return rung[:-1] if len(rung) > 1 else rung

    patch.setattr(Choice, "rung", property(bug))


def wrap_up_lasts_for_ever(patch: Patch) -> None:
    _forget(patch, Kind.WRAP_UP)


def a_decision_leaves_a_trace_outside_the_journal(patch: Patch) -> None:
    offer = Turn._offer

    def bug(one: Turn, contact: WaitingContact, choice: Any) -> None:
        one._floor.agent(choice.agent_id).logged_in_at += 1.0
        one._floor.agent(choice.agent_id).idle_since += 1.0
        offer(one, contact, choice)

    patch.setattr(Turn, "_offer", bug)


def a_withdrawal_is_not_followed(patch: Patch) -> None:
    patch.setitem(fold._STEPS, e.OfferWithdrawn, lambda *_: False)


def the_account_is_silent_about_bars(patch: Patch) -> None:
    values = its_floor._agent_values
    patch.setattr(its_floor, "_agent_values", lambda agent: values(agent) | {"bars": {}})


def who_cannot_be_reached_is_dialled_for_ever(patch: Patch) -> None:
    terms = Floor.terms

    def bug(floor: Floor, queue: str) -> Terms:
        return replace(terms(floor, queue), attempts=99, retry_s=0.0)

    patch.setattr(Floor, "terms", bug)


def a_callback_is_made_before_its_time(patch: Patch) -> None:
    def bug(floor: Floor, contact: WaitingContact, until: float) -> None:
        contact.due_at = until - 2.0
        floor.agenda.add(Deadline(contact.due_at, Kind.DUE, contact.contact_id))

    patch.setattr(callback_step, "_await", bug)


def a_closed_queue_rings_back(patch: Patch) -> None:
    """What waits when the queue closes waits on."""

    def bug(floor: Floor, contact_id: ContactId, now: float) -> Any:
        event = following(floor, contact_id, now)
        return None if isinstance(event, e.CallbackPostponed) else event

    following = callback.following
    patch.setattr(turn, "following", bug)


def a_number_is_promised_twice(patch: Patch) -> None:
    def bug(promises: Promises, event: e.CallbackPromised) -> None:
        if event.contact_id not in promises.open:
            window = (event.earliest, event.latest)
            promises.open[event.contact_id] = Promise(
                event.contact_id, event.number, *window, event
            )
            promises._by_number[event.number] = promises.open[event.contact_id]

    patch.setattr(Promises, "of_number", lambda *_: None)
    patch.setattr(Promises, "_promise", bug)


def promises_are_open_for_ever(patch: Patch) -> None:
    _forget(patch, Kind.BREAK)


def a_promise_is_broken_after_one_attempt(patch: Patch) -> None:
    is_beyond = callback._is_beyond

    def bug(floor: Floor, promise: Promise, now: float) -> bool:
        return promise.attempt_count > 0 or is_beyond(floor, promise, now)

    patch.setattr(callback, "_is_beyond", bug)


def a_callback_forgets_its_age(patch: Patch) -> None:
    queued = callback._queued

    def bug(floor: Floor, made: e.CallbackPromised) -> e.ContactQueued:
        return queued(floor, replace(made, since=made.earliest))

    patch.setattr(callback, "_queued", bug)


BUGS = {
    "I1": [
        a_second_phone_rings,
        who_comes_later_is_rung_until_later,
        the_bound_on_how_many_are_rung_is_overlooked,
    ],
    "I2": [an_alerting_agent_counts_as_idle],
    "I3": [a_phone_that_is_away_is_rung],
    "I4": [a_break_is_no_break],
    "C1": [there_is_always_room_for_one_more],
    "C2": [the_phone_keeps_nothing_written_away, the_phone_rings_whatever_is_being_written],
    "I6": [who_ends_in_fallback_stays_on_the_floor],
    "I7": [who_has_ended_is_forgotten],
    "I8": [a_return_goes_to_the_end_of_the_line],
    "I9": [priority_is_overlooked],
    "I10": [who_has_ended_is_told_the_place],
    "I11": [the_same_wish_counts_as_another],
    "I22": [
        who_cannot_be_reached_is_dialled_for_ever,
        a_callback_is_made_before_its_time,
        a_closed_queue_rings_back,
    ],
    "I23": [the_wait_is_counted_backwards],
    "V1": [who_begins_to_wait_is_not_looked_at],
    "V2": [nobody_is_promoted, the_promoted_stay_where_they_are],
    "V3": [who_finishes_wrap_up_is_not_looked_at, who_accepts_is_not_looked_at],
    "V4": [phones_ring_for_ever, who_was_slower_is_not_withdrawn],
    "V5": [wrap_up_lasts_for_ever],
    "ALL": [who_would_be_rung_last_is_left_out],
    "K1": [a_number_is_promised_twice],
    "K2": [promises_are_open_for_ever, a_promise_is_broken_after_one_attempt],
    "K3": [a_callback_forgets_its_age],
    "REPLAY": [a_decision_leaves_a_trace_outside_the_journal],
    "CRASH": [a_withdrawal_is_not_followed],
    "FLOOR": [the_account_is_silent_about_bars],
}
PLAIN = (a_return_goes_to_the_end_of_the_line,)
"""Seen on days on which all contacts are of one class."""


def _breaches(bug: Callable[[Patch], None]) -> list[frozenset[str]]:
    """What each day breaks; empty for a day that does not notice."""
    found = []
    for seed in range(SEEDS):
        try:
            Day(seed, is_plain=bug in PLAIN).run(CONTACTS)
        except Broken as broken:
            found.append(broken.names)
    return found


@pytest.mark.parametrize(
    ("name", "bug"), [(name, bug) for name, bugs in BUGS.items() for bug in bugs]
)
def test_a_planted_bug_breaks_exactly_its_invariant(
    name: str, bug: Callable[[Patch], None], monkeypatch: Patch
) -> None:
    bug(monkeypatch)
    found = _breaches(bug)
    assert found, "no day noticed"
    assert set(found) == {frozenset({name})}
