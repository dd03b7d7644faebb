"""Whether the calendars of a site can be read, and whether whoever names one finds it.

Owns what is refused, and the warnings about calendars: holidays that no country was named for, and
calendars that nobody uses. Pure, but for the list of countries that a library knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import opening_hours

from dialplan.document import Item
from dialplan.form_check import near
from dialplan.problem import Problem
from dialplan.site_check import Parts, Prompts, check_opening_hours, refer
from wiring.holiday import known_places

_HOLIDAY = re.compile(r"\bPH\b")
_DAYS = "write the days themselves, e.g. Jan 06,Dec 25 off"
_LEAP_YEAR = "2028-"


def check_calendars(parts: Parts, prompts: Prompts) -> None:
    """Note every mistake of calendars.yaml, and of those who name a calendar, in their document."""
    for calendar in parts.calendars["calendars"].values():
        check_opening_hours(calendar["hours"])
        _check_festive(calendar)
        _check_holidays(calendar["holidays"])
        for override in calendar["overrides"].list():
            _check_override(override, prompts)
    for place, hours in _users(parts):
        refer(place["calendar"], "calendar", _names(parts))
        if place["calendar"].text and place[hours].text:
            place["calendar"].add(
                f"the calendar has hours of its own, and so has '{hours}'", "keep one of them"
            )
    for node in _hours_nodes(parts):
        _check_node(node)


def _names(parts: Parts) -> set[str]:
    return {name for name, _ in parts.calendars["calendars"].items()}


def _users(parts: Parts) -> Iterator[tuple[Item, str]]:
    """Whatever may name a calendar, and its field for hours of its own."""
    yield parts.centre, "opening_hours"
    yield from ((queue, "opening_hours") for queue in parts.queues["queues"].list())
    yield from ((node, "hours") for node in _hours_nodes(parts))


def _hours_nodes(parts: Parts) -> Iterator[Item]:
    nodes = (node for flow in parts.flows.values() for node in flow["nodes"].values())
    return (node["hours"] for node in nodes if node["hours"].is_there)


def _check_node(node: Item) -> None:
    if not (node["hours"].is_there or node["calendar"].is_there):
        node.add("names neither hours nor a calendar", "add 'hours:' or 'calendar:'", at_key=True)
    if node["holiday"].is_there and node["hours"].is_there:
        node["holiday"].add(
            "only a calendar knows holidays", "name a calendar in place of hours", at_key=True
        )


def _check_festive(calendar: Item) -> None:
    """PH must be of a kind that can be told from any other day."""
    hours = calendar["hours"]
    if opening_hours.validate(hours.text) and not opening_hours.validate(
        _HOLIDAY.sub("Mo-Su", hours.text)
    ):
        hours.add(
            "PH cannot be combined with weekdays, an offset or a number here",
            "write it alone or in a list, e.g. PH off; Su,PH 10:00-14:00",
        )


def _check_holidays(holidays: Item) -> None:
    country, region, places = holidays["country"], holidays["region"], known_places()
    refer(country, "country", set(places))
    if country.text in places:
        refer(region, f"region of {country.text}", set(places[country.text]))
    for day in holidays["municipal"].list():
        _check_time(day, date, day.text if len(day.text) > 5 else _LEAP_YEAR + day.text)


def _check_override(override: Item, prompts: Prompts) -> None:
    since, until = override["from"], override["to"]
    is_right = [_check_time(one, datetime, one.text) for one in (since, until)]
    if all(is_right) and since.text >= until.text:
        until.add(f"{until.text} is not after {since.text}", "let it end later than it begins")
    say = override["say"]
    if say.text and say.text not in prompts.keys:
        say.add(f"there is no prompt '{say.text}'", near(say.text, prompts.keys))


def _check_time(item: Item, kind: type[date], written: str) -> bool:
    """Whether it is there; one that no calendar has is noted."""
    try:
        kind.fromisoformat(written)
    except ValueError:
        if item.text and not item.is_told:
            item.add(f"there is no {item.text}", "write a day and a time that exist")
        return False
    return bool(item.text)


# ---------------------------------------------------------------- allowed, but hardly meant so


def doubtful_calendars(parts: Parts) -> Iterator[Problem]:
    """Holidays that are none, and calendars that nobody uses."""
    for place, field in _users(parts):
        yield from _unknown_holidays(
            place[field], "P|S", f"{_DAYS}, or name a calendar with holidays"
        )
    used = {place["calendar"].text for place, _ in _users(parts)}
    for name, calendar in parts.calendars["calendars"].items():
        has_holidays = calendar["holidays"].is_there
        kinds = "S" if has_holidays else "P|S"
        yield from _unknown_holidays(calendar["hours"], kinds, "add 'holidays:' to the calendar")
        if has_holidays and not _HOLIDAY.search(calendar["hours"].text):
            yield calendar["holidays"].problem(
                "the hours of this calendar never mention PH", "add e.g. '; PH off' to the hours"
            )
        if name not in used:
            yield calendar.problem(
                f"nothing uses the calendar '{name}'", "remove it, or name it", at_key=True
            )


def _unknown_holidays(hours: Item, kinds: str, right: str) -> Iterator[Problem]:
    if found := re.search(rf"\b(?:{kinds})H\b", hours.text):
        is_school = found[0] == "SH"
        yield hours.problem(
            f"'{found[0]}' means no day: no calendar of holidays is known",
            _DAYS if is_school else right,
        )
