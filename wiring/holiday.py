"""Which days are holidays somewhere.

Owns the only use of the library that knows them. Days of a country and region come from it, those
of a municipality from the site. Takes and gives dates, reads no clock. Edge: a third party's list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays

from contact.calendar import Holidays


@cache
def holidays_of(where: Holidays, year: int) -> frozenset[date]:
    """All holidays of a year. Raises NotImplementedError for a place that is not known."""
    region = where.region or None
    known = holidays.country_holidays(where.country, subdiv=region, years=year)
    own = (_in_year(day, year) for day in where.municipal)
    return frozenset(known) | {day for day in own if day is not None}


def known_places() -> Mapping[str, frozenset[str]]:
    """Country → its regions."""
    countries = holidays.list_supported_countries()
    return {country: frozenset(regions) for country, regions in countries.items()}


def _in_year(day: str, year: int) -> date | None:
    """A day of a municipality; None when this year does not have it, such as 29 February."""
    written = day if len(day) > len("MM-DD") else f"{year:04}-{day}"
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if found.year == year else None
