"""The invariants of the distribution, checked after every step from the journal alone.

Owns what must hold (section 3.1 of the reliability study) and the name of what does not. Keeps its
own books, so that what the engine believes is never asked, save to compare it with them.

| Invariant | Held here as |
|---|---|
| I1 | a contact is offered only while it waits: never with an agent already, and to several only |
|  | in one round of a queue that rings all: begun at one instant, within its bound |
| I2 | an agent is offered one contact at a time, and by voice only while none is at hand by voice |
| I3 | an agent is offered only when logged in, skilled for the ring, with a phone that can ring |
| I4 | never while not ready or in wrap-up |
| C1 | an agent never holds more written contacts of a channel than the plan says |
| C2 | nobody is offered what is blocked by what is at hand by other channels |
| I6 | a contact that ended is gone from the floor, and none goes without an ending |
| I7 | whatever is told of a contact that has ended changes nothing |
| I8 | within one class (priority, weight, head start) the older goes first, also after a return |
| I9 | between classes priority and score decide; no ring and no promotion before its time |
| I10 | nothing is decided about a contact that has ended, but to part it from its agent |
| I11 | what is asked or told twice has the effect of once |
| I22 | a callback is offered while an attempt is left, when it is due, in its window, queue open |
| I23 | no duration is negative, no deadline lies in the past |
| V1 | a contact that begins to wait, or whose search widens, is offered in the same instant |
| V2 | nobody waits beyond the bound unpromoted, overtakes the promoted, or waits for ever in calm |
| V3 | an agent who becomes available is offered a contact in the same instant |
| V4 | every offer ends when its time is over, its contact is gone, or another has accepted it |
| V5 | wrap-up ends by itself; when all contacts have ended nothing is left and nothing is due |
| ALL | a queue that rings all rings everybody who may take the contact, up to its bound |
| K1 | a number has one open promise of a callback |
| K2 | a promise is broken when time or attempts are over and not before, and has one end |
| K3 | a callback waits with the age and the priority of the contact that asked for it |
| REPLAY | an engine rebuilt from the journal decides and stands as the one that wrote it |
| CRASH | the engine never raises |
| FLOOR | what the engine says of itself agrees with the books, as far as no line above names it |

Elsewhere: I5 in tests/faults (test_killed, test_killed_arrival); I6, I8 and I11 end to end in
tests/faults (test_killed_at_random, test_killed, test_taken_back); I12 and I13 by the leak checks
of tests/support and tests/faults/trouble.py; I16 in tests/faults/test_second_copy.py; S-rules and
what concerns recordings, rights, the audit chain and erasure (I14, I15, I17-I20) is no matter
of the distribution.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from acd.core import Engine
from contact import event as e
from contact.core import Outcome
from contact.ending import Reason
from contact.event import Event, Mode
from contact.identity import ContactId
from contact.plan import CentrePlan, Strategy
from tests.support.acd_books import (
    ARRIVED,
    CONNECTED,
    FALLBACK,
    OFFERED,
    PROMISED,
    QUEUED,
    Books,
    Person,
    Story,
)

NEAR = 1e-6
"""Scores that differ by less count as equal: the last bit of a sum does not decide."""

AFTERWARDS = (e.OfferWithdrawn, e.WrapUpStarted, e.WrapUpExtended, e.WrapUpFinished)
"""What may be decided about a contact that has ended."""


class Broken(AssertionError):
    """One or more invariants do not hold."""

    def __init__(self, breaches: Iterable[tuple[str, str]]) -> None:
        self.breaches = tuple(breaches)
        self.names = frozenset(name for name, _ in self.breaches)
        super().__init__("; ".join(f"{name}: {what}" for name, what in self.breaches))


class Inspector:
    """Reads along and raises `Broken` at the end of the first step that breaks something."""

    def __init__(self, plan: CentrePlan) -> None:
        self.books = Books(plan)
        self.horizon = 0.0
        """Everything due up to here has had its tick."""
        self.offers = 0
        self._breaches: list[tuple[str, str]] = []
        self._fresh: ContactId | None = None
        """The contact that ended in this step."""
        self._rung: set[ContactId] = set()
        """Contacts offered in this step."""

    def breach(self, name: str, what: str) -> None:
        self._breaches.append((name, what))

    # ------------------------------------------------------------ within a step

    def told(self, event: Event, answer: Outcome, now: float) -> bool:
        """A fact from outside, and what the engine made of it. False: it was late."""
        contact_id = getattr(event, "contact_id", None)
        is_over = contact_id in self.books.endings
        counts = self.books.note(event, now)
        self._fresh = contact_id if counts and isinstance(event, e.ContactEnded) else None
        if answer.events and not counts:
            name = "I7" if is_over else "I11"
            self.breach(name, f"{event} is late and yet made {answer.events}")
        self.decided(answer.events, now)
        return counts

    def ticked(self, answer: Outcome, now: float) -> None:
        self.books.lift_bars(now)
        self.horizon = max(self.horizon, now)
        self.decided(answer.events, now)

    def decided(self, events: Iterable[Event], now: float) -> None:
        """The engine made these events. What follows from a breach is not looked at."""
        for event in events:
            if self._breaches:
                return
            check = _CHECKS.get(type(event))
            if check is not None:
                check(self, event, now)
            if getattr(event, "contact_id", None) in self.books.endings:
                self._is_over(event)
            counts = self.books.note(event, now) or type(event) in UNNOTED
            if not counts and not self._breaches:
                self.breach("FLOOR", f"{event} cannot be true by the books")

    def _is_over(self, event: Event) -> None:
        if not isinstance(event, AFTERWARDS):
            self.breach("I10", f"{event} about a contact that has ended")

    def _made(self, made: e.OfferMade, now: float) -> None:
        self.offers += 1
        story = self.books.stories.get(made.contact_id)
        person = self.books.people[made.agent_id]
        if story is None:
            return
        self._is_callable(person, story.channel)
        if story.phase != QUEUED and not self._is_one_round(story, made, now):
            self.breach("I1", f"{made.contact_id} is {story.phase} and offered to {made.agent_id}")
            return
        self._rung.add(made.contact_id)
        self._is_due(made.contact_id, now)
        if not person.can(story.need()):
            self.breach("I3", f"{made.agent_id} cannot take {made.contact_id}")
        for older in self.books.waiting.values():
            may_take = _meet(person, older) and person.is_available(older.channel)
            if older is not story and _is_ahead(older, story, now) and may_take:
                self._overtaken(older, story, person)
        reason = made.reason
        times = (reason.waited_s, reason.idle_s, made.ring_until - now)
        if min(times) < 0:
            self.breach("I23", f"negative durations in {made}")

    def _is_one_round(self, story: Story, made: e.OfferMade, now: float) -> bool:
        """Several are offered a contact only at once, where the queue says so."""
        others = self.books.offers_of(made.contact_id)
        times = {(one.made_at, one.ring_until) for one in others}
        is_at_once = story.phase == OFFERED and times == {(now, made.ring_until)}
        rings_all = story.queue.strategy is Strategy.RING_ALL
        rings_all &= made.contact_id not in self.books.vows
        return is_at_once and rings_all and len(others) < story.queue.ring_all_limit

    def _is_due(self, contact_id: ContactId, now: float) -> None:
        """A callback, if it is one, may be made at this instant."""
        vow = self.books.vows.get(contact_id)
        if vow is None or vow.is_on_line:
            return
        if vow.is_used_up():
            self.breach("I22", f"{contact_id} is tried again after {vow.attempts} attempts")
        if not max(vow.due_at, vow.earliest) <= now < vow.ends_at():
            self.breach("I22", f"{contact_id} is tried at {now}, due {vow.due_at}")
        if vow.made.queue in self.books.closed:
            self.breach("I22", f"{contact_id} is tried while its queue is closed")

    def _vowed(self, made: e.CallbackPromised, _now: float) -> None:
        if any(vow.made.number == made.number for vow in self.books.vows.values()):
            self.breach("K1", f"{made.number} is promised a second callback")

    def _queued(self, event: e.ContactQueued, _now: float) -> None:
        vow = self.books.vows.get(event.contact_id)
        if vow is None or vow.is_on_line:
            return
        if (event.since, event.priority) != (vow.made.since, vow.made.priority):
            self.breach("K3", f"{event.contact_id} is as old as {event.since}")

    def _broken(self, event: e.ContactEnded, now: float) -> None:
        vow = self.books.vows.get(event.contact_id)
        if event.ending.reason is not Reason.CALLBACK_BROKEN:
            return
        is_over = vow is not None and (vow.is_used_up() or now >= vow.ends_at())
        if not is_over:
            self.breach("K2", f"{event.contact_id} is broken at {now} without need")

    def _is_callable(self, person: Person, channel: str) -> None:
        who, is_by_voice = person.agent_id, channel == "voice"
        if person.is_asked() or (is_by_voice and person.work == "connected"):
            self.breach("I2", f"{who} has {person.contact_id} {person.asked} at hand")
            return
        if person.mode is Mode.LOGGED_OUT or (is_by_voice and not person.has_phone()):
            self.breach("I3", f"{who} is {person.mode}, phone {person.has_phone()}")
        if person.mode is Mode.NOT_READY or (is_by_voice and person.work == "wrap-up"):
            self.breach("I4", f"{who} is {person.mode} {person.work}")
        if not is_by_voice and not person.has_room(channel):
            self.breach("C1", f"{who} has {person.written} at hand, and one more of {channel}")
        if person.blocks(channel):
            self.breach("C2", f"{who} has {person.work} {person.written}: no {channel} now")

    def _overtaken(self, older: Story, chosen: Story, person: Person) -> None:
        what = f"{person.agent_id} is offered {chosen.contact_id} before {older.contact_id}"
        if older.is_promoted:
            self.breach("V2", what)
        else:
            self.breach("I8" if _class(older) == _class(chosen) else "I9", what)

    def _widened(self, event: e.RingWidened, now: float) -> None:
        story = self.books.stories.get(event.contact_id)
        if story is not None and event.ring > self._ring_by(story, now):
            self.breach("I9", f"{event} before its time")

    def _promoted(self, event: e.ContactPromoted, now: float) -> None:
        story = self.books.stories.get(event.contact_id)
        if story is not None and story.since + self.books.plan.overtaking_s > now:
            self.breach("I9", f"{event} before its time")

    def _wrap_up(self, event: e.WrapUpStarted | e.WrapUpExtended, now: float) -> None:
        if event.until <= now:
            self.breach("I23", f"{event} ends before it begins")

    # ------------------------------------------------------------ after a step

    def settled(self, engine: Engine, *, is_on_time: bool = False) -> None:
        """What must hold between steps. Raises Broken for all that the step broke.

        On time: the timer has gone off for everything that is due by the horizon.
        """
        if not self._breaches:
            self._nobody_waits_in_vain()
            self._all_are_rung()
            self._no_offer_outlives_its_contact()
            self._contacts_are_as_many(engine)
            if is_on_time:
                self._nothing_is_overdue()
                due = engine.next_deadline()
                if due is not None and due <= self.horizon:
                    self.breach("I23", f"{due} is due again right after its tick")
        self.judge()

    def judge(self) -> None:
        if self._breaches:
            breaches, self._breaches = self._breaches, []
            raise Broken(breaches)

    def _nobody_waits_in_vain(self) -> None:
        waiting = self.books.waiting
        if not waiting:
            return
        for person in self.books.people.values():
            if any(map(person.is_available, ("voice", *person.capacity))):
                for story in waiting.values():
                    if _meet(person, story) and person.is_available(story.channel):
                        name = "V3" if person.moved > story.moved else "V1"
                        self.breach(name, f"{story.contact_id} and {person.agent_id} do not meet")

    def _all_are_rung(self) -> None:
        rung, self._rung = self._rung, set()
        for contact_id in rung:
            story = self.books.stories.get(contact_id)
            if story is None or story.queue.strategy is not Strategy.RING_ALL:
                continue
            if contact_id in self.books.vows:
                continue  # a callback is an attempt by one agent at a time
            if len(self.books.offers_of(contact_id)) < story.queue.ring_all_limit:
                for person in self.books.people.values():
                    if person.is_available(story.channel) and _meet(person, story):
                        self.breach("ALL", f"{person.agent_id} is not rung for {contact_id}")

    def _no_offer_outlives_its_contact(self) -> None:
        for offer in self.books.offers.values():
            story = self.books.stories.get(offer.contact_id)
            if story is None or story.phase != OFFERED:
                self.breach("V4", f"{offer.offer_id} lives on, its contact does not wait")

    def _ring_by(self, story: Story, at: float) -> int:
        """The ring in which the search should be by this instant."""
        ring = story.ring
        while ring < len(story.rings):
            present, following = story.rings[ring - 1], story.rings[ring]
            is_time = story.since + following.after_s <= at
            if not is_time and not (
                present.is_skippable
                and not self.books.is_here(story.needs[ring - 1], story.channel)
            ):
                break
            ring += 1
        return ring

    def _nothing_is_overdue(self) -> None:
        books, horizon = self.books, self.horizon
        for offer in books.offers.values():
            if offer.ring_until <= horizon:
                self.breach("V4", f"{offer.offer_id} lives on")
        for person in books.people.values():
            if person.work == "wrap-up" and person.wrap_until <= horizon:
                self.breach("V5", f"{person.agent_id} wraps up for ever")
        self._no_promise_is_overdue()
        promoted_by = horizon - books.plan.overtaking_s
        for story in books.waiting.values():
            if story.since <= promoted_by and not story.is_promoted:
                self.breach("V2", f"{story.contact_id} has waited beyond the bound")
            if story.ring < len(story.rings) and self._ring_by(story, horizon) > story.ring:
                self.breach("V1", f"{story.contact_id} still looks in ring {story.ring}")

    def _no_promise_is_overdue(self) -> None:
        books, horizon = self.books, self.horizon
        for contact_id, vow in books.vows.items():
            phase = books.stories[contact_id].phase
            if phase not in (PROMISED, QUEUED) or vow.is_on_line:
                continue
            if vow.is_used_up():
                self.breach("I22", f"{contact_id} is open after {vow.attempts} attempts")
            elif vow.ends_at() <= horizon:
                self.breach("K2", f"{contact_id} is open beyond {vow.ends_at()}")
            elif (vow.made.queue in books.closed) == (phase == QUEUED) and vow.due_at <= horizon:
                self.breach("I22", f"{contact_id} is {phase} at the wrong time")

    def _contacts_are_as_many(self, engine: Engine) -> None:
        held, stories = engine._floor.contacts, self.books.stories
        if len(held) == len(stories):
            return
        for contact_id in held.keys() - stories.keys():
            is_fresh = self._fresh == contact_id
            self.breach("I6" if is_fresh else "I7", f"{contact_id} has ended and is still there")
        for contact_id in stories.keys() - held.keys():
            self.breach("I6", f"{contact_id} is gone without an ending")

    # ------------------------------------------------------------ what the engine says of itself

    def look(self, snapshot: dict[str, Any]) -> None:
        """Compare the engine's own account with the books."""
        for contact_id, story in self.books.stories.items():
            self._look_at_contact(story, snapshot["contacts"].get(contact_id, {}), snapshot)
        for agent_id, person in self.books.people.items():
            self._look_at_agent(person, snapshot["agents"][agent_id])
        live = {one.offer_id: one.agent_id for one in self.books.offers.values()}
        told = {number: one["agent_id"] for number, one in snapshot["offers"].items()}
        if live != told:
            self.breach("V4", f"offers {told} are not {live}")
        self.judge()

    def _look_at_contact(self, story: Story, told: dict[str, Any], snapshot: Any) -> None:
        state = {"in menu": ARRIVED}.get(told.get("state", ""), told.get("state"))
        is_line = (story.contact_id in snapshot["waiting"]) == (story.phase == QUEUED)
        if state != story.phase or not is_line:
            is_with_agent = story.phase in (OFFERED, CONNECTED, FALLBACK)
            name = "I1" if is_with_agent else "FLOOR"
            self.breach(name, f"{story.contact_id} is {state}, not {story.phase}")
            return
        if story.phase not in (QUEUED, OFFERED):
            return
        mine = {
            "I8": ("since", story.since),
            "I9": ("is_promoted", story.is_promoted),
            "V1": ("ring", story.ring),
            "FLOOR": ("priority", story.priority),
        }
        for name, (field, value) in mine.items():
            if told[field] != value:
                self.breach(name, f"{story.contact_id}: {field} {told[field]}, not {value}")

    def _look_at_agent(self, person: Person, told: dict[str, Any]) -> None:
        mine = {
            "I2": ("work", person.work or "idle"),
            "I3": ("skills", dict(person.skills)),
            "I4": ("mode", person.mode.value),
            "FLOOR": ("bars", person.bars),
            "C1": ("written", person.written),
            _why(person): ("available", person.is_available()),
        }
        for channel in person.capacity:
            if (channel in told["open_to"]) != person.is_available(channel):
                why = _why(person, channel)
                self.breach(why, f"{person.agent_id} is open to {told['open_to']}")
        for name, (field, value) in mine.items():
            if told[field] != value:
                self.breach(name, f"{person.agent_id}: {field} {told[field]}, not {value}")


