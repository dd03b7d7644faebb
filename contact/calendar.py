"""When something is open, as an administrator decided: hours, holidays and exceptions.

Owns the shape of calendars as plain frozen values, and what can be found in one. Reading the
notation and knowing the holidays of a country is the business of `wiring.timetable`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What a calendar says of an instant."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    """Closed, on a public or municipal holiday."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a calendar says of an instant, and what callers are to be told of it."""

    standing: Standing
    say: str = ""
    """Key of a prompt; empty: nothing in particular."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """Which days count as holidays (PH)."""

    country: str
    """ISO 3166-1, two letters."""
    region: str = ""
    """Second part of its ISO 3166-2 code, e.g. 'PV'; empty: only what the whole country keeps."""
    municipal: tuple[str, ...] = ()
    """Further days: 'MM-DD' in every year that has it, or 'YYYY-MM-DD'."""


@dataclass(frozen=True, slots=True)
class Override:
    """For once, something else than hours and holidays say."""

    since: str
    """First instant, local time 'YYYY-MM-DDTHH:MM'."""
    until: str
    """First instant after it, likewise."""
    standing: Standing
    say: str = ""
    """Key of the prompt that callers hear; empty: none."""
    why: str = ""
    """For people."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar of a centre. Queues, flows and the centre itself name it."""

    hours: str
    """In OpenStreetMap's notation; PH means the holidays."""
    holidays: Holidays | None = None
    """None: PH means no day."""
    overrides: tuple[Override, ...] = ()
    """Where two overlap, the later one in this list counts."""
