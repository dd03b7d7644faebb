"""What panoramisk does when nobody guards it: the reasons for `ivr.ami.guard`.

Each test states one defect of the library. When one fails, the library has been repaired and the
guard can lose that part.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from panoramisk.fast_agi import Application
from panoramisk.manager import Manager

from tests.support.exchange import Switchboard

GREETING = b"Asterisk Call Manager/11.0.0\r\n"


class Peer:
    """A manager interface that logs everybody in, and otherwise does as told."""

    def __init__(self) -> None:
        self.port = 0
        self.actions: list[str] = []
        """Everything received, one text an action."""
        self.answers = True
        self.booted = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        writer.write(GREETING)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.actions.append(text)
                if "Action: Login" in text or self.answers:
                    number = text.partition("ActionID: ")[2].partition("\r\n")[0]
                    writer.write(f"Response: Success\r\nActionID: {number}\r\n\r\n".encode())
                if "Action: Login" in text:
                    writer.write(b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n")
                    self.booted.set()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def count(self, name: str) -> int:
        return sum(f"Action: {name}\r\n" in text for text in self.actions)


@contextlib.asynccontextmanager
async def against_a_peer(**options: Any) -> AsyncIterator[tuple[Manager, Peer]]:
    peer = Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    manager = _manager(peer.port, "any", **options)
    await manager.connect()
    await asyncio.wait_for(peer.booted.wait(), 5)
    try:
        yield manager, peer
    finally:
        manager.protocol.factory = None
        manager.close()
        peer.cut()
        server.close()
        await asyncio.sleep(0.05)


def _manager(port: int, secret: str, **options: Any) -> Manager:
    return Manager(
        loop=asyncio.get_running_loop(), host="127.0.0.1", port=port, username="centralita",
        secret=secret, **options,
    )  # fmt: skip


async def test_queue_add_never_completes_unless_told_that_it_is_no_list(
    exchange: Switchboard,
) -> None:
    manager = _manager(exchange.network.ami_port, exchange.secrets.get("ami"))
    await manager.connect()
    await asyncio.sleep(0)
    try:
        add = {"Action": "QueueAdd", "Queue": "fallback", "Interface": "PJSIP/desk-bruno"}
        remove = {"Action": "QueueRemove", "Queue": "fallback", "Interface": "PJSIP/desk-bruno"}
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(manager.send_action(add), 0.5)
        assert (await asyncio.wait_for(manager.send_action(remove), 5)).success  # it was added
        assert (await asyncio.wait_for(manager.send_action(add, as_list=False), 5)).success
        assert (await asyncio.wait_for(manager.send_action(remove), 5)).success
    finally:
        manager.protocol.factory = None
        manager.close()
        await asyncio.sleep(0.05)


async def test_an_unanswered_originate_is_sent_a_second_time_after_a_reconnect() -> None:
    async with against_a_peer(reconnect_timeout=0) as (manager, peer):
        peer.answers = False
        manager.send_action({"Action": "Originate", "Channel": "PJSIP/desk-bruno"})
        async with asyncio.timeout(5):
            while not peer.count("Originate"):
                await asyncio.sleep(0.01)
            peer.cut()
            while peer.count("Originate") < 2:
                await asyncio.sleep(0.01)


async def test_a_peer_that_hangs_is_never_noticed() -> None:
    async with against_a_peer(ping_delay=0, ping_interval=0) as (manager, peer):
        peer.answers = False
        future = manager.send_action({"Action": "CoreStatus"})
        async with asyncio.timeout(5):
            while peer.count("Ping") < 20:
                await asyncio.sleep(0.01)
        assert not future.done()
        assert not manager.protocol.closed
        assert len(manager.protocol.responses) > 20  # the pings that nobody answered


async def test_a_line_end_in_a_value_becomes_an_action_of_its_own() -> None:
    async with against_a_peer() as (manager, peer):
        manager.send_action({"Action": "Ping", "Zed": "x\r\n\r\nAction: CoreRestart\r\nA: b"})
        async with asyncio.timeout(5):
            while not peer.count("CoreRestart"):
                await asyncio.sleep(0.01)


async def test_letters_that_two_segments_share_are_lost() -> None:
    async with against_a_peer() as (manager, _):
        seen: list[str] = []
        manager.register_event("Late", lambda _, event: seen.append(event["name"]))
        data = "Event: Late\r\nName: Ferrè\r\n\r\n".encode()
        cut = data.index(b"\xa8")  # inside the last letter
        manager.protocol.data_received(data[:cut])
        manager.protocol.data_received(data[cut:])
    assert seen == ["Ferr"]


async def test_its_fastagi_server_spins_for_ever_after_a_port_probe() -> None:
    """Its reading loop never notices the end of the stream, and never lets go of the event loop."""
    application = Application()
    reader = asyncio.StreamReader()
    reader.feed_eof()
    rounds = 0
    read = reader.read

    async def counted(size: int = -1) -> bytes:
        nonlocal rounds
        rounds += 1
        if rounds > 1000:
            raise KeyboardInterrupt  # the only way out
        return await read(size)

    reader.read = counted  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        await application.handler(reader, None)
