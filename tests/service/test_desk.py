"""The desk over a real websocket on loopback: what an agent lives through."""

from __future__ import annotations

import pytest

from contact.card import Card, OpenTicket, PastContact
from contact.event import AgentModeChanged, Mode, TicketOpened
from contact.identity import CitizenId, ContactId
from lab.robot import Habit, RobotRefused
from tests.support.desk_world import ABANDONED, ANE, BRUNO, DeskWorld, centre

MARIA = Card(
    CitizenId("c1"),
    "María Ibáñez",
    "eu",
    (PastContact("1699.1", 1699000000.0, "taxes", "resolved"),),
    (OpenTicket("2026-0001", "taxes", "Recibo del IBI duplicado", 1699000000.0),),
)


async def test_an_agent_lives_through_a_whole_contact() -> None:
    async with DeskWorld() as world, world.robot(habit=Habit(wrap_up_s=None)) as robot:
        await robot.wait_for("agent_state", mode="ready")
        contact_id = world.line.arrive("+34944001122")
        pop = (await robot.wait_for("pop")).frame
        assert pop["contact_id"] == contact_id
        assert pop["who"]["number"] == "+34944001122"
        assert pop["why"] == {
            "topic": "taxes",
            "entry_point": "012",
            "entry_label": "Atención ciudadana",
            "queue": "citizens",
        }
        world.line.answer(pop)
        await robot.wait_for("connected", contact_id=contact_id)
        await robot.wait_for("agent_state", work="connected")
        await robot.hang_up(contact_id)
        ended = await robot.wait_for("contact_ended", contact_id=contact_id)
        assert (ended.frame["who"], ended.frame["reason"]) == ("agent", "served")
        wrap_up = (await robot.wait_for("wrap_up")).frame
        assert wrap_up["dispositions"] == ["resolved", "appointment", "escalated"]
        await robot.finish_wrap_up(contact_id, "resolved")
        idle = await robot.wait_for("agent_state", mode="ready", work="idle", served=1)
        assert idle.frame["phone"] == "reachable"


async def test_the_pop_shows_the_citizens_card_and_what_comes_later_as_an_update() -> None:
    async with DeskWorld() as world, world.robot() as robot:
        await robot.wait_for("agent_state", mode="ready")
        contact_id = world.line.arrive()
        world.runner.report(TicketOpened("2026-0002", ContactId(contact_id)))
        await robot.wait_for("pop_update", ticket="2026-0002")
        world.recognise(contact_id, MARIA)
        update = await robot.seen.first(
            lambda seen: seen.type == "pop_update" and seen.frame["who"]["match"] == "known"
        )
        assert update.frame["contact_id"] == contact_id
        card = update.frame["who"]["cards"][0]
        assert card["name"] == "María Ibáñez"
        assert card["open_tickets"][0]["subject"] == "Recibo del IBI duplicado"
        assert card["last_contacts"][0]["disposition"] == "resolved"


async def test_a_number_of_two_people_shows_both_as_candidates() -> None:
    async with DeskWorld() as world:
        contact_id = world.line.arrive()
        world.recognise(contact_id, MARIA, Card(CitizenId("c2"), "Jon Ibáñez", "es"))
        async with world.robot() as robot:
            pop = (await robot.wait_for("pop")).frame
            assert pop["who"]["match"] == "maybe"
            assert [card["name"] for card in pop["who"]["cards"]] == ["María Ibáñez", "Jon Ibáñez"]


async def test_a_citizen_who_leaves_while_the_phone_rings_ends_the_offer() -> None:
    async with DeskWorld() as world, world.robot() as robot:
        await robot.wait_for("agent_state", mode="ready")
        contact_id = world.line.arrive()
        await robot.wait_for("pop")
        world.line.leave(contact_id, ABANDONED)
        ended = await robot.wait_for("offer_ended", contact_id=contact_id)
        assert ended.frame["reason"] == "withdrawn"
        state = await robot.wait_for("agent_state", after=ended.monotonic)
        assert (state.frame["mode"], state.frame["work"]) == ("ready", "idle")


