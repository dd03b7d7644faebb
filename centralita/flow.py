"""What `centralita flow` does: draw a flow, and play it without a telephone.

Owns the way from a site folder to the answer for people and as plain values. Edge.
"""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from centralita.console import CannotRun, out
from contact.plan import CentrePlan
from dialplan.document import read_document, top
from dialplan.flow_drawing import Drawn, dot, drawn, outline
from lab.rehearsal import SILENCE, UNKNOWN_S, Rehearsal, Scene, typed
from sounds.library import open_library

FORMS = ("list", "svg", "dot")
"""A nested list, a picture, the picture's source."""
KEYS = "0123456789*#"
NO_KEY = "-"
"""In place of a key: silence."""
DRAWING_S = 30
"""Longest time that Graphviz may take, seconds."""


def draw_flow(site: Path, plan: CentrePlan, name: str, form: str, language: str) -> str:
    """The flow in one of FORMS. Raises CannotRun."""
    if form not in FORMS:
        raise CannotRun(f"a flow cannot be drawn as '{form}'; choose {', '.join(FORMS)}")
    start, nodes = _nodes(site, plan, name, language)
    if form == "list":
        return "\n".join(outline(start, nodes)) + "\n"
    source = dot(name, start, nodes)
    return source if form == "dot" else _svg(source)


def flow_plain(site: Path, plan: CentrePlan, name: str, language: str) -> dict[str, Any]:
    """Start and nodes of the flow as plain values. Raises CannotRun."""
    start, nodes = _nodes(site, plan, name, language)
    return {
        "flow": name,
        "start": start,
        "nodes": {node.name: dataclasses.asdict(node) for node in nodes.values()},
    }


def _nodes(site: Path, plan: CentrePlan, name: str, language: str) -> tuple[str, dict[str, Drawn]]:
    if name not in plan.flows:
        raise CannotRun(f"no flow is called '{name}'; there are {', '.join(plan.flows)}")
    spoken = _language(plan, language) or plan.languages[0]
    texts = open_library().catalogue.texts

    def words(prompt: str) -> str:
        key, _, given = prompt.partition("@")
        return texts.get(given or spoken, {}).get(key, prompt)

    file = f"flows/{name}.yaml"
    flow = top(read_document(file, (site / file).read_text(encoding="utf-8")))
    return plan.flows[name].start, drawn(flow, words)


def _svg(source: str) -> str:
    program = shutil.which("dot")
    if program is None:
        raise CannotRun(
            "Graphviz is missing: install it (apt-get install graphviz), or choose --form list"
        )
    command = [program, "-Tsvg"]
    done = subprocess.run(
        command, input=source, capture_output=True, text=True, check=False, timeout=DRAWING_S
    )
    if done.returncode:
        raise CannotRun(f"Graphviz could not draw the flow: {done.stderr.strip()}")
    return done.stdout


def try_flow(plan: CentrePlan, scene: Scene, keys: str | None) -> Rehearsal:
    """Play a call; without keys they are asked for as they are needed. Raises CannotRun."""
    library = open_library()

    def words(key: str, language: str) -> tuple[str, float]:
        sound = library.sound(key, language)
        text = library.catalogue.texts.get(language, {}).get(key, key)
        return text, sound.duration_s if sound else UNKNOWN_S

    rehearsal = Rehearsal(plan, scene, words)
    pressed = typed(_split(keys)) if keys is not None else _asked(rehearsal)
    asyncio.run(rehearsal.play(pressed))
    return rehearsal


def scene_of(plan: CentrePlan, number: str, at: str, caller: str, language: str) -> Scene:
    """The pretended call, with its time read in the centre's time zone. Raises CannotRun."""
    entry = number or next(iter(plan.entry_points))
    if entry not in plan.entry_points:
        known = ", ".join(plan.entry_points)
        raise CannotRun(f"no entry point has the number '{entry}'; there are {known}")
    zone = ZoneInfo(plan.time_zone)
    try:
        instant = datetime.fromisoformat(at) if at else datetime.now(zone)
    except ValueError:
        raise CannotRun(f"'{at}' is no time; write it as 2026-01-06 10:05") from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone)
    return Scene(entry, instant.timestamp(), caller or "rehearsal", _language(plan, language))


def _language(plan: CentrePlan, language: str) -> str:
    if language and language not in plan.languages:
        known = ", ".join(plan.languages)
        raise CannotRun(f"the centre does not speak '{language}'; it speaks {known}")
    return language


def _split(keys: str) -> list[str]:
    """Single keys; spaces and commas between them mean nothing."""
    marks = [mark for mark in keys if mark not in " ,"]
    wrong = [mark for mark in marks if mark not in KEYS + NO_KEY]
    if wrong:
        raise CannotRun(f"'{wrong[0]}' is no key; press {KEYS}, or {NO_KEY} for silence")
    return [SILENCE if mark == NO_KEY else mark for mark in marks]


async def _asked(rehearsal: Rehearsal) -> AsyncIterator[str]:
    """Keys from the terminal, each line as many as are typed; an empty line is silence."""
    while True:
        for line in told_lines(rehearsal)[rehearsal.told_count :]:
            out.print(line, markup=False, soft_wrap=True)
        rehearsal.told_count = len(rehearsal.lines)
        out.print("key? ", end="")
        entered = sys.stdin.readline()
        if not entered:
            return
        for key in _split(entered.strip()) or [SILENCE]:
            yield key


def told_lines(rehearsal: Rehearsal) -> list[str]:
    """The call for people, one line a thing."""
    return [
        f"{line.after_s:6.1f} s  {line.node:<14} {line.who:<8} {line.what}"
        for line in rehearsal.lines
    ]


def rehearsal_plain(rehearsal: Rehearsal) -> dict[str, Any]:
    """The call as plain values."""
    return {
        "ending": rehearsal.ending,
        "lines": [dataclasses.asdict(line) for line in rehearsal.lines],
    }
