"""`centralita flow call` places a real call to a running centre and tells what became of it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.support.exchange import ROOT
from tests.support.story import HANGS_UP, Story

COMMAND = (sys.executable, "-m", "centralita", "flow", "call")
CANNOT_RUN = 3


async def run(*arguments: str, **environment: str) -> tuple[int, str]:
    """Exit status and everything said."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def called(story: Story, *arguments: str) -> dict[str, Any]:
    """What a good call to the story's centre tells."""
    centre = story.centre
    place = ("--site", str(centre.settings.site), "--state", str(centre.settings.state))
    status, said = await run(*arguments, *place, "--json", **centre.environment())
    assert status == 0, said
    answer: dict[str, Any] = json.loads(said)
    return answer


async def test_keys_are_pressed_where_a_trial_has_them(story: Story) -> None:
    """More keys than the scenario is written for, and longer than a line without media lives."""
    answer = await called(story, "012", "--keys", "4 7 9 2", "--stay", "1")
    assert [one["key"] for one in answer["pressed"]] == list("4792")
    assert answer["lasted_s"] > 30
    assert answer["hung_up_by"] == "caller"
    assert 0 < answer["answered_after_s"] < 5
    names = [line["event"] for line in answer["story"]]
    assert (names[0], names[-1]) == ("ContactArrived", "ContactEnded")
    assert names.count("MoreTimeAsked") == 1
    assert "ContactQueued" in names
    assert answer["lasted_s"] > answer["pressed"][-1]["after_s"] > 25


async def test_silence_is_waited_out(story: Story) -> None:
    answer = await called(story, "077", "--keys", "-1 1", "--stay", "1")
    assert [one["key"] for one in answer["pressed"]] == ["1", "1"]
    assert "ContactQueued" in [line["event"] for line in answer["story"]]


async def test_an_agent_who_hangs_up_is_the_centre_that_does(story: Story) -> None:
    async with story.agent("ana", keys=HANGS_UP, wrap_up_s=0.1) as ana:
        answer = await called(story, "099", "--stay", "0")
        assert answer["hung_up_by"] == "centre"
        assert "ContactConnected" in [line["event"] for line in answer["story"]]
        await ana.is_in(work="idle")


async def test_where_no_centre_answers_the_command_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{}", encoding="utf-8")
    status, said = await run("012", "--state", str(tmp_path), CENTRALITA_HTTP_PORT="1")
    assert status == CANNOT_RUN
    assert "no centre answers at" in said
    assert "centralita up" in said
