"""The runner: everything that follows is decided at once, written down, and only then done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from contact.command import Code, HangUp, LogIn, QueueContact, Refusal, Refused
from contact.core import NOTHING, Instant, Outcome
from contact.event import CentreStarted, Event, MenuEntered, TicketClosed
from contact.identity import AgentId, ContactId
from wiring.clock import Clock
from wiring.journal import Fact, JournalFailed
from wiring.journal_memory import MemoryJournal
from wiring.runner import CoreFailed, Runner, Service

CONTACT = ContactId("one")
HANG_UP = HangUp(AgentId("ane"), CONTACT)
REFUSAL = Refusal(Code.WRONG_STATE, "Nobody talks.")

Decide = Callable[[Any], Outcome]


def entered(node: str) -> MenuEntered:
    return MenuEntered(CONTACT, node)


class Noticed(str):
    """An observation of the first core's edge. An effect is a plain text."""

    __slots__ = ()


class Small:
    """A core of a few lines: it decides by a function and remembers what it was given."""

    def __init__(self, decide: Decide = lambda _: NOTHING) -> None:
        self.decide = decide
        self.seen: list[Any] = []
        self.seen_at: list[Instant] = []
        self.replayed: list[Event] = []
        self.due: list[Instant] = []
        """Deadlines, earliest first."""
        self.ticked: list[Instant] = []
        self.on_tick: Decide = lambda _: NOTHING

    def handle(self, message: Any, now: Instant) -> Outcome:
        self.seen.append(message)
        self.seen_at.append(now)
        return self.decide(message)

    def tick(self, now: Instant) -> Outcome:
        self.ticked.append(now)
        self.due = [at for at in self.due if at > now]
        return self.on_tick(now)

    def next_deadline(self) -> Instant | None:
        return min(self.due, default=None)

    def replay(self, event: Event, at: Instant) -> None:
        self.replayed.append(event)

    def snapshot(self) -> dict[str, Any]:
        return {"seen": len(self.seen)}


class Gate(MemoryJournal):
    """A journal in memory whose disk can be held up."""

    def __init__(self) -> None:
        super().__init__()
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.groups: list[list[Event]] = []
        """What each append was asked to write."""
        self.asked = asyncio.Event()

    async def append(self, facts: Sequence[Fact]) -> int:
        self.groups.append([event for _, event in facts])
        self.asked.set()
        await self.is_open.wait()
        return await super().append(facts)


class Broken(MemoryJournal):
    """A journal whose disk is full."""

    async def append(self, facts: Sequence[Fact]) -> int:
        raise JournalFailed(f"no space for {len(facts)} facts")


class Hand(Clock):
    """A clock that is set by hand."""

    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        return self.at


class Centre:
    """A runner over small cores; remembers what was performed, and in which order."""

    def __init__(
        self, *cores: Small, journal: MemoryJournal | None = None, clock: Clock | None = None
    ) -> None:
        self.journal = journal or Gate()
        self.done: list[tuple[str, Any]] = []
        self.has_done = asyncio.Event()
        takes = {0: (HangUp, Noticed), 1: (LogIn,)}
        self.runner = Runner(
            [
                Service(f"core {n}", core, self._performer(f"core {n}"), takes.get(n, ()))
                for n, core in enumerate(cores)
            ],
            self.journal,
            clock or Hand(100.0),
        )

    def _performer(self, name: str) -> Callable[[Sequence[Any]], None]:
        def perform(effects: Sequence[Any]) -> None:
            self.done += [(name, effect) for effect in effects]
            self.has_done.set()

        return perform

    async def written(self) -> list[Event]:
        return [record.event for record in await self.journal.read()]


@asynccontextmanager
async def running(runner: Runner) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(runner.run())
    try:
        yield task
    finally:
        runner.close()
        task.cancel()
        with suppress(asyncio.CancelledError, JournalFailed, CoreFailed):
            await task


async def soon(happened: asyncio.Event) -> None:
    async with asyncio.timeout(5):
        await happened.wait()


