"""The runner: takes messages, lets the cores decide, journals, then acts.

Owns the order of things. A message is decided upon at once, together with everything that follows
from it in the other cores; the resulting facts go to the journal as one batch; only when they are
durable are the effects performed, in the order of the services. Decisions never wait for the disk,
acts always do. One event loop owns all cores: there is nothing to lock. Edge.

The mailbox is part of it: a command among a core's effects is handed to the core that takes it, and
a refusal comes back to the core that asked.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from contact.command import Command, Refusal, Refused
from contact.core import Core, Outcome
from contact.event import CentreStarted, Event
from wiring.clock import Clock
from wiring.journal import Journal

PATIENCE_S = 0.01
"""How long facts wait for company that nobody is waiting for, seconds."""


class CoreFailed(RuntimeError):
    """A core raised an exception: a bug. What it had half decided is not carried on from."""


@dataclass(frozen=True)
class Service:
    """A core, its hands, and the messages it alone takes."""

    name: str
    core: Core
    perform: Callable[[Sequence[Any]], None]
    """Performs effects in order; neither blocks nor raises."""
    takes: tuple[type, ...]
    """Commands and observations that this core takes. Events go to every core."""
    is_patient: bool = False
    """Its effects alone may wait `PATIENCE_S` for company, so that fewer commits are needed."""


@dataclass
class _Batch:
    """What followed from one message."""

    facts: list[tuple[float, Event]] = field(default_factory=list)
    effects: dict[str, list[Any]] = field(default_factory=dict)
    answers: list[tuple[asyncio.Future[Refusal | None], Refusal | None]] = field(
        default_factory=list
    )


@dataclass(frozen=True)
class _Post:
    """A message on its way: who sent it, and who waits for an answer."""

    message: Any
    sender: str = ""
    is_event: bool = False
    answer: asyncio.Future[Refusal | None] | None = None


class Runner:
    """Runs the cores of one process over one journal."""

    def __init__(self, services: Sequence[Service], journal: Journal, clock: Clock) -> None:
        self._services = {service.name: service for service in services}
        self._patient = frozenset(one.name for one in services if one.is_patient)
        self._takes = {kind: service for service in services for kind in service.takes}
        self._journal = journal
        self._clock = clock
        self._posts: deque[_Post] = deque()
        self._batches: list[_Batch] = []
        self._wake = asyncio.Event()
        self._is_deciding = False
        """Stays true for ever when a core fails: nothing is decided on half a change."""
        self._has_failed = False
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._armed_for = math.inf
        self._hurry: asyncio.TimerHandle | None = None
        self._last = 0.0
        self.epoch = 0
        """Number of this run of the application over the journal."""

    async def recover(self) -> int:
        """Rebuild all cores from the journal; the number of records read."""
        after, count = 0, 0
        while records := await self._journal.read(after, 5000):
            for record in records:
                self._fold(record.event, record.at)
            after = records[-1].seq
            count += len(records)
        return count

    def _fold(self, event: Event, at: float) -> None:
        self._last = max(self._last, at)
        if isinstance(event, CentreStarted):
            self.epoch = event.epoch
        for service in self._services.values():
            service.core.replay(event, at)

    def start(self, plan_version: str) -> None:
        """Begin a new epoch; from now on deadlines fire."""
        self.epoch += 1
        self.report(CentreStarted(self.epoch, plan_version))

    def submit(self, message: Any) -> None:
        """Take an observation or a command; nobody waits for the answer."""
        self._post(_Post(message))

    def report(self, event: Event) -> None:
        """Take a fact that was found outside any core: journaled, then told to every core."""
        self._post(_Post(event, is_event=True))

    async def ask(self, command: Command) -> Refusal | None:
        """Carry out a command; None, or why not. Returns when the outcome is durable."""
        answer: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()
        self._post(_Post(command, answer=answer))
        return await answer

    def now(self) -> float:
        """This instant for all cores, UTC seconds, never decreasing."""
        self._last = max(self._last, self._clock.now())
        return self._last

    # ------------------------------------------------------------ deciding

    def _post(self, post: _Post) -> None:
        self._posts.append(post)
        if not self._is_deciding:
            self._decide()

    def _decide(self) -> None:
        """Work off all posts and what follows from them, as one batch of one instant."""
        now = self.now()
        with self._deciding() as batch:
            self._follow_up(batch, now)
        self._hand_over(batch)
        self._arm(now)

    @contextmanager
    def _deciding(self) -> Iterator[_Batch]:
        """A batch to decide into. Who called may swallow what a core raises, so `run` is told."""
        self._is_deciding = True
        try:
            yield _Batch()
            self._is_deciding = False
        finally:
            if self._is_deciding:
                self._has_failed = True
                self._wake.set()

    def _follow_up(self, batch: _Batch, now: float) -> None:
        while self._posts:
            self._deliver(self._posts.popleft(), batch, now)

    def _deliver(self, post: _Post, batch: _Batch, now: float) -> None:
        if post.is_event:
            if not post.sender:
                batch.facts.append((now, post.message))
            for name, service in self._services.items():
                if name != post.sender:
                    self._take(name, service.core.handle(post.message, now), batch, now)
            return
        service = self._takes[type(post.message)]
        outcome = service.core.handle(post.message, now)
        if post.answer is not None:
            batch.answers.append((post.answer, outcome.refusal))
        elif outcome.refusal is not None and post.sender:
            refused = Refused(post.message, outcome.refusal)
            asker = self._services[post.sender]
            self._take(post.sender, asker.core.handle(refused, now), batch, now)
        self._take(service.name, outcome, batch, now)

    def _take(self, name: str, outcome: Outcome, batch: _Batch, now: float) -> None:
        for event in outcome.events:
            batch.facts.append((now, event))
            self._posts.append(_Post(event, name, is_event=True))
        for effect in outcome.effects:
            if type(effect) in self._takes:
                self._posts.append(_Post(effect, name))
            else:
                batch.effects.setdefault(name, []).append(effect)

    def _arm(self, now: float) -> None:
        """One timer, for the earliest deadline of all cores; one that fires too early is kept."""
        if self.epoch == 0:
            return
        earliest = min(
            (
                deadline
                for service in self._services.values()
                if (deadline := service.core.next_deadline()) is not None
            ),
            default=math.inf,
        )
        if earliest >= self._armed_for:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._armed_for = earliest
        self._timer = self._loop.call_later(max(0.0, earliest - now), self._tick)

    def _tick(self) -> None:
        now = self.now()
        self._timer, self._armed_for = None, math.inf
        with self._deciding() as batch:
            for name, service in self._services.items():
                deadline = service.core.next_deadline()
                if deadline is not None and deadline <= now:
                    self._take(name, service.core.tick(now), batch, now)
            self._follow_up(batch, now)
        self._hand_over(batch)
        self._arm(now)

    # ------------------------------------------------------------ journaling, then acting

    def _hand_over(self, batch: _Batch) -> None:
        """Commit at once what somebody waits for; the rest goes with the next commit, soon."""
        if not (batch.facts or batch.effects or batch.answers):
            return
        self._batches.append(batch)
        if batch.answers or not self._patient.issuperset(batch.effects):
            self._wake.set()
        elif self._hurry is None:
            self._hurry = self._loop.call_later(PATIENCE_S, self._wake.set)

    async def run(self) -> None:
        """Commit batches and perform their effects, for ever.

        Raises JournalFailed when facts cannot be made durable, and CoreFailed when a core has a
        bug: then nothing more is promised to anybody, and the leases bring the waiting contacts to
        the fallback queue.
        """
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._hurry is not None:
                self._hurry.cancel()
                self._hurry = None
            await self.flush()
            if self._has_failed:
                raise CoreFailed("a core failed while it decided; the log has its exception")

    async def flush(self) -> None:
        """Commit and perform what has been decided so far."""
        while self._batches:
            batches, self._batches = self._batches, []
            facts = [fact for batch in batches for fact in batch.facts]
            if facts:
                await self._journal.append(facts)
            for batch in batches:
                self._act(batch)

    def _act(self, batch: _Batch) -> None:
        for name, service in self._services.items():
            if effects := batch.effects.get(name):
                service.perform(effects)
        for answer, refusal in batch.answers:
            if not answer.done():
                answer.set_result(refusal)

    def close(self) -> None:
        """Stop the timers."""
        for timer in (self._timer, self._hurry):
            if timer is not None:
                timer.cancel()
        self._timer = self._hurry = None
