"""When something is open: opening hours as OpenStreetMap writes them, in a time zone.

Owns the reading of the notation. Takes and gives UTC seconds, reads no clock. Edge: a third party's
code does the work. A local time that the end of summer time brings twice counts the second time,
one that its beginning leaves out counts as the first instant after the gap. Source: OpenStreetMap
wiki, "Key:opening_hours/specification".
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

ALWAYS = "24/7"


class Timetable:
    """Opening hours of one centre or queue."""

    def __init__(self, hours: str, time_zone: str) -> None:
        """Empty hours: always open. Raises opening_hours.ParserError and ZoneInfoNotFoundError."""
        self.zone = ZoneInfo(time_zone)
        self._hours = OpeningHours(hours or ALWAYS, timezone=self.zone)

    def is_open(self, at: float) -> bool:
        """Whether it is open at this instant; hours that are called unknown are not open."""
        return self._hours.is_open(self._local(at))

    def next_change(self, at: float) -> float | None:
        """When it opens or closes next, later than this instant; None: never."""
        change = self._hours.next_change(self._local(at))
        return None if change is None else change.timestamp()

    def _local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, self.zone)