async def test_a_desk_that_comes_back_finds_its_conversation() -> None:
    async with DeskWorld() as world:
        async with world.robot() as robot:
            await robot.wait_for("agent_state", mode="ready")
            contact_id = world.line.arrive()
            world.line.answer((await robot.wait_for("pop")).frame)
            await robot.wait_for("connected")
        async with world.robot() as robot:
            welcome = (await robot.wait_for("welcome")).frame
            assert welcome["contact"]["contact_id"] == contact_id
            assert welcome["state"]["work"] == "connected"
            assert welcome["state"]["mode"] == "ready"
            assert welcome["connected_at"] is not None


async def test_a_desk_lost_while_its_phone_rings_makes_the_agent_not_ready() -> None:
    async with DeskWorld() as world:
        async with world.robot() as robot:
            await robot.wait_for("agent_state", mode="ready")
            world.line.arrive()
            await robot.wait_for("pop")
        async with world.robot(habit=Habit(is_ready=False)) as robot:
            welcome = (await robot.wait_for("welcome")).frame
            assert (welcome["state"]["mode"], welcome["state"]["reason"]) == (
                "not ready",
                "desk lost",
            )


async def test_a_second_desk_takes_over_and_the_first_is_told() -> None:
    async with DeskWorld() as world, world.robot() as first:
        await first.wait_for("agent_state", mode="ready")
        async with world.robot(habit=Habit(is_ready=False)) as second:
            welcome = (await second.wait_for("welcome")).frame
            assert welcome["state"]["mode"] == "ready"
            assert (await first.wait_for("bye")).frame["why"] == "taken over"
            contact_id = world.line.arrive()
            await second.wait_for("pop", contact_id=contact_id)
            assert not first.seen.of_type("pop")
            assert await first.over() == 4409
            reasons = [change.reason for change in await world.events(AgentModeChanged)]
            assert "desk lost" not in reasons


async def test_logging_out_ends_the_desk() -> None:
    async with DeskWorld() as world, world.robot() as robot:
        await robot.wait_for("agent_state", mode="ready")
        await robot.log_out()
        assert (await robot.wait_for("bye")).frame["why"] == "logged out"
        changes = await world.events(AgentModeChanged)
        assert changes[-1].mode is Mode.LOGGED_OUT


async def test_what_is_refused_says_why_with_the_number_of_the_request() -> None:
    async with DeskWorld() as world, world.robot() as robot:
        await robot.wait_for("agent_state", mode="ready")
        with pytest.raises(RobotRefused, match=r"unknown reason: .*break, training, back office"):
            await robot.not_ready("siesta")
        with pytest.raises(RobotRefused, match="already so"):
            await robot.ready()
        with pytest.raises(RobotRefused, match="wrong state"):
            await robot.finish_wrap_up("1700000000.1", "resolved")


async def test_every_open_desk_hears_how_many_wait() -> None:
    async with (
        DeskWorld() as world,
        world.robot(ANE, Habit(is_ready=False)) as ane,
        world.robot(BRUNO, Habit(is_ready=False)) as bruno,
    ):
        await ane.wait_for("agent_state", mode="not ready")
        await bruno.wait_for("agent_state", mode="not ready")
        world.line.arrive()
        world.line.arrive()
        counts = await ane.wait_for("counts", waiting=2)
        assert counts.frame["oldest_since"] is not None
        await bruno.wait_for("counts", waiting=2)


async def test_hostile_caller_names_arrive_as_one_harmless_line() -> None:
    names = {
        "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
        "\u202egnp.exe\u2066": "gnp.exe",
        "Zoë\x00\x1b[31m\r\nEvent: Hangup": "Zoë[31m Event: Hangup",
        "N" * 5000: "N" * 79 + "…",
        "e" + "\u0301" * 400: "e" + "\u0301" * 3,
    }
    async with DeskWorld(centre(wrap_up_s=0.0)) as world, world.robot() as robot:
        await robot.wait_for("agent_state", mode="ready")
        for name, shown in names.items():
            contact_id = world.line.arrive(name=name)
            pop = (await robot.wait_for("pop", contact_id=contact_id)).frame
            assert pop["who"]["name"] == shown
            world.line.leave(contact_id, ABANDONED)
            await robot.wait_for("offer_ended", contact_id=contact_id)
