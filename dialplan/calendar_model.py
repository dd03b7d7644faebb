"""The form of calendars.yaml: when something is open, on ordinary days, holidays and for once.

Owns field names, types and ranges; `site_model` has the other files. Pure.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dialplan.entry import Entry, Label, Name, PromptKey

LocalTime = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]
"""Local time of the centre."""
Day = Annotated[str, Field(pattern=r"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$")]
"""'MM-DD' in every year, or 'YYYY-MM-DD'."""


class HolidaysEntry(Entry):
    """Which days PH means."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """ISO 3166-1, e.g. ES."""
    region: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")] | None = None
    """Second part of its ISO 3166-2 code, e.g. PV; omitted: holidays of the whole country only."""
    municipal: list[Day] = []


class OverrideEntry(Entry):
    """For once, something else."""

    since: LocalTime = Field(alias="from")
    until: LocalTime = Field(alias="to")
    """First instant after it."""
    state: Literal["open", "closed"]
    say: PromptKey | None = None
    """What callers of a flow hear before they are led on."""
    why: Label | None = None


class CalendarEntry(Entry):
    """One calendar."""

    hours: Annotated[str, Field(min_length=1)]
    """In OpenStreetMap's notation, e.g. 'Mo-Fr 08:00-20:00; PH off'."""
    holidays: HolidaysEntry | None = None
    """Omitted: PH means no day."""
    overrides: list[OverrideEntry] = []
    """Where two overlap, the later one in this list counts."""


class CalendarsFile(Entry):
    """calendars.yaml: when something is open. The file may be missing."""

    calendars: Annotated[dict[Name, CalendarEntry], Field(min_length=1)]
