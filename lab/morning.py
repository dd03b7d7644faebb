"""A scripted morning: two dozen citizens with their wishes, and agents who attend them.

Owns the script and its performance with real SIP. Never looks at how it went; the journal tells.
Edge.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contact.identity import OfferId
from contact.journey import LIVE, NONE_OPEN, State, advance, open_offers
from contact.plan import Agent
from lab.centre import Centre
from lab.robot import Habit, RobotAgent
from lab.sipp import Outcome, Script, play, playing

SPANISH, ITALIAN, BASQUE, ENGLISH = "1", "2", "3", "4"
TAXES, REGISTRY, STREETS, OTHER = "1", "2", "3", "0"
_FIRST_KEY_MS, _NEXT_KEY_MS = 1500, 2000


@dataclass(frozen=True, slots=True)
class Citizen:
    """One citizen's morning."""

    number: str
    name: str
    keys: tuple[str, ...]
    """Keys in the order in which they are pressed, at most three."""
    stays_ms: int
    """From the last key to hanging up, milliseconds."""

    def row(self) -> list[str]:
        """The fields of the SIPp scenario."""
        pairs: list[str] = []
        for place in range(3):
            wait_ms = _FIRST_KEY_MS if place == 0 else _NEXT_KEY_MS
            has_key = place < len(self.keys)
            pairs += [str(wait_ms), self.keys[place]] if has_key else ["0", ""]
        return [self.number, self.name, *pairs, str(self.stays_ms)]


MORNING = (
    Citizen("600100101", "Maria Lasa", (SPANISH, TAXES), 9000),
    Citizen("600100102", "Jon Agirre", (BASQUE, REGISTRY), 8000),
    Citizen("390610103", "Giulia Conti", (ITALIAN, TAXES), 9000),
    Citizen("441610104", "Tom Hardcastle", (ENGLISH, STREETS), 8000),
    Citizen("600100105", "Pilar Nadal", (SPANISH,), 1500),
    Citizen("600100106", "", (SPANISH, OTHER), 10000),
    Citizen("600100107", "Iker Zabala", (BASQUE, STREETS), 7000),
    Citizen("390610108", "Marco Gallo", (ITALIAN, REGISTRY), 8000),
    Citizen("600100109", "Ana Belmonte", (SPANISH, "7", TAXES), 9000),
    Citizen("600100110", "Luis Ferrer", (SPANISH, REGISTRY), 400),
    Citizen("441610111", "Amy Cole", (ENGLISH, TAXES), 9000),
    Citizen("600100112", "Nerea Otxoa", (BASQUE, TAXES), 8000),
    Citizen("600100101", "Maria Lasa", (SPANISH, REGISTRY), 9000),
    Citizen("390610114", "Sara Riva", (ITALIAN, STREETS), 8000),
    Citizen("600100115", "Carlos Vega", (SPANISH, STREETS), 9000),
    Citizen("600100116", "Lucia Prat", (), 3000),
    Citizen("600100117", "Mikel Elosegi", (BASQUE, OTHER), 7000),
    Citizen("441610118", "Ben Osei", (ENGLISH, REGISTRY), 8000),
    Citizen("390610119", "Paolo Neri", (ITALIAN, OTHER), 9000),
    Citizen("600100120", "Rosa Camps", (SPANISH, TAXES), 9000),
    Citizen("600100121", "Eva Duran", (SPANISH, OTHER), 8000),
    Citizen("600100122", "Hugo Mora", (SPANISH, TAXES), 1200),
    Citizen("600100102", "Jon Agirre", (BASQUE, TAXES), 8000),
    Citizen("390610124", "Elena Sala", (ITALIAN, TAXES), 8000),
)
"""Citizens in the order in which they dial 012."""

RATE_PER_S = 1.0
"""New contacts a second."""
PHONE = {"ring_ms": 200, "answer_ms": 900, "talk_ms": 0}
"""How the robots' phones behave, milliseconds; 0: the citizen ends the conversation."""
_SCRIPT_S = 60.0


@asynccontextmanager
async def staff(
    centre: Centre, folder: Path, habit: Callable[[Agent], Habit]
) -> AsyncIterator[list[RobotAgent]]:
    """All agents of the centre at their desks, ready, with phones that answer."""
    phones = Script("agent", port=centre.phone_port, keys=PHONE, rate=0, limit_s=3600)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(playing(remote_of(centre), folder, phones))
        robots = [
            await stack.enter_async_context(
                RobotAgent(
                    centre.settings.http_url,
                    agent.agent_id,
                    centre.desk_token(agent.agent_id),
                    habit(agent),
                )
            )
            for agent in centre.site.plan.agents.values()
        ]
        for robot in robots:
            await robot.seen.wait_for("agent_state", 10.0, mode="ready")
        yield robots


async def citizens_call(centre: Centre, folder: Path) -> Outcome:
    """Let the morning's citizens call; what SIPp counted."""
    script = Script(
        "citizen",
        "012",
        rows=[citizen.row() for citizen in MORNING],
        count=len(MORNING),
        rate=RATE_PER_S,
        limit_s=_SCRIPT_S,
    )
    return await play(remote_of(centre), folder, script)


@dataclass(slots=True)
class Course:
    """How far the contacts of a journal have come."""

    states: dict[str, State] = field(default_factory=dict)
    open_offers: dict[str, frozenset[OfferId]] = field(default_factory=dict)
    wrapping: set[str] = field(default_factory=set)
    """Contacts in wrap-up."""

    def take(self, event: object) -> None:
        """Fold one event."""
        contact_id = getattr(event, "contact_id", None)
        if contact_id is not None:
            state = self.states.get(contact_id, State.NEW)
            still_open = open_offers(self.open_offers.get(contact_id, NONE_OPEN), state, event)
            self.open_offers[contact_id] = still_open
            self.states[contact_id] = advance(state, event, still_open)
        match type(event).__name__:
            case "WrapUpStarted":
                self.wrapping.add(contact_id or "")
            case "WrapUpFinished":
                self.wrapping.discard(contact_id or "")

    @property
    def is_over(self) -> bool:
        """Somebody called, no contact is live, every wrap-up is finished."""
        is_live = any(one in LIVE for one in self.states.values())
        return bool(self.states) and not is_live and not self.wrapping

    def count(self, *states: State) -> int:
        """Contacts that are in one of these states now."""
        return sum(one in states for one in self.states.values())


async def all_over(centre: Centre, within_s: float = 60.0) -> None:
    """Wait until no contact is live and every wrap-up is finished. Raises TimeoutError."""
    async with asyncio.timeout(within_s), aclosing(courses(centre)) as seen:
        async for course in seen:
            if course.is_over:
                return


async def courses(centre: Centre) -> AsyncGenerator[Course]:
    """The same course again and again, whenever the journal has told more; never ends."""
    reader = await centre.reader()
    course, after = Course(), 0
    try:
        while True:
            await reader.changed(after)
            for record in await reader.read(after):
                after = record.seq
                course.take(record.event)
            yield course
    finally:
        await reader.close()


def remote_of(centre: Centre) -> str:
    """Where Asterisk takes calls."""
    return f"{centre.settings.host}:{centre.settings.sip_port}"
