"""What the demonstration says while the calls are under way.

Owns the wording, one line that changes on a terminal and a few lines elsewhere. Edge.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console
from rich.status import Status

from contact.journey import State
from lab.centre import Centre
from lab.morning import MORNING, Course, courses

_PARTS = 4
"""So many lines are printed where no line can change."""


@asynccontextmanager
async def told(centre: Centre, say: Console) -> AsyncIterator[None]:
    """Say how far the morning has come as long as the body runs."""
    with say.status(sentence(Course())) as line:
        telling = asyncio.create_task(_tell(centre, say, line))
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)


async def _tell(centre: Centre, say: Console, line: Status) -> None:
    told = 0
    async for course in courses(centre):
        line.update(sentence(course))
        part = len(course.states) * _PARTS // len(MORNING)
        if part > told and not say.is_terminal:
            say.print(f"  {sentence(course)}")
            told = part


def sentence(course: Course) -> str:
    """Where the citizens are."""
    in_menu = course.count(State.ARRIVED, State.IN_MENU)
    waiting = course.count(State.QUEUED, State.OFFERED, State.IN_FALLBACK)
    return (
        f"{len(course.states)} of {len(MORNING)} have dialled: {in_menu} in the menu, "
        f"{waiting} waiting, {course.count(State.CONNECTED)} talking, "
        f"{course.count(State.ENDED)} over"
    )
