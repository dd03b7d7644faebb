"""What is measured on: one Asterisk with this application and app_queue beside each other.

Owns the start and end of everything on it, agents at their desks and their phones included. Never
judges a figure. Edge.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lab.bench_site import with_native, write_site
from lab.centre import Centre, free_settings
from lab.morning import remote_of
from lab.proc import cpu_s
from lab.robot import Habit, RobotAgent
from lab.sipp import Outcome, Script, Sipp, play, playing

TALK_MS = 1500
"""From the answer to the citizen's hanging up, milliseconds."""
PHONES_LIMIT_S = 900.0
"""Longest measurement, seconds."""


@dataclass(frozen=True)
class Stage:
    """A running centre with app_queue beside it."""

    centre: Centre
    folder: Path
    """Where SIPp leaves what it writes."""
    phones: Sipp
    """All agents' phones."""
    robots: list[RobotAgent]
    """All agents, ready."""

    async def serve(self, number: str, rate: float, count: int) -> Outcome:
        """So many contacts at this rate a second to this number; each talks and hangs up."""
        row = ["600000001", "", "0", "", "0", "", "0", "", str(TALK_MS)]
        limit_s = count / rate + 30
        script = Script("citizen_info", number, [row], count=count, rate=rate, limit_s=limit_s)
        return await play(remote_of(self.centre), self.folder, script)

    def spent(self) -> tuple[float, float]:
        """Processor seconds of Asterisk and of the application so far."""
        assert self.centre.exchange is not None and self.centre.application is not None
        assert self.centre.exchange.pid is not None
        return cpu_s(self.centre.exchange.pid), cpu_s(self.centre.application.pid)


@asynccontextmanager
async def open_stage(folder: Path, agents: int, phone: Script) -> AsyncIterator[Stage]:
    """A centre with so many agents at their desks, ready; phones as the script says."""
    centre = Centre(free_settings(write_site(folder / "site", agents), folder / "state"))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(centre.stop)
        await centre.start_exchange(lambda files: with_native(files, agents))
        await centre.start_application()
        sipp = folder / "sipp"
        sipp.mkdir(exist_ok=True)
        script = replace(phone, port=centre.phone_port, limit_s=PHONES_LIMIT_S)
        phones = await stack.enter_async_context(playing(remote_of(centre), sipp, script))
        robots = [await stack.enter_async_context(robot) for robot in _robots(centre)]
        for robot in robots:
            await robot.seen.wait_for("agent_state", 20.0, mode="ready")
        yield Stage(centre, sipp, phones, robots)


def _robots(centre: Centre) -> list[RobotAgent]:
    return [
        RobotAgent(centre.settings.http_url, agent, centre.desk_token(agent), Habit())
        for agent in centre.site.plan.agents
    ]
