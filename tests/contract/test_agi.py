"""FastAGI with a real Asterisk: its dialplan asks, the answer stands in channel variables."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from ivr.agi.server import AgiServer, Question
from tests.support.diary import Diary
from tests.support.exchange import Switchboard, connected


async def test_the_dialplan_asks_and_reads_the_answer(exchange: Switchboard) -> None:
    questions: list[Question] = []

    async def opening(question: Question) -> Mapping[str, str]:
        questions.append(question)
        return {"CENTRALITA_ANSWER": 'cerrado: "mañana" \\ 9 h'}

    port = exchange.network.agi_port
    server = AgiServer(("127.0.0.1", port), {"opening": opening})
    task = asyncio.create_task(server.run())
    await server.listening()
    ask = f"AGI(agi://127.0.0.1:{port}/opening?day=monday,012,,600-100)"
    tell = "Stasis(centralita,${CENTRALITA_AGI})"
    for priority, application in enumerate((ask, tell, "Hangup()"), start=1):
        line = f"dialplan add extension ask,{priority},{application} into asking"
        await exchange.exchange.console(line)
    try:
        ari = exchange.ari()
        diary = Diary(ari)
        async with connected(ari):
            await ari.channels.originate("asking", "Local/ask@asking", app=ari.app, timeout=5)
            start = await _asked(diary)
            leg = start["channel"]["id"]
            answer = await ari.channels.get_channel_var(leg, "CENTRALITA_ANSWER")
            for channel in await ari.channels.list():
                ari.channels.hangup(channel["id"]).send()
    finally:
        await exchange.exchange.console("dialplan remove context asking")
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert start["args"] == ["answered"]
    assert answer == {"value": 'cerrado: "mañana" \\ 9 h'}
    (question,) = questions
    assert question.name == "opening"
    assert question.arguments == ("012", "", "600-100")
    assert question.query == {"day": "monday"}
    assert question.environment["agi_context"] == "asking"


async def _asked(diary: Diary) -> dict[str, Any]:
    """The StasisStart that the dialplan itself made."""
    async with asyncio.timeout(5):
        while True:
            for event in diary.events:
                if event["type"] == "StasisStart" and event["args"]:
                    return event
            await asyncio.sleep(0.01)
