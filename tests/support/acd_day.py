"""Random days in a small centre as they can really happen, told as steps over the real engine.

Owns the steps: agents come and go, citizens arrive, wait, talk and hang up, phones fail, timers are
late, the application restarts. Nothing happens here that no other service would report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from acd.core.rerun import Entry
from contact import command as c
from contact import event as e
from contact.callback import Dial, Failure, Terms
from contact.event import Event
from contact.identity import AgentId, ContactId
from contact.limit import Cause, Exit, Limit, WayOut
from contact.plan import Borrowing, Queue, Ring, Strategy
from tests.support.acd_world import (
    ABANDONED,
    PROMISED,
    SERVED,
    World,
    centre,
    holding,
    wish_of_callback,
)

PEOPLE = {
    "ana": {"es": 5, "taxes": 5},
    "bea": {"es": 3, "eu": 5},
    "cai": {"es": 3, "eu": 5},
    "dan": {"it": 8},
}
SORRY = WayOut(Exit.MESSAGE, "too-busy")
LIMITS = (
    Limit(Cause.CLOSED, SORRY),
    Limit(Cause.FULL, SORRY, 3),
    Limit(Cause.LONG_WAIT, SORRY, 90.0),
    Limit(Cause.OVERDUE, SORRY, 120.0),
)
TERMS = Terms(attempts=2, retry_s=10.0, grace_s=5.0, dial_s=12.0)
HELP = Borrowing({"eu": 1}, above_s=40.0, below_s=15.0, language_level=0)
QUEUES = (
    Queue("calm", ring_s=15.0, wrap_up_s=30.0, limits=LIMITS, borrowing=HELP, callback=TERMS),
    Queue(
        "brisk",
        ring_s=10.0,
        wrap_up_s=0.0,
        announce_s=0.0,
        no_answer_limit=0,
        strategy=Strategy.RING_ALL,
        ring_all_limit=3,
        callback=replace(TERMS, dial=Dial.CITIZEN_FIRST),
    ),
)
RINGS: tuple[tuple[Ring, ...], ...] = (
    (),
    (Ring({"eu": 4}), Ring({"es": 1}, 7.0), Ring({}, 25.0)),
    (Ring({}, agent_id=AgentId("bea"), is_skippable=False), Ring({"es": 1}, 10.0)),
)
NEEDS: tuple[dict[str, int], ...] = ({}, {"es": 1}, {"es": 4, "taxes": 2}, {"eu": 5}, {"fr": 1})
SECONDS = (0.001, 0.5, 5.0, 16.0, 31.0)
HELD = {"ana": {"email": 2, "chat": 1}, "bea": {"email": 1}}
PLAN = replace(holding(centre(PEOPLE, QUEUES), **HELD), overtaking_s=60.0)

Step = tuple[str, int, int]
"""What happens, and two numbers that choose who and how."""


class Day:
    """A world with the steps that it can take."""

    def __init__(self) -> None:
        self.world = World(PLAN)
        self.found: list[Event] = []
        """What the line reported although the engine makes it, too."""
        self._epoch = 0
        self._contact_count = 0

    def take(self, steps: Sequence[Step]) -> Day:
        """Live these steps; a step that makes no sense just now is left out."""
        for name, first, second in steps:
            _STEPS[name](self, first, second)
        return self

    def entries(self) -> list[Entry]:
        """The journal as the engine's records."""
        return numbered(self.world.journal)

    # ------------------------------------------------------------ agents

    def is_ready(self, who: int, _how: int) -> None:
        self.world.ready(list(PEOPLE)[who % 4])

    def chooses(self, who: int, how: int) -> None:
        agent = AgentId(list(PEOPLE)[who % 4])
        wishes = (c.LogOut(agent), c.SetNotReady(agent, "break"), c.SetNotReady(agent, "sunshine"))
        self.world.ask(wishes[how % 3])

    def phone_changes(self, who: int, how: int) -> None:
        agent = AgentId(list(PEOPLE)[who % 4])
        self.world.fact(e.AgentDeviceChanged(agent, how % 3 != 0, how % 3 == 1))

    def finishes(self, who: int, _how: int) -> None:
        agent = AgentId(list(PEOPLE)[who % 4])
        contact = ContactId(str(self.world.agent(agent)["contact_id"]))
        self.world.ask(c.FinishWrapUp(agent, contact, "done"))

    def needs_longer(self, who: int, _how: int) -> None:
        agent = AgentId(list(PEOPLE)[who % 4])
        contact = ContactId(str(self.world.agent(agent)["contact_id"]))
        self.world.ask(c.ExtendWrapUp(agent, contact))

    def learns(self, who: int, how: int) -> None:
        agent = AgentId(list(PEOPLE)[who % 4])
        self.world.ask(c.SetSkills(agent, ({"es": 5}, {"eu": 5, "es": 1}, {"fr": 2})[how % 3]))

    def is_closed(self, _who: int, how: int) -> None:
        self.world.ask(c.CloseQueue("calm", clears=how % 2 == 0))

    def is_opened(self, _who: int, _how: int) -> None:
        self.world.ask(c.OpenQueue("calm"))

    # ------------------------------------------------------------ citizens

    def arrives(self, needs: int, how: int) -> None:
        """In one instant: the line reports arrival and menu, then asks for a place."""
        self._contact_count += 1
        contact = ContactId(f"c{self._contact_count}")
        self.together(e.ContactArrived(contact, "012", ""), e.MenuEntered(contact, "topic"))
        self._queue(contact, needs, how)

    def writes(self, needs: int, how: int) -> None:
        """In one instant: somebody files an e-mail or a chat."""
        self._contact_count += 1
        contact = ContactId(f"m{self._contact_count}")
        self.world.fact(e.ContactArrived(contact, "mail", "", channel=("email", "chat")[how % 2]))
        self._queue(contact, needs % 3, how)

    def is_done_with(self, who: int, how: int) -> None:
        """The agent finishes what is written, or who wrote leaves."""
        contacts = self.world.engine.snapshot()["contacts"].items()
        accepted = [
            name
            for name, one in contacts
            if one["state"] == "connected" and one["channel"] != "voice"
        ]
        if accepted:
            contact = sorted(accepted)[who % len(accepted)]
            (self.world.finishes if how % 4 else self.world.ends)(contact)

    def queues_again(self, who: int, how: int) -> None:
        if contact := self._one_of("queued", who) or self._one_of("in menu", who):
            self._queue(contact, who, how)

    def _queue(self, contact: ContactId, needs: int, how: int) -> None:
        queue, since = QUEUES[how % 2].name, self.world.now - (how % 3) * 20.0
        skills = dict(NEEDS[needs % len(NEEDS)])
        rings = RINGS[how // 12 % 3]
        wanted = c.QueueContact(contact, queue, "es", skills, how // 6 % 2, since, rings=rings)
        self.world.ask(replace(wanted, channel=self._channel_of(contact)))

    def _channel_of(self, contact: str) -> str:
        return str(self.world.engine.snapshot()["contacts"][contact]["channel"])

    def answers(self, who: int, how: int) -> None:
        if offered := sorted(self.world.offered_to()):
            contact = offered[who % len(offered)]
            offer_id, agent_id = self.world.offer(contact, how)
            if self._channel_of(contact) != "voice":
                self.world.accepts(contact, how)
                return
            self.world.fact(e.AgentAlerting(offer_id, ContactId(contact), agent_id))
            self.world.connects(contact, how)

    def declines(self, who: int, how: int) -> None:
        if offered := sorted(self.world.offered_to()):
            contact = offered[who % len(offered)]
            if self._channel_of(contact) == "voice":
                self.world.declines(contact, which=how)
            else:
                self.world.refuses(contact, how)

    def hangs_up(self, who: int, how: int) -> None:
        state = ("queued", "offered", "connected")[how % 3]
        contact = self._one_of(state, who)
        if contact and contact not in self.world.engine.snapshot()["callbacks"]:
            self.world.ends(contact, SERVED if state == "connected" else ABANDONED)

    def two_hang_up(self, who: int, how: int) -> None:
        """The exchange dies: one outcome with several facts, and only then what follows."""
        states = ("connected", ("queued", "offered", "connected")[how % 3])
        ends = dict.fromkeys(self._one_of(state, who + n) for n, state in enumerate(states))
        self.together(*(e.ContactEnded(one, ABANDONED) for one in ends if one is not None))

    def falls_back(self, who: int, how: int) -> None:
        if contact := self._one_of(("queued", "offered")[how % 2], who):
            self.world.fact(e.ContactFellBack(contact))
            if how % 3 == 0:
                agent = AgentId(list(PEOPLE)[who % 4])
                self.world.fact(e.ContactServedInFallback(contact, agent))

    def comes_back(self, who: int, how: int) -> None:
        if contact := self._one_of("in fallback", who):
            self.world.fact(e.ContactTakenBack(contact))
            self._queue(contact, who, how)

    # ------------------------------------------------------------ callbacks

    def asks_back(self, who: int, how: int) -> None:
        """Somebody new wants to be rung back, and hangs up; some numbers ask twice."""
        self._contact_count += 1
        contact = ContactId(f"c{self._contact_count}")
        self.world.fact(e.ContactArrived(contact, "012", ""))
        start = self.world.now + (0.0, 7.0)[how % 2]
        window = {"earliest": start, "latest": start + (3.0, 40.0)[how // 2 % 2]}
        queue, number = QUEUES[how // 4 % 2].name, f"60{who % 4}"
        since = self.world.now - how
        self.world.ask(wish_of_callback(contact, number, queue=queue, since=since, **window))
        self.world.ends(contact, PROMISED)

    def changes_promise(self, who: int, how: int) -> None:
        if promised := sorted(self.world.engine.snapshot()["callbacks"]):
            callback = ContactId(promised[who % len(promised)])
            start = self.world.now + how % 5
            move = c.MoveCallback(callback, start, start + 20.0)
            self.world.ask(c.CancelCallback(callback, how % 2 == 0) if how % 3 == 0 else move)

    def is_rung_back(self, who: int, how: int) -> None:
        """The citizen of an offered callback is dialled; then perhaps there, perhaps not."""
        promised = self.world.engine.snapshot()["callbacks"]
        if not (ringing := sorted(one for one in self.world.offered_to() if one in promised)):
            return
        callback = ringing[who % len(ringing)]
        attempt = promised[callback]["attempt_count"] + 1
        if how % 2:
            self.world.dials(callback, attempt)
        if how % 3 == 0:
            self.world.reaches(callback, attempt)
        elif how % 3 == 1:
            failure = list(Failure)[how % 4]
            named = (ContactId(callback), *self.world.offer(callback))
            self.found.append(e.CallbackFailed(*named, attempt, failure))
            self.world.fact(self.found[-1])

    # ------------------------------------------------------------ time and trouble

    def time_passes(self, much: int, _how: int) -> None:
        self.world.wait(SECONDS[much % len(SECONDS)])

    def timer_is_late(self, much: int, how: int) -> None:
        """Something else comes first, in the same instant."""
        self.world.now += SECONDS[much % len(SECONDS)]
        (self.answers, self.hangs_up, self.phone_changes, self.is_ready)[how % 4](much, how)
        self.world.tick()

    def restarts(self, _who: int, _how: int) -> None:
        """The application dies and comes up again on its journal."""
        self._epoch += 1
        self.world.now += 0.25
        self.world.engine = self.world.twin()
        self.world.fact(e.CentreStarted(self._epoch, PLAN.version))
        self.world.now += 0.001
        self.world.tick()

    def line_comes_back(self, who: int, how: int) -> None:
        """The exchange is looked at anew, and the phone of an offer does not ring."""
        if offered := sorted(self.world.offered_to()):
            contact = offered[who % len(offered)]
            offer_id, agent_id = self.world.offer(contact, how)
            self.found.append(e.OfferWithdrawn(offer_id, ContactId(contact), agent_id))
            self.world.fact(self.found[-1])

    def together(self, *events: Event) -> None:
        """Facts of one outcome: all are journaled before the first is heard."""
        self.world.journal += [(self.world.now, event) for event in events]
        for event in events:
            self.world._note(self.world.engine.handle(event, self.world.now))

    def _one_of(self, state: str, turn: int) -> ContactId | None:
        """One of the contacts in this state."""
        contacts = self.world.engine.snapshot()["contacts"]
        fitting = sorted(
            one
            for one, values in contacts.items()
            if values["state"] == state and (values["channel"] == "voice" or state == "queued")
        )
        return ContactId(fitting[turn % len(fitting)]) if fitting else None


_STEPS: dict[str, Callable[[Any, int, int], None]] = {
    name: getattr(Day, name)
    for name in (
        "is_ready", "chooses", "phone_changes", "finishes", "arrives", "queues_again", "answers",
        "declines", "hangs_up", "two_hang_up", "falls_back", "comes_back", "time_passes",
        "timer_is_late", "restarts", "line_comes_back", "needs_longer", "learns", "is_closed",
        "is_opened", "asks_back", "changes_promise", "is_rung_back", "writes", "is_done_with",
    )
}  # fmt: skip

OFTEN = ["is_ready", "arrives", "writes", "answers", "time_passes"]
days = st.lists(
    st.tuples(
        st.sampled_from(
            [*_STEPS, *["is_ready", "arrives", "writes", "answers", "time_passes"] * 3]
        ),
        st.integers(0, 11),
        st.integers(0, 35),
    ),
    min_size=10,
    max_size=60,
)
"""Random days."""


def numbered(journal: Sequence[tuple[float, Event]]) -> list[Entry]:
    """Facts with their places, from 1."""
    return [(seq, at, event) for seq, (at, event) in enumerate(journal, start=1)]
