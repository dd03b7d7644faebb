"""`centralita demo`: a whole centre and a scripted morning, then the story of it.

Owns the order of the demonstration and what it prints. Edge.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from centralita import report
from centralita.console import CannotRun
from centralita.demo_progress import told
from centralita.listening import all_places, require
from contact.event import ContactConnected, TicketOpened
from lab.centre import Centre, CentreProblem, free_ports
from lab.morning import MORNING, all_over, citizens_call, staff
from lab.robot import Habit
from lab.sipp import SippProblem
from reports.core.figures import Figures
from reports.core.service_level import definition_of
from reports.core.story import StoryLine
from reports.core.tally import total
from reports.edge.reading import read_figures, read_story, records
from wiring.settings import Settings

_KEPT = "secrets.json"


@dataclass(frozen=True)
class Morning:
    """What came of it."""

    figures: Figures
    story: tuple[StoryLine, ...]
    tickets: tuple[str, ...]
    failed: int
    """Calls that did not go as scripted."""


async def run_demo(settings: Settings, say: Console, *, once: bool, json_file: Path | None) -> None:
    """The whole demonstration, until its end or a signal.

    Raises CannotRun, also when the signal came before the story, and what keeps Asterisk from
    running.
    """
    require(all_places(settings))
    _begin_afresh(settings.state)
    centre = Centre(settings.model_copy(update={"phone_address": f"127.0.0.1:{free_ports(1)[0]}"}))
    folder = settings.state / "sipp"
    folder.mkdir(parents=True, exist_ok=True)
    output = _Output(once, json_file)
    _cancel_on_signal()
    try:
        say.print("[bold]1[/] Asterisk starts with the configuration rendered from the site")
        await centre.start_exchange()
        say.print("[bold]2[/] Centralita starts: journal, IVR, distribution, desks, CRM")
        await centre.start_application()
        await _perform(centre, folder, say, output)
    except asyncio.CancelledError:
        if not output.is_told:
            raise CannotRun("stopped before the morning was over") from None
    except (CentreProblem, SippProblem) as error:
        raise CannotRun(str(error)) from error
    finally:
        await centre.stop()


@dataclass
class _Output:
    once: bool
    json_file: Path | None
    is_told: bool = False
    """The story stands; a signal only ends the wait for visitors."""


async def _perform(centre: Centre, folder: Path, say: Console, output: _Output) -> None:
    agents = len(centre.site.plan.agents)
    say.print(f"[bold]3[/] {agents} robot agents log in at their desks and become ready")
    async with staff(centre, folder, lambda agent: Habit(wrap_up_s=1.5, comes_back=True)):
        say.print(f"[bold]4[/] The line opens: {len(MORNING)} citizens dial 012, real SIP calls")
        morning = await _read(centre, await _play(centre, folder, say))
        _tell(centre, morning, say)
        if output.json_file is not None:
            _write(centre, morning, output.json_file)
            say.print(f"The figures as JSON: {output.json_file}", markup=False, soft_wrap=True)
        output.is_told = True
        if not output.once:
            _invite(centre, say)
            await asyncio.Event().wait()


async def _play(centre: Centre, folder: Path, say: Console) -> int:
    """Let the citizens call until everything is over; calls that did not go as scripted."""
    async with told(centre, say):
        counted = await citizens_call(centre, folder)
        try:
            await all_over(centre)
        except TimeoutError:
            raise CannotRun(f"not every contact came to its end; see {centre.log}") from None
    return counted.failed


async def _read(centre: Centre, failed: int) -> Morning:
    url = centre.settings.journal
    reader = await centre.reader()
    try:
        facts = [record.event async for record in records(reader)]
    finally:
        await reader.close()
    talked = [event.contact_id for event in facts if isinstance(event, ContactConnected)]
    if not talked:
        raise CannotRun(f"no citizen reached an agent; see {centre.log}")
    names = centre.site.plan.agents
    return Morning(
        await read_figures(url),
        await read_story(url, talked[0], {agent.agent_id: agent.name for agent in names.values()}),
        tuple(event.ticket for event in facts if isinstance(event, TicketOpened)),
        failed,
    )


def _tell(centre: Centre, morning: Morning, say: Console) -> None:
    plan = centre.site.plan
    definition = definition_of(plan)
    everyone = total(morning.figures, definition, plan.short_abandon_s)
    say.print()
    say.print(report.story_view(morning.story))
    say.print()
    say.print(report.endings_view(everyone))
    say.print(report.service_level_view(everyone, definition))
    say.print(f"Tickets: {', '.join(morning.tickets)}", markup=False)
    if morning.failed:
        say.print(f"{morning.failed} calls did not go as scripted", style="bold red")


def _write(centre: Centre, morning: Morning, file: Path) -> None:
    plan = centre.site.plan
    definition = definition_of(plan)
    value: dict[str, Any] = {
        "citizens": len(MORNING),
        "failed": morning.failed,
        "tickets": morning.tickets,
        "story": report.story_as_json(morning.story),
        **report.figures_as_json(morning.figures, definition, plan.short_abandon_s),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))


def _invite(centre: Centre, say: Console) -> None:
    """Where a person can look and call."""
    settings, site = centre.settings, centre.site
    agent = next(iter(site.plan.agents))
    command = "centralita" if shutil.which("centralita") else os.path.relpath(sys.argv[0])
    token = f"{command} token {agent} --state {settings.state} prints the token of {agent}"
    lines = [
        "The centre stays up; Ctrl-C ends it.",
        f"  desk           {settings.http_url}/desk/   ({token})",
        f"  API            {settings.http_url}/api/docs   keys are in {settings.state}/{_KEPT}",
        f"  health         {settings.http_url}/health",
        *(
            f"  call           a softphone registered as {visitor.account} at "
            f"{settings.host}:{settings.sip_port} (UDP), password phone:{visitor.account} in "
            f"{settings.state}/{_KEPT}; dial {next(iter(site.plan.entry_points))}"
            for visitor in site.visitors[:1]
        ),
    ]
    say.print("\n".join(lines), markup=False, soft_wrap=True)


def _begin_afresh(state: Path) -> None:
    """Remove what an earlier demonstration left, but for the secrets."""
    if not state.is_dir():
        return
    for path in state.iterdir():
        if path.name != _KEPT:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _cancel_on_signal() -> None:
    """The first signal ends the demonstration; further ones do not disturb its end."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    waiting = [task.cancel]

    def cancel() -> None:
        if waiting:
            waiting.pop()()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, cancel)
