"""A journal decided once more: does the engine make of the same input what it made then?

Theory. The journal holds input and output of the engine in one row. What the engine makes
(`acd.core.origin`) is output; everything else is input. Three of the outputs answer commands, which
nobody journals; but the event says what was asked, so the command is put once more and has to be
answered by that very event. An output that neither follows from the input before it nor answers a
command comes from a tick, and the tick is due then.

Outputs are compared in their own order and not place by place, because other services' facts stand
between them: all that follows from one message shares one instant, and within it the facts of an
outcome stand together before what follows from them.

Two things are not in the journal. *When a tick happened that made nothing*: a bar between agent and
contact that is lifted and brings nobody together, a contact measured against its queue's limits and
left where it is. Such ticks are made before the next input, or after it where only that leads to
what is journaled (`acd.core.overtaken`). *That a message overtook a late timer*:
so a tick is made only where the journal shows its output; one that does not show within
`PATIENCE_S` is a difference. After a restart the engine is rebuilt from the journal, as the runner
does it.

Owns the comparison and the first difference. Never decides anything itself. Pure.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acd.core.consequence import BrokenTurn
from acd.core.deadline import Kind
from acd.core.likeness import is_rival, is_same
from acd.core.origin import FOUND, asked_by, is_own
from acd.core.overtaken import TRIALS, Attempt, Late, explained
from acd.core.quiet import QuietEngine
from contact import event as e
from contact.event import Event
from contact.plan import CentrePlan

PATIENCE_S = 5.0
"""How long a tick may be overtaken by messages once it is due, seconds."""

Entry = tuple[int, float, Event]
"""Place in the journal, instant in UTC seconds, what became true."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where journal and engine part."""

    seq: int
    """Place in the journal; one past its end when something is missing there."""
    at: float
    """Instant of the record at that place, UTC seconds."""
    journaled: Event | None
    """What stands there; None past the end."""
    decided: Event | None
    """What the engine decides now; None: nothing."""
    remark: str = ""
    """Why the engine cannot come to the journaled event, as far as it says so."""


@dataclass(frozen=True, slots=True)
class Rerun:
    """What came of it."""

    record_count: int
    """Records read, up to the difference."""
    decision_count: int
    """Events of the engine that came out as journaled."""
    difference: Difference | None = None
    """The first one; None when there is none."""


def rerun(plan: CentrePlan, entries: Sequence[Entry]) -> Rerun:
    """Decide a whole journal once more, under this plan."""
    instants = [at for _, at, _ in entries]
    return explained(lambda late: _attempt(plan, entries, late), instants, PATIENCE_S)


def _attempt(plan: CentrePlan, entries: Sequence[Entry], late: Late) -> Attempt[Rerun]:
    """Decide it with a timer that these records overtook."""
    run, index = _Run(plan, entries, late), -1
    difference = None
    for index, (seq, at, event) in enumerate(entries):
        try:
            difference = run.take(index, seq, at, event)
        except BrokenTurn as error:
            difference = Difference(seq, at, event, None, f"the engine contradicts itself: {error}")
        if difference is not None:
            break
    else:
        index, difference = index + 1, run.end()
    count = min(index + 1, len(entries))
    found = Rerun(count, run.decision_count, difference)
    if difference is None:
        return Attempt(found, math.inf, math.inf, ())
    return Attempt(found, index, difference.at, tuple(run.choices))


@dataclass(frozen=True, slots=True)
class _Overdue:
    """A tick that is due and does not show in the journal."""

    due: float
    seq: int
    at: float
    event: Event
    """The record that came instead."""


