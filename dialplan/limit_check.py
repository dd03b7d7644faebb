"""Whether the limits and opening hours of the queues make sense: bounds, ways out, circles.

Owns what is refused, and the search for limits that are never reached. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contact.limit import Cause
from dialplan.document import Item
from dialplan.problem import Problem
from dialplan.queue_model import WAYS_OUT
from dialplan.site_check import Parts, Prompts, check_opening_hours, refer

_MEASURE: Mapping[str, str] = {
    Cause.FULL: "a number of contacts",
    Cause.SCARCE: "a number of contacts for each ready agent",
    Cause.LONG_WAIT: "a number of seconds",
    Cause.OVERDUE: "a number of seconds",
}
"""Causes that have a bound, and what it is."""


def check_limits(parts: Parts, prompts: Prompts) -> None:
    """Note every mistake of limits and opening hours in their document."""
    queues, known = list(parts.queues["queues"].list()), parts.known("queue")
    for queue in queues:
        for limit in queue["limits"].list():
            _check_bound(limit)
            _check_way_out(limit)
            if "@" not in limit["say"].text:
                refer(limit["say"], "prompt", set(prompts.keys))
            refer(limit["queue"], "queue", known)
            if limit["queue"].text and limit["queue"].text == queue["name"].text:
                limit["queue"].add(
                    f"the queue '{queue['name'].text}' leads to itself",
                    "name another queue, or say something",
                )
        _check_hours(queue)
    _check_circles(queues)


def _check_bound(limit: Item) -> None:
    cause, above = limit["when"], limit["above"]
    measure = _MEASURE.get(cause.text)
    if cause.text == Cause.CHOSEN:
        cause.add("'chosen' is no limit", "give the enqueue node a key instead, under 'keys:'")
    elif cause.text in (Cause.CLOSED, Cause.NOBODY) and above.is_there:
        above.add(f"'{cause.text}' has no bound", "remove 'above'", at_key=True)
    elif measure and not above.is_there:
        cause.add(f"'{cause.text}' needs a bound", f"add 'above:' with {measure}")
    elif cause.text == Cause.FULL and isinstance(above.value, float) and above.value % 1:
        above.add(f"{above.value:g} is no number of contacts", "write a whole number")


def _check_way_out(limit: Item) -> None:
    ways = [way for way in WAYS_OUT if limit[way].is_there]
    if len(ways) > 1:
        named = f"'{ways[0]}' and '{ways[1]}'"
        limit[ways[1]].add(f"there are two ways out, {named}", "keep one", at_key=True)
    elif limit["when"].is_there and not ways:
        limit.add("there is no way out", "add 'say:' with a prompt, or 'queue:' with a queue")


def _check_hours(queue: Item) -> None:
    hours = queue["opening_hours"]
    check_opening_hours(hours)
    causes = {limit["when"].text for limit in queue["limits"].list()}
    if not hours.text:
        hours = queue["calendar"]
    if hours.text and Cause.CLOSED not in causes:
        hours.add(
            f"the queue '{queue['name'].text}' has no way out while it is closed",
            "give it a limit, e.g. {when: closed, say: closed}",
        )


# ---------------------------------------------------------------- queues that lead back


def _check_circles(queues: Sequence[Item]) -> None:
    """Note every way out that leads back to a queue on the way to it."""
    ways = {queue["name"].text: [*_ways_of(queue)] for queue in queues}
    done: set[str] = set()
    for start in ways:
        walk = {} if start in done else {start: iter(ways[start])}
        while walk:
            name = next(reversed(walk))
            way = next(walk[name], None)
            if way is None:
                done.add(name)
                del walk[name]
            elif way.text in walk:
                _note_circle(way, [*walk])
            elif way.text in ways and way.text not in done:
                walk[way.text] = iter(ways[way.text])


def _ways_of(queue: Item) -> Iterator[Item]:
    """Where the queue leads, itself excluded."""
    for limit in queue["limits"].list():
        if limit["queue"].text not in ("", queue["name"].text):
            yield limit["queue"]


def _note_circle(way: Item, walk: list[str]) -> None:
    circle = [*walk[walk.index(way.text) :], way.text]
    way.add(
        f"the queues lead in a circle: {' → '.join(circle)}",
        "let one of them say something instead",
    )


# ---------------------------------------------------------------- allowed, hardly meant so


def unreached_limits(queue: Item) -> Iterator[Problem]:
    """Limits before which another of the same cause always comes."""
    least: dict[str, float] = {}
    for limit in queue["limits"].list():
        cause, bound = limit["when"].text, _bound(limit)
        before = least.get(cause)
        if cause and before is not None and bound >= before:
            yield limit["when"].problem(
                f"this '{cause}' is never reached: one before it holds whenever this does",
                "write the highest bound first, or remove it",
            )
        least[cause] = bound if before is None else min(before, bound)


def _bound(limit: Item) -> float:
    value = limit["above"].value
    return float(value) if isinstance(value, int | float) else 0.0
