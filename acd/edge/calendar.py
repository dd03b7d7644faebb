"""The calendar: closes and opens queues when their opening hours say so.

Owns the commands `CloseQueue` and `OpenQueue` that no person gives. Reads no clock, keeps no task
and no record of its own: it stands in the runner beside the cores, which tells it the time and the
facts, so that it is rebuilt from the journal like them. Edge only for the library that knows
opening hours.

Theory. The calendar speaks when it changes, not all the time: between two changes a person may
close or open a queue by hand, and the last word counts. So a queue follows the calendar when its
calendar has changed since the queue was last closed or opened, by whomever. The same rule holds
while running and after a restart, however long it took, and what is already so is not said again. A
plan that was not in force before has the first word on all queues; one without opening hours is
open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from contact import event as e
from contact.command import CloseQueue, OpenQueue
from contact.core import NOTHING, Instant, Outcome
from contact.plan import CentrePlan
from wiring.timetable import timetable_of


class Calendar:
    """The calendar of all queues of a plan. Fulfils contact.core.Core."""

    def __init__(self, plan: CentrePlan) -> None:
        self._timetables = {
            name: timetable_of(plan, queue.opening_hours, queue.calendar)
            for name, queue in plan.queues.items()
        }
        self._version = ""
        self._closed: set[str] = set()
        self._changes: dict[str, Instant] = {}
        """Queue → when its calendar changes next, counted from the last word on it; missing: the
        calendar has not spoken yet."""

    def handle(self, message: Any, now: Instant) -> Outcome:
        """Take an event; at the start say what the calendar has to say."""
        self.replay(message, now)
        return self.tick(now) if isinstance(message, e.CentreStarted) else NOTHING

    def tick(self, now: Instant) -> Outcome:
        """Close and open what is due."""
        return Outcome(effects=tuple(self._due(now)))

    def _due(self, now: Instant) -> Iterator[CloseQueue | OpenQueue]:
        for name, timetable in self._timetables.items():
            if self._changes.get(name, now) > now:
                continue
            self._heed(name, now)
            is_open = timetable.is_open(now)
            if is_open and name in self._closed:
                yield OpenQueue(name)
            elif not is_open and name not in self._closed:
                yield CloseQueue(name)

    def next_deadline(self) -> Instant | None:
        """The next change of any calendar."""
        earliest = min(self._changes.values(), default=math.inf)
        return earliest if earliest < math.inf else None

    def replay(self, event: Any, at: Instant) -> None:
        """Fold one event."""
        match event:
            case e.CentreStarted():
                if event.plan_version != self._version:
                    self._changes.clear()
                self._version = event.plan_version
            case e.QueueClosed():
                self._closed.add(event.queue)
                self._heed(event.queue, at)
            case e.QueueOpened():
                self._closed.discard(event.queue)
                self._heed(event.queue, at)

    def _heed(self, queue: str, at: Instant) -> None:
        """Somebody has had the last word on this queue; the calendar may change after it."""
        if queue in self._timetables:
            change = self._timetables[queue].next_change(at)
            self._changes[queue] = math.inf if change is None else change

    def snapshot(self) -> dict[str, Any]:
        """Queue → whether it is closed, and when its calendar changes next, UTC seconds."""
        return {
            name: {"is_closed": name in self._closed, "changes_at": self._changes.get(name, 0.0)}
            for name in self._timetables
        }
