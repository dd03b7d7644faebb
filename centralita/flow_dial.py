"""What `centralita flow call` does: a real test call to the running centre, with keys.

Owns when the keys are pressed, which a rehearsal foretells, and what is told of the call: what SIPp
saw of it, and its story from the journal. Never decides anything of the dialogue. Edge.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from centralita.console import CannotRun
from centralita.control import ask_centre
from centralita.flow import scene_of, try_flow
from centralita.report_json import story_as_json
from contact import event as e
from contact.identity import ContactId
from contact.plan import CentrePlan
from dialplan.site import read_site
from lab.quiet_media import keeping_quiet
from lab.rehearsal import SILENCE, Scene
from lab.sip_message import Message
from lab.sipp import Outcome, Script, SippProblem, play
from reports.core.story import StoryLine, story
from reports.edge.reading import records
from wiring.journal import Reader, Record, open_reader
from wiring.settings import Settings, read_settings

STORY_S = 10.0
"""How long the journal may take to tell the contact's end, seconds."""
LONGEST_STAY_S = 110.0
"""After the last key or silence; SIPp's scenario gives up a little later."""
_NUMBER = re.compile(r"\+?[0-9]{1,20}")


class DialOrder(Protocol):
    """What is asked for."""

    @property
    def number(self) -> str: ...
    @property
    def keys(self) -> str: ...
    @property
    def caller(self) -> str: ...
    @property
    def stay_s(self) -> float: ...
    @property
    def site(self) -> Path: ...
    @property
    def state(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Called:
    """What became of a call."""

    contact_id: ContactId
    caller_number: str
    answered_after_s: float
    """Since the INVITE, seconds."""
    lasted_s: float
    """Since the answer, seconds."""
    hung_up_by: str
    """'caller' or 'centre'."""
    pressed: tuple[tuple[float, str], ...]
    """Keys, each with its seconds since the answer."""
    story: tuple[StoryLine, ...]


def dial_centre(order: DialOrder) -> Called:
    """Place the call and wait until it is over. Raises CannotRun, SiteProblems, JournalError."""
    plan = read_site(order.site).plan
    caller = order.caller or f"699{time.time_ns() // 1_000_000 % 1_000_000:06}"
    if not _NUMBER.fullmatch(caller):
        raise CannotRun(f"'{caller}' is no number of a caller; write digits, e.g. 600111222")
    if not 0 <= order.stay_s <= LONGEST_STAY_S:
        raise CannotRun(f"nobody stays {order.stay_s:g} s; write at most {LONGEST_STAY_S:g}")
    scene = scene_of(plan, order.number, "", caller, "")
    message = ask_centre(order, "GET", "emergency-message")["prompt"]
    foretold = try_flow(dataclasses.replace(plan, emergency_message=message), scene, order.keys)
    settings = read_settings(site=order.site, state=order.state)
    pressed = tuple(foretold.pressed[: len(order.keys.replace(" ", "").replace(",", ""))])
    return asyncio.run(_dialled(settings, plan, Dialling(scene, pressed, order.stay_s)))


@dataclass(frozen=True, slots=True)
class Dialling:
    """What SIPp is to do."""

    scene: Scene
    pressed: tuple[tuple[float, str], ...]
    """Keys and silences, each with its seconds since the answer."""
    stay_s: float


async def _dialled(settings: Settings, plan: CentrePlan, dialling: Dialling) -> Called:
    scene = dialling.scene
    journal = await open_reader(settings.journal)
    try:
        before = await journal.last()
        outcome = await _ring(settings, dialling)
        invited, answered, hung_up = _milestones(outcome)
        own = await _own_records(journal, before, scene.caller_number)
    finally:
        await journal.close()
    contact_id = ContactId(getattr(own[0].event, "contact_id", ""))
    names = {agent.agent_id: agent.name for agent in plan.agents.values()}
    return Called(
        contact_id,
        scene.caller_number,
        round(answered.at - invited.at, 3),
        round(hung_up.at - answered.at, 3),
        "caller" if hung_up.is_sent else "centre",
        tuple((at_s, key) for at_s, key in dialling.pressed if key != SILENCE),
        story(own, contact_id, names),
    )


async def _ring(settings: Settings, dialling: Dialling) -> Outcome:
    row, before_s = [dialling.scene.caller_number, "Test call"], 0.0
    for at_s, key in dialling.pressed:
        row += [str(round((at_s - before_s) * 1000)), key]
        before_s = at_s
    script = Script(
        "citizen_info",
        dialling.scene.entry_point,
        [[*row, str(round(dialling.stay_s * 1000))]],
        count=1,
        key_count=len(dialling.pressed),
        limit_s=before_s + (dialling.stay_s or LONGEST_STAY_S) + 15,
        log_messages=True,
    )
    sip = f"{settings.host}:{settings.sip_port}"
    try:
        with tempfile.TemporaryDirectory(prefix="centralita-call-") as folder:
            async with keeping_quiet() as port:
                return await play(sip, Path(folder), dataclasses.replace(script, ear_port=port))
    except SippProblem as error:
        raise CannotRun(str(error)) from error


def _milestones(outcome: Outcome) -> tuple[Message, Message, Message]:
    """INVITE, its good answer, and the first BYE. Raises CannotRun where there is none."""
    invited = _first(outcome, "INVITE ")
    answered = _first(outcome, "SIP/2.0 200")
    hung_up = _first(outcome, "BYE ")
    if invited and answered and hung_up:
        return invited, answered, hung_up
    refused = next(filter(None, (_first(outcome, f"SIP/2.0 {kind}") for kind in "456")), None)
    said = f"answered '{refused.first_line}'" if refused else "did not answer"
    raise CannotRun(
        f"the exchange {said} when it was called; look at `centralita doctor`, and let the trunk's "
        "addresses in centre.yaml name this machine"
    )


def _first(outcome: Outcome, beginning: str) -> Message | None:
    found = (one for one in outcome.messages if one.first_line.startswith(beginning))
    return next(found, None)


async def _own_records(journal: Reader, before: int, caller: str) -> list[Record]:
    """Everything of this caller's contact, once it has ended or as far as it came in time."""
    until = time.monotonic() + STORY_S
    last = await journal.last()
    own = await _of_caller(journal, before, caller)
    while not _has_ended(own) and time.monotonic() < until:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STORY_S):
                await journal.changed(last)
        last = await journal.last()
        own = await _of_caller(journal, before, caller)
    if not own:
        raise CannotRun(
            "the journal has no such call; name the --site and --state of the running centre"
        )
    return own


def _has_ended(own: list[Record]) -> bool:
    return any(isinstance(one.event, e.ContactEnded) for one in own)


async def _of_caller(journal: Reader, before: int, caller: str) -> list[Record]:
    contact_id, own = "", []
    async for record in records(journal, before):
        event = record.event
        if isinstance(event, e.ContactArrived) and event.caller_number == caller:
            contact_id = event.contact_id
        if contact_id and getattr(event, "contact_id", "") == contact_id:
            own.append(record)
    return own


def dialled_plain(called: Called) -> dict[str, Any]:
    """The call as plain values."""
    return {
        **dataclasses.asdict(dataclasses.replace(called, story=())),
        "pressed": [{"after_s": round(at_s, 3), "key": key} for at_s, key in called.pressed],
        "story": story_as_json(called.story),
    }


def dialled_line(called: Called) -> str:
    """The call in one sentence."""
    return (
        f"{called.contact_id}: answered after {called.answered_after_s:.3f} s, "
        f"hung up by the {called.hung_up_by} after {called.lasted_s:.1f} s"
    )
