"""When something is open: opening hours as OpenStreetMap writes them, in a time zone.

Owns the reading of calendars, and is the one place that does. Takes and gives UTC seconds, reads no
clock. Edge: third parties' code does the work. A local time that the end of summer time brings
twice counts the second time, one that its beginning leaves out counts as the first instant after
the gap. Source: OpenStreetMap wiki, "Key:opening_hours/specification".

Theory. The library behind it knows the holidays of countries, but not those of regions and towns.
So there are two tables: on ordinary days PH means no day, on holidays it means that very day, which
is written as Mo-Su. The rules keep their order in both, and a later one overrides, as the notation
demands. Hours that reach past midnight are judged by the day on which they are looked at. An
exception for once (override) goes before both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from contact.calendar import Calendar, Opening, Standing
from contact.plan import CentrePlan
from wiring.holiday import holidays_of

ALWAYS = "24/7"
AHEAD_S = 400 * 86400.0
"""Whatever has not changed for so long after the last exception never will, seconds."""
_HOLIDAY = re.compile(r"\bPH\b")


@dataclass(frozen=True, slots=True)
class _Span:
    """An override in UTC seconds."""

    since: float
    until: float
    opening: Opening


class Timetable:
    """Opening hours of one centre, queue or node."""

    def __init__(self, hours: str, time_zone: str, calendar: Calendar | None = None) -> None:
        """`calendar`: its hours count in place of `hours`; without both it is always open.

        Raises opening_hours.ParserError and ZoneInfoNotFoundError.
        """
        self.zone = ZoneInfo(time_zone)
        written = (calendar.hours if calendar else hours) or ALWAYS
        self._ordinary = OpeningHours(written, timezone=self.zone)
        self._holidays = calendar.holidays if calendar else None
        festive = _HOLIDAY.sub("Mo-Su", written) if self._holidays else written
        self._festive = OpeningHours(festive, timezone=self.zone)
        self._spans = tuple(
            _Span(
                self._instant(one.since), self._instant(one.until), Opening(one.standing, one.say)
            )
            for one in (calendar.overrides if calendar else ())
        )

    def is_open(self, at: float) -> bool:
        """Whether it is open at this instant; hours that are called unknown are not open."""
        return self.opening(at).standing is Standing.OPEN

    def opening(self, at: float) -> Opening:
        """What it is at this instant, and what is to be told of it."""
        for span in reversed(self._spans):
            if span.since <= at < span.until:
                return span.opening
        local = self._local(at)
        if self._table(local).is_open(local):
            return Opening(Standing.OPEN)
        is_holiday = self._is_holiday(local.date())
        return Opening(Standing.HOLIDAY if is_holiday else Standing.CLOSED)

    def next_change(self, at: float) -> float | None:
        """When it opens or closes next, later than this instant; None: never."""
        if self._holidays is None and not self._spans:
            change = self._ordinary.next_change(self._local(at))
            return None if change is None else change.timestamp()
        is_open = self.is_open(at)
        end = max([at, *(span.until for span in self._spans)]) + AHEAD_S
        here = at
        while here < end:
            here = min(edge for edge in self._edges(here) if edge > here)
            if self.is_open(here) is not is_open:
                return here
        return None

    def _edges(self, at: float) -> Iterator[float]:
        """The instants at which something may change: the first of each kind after this one."""
        turn = self._next_turn(at)
        yield turn
        yield from (edge for span in self._spans for edge in (span.since, span.until))
        # Only as far as this table counts: the library looks for a change of one that has none,
        # such as Mo-Su off, for thousands of years and several seconds.
        table = self._table(self._local(at))
        yield next(iter(table.intervals(self._local(at), self._local(turn))))[1].timestamp()

    def _next_turn(self, at: float) -> float:
        """The midnight at which a holiday begins or ends, or after a year of none."""
        day = self._local(at).date()
        is_holiday = self._is_holiday(day)
        for ahead in range(1, 367):
            if self._is_holiday(day + timedelta(ahead)) is not is_holiday:
                break
        return self._midnight(day + timedelta(ahead))

    def _table(self, local: datetime) -> OpeningHours:
        return self._festive if self._is_holiday(local.date()) else self._ordinary

    def _is_holiday(self, day: date) -> bool:
        return self._holidays is not None and day in holidays_of(self._holidays, day.year)

    def _midnight(self, day: date) -> float:
        return self._instant(datetime.combine(day, time()).isoformat())

    def _instant(self, local: str) -> float:
        """UTC seconds of a local time; see the head of this module for those that are not one."""
        wall = datetime.fromisoformat(local)
        first, second = (wall.replace(tzinfo=self.zone, fold=fold).timestamp() for fold in (0, 1))
        if first <= second:
            return second
        offset = self._local(second).utcoffset()  # left out: find where the clock is turned
        before, after = second, first
        while after - before > 1:
            middle = (before + after) // 2
            is_before = self._local(middle).utcoffset() == offset
            before, after = (middle, after) if is_before else (before, middle)
        return after

    def _local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, self.zone)


def timetable_of(plan: CentrePlan, hours: str, calendar: str) -> Timetable:
    """The timetable of whatever names a calendar of the plan, or hours of its own, or neither."""
    return Timetable(hours, plan.time_zone, plan.calendars[calendar] if calendar else None)