class _Run:
    """The engine beside the journal, record by record."""

    def __init__(self, plan: CentrePlan, entries: Sequence[Entry], late: Late) -> None:
        self._plan = plan
        self._entries = entries
        self._late = late
        self.choices: deque[int] = deque(maxlen=TRIALS)
        """Records before which ticks without a trace were made."""
        self._engine = QuietEngine(plan)
        self._expected: deque[tuple[float, Event]] = deque()
        """What the engine made and the journal has to have next."""
        self._overdue: _Overdue | None = None
        self.decision_count = 0

    def take(self, index: int, seq: int, at: float, event: Event) -> Difference | None:
        """Take the next record; the difference, if there is one."""
        if self._expected:
            due_at, wanted = self._expected[0]
            if at == due_at and is_same(event, wanted):
                self._expected.popleft()
                self.decision_count += 1
                return None
            if at != due_at or isinstance(event, e.CentreStarted) or is_rival(event, wanted):
                remark = "it was decided at another instant" if is_same(event, wanted) else ""
                return Difference(seq, at, event, wanted, remark)
        if isinstance(event, e.CentreStarted) and index > 0:
            self._restart(index, at)
        if index not in self._late and self._engine.next_quiet(at) is not None:
            self.choices.append(index)
            self._expect(at, self._engine.pass_quietly(at))
        if is_own(self._engine.floor, event) and not self._is_found(event, at):
            return self._decide(seq, at, event)
        self._expect(at, self._engine.handle(event, at).events)
        return self._watch(seq, at, event)

    def end(self) -> Difference | None:
        """The journal is over."""
        if not self._expected:
            return None
        at, wanted = self._expected[0]
        return Difference(self._entries[-1][0] + 1, at, None, wanted)

    # ------------------------------------------------------------ what the engine decides

    def _decide(self, seq: int, at: float, event: Event) -> Difference | None:
        """The record is the engine's own and follows from nothing before it."""
        refusal = ""
        if not self._is_tick(event, at):
            for command in asked_by(event):
                outcome = self._engine.handle(command, at)
                if outcome.refusal is None:
                    return self._compare(seq, at, event, outcome.events) or self._watch(
                        seq, at, event
                    )
                refusal = f"{outcome.refusal.code}: {outcome.refusal.detail}"
        if self._expected:
            return Difference(seq, at, event, self._expected[0][1], refusal)
        due = self._engine.next_deadline()
        made = self._engine.tick(at).events if due is not None and due <= at else ()
        self._overdue = None
        difference = self._compare(seq, at, event, made)
        if difference is not None and difference.decided is None:
            return Difference(seq, at, event, None, refusal)
        return difference

    def _is_found(self, event: Event, at: float) -> bool:
        """Whether somebody else reports what the engine would make by itself, too."""
        return (
            isinstance(event, FOUND)
            and all(event != wanted for _, wanted in self._expected)
            and not self._engine.has_due(Kind.RING, event.offer_id, at)
        )

    def _compare(
        self, seq: int, at: float, event: Event, made: Sequence[Event]
    ) -> Difference | None:
        """The first of what was made against the record; the rest is expected next."""
        if not made or not is_same(event, made[0]):
            return Difference(seq, at, event, made[0] if made else None)
        self.decision_count += 1
        # Facts of one outcome stand together: before what earlier facts of the instant lead to.
        self._expected.extendleft((at, one) for one in reversed(made[1:]))
        return None

    def _is_tick(self, event: Event, at: float) -> bool:
        """Whether wrap-up ended by its deadline; no other command has a tick for a twin."""
        return (
            isinstance(event, e.WrapUpFinished)
            and not event.disposition
            and self._engine.has_due(Kind.WRAP_UP, event.agent_id, at)
        )

    def _expect(self, at: float, events: Iterable[Event]) -> None:
        self._expected.extend((at, event) for event in events)

    # ------------------------------------------------------------ ticks that do not show

    def _watch(self, seq: int, at: float, event: Event) -> Difference | None:
        """A tick may come late, but not for ever."""
        due = self._engine.next_deadline()
        overdue = self._overdue
        if due is None or due > at:
            self._overdue = None
        elif overdue is None or overdue.due != due:
            self._overdue = _Overdue(due, seq, at, event)
        elif at > overdue.at + PATIENCE_S:
            made = self._engine.tick(overdue.at).events
            self._overdue = None
            remark = "it was due and is not in the journal"
            found = (
                Difference(overdue.seq, overdue.at, overdue.event, one, remark) for one in made
            )
            return next(found, None)
        return None

    def _restart(self, index: int, at: float) -> None:
        """What the application does when it comes up: rebuild, then look everywhere."""
        self._engine, self._overdue = self._rebuilt(index), None
        if self._engine.tick(at).events:  # it shows in the journal: let it happen where it does
            self._engine = self._rebuilt(index)

    def _rebuilt(self, index: int) -> QuietEngine:
        engine = QuietEngine(self._plan)
        for _, at, event in self._entries[:index]:
            engine.replay(event, at)
        return engine