def on(kind: type, outcome: Outcome) -> Decide:
    """Decides so for messages of this kind, and nothing for any other."""
    return lambda message: outcome if isinstance(message, kind) else NOTHING


# ---------------------------------------------------------------- what follows from a message


async def test_what_follows_is_told_to_every_other_core_in_the_order_it_became_true() -> None:
    follow = {"a": ("b", "c"), "b": ("d",)}

    def decide(message: Any) -> Outcome:
        return Outcome(tuple(entered(node) for node in follow.get(message.node, ())))

    first, second, third = Small(decide), Small(), Small()
    centre = Centre(first, second, third)
    centre.runner.report(entered("a"))
    assert [one.node for one in first.seen] == ["a"], "its own facts are not told to it again"
    assert [one.node for one in second.seen] == ["a", "b", "c"]
    assert third.seen == second.seen
    await centre.runner.flush()
    assert await centre.written() == [entered("a"), entered("b"), entered("c")]


async def test_a_chain_through_several_cores_is_one_batch_of_one_instant() -> None:
    first = Small(lambda m: Outcome((entered("b"),)) if m == entered("a") else NOTHING)
    second = Small(lambda m: Outcome((entered("c"),)) if m == entered("b") else NOTHING)
    centre = Centre(first, second)
    centre.runner.report(entered("a"))
    await centre.runner.flush()
    assert centre.journal.groups == [[entered("a"), entered("b"), entered("c")]]
    assert {record.at for record in await centre.journal.read()} == {100.0}
    assert first.seen == [entered("a"), entered("c")]


async def test_a_message_that_a_performer_sends_is_decided_after_the_running_batch() -> None:
    rings = Outcome(effects=("ring",))
    core = Small(lambda m: rings if m == entered("a") else Outcome((entered("heard"),)))
    journal, answered = Gate(), []

    def perform(effects: Sequence[Any]) -> None:
        answered.extend(effects)
        runner.submit(Noticed("it rings"))

    runner = Runner([Service("core", core, perform, (Noticed,))], journal, Hand(100.0))
    runner.report(entered("a"))
    await runner.flush()
    assert answered == ["ring"]
    assert journal.groups == [[entered("a")], [entered("heard")]]


async def test_now_never_decreases_when_the_clock_steps_back() -> None:
    clock, core = Hand(100.0), Small()
    centre = Centre(core, clock=clock)
    for at in (100.0, 50.0, 101.0):
        clock.at = at
        centre.runner.report(entered("a"))
    assert core.seen_at == [100.0, 100.0, 101.0]
    await centre.runner.flush()


# ---------------------------------------------------------------- journal first, act second


async def test_nothing_is_done_before_it_is_written() -> None:
    journal = Gate()
    centre = Centre(Small(lambda _: Outcome((entered("b"),), ("ring",))), journal=journal)
    journal.is_open.clear()
    async with running(centre.runner):
        centre.runner.submit(Noticed("a caller"))
        await soon(journal.asked)
        assert centre.done == []
        journal.is_open.set()
        await soon(centre.has_done)
    assert centre.done == [("core 0", "ring")]
    assert await centre.written() == [entered("b")]


async def test_decisions_do_not_wait_for_the_disk_but_deeds_keep_their_order() -> None:
    journal = Gate()
    core = Small(lambda m: Outcome((entered(str(m)),), (f"ring {m}",)) if m in "ab" else NOTHING)
    centre = Centre(core, journal=journal)
    journal.is_open.clear()
    async with running(centre.runner):
        centre.runner.submit(Noticed("a"))
        await soon(journal.asked)
        centre.runner.submit(Noticed("b"))
        assert core.seen == ["a", "b"]
        assert centre.done == []
        journal.is_open.set()
        while len(centre.done) < 2:
            centre.has_done.clear()
            await soon(centre.has_done)
    assert journal.groups == [[entered("a")], [entered("b")]]
    assert centre.done == [("core 0", "ring a"), ("core 0", "ring b")]


