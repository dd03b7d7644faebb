"""A supervisor at the desk, over a real websocket: changes queues and skills while people work."""

from __future__ import annotations

import pytest

from contact.event import AgentSkillsChanged, QueueClosed, QueueOpened
from lab.robot import Habit, RobotRefused
from tests.support.desk_world import ANE, BRUNO, DeskWorld, overseen

WATCHES = Habit(is_ready=False)


async def test_a_supervisor_closes_and_opens_a_queue_and_the_journal_says_who_did_it() -> None:
    async with DeskWorld(overseen()) as world, world.robot(habit=WATCHES) as ane:
        await ane.wait_for("supervision")
        await ane.ask("close_queue", queue="citizens")
        closed = await ane.seen.first(
            lambda seen: seen.type == "supervision" and not seen.frame["queues"][0]["is_open"]
        )
        assert closed.frame["queues"][0]["name"] == "citizens"
        await ane.ask("open_queue", queue="citizens")
        assert await world.events(QueueClosed) == [QueueClosed("citizens", by=ANE)]
        assert await world.events(QueueOpened) == [QueueOpened("citizens", ANE)]
        with pytest.raises(RobotRefused, match="open"):
            await ane.ask("open_queue", queue="citizens")


async def test_new_skills_bring_a_waiting_contact_at_once() -> None:
    async with (
        DeskWorld(overseen()) as world,
        world.robot(habit=WATCHES) as ane,
        world.robot(BRUNO) as bruno,
    ):
        await bruno.wait_for("agent_state", mode="ready")
        await ane.wait_for("supervision")
        await ane.ask("set_skills", agent_id=BRUNO, skills={"es": 5})
        contact_id = world.line.arrive()
        await ane.ask("set_skills", agent_id=BRUNO, skills={"es": 5, "taxes": 2})
        await bruno.wait_for("pop", contact_id=contact_id)
        first, second = await world.events(AgentSkillsChanged)
        assert (first.by, second.skills) == (ANE, {"es": 5, "taxes": 2})


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("close_queue", {"queue": "citizens"}),
        ("open_queue", {"queue": "citizens"}),
        ("set_skills", {"agent_id": BRUNO, "skills": {"es": 10}}),
    ],
)
async def test_each_message_of_anybody_else_is_refused(
    kind: str, values: dict[str, object]
) -> None:
    async with DeskWorld(overseen()) as world, world.robot(BRUNO, habit=WATCHES) as bruno:
        await bruno.wait_for("welcome")
        with pytest.raises(RobotRefused, match="Only a supervisor"):
            await bruno.ask(kind, **values)
        assert not [
            record
            for record in await world.journal.read()
            if isinstance(record.event, QueueClosed | QueueOpened | AgentSkillsChanged)
        ]
