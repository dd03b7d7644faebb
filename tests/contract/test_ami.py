"""The AMI client against a real Asterisk, and against peers that misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from socket import SOCK_DGRAM

import pytest

from ivr.ami.client import Ami, AmiError, AmiLost, Patience
from ivr.ami.guard import Row
from lab.sipp import Script, play, playing
from tests.support.diary import CITIZEN, Diary, until
from tests.support.exchange import Switchboard, connected, free_port
from tests.support.relay import relaying

QUICK = Patience(timeout_s=0.5, ping_s=0.3, first_delay_s=0.02, longest_delay_s=0.2)
BRUNO = "PJSIP/desk-bruno"


def client(exchange: Switchboard, port: int = 0) -> Ami:
    secret = exchange.secrets.get("ami")
    return Ami("127.0.0.1", port or exchange.network.ami_port, "centralita", secret, QUICK)


@contextlib.asynccontextmanager
async def logged_in(ami: Ami) -> AsyncIterator[Ami]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ami.run())
        await asyncio.wait_for(ami.ready(), 5)
        try:
            yield ami
        finally:
            task.cancel()


async def test_agents_are_mirrored_into_the_fallback_queue(exchange: Switchboard) -> None:
    async with logged_in(client(exchange)) as ami:
        await ami.queue_add("fallback", BRUNO, "Bruno Ferrè", True, "pausa caffè")
        (member,) = (await ami.queue_status("fallback")).members
        assert (member.interface, member.name) == (BRUNO, "Bruno Ferrè")
        assert (member.paused, member.reason) == (True, "pausa caffè")
        await ami.queue_add("fallback", BRUNO, "Bruno Ferrè")  # a second time: only the pause ends
        (member,) = (await ami.queue_status("fallback")).members
        assert not member.paused
        await ami.queue_pause("fallback", BRUNO, True, "training")
        assert (await ami.queue_status("fallback")).members[0].reason == "training"
        await ami.queue_remove("fallback", BRUNO)
        assert (await ami.queue_status("fallback")).members == ()
        with pytest.raises(AmiError, match="Not there"):
            await ami.queue_remove("fallback", BRUNO)


async def test_the_state_of_every_phone_is_known(exchange: Switchboard) -> None:
    async with logged_in(client(exchange)) as ami:
        states = await ami.device_states()
    assert states[BRUNO] == "NOT_INUSE"
    assert states["PJSIP/visitor"] == "UNAVAILABLE"  # has not registered


async def test_a_phone_that_registers_and_leaves_is_reported(exchange: Switchboard) -> None:
    events: list[Row] = []
    ami = client(exchange)
    ami.on_event = events.append
    password = exchange.secrets.get("phone:visitor")
    proof = f"[authentication username=visitor password={password}]"
    async with logged_in(ami):
        script = Script("register", count=1, limit_s=10, port=free_port(SOCK_DGRAM))
        for seconds in ("60", "0"):
            script = replace(script, rows=[("visitor", proof, seconds)])
            assert (await play(exchange.sip, exchange.folder, script)).successful == 1
        await until(lambda: len(events) >= 2)
        assert (await ami.device_states())["PJSIP/visitor"] == "UNAVAILABLE"
    assert {one["event"] for one in events} == {"ContactStatus"}
    assert [one["endpointname"] for one in events] == ["visitor"] * len(events)
    assert events[-1]["contactstatus"] == "Removed"


async def test_a_waiting_citizen_is_seen_in_the_fallback_queue_and_moved_back(
    exchange: Switchboard,
) -> None:
    async with (
        logged_in(client(exchange)) as ami,
        playing(exchange.sip, exchange.folder, CITIZEN),  # no application: straight to fallback
    ):
        waiting: list[str] = []

        async def look() -> bool:
            waiting[:] = [one.contact_id for one in (await ami.queue_status("fallback")).entries]
            return bool(waiting)

        async with asyncio.timeout(15):
            while not await look():
                await asyncio.sleep(0.05)
        ari = exchange.ari()
        diary = Diary(ari)
        async with connected(ari):
            await ami.redirect(waiting[0], "back", "012")
            start = await diary.until("StasisStart")
            assert start["channel"]["id"] == waiting[0]
            assert start["args"] == ["012", "back"]
            await ari.channels.hangup(waiting[0])


async def test_what_asterisk_refuses_raises(exchange: Switchboard) -> None:
    async with logged_in(client(exchange)) as ami:
        with pytest.raises(AmiError, match="Channel does not exist"):
            await ami.redirect("nobody", "back", "012")
        with pytest.raises(AmiError, match="Permission denied"):
            await ami.action("Command", {"Command": "core stop now"})


async def test_nothing_that_could_become_a_header_is_sent(exchange: Switchboard) -> None:
    async with logged_in(client(exchange)) as ami:
        for value in ("Ana\r\nAction: CoreShowChannels", "Ana\n", "Ana\r", "Ana\x00"):
            with pytest.raises(ValueError, match="control character"):
                await ami.queue_add("fallback", BRUNO, value)
        with pytest.raises(ValueError, match="ARI"):
            await ami.action("Originate", {"Channel": BRUNO})
        assert (await ami.queue_status("fallback")).members == ()


async def test_a_wrong_secret_is_tried_again_patiently(
    exchange: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    patience = replace(QUICK, timeout_s=3.0)  # Asterisk takes a second to refuse
    ami = Ami("127.0.0.1", exchange.network.ami_port, "centralita", "wrong-secret", patience)
    task = asyncio.create_task(ami.run())
    try:
        await until(lambda: caplog.text.count("Authentication failed") >= 2)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert "wrong-secret" not in caplog.text
    assert not ami.is_ready


async def test_a_peer_that_hangs_is_dropped_and_what_is_in_flight_fails(
    exchange: Switchboard,
) -> None:
    async with (
        relaying("127.0.0.1", exchange.network.ami_port) as relay,
        logged_in(client(exchange, relay.port)) as ami,
    ):
        relay.hang()
        began = time.monotonic()
        with pytest.raises(AmiLost):
            await ami.queue_status("fallback")
        await until(lambda: not ami.is_ready, 3)
        assert time.monotonic() - began < 2.0
        with pytest.raises(AmiLost, match="not connected"):
            await ami.queue_status("fallback")
        relay.resume()
        await asyncio.wait_for(ami.ready(), 5)
        assert (await ami.queue_status("fallback")).members == ()


async def test_after_a_cut_it_logs_in_again_asks_its_owner_and_repeats_nothing(
    exchange: Switchboard,
) -> None:
    logins: list[float] = []
    async with relaying("127.0.0.1", exchange.network.ami_port) as relay:
        ami = client(exchange, relay.port)

        async def note() -> None:
            logins.append(time.monotonic())

        ami.on_connected = note
        async with logged_in(ami):
            relay.hang()
            adding = asyncio.create_task(ami.queue_add("fallback", BRUNO, "Bruno"))
            await asyncio.sleep(0)
            relay.cut()
            relay.resume()
            with pytest.raises(AmiLost):
                await adding
            await until(lambda: len(logins) == 2)
            await asyncio.wait_for(ami.ready(), 5)
            assert (await ami.queue_status("fallback")).members == ()


async def test_letters_that_two_segments_share_arrive_whole() -> None:
    """A peer that sends one byte at a time."""
    name = "Ferrè–Žižek"
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while text := (await reader.readuntil(b"\r\n\r\n")).decode():
                number = text.partition("ActionID: ")[2].partition("\r\n")[0]
                answer = f"Response: Success\r\nActionID: {number}\r\nMessage: {name}\r\n\r\n"
                for byte in answer.encode():
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0)
        writer.transport.abort()
        gone.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with logged_in(Ami("127.0.0.1", port, "any", "secret", QUICK)) as ami:
            (row,) = await ami.action("Ping")
        await asyncio.wait_for(gone.wait(), 5)
    finally:
        server.close()
        await asyncio.sleep(0)
    assert row["message"] == name