def _why(person: Person, channel: str = "voice") -> str:
    """What is wrong when the engine thinks otherwise about whether this agent is available."""
    if person.is_available(channel):
        return "V3"
    if person.is_asked() or (channel == "voice" and person.work):
        return "I2"
    if person.mode is not Mode.READY:
        return "I4"
    if person.blocks(channel):
        return "C2"
    return "I3" if channel == "voice" else "C1"


def _meet(person: Person, story: Story) -> bool:
    """The agent may take this contact now, if both are there."""
    return person.can(story.needs[story.ring - 1]) and story.contact_id not in person.bars


def _class(story: Story) -> tuple[float, ...]:
    """Contacts of one class grow old alike, from the same start."""
    return (story.priority, story.queue.weight, story.head_start_s)


def _is_ahead(one: Story, other: Story, now: float) -> bool:
    """Whether the first certainly comes before the second in the order of service."""
    if one.is_promoted != other.is_promoted:
        return one.is_promoted
    if one.is_promoted or _class(one) == _class(other):
        return (one.since, one.contact_id) < (other.since, other.contact_id)
    if one.priority != other.priority:
        return one.priority > other.priority
    return _score(one, now) > _score(other, now) + NEAR


def _score(story: Story, now: float) -> float:
    return story.queue.weight * (now - story.since) + story.head_start_s


UNNOTED = (e.PositionReported, e.SkillsMissing)
"""Events that the books do not follow."""

_CHECKS: dict[type, Any] = {
    e.OfferMade: Inspector._made,
    e.CallbackPromised: Inspector._vowed,
    e.ContactQueued: Inspector._queued,
    e.ContactEnded: Inspector._broken,
    e.RingWidened: Inspector._widened,
    e.ContactPromoted: Inspector._promoted,
    e.WrapUpStarted: Inspector._wrap_up,
    e.WrapUpExtended: Inspector._wrap_up,
}
