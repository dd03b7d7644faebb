"""Answers to the dialplan's questions over FastAGI, from what the ivr already knows.

Owns which questions there are: `opening`, `emergency`, `language`. An administrator's own dialplan
branches on the variables; the base dialplan does not depend on them. Never waits. Edge.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from contact.plan import CentrePlan
from ivr.agi.server import Question
from ivr.core.caller_memory import CallerMemory
from wiring.timetable import timetable_of

Answer = Callable[[Question], Awaitable[Mapping[str, str]]]


def questions(
    plan: CentrePlan,
    callers: CallerMemory[str],
    now: Callable[[], float],
    message: Callable[[], str] | None = None,
) -> dict[str, Answer]:
    """Name → answer. `now` gives UTC seconds, `message` the emergency message that is set."""
    hours = timetable_of(plan, plan.opening_hours, plan.calendar)

    async def opening(question: Question) -> Mapping[str, str]:
        """CENTRALITA_OPENING: open or closed; CENTRALITA_NEXT: when that changes, ISO 8601."""
        at = now()
        change = hours.next_change(at)
        return {
            "CENTRALITA_OPENING": "open" if hours.is_open(at) else "closed",
            "CENTRALITA_NEXT": ""
            if change is None
            else datetime.fromtimestamp(change, hours.zone).isoformat(),
        }

    async def emergency(question: Question) -> Mapping[str, str]:
        """CENTRALITA_EMERGENCY: the prompt's key, or empty."""
        return {"CENTRALITA_EMERGENCY": message() if message else plan.emergency_message}

    async def language(question: Question) -> Mapping[str, str]:
        """CENTRALITA_LANGUAGE: of the number given, or of the caller; else the entry point's."""
        given = question.arguments[0] if question.arguments else ""
        number = given or question.environment.get("agi_callerid", "")
        dialled = plan.entry_points.get(question.environment.get("agi_dnid", ""))
        fallback = (dialled.language if dialled else "") or plan.languages[0]
        return {"CENTRALITA_LANGUAGE": callers.of(number) or fallback}

    return {"opening": opening, "emergency": emergency, "language": language}