async def test_effects_without_facts_wait_for_the_facts_before_them() -> None:
    journal = Gate()
    core = Small(lambda m: Outcome((entered("a"),)) if m == "fact" else Outcome(effects=(str(m),)))
    centre = Centre(core, journal=journal)
    journal.is_open.clear()
    async with running(centre.runner):
        centre.runner.submit(Noticed("fact"))
        centre.runner.submit(Noticed("deed"))
        await soon(journal.asked)
        assert centre.done == []
        journal.is_open.set()
        await soon(centre.has_done)
    assert centre.done == [("core 0", "deed")]


async def test_effects_of_one_batch_are_done_in_the_order_of_the_services() -> None:
    first = Small(on(MenuEntered, Outcome(effects=("pop",))))
    second = Small(on(TicketClosed, Outcome((entered("a"),), ("ring",))))
    centre = Centre(first, second)
    centre.runner.report(TicketClosed("1", CONTACT, "solved"))
    await centre.runner.flush()
    assert centre.done == [("core 0", "pop"), ("core 1", "ring")]


async def test_what_nobody_waits_for_shares_a_commit_with_what_comes_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wiring.runner.PATIENCE_S", 3600.0)
    journal, done, has_done = Gate(), [], asyncio.Event()

    def perform(effects: Sequence[Any]) -> None:
        done.extend(effects)
        has_done.set()

    closed = TicketClosed("1", CONTACT, "solved")
    patient = Small(on(MenuEntered, Outcome(effects=("pop",))))
    urgent = Small(on(LogIn, Outcome((closed,), ("ring",))))
    services = (
        Service("patient", patient, perform, (), is_patient=True),
        Service("urgent", urgent, perform, (LogIn,)),
    )
    runner = Runner(services, journal, Hand(100.0))
    async with running(runner):
        runner.report(entered("a"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert journal.groups == [], "it waits for company"
        runner.submit(LogIn(AgentId("ane")))
        await soon(has_done)
        assert journal.groups == [[entered("a"), closed]]
        assert done == ["pop", "ring"]


async def test_what_nobody_waits_for_is_written_soon_without_company() -> None:
    core, journal = Small(), Gate()
    runner = Runner([Service("core", core, lambda _: None, (), is_patient=True)], journal, Clock())
    async with running(runner):
        runner.report(entered("a"))
        await soon(journal.asked)
    assert journal.groups == [[entered("a")]]


async def test_facts_that_cannot_be_written_end_everything_and_nothing_is_done() -> None:
    centre = Centre(Small(lambda _: Outcome((entered("b"),), ("ring",))), journal=Broken())
    async with running(centre.runner) as run:
        asked = asyncio.create_task(centre.runner.ask(HANG_UP))
        with pytest.raises(JournalFailed, match="no space for 1 facts"):
            await asyncio.wait_for(run, 5)
        assert not asked.done(), "nothing is promised"
        asked.cancel()
        with suppress(asyncio.CancelledError):
            await asked
    assert centre.done == []


# ---------------------------------------------------------------- commands and refusals


async def test_a_command_among_the_effects_reaches_the_core_that_takes_it() -> None:
    asker = Small(on(LogIn, Outcome(effects=(HANG_UP, "ring"))))
    taker = Small(on(HangUp, Outcome((entered("over"),))))
    centre = Centre(taker, asker)
    centre.runner.submit(LogIn(AgentId("ane")))
    await centre.runner.flush()
    assert taker.seen == [HANG_UP]
    assert asker.seen == [LogIn(AgentId("ane")), entered("over")]
    assert centre.done == [("core 1", "ring")], "a command is no work for an edge"


async def test_a_refusal_comes_back_to_the_core_that_asked_and_to_nobody_else() -> None:
    asker = Small(on(LogIn, Outcome(effects=(HANG_UP,))))
    taker, other = Small(on(HangUp, Outcome(refusal=REFUSAL))), Small()
    centre = Centre(taker, asker, other)
    centre.runner.submit(LogIn(AgentId("ane")))
    assert asker.seen == [LogIn(AgentId("ane")), Refused(HANG_UP, REFUSAL)]
    assert other.seen == []
    await centre.runner.flush()
    assert await centre.written() == []


async def test_what_a_core_makes_of_a_refusal_is_written_and_done() -> None:
    asker = Small(
        lambda m: (
            Outcome(effects=(HANG_UP,))
            if isinstance(m, LogIn)
            else Outcome((entered("instead"),), ("announce",))
        )
    )
    centre = Centre(Small(on(HangUp, Outcome(refusal=REFUSAL))), asker)
    centre.runner.submit(LogIn(AgentId("ane")))
    await centre.runner.flush()
    assert await centre.written() == [entered("instead")]
    assert centre.done == [("core 1", "announce")]


async def test_a_person_who_asks_gets_the_refusal_and_no_core_does() -> None:
    core = Small(on(HangUp, Outcome(refusal=REFUSAL)))
    centre = Centre(core)
    async with running(centre.runner):
        async with asyncio.timeout(5):
            assert await centre.runner.ask(HANG_UP) == REFUSAL
    assert core.seen == [HANG_UP]


async def test_a_person_who_asks_is_answered_only_when_it_is_written() -> None:
    journal = Gate()
    centre = Centre(Small(on(HangUp, Outcome((entered("over"),)))), journal=journal)
    journal.is_open.clear()
    async with running(centre.runner):
        asked = asyncio.create_task(centre.runner.ask(HANG_UP))
        await soon(journal.asked)
        assert not asked.done()
        journal.is_open.set()
        async with asyncio.timeout(5):
            assert await asked is None
        assert await centre.written() == [entered("over")]


async def test_an_asker_who_goes_away_holds_up_nobody() -> None:
    journal = Gate()
    centre = Centre(Small(on(HangUp, Outcome((entered("over"),), ("drop",)))), journal=journal)
    journal.is_open.clear()
    async with running(centre.runner):
        asked = asyncio.create_task(centre.runner.ask(HANG_UP))
        await soon(journal.asked)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        journal.is_open.set()
        await soon(centre.has_done)
    assert centre.done == [("core 0", "drop")], "what was decided is done all the same"


async def test_a_message_that_nobody_takes_is_a_bug_and_ends_everything() -> None:
    centre = Centre(Small())
    with pytest.raises(KeyError):
        centre.runner.submit(QueueContact(CONTACT, "line", "es", {}, 0, 0.0))
    with pytest.raises(CoreFailed):
        await asyncio.wait_for(centre.runner.run(), 5)


# ---------------------------------------------------------------- deadlines


class Ticking(Small):
    """A core that says when its last deadline has been met."""

    def __init__(self, *after_s: float) -> None:
        super().__init__()
        self.clock = Clock()
        self.has_ticked = asyncio.Event()
        self.start(*after_s)

    def start(self, *after_s: float) -> None:
        self.due = [self.clock.now() + after for after in after_s]

    def tick(self, now: Instant) -> Outcome:
        assert self.next_deadline() is not None
        assert self.due[0] <= now, "never before its time"
        outcome = super().tick(now)
        if not self.due:
            self.has_ticked.set()
        return outcome


async def test_every_deadline_is_met_one_after_the_other() -> None:
    core = Ticking(0.005, 0.015, 0.025)
    core.on_tick = lambda _: Outcome((entered(f"{len(core.ticked)}"),))
    centre = Centre(core, clock=core.clock)
    async with running(centre.runner):
        centre.runner.start("plan")
        await soon(core.has_ticked)
    assert len(core.ticked) == 3
    await centre.runner.flush()
    assert await centre.written() == [
        CentreStarted(1, "plan"),
        *(entered(node) for node in "123"),
    ]


async def test_an_earlier_deadline_replaces_a_later_one() -> None:
    core = Ticking(3600.0)
    centre = Centre(core, clock=core.clock)
    async with running(centre.runner):
        centre.runner.start("plan")
        core.start(0.005)
        centre.runner.submit(Noticed("hurry"))
        await soon(core.has_ticked)
    assert len(core.ticked) == 1


async def test_a_deadline_that_was_put_off_is_met_at_its_new_time() -> None:
    core = Ticking(0.005)
    centre = Centre(core, clock=core.clock)
    async with running(centre.runner):
        centre.runner.start("plan")
        core.start(0.03)
        until = core.due[0]
        centre.runner.submit(Noticed("later"))
        await soon(core.has_ticked)
    assert len(core.ticked) == 1
    assert core.ticked[0] >= until


async def test_only_the_cores_that_are_due_are_woken() -> None:
    due, other = Ticking(0.005), Ticking(3600.0)
    centre = Centre(due, other, clock=due.clock)
    async with running(centre.runner):
        centre.runner.start("plan")
        await soon(due.has_ticked)
    assert other.ticked == []


async def test_no_deadline_fires_before_the_start_nor_after_the_close() -> None:
    core = Ticking(0.0)
    centre = Centre(core, clock=core.clock)
    centre.runner.submit(Noticed("early"))
    await after(0.01)
    assert core.ticked == []
    centre.runner.start("plan")
    centre.runner.close()
    await after(0.01)
    assert core.ticked == []


async def after(delay_s: float) -> None:
    """Return once the event loop's own timers of this delay have fired."""
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(delay_s, passed.set)
    await soon(passed)


# ---------------------------------------------------------------- bugs


async def test_a_core_that_fails_at_a_deadline_ends_everything() -> None:
    """The event loop would only write it down, and no deadline would ever fire again."""
    core = Ticking(0.0)

    def fail(_: Any) -> Outcome:
        raise ZeroDivisionError("a bug")

    core.on_tick = fail
    reported: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    centre = Centre(core, clock=core.clock)
    async with running(centre.runner) as run:
        centre.runner.start("plan")
        with pytest.raises(CoreFailed):
            await asyncio.wait_for(run, 5)
    assert isinstance(reported[0]["exception"], ZeroDivisionError)


async def test_what_was_decided_before_a_bug_is_written_and_nothing_after_it_is_decided() -> None:
    def decide(message: Any) -> Outcome:
        return Outcome((entered("fine"),), (f"{10 // len(message)}",))

    core = Small(decide)
    centre = Centre(core)
    centre.runner.submit(Noticed("five!"))
    with pytest.raises(ZeroDivisionError):
        centre.runner.submit(Noticed(""))
    centre.runner.submit(Noticed("after it"))
    assert core.seen == ["five!", ""]
    with pytest.raises(CoreFailed):
        await asyncio.wait_for(centre.runner.run(), 5)
    assert await centre.written() == [entered("fine")]
    assert centre.done == [("core 0", "2")]


# ---------------------------------------------------------------- coming back


async def test_after_a_restart_the_past_is_only_folded() -> None:
    journal = Gate()
    past = [CentreStarted(6, "old"), *(entered(str(number)) for number in range(5002))]
    await MemoryJournal.append(journal, [(500.0 + n / 1000, one) for n, one in enumerate(past)])
    core = Ticking(0.0)
    core.decide = lambda _: Outcome((entered("new"),), ("ring",))
    centre = Centre(core, journal=journal, clock=Hand(100.0))
    assert await centre.runner.recover() == len(past)
    assert core.replayed == past
    assert core.seen == core.ticked == centre.done == journal.groups == []
    assert centre.runner.now() == 500.0 + 5002 / 1000, "not before what has happened"
    assert centre.runner.epoch == 6


async def test_a_start_is_a_fact_with_the_next_epoch() -> None:
    journal, core = Gate(), Small()
    await MemoryJournal.append(journal, [(1.0, CentreStarted(6, "old"))])
    centre = Centre(core, journal=journal)
    await centre.runner.recover()
    centre.runner.start("new")
    await centre.runner.flush()
    assert journal.groups == [[CentreStarted(7, "new")]]
    assert core.seen == [CentreStarted(7, "new")]
    centre.runner.close()
