"""The outgoing half: at once when the desk reads, bounded and coalesced when it does not."""

from __future__ import annotations

import asyncio

import pytest

from cti.edge import connection as edge
from cti.edge.connection import BACKLOG_BYTES, LAG_BYTES, Connection


class Wire(asyncio.Transport):
    """A transport that reads only when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.is_read = True
        self.is_gone = False
        self.stirred = asyncio.Event()

    async def stirs(self, times: int = 1) -> None:
        """Wait until so many frames were written, or the wire was dropped."""
        async with asyncio.timeout(5):
            while len(self.sent) < times and not self.is_gone:
                self.stirred.clear()
                await self.stirred.wait()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))
        self.stirred.set()

    def get_write_buffer_size(self) -> int:
        return 0 if self.is_read else LAG_BYTES + 1

    def is_closing(self) -> bool:
        return self.is_gone

    def abort(self) -> None:
        self.is_gone = True
        self.stirred.set()


class Case:
    def __init__(self) -> None:
        self.wire = Wire()
        self.given_up = 0
        self.gave_up = asyncio.Event()
        self.connection = Connection(self.wire, self.give_up)

    def give_up(self) -> None:
        self.given_up += 1
        self.gave_up.set()


async def test_a_frame_is_on_the_wire_before_the_next_line_runs() -> None:
    case = Case()
    case.connection.write(b'{"type":"pop"}')
    assert case.wire.sent == [b'\x81\x0e{"type":"pop"}']


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_536, b"\x81\x7f" + (65_536).to_bytes(8, "big")),
    ],
)
async def test_lengths_are_written_as_rfc_6455_says(size: int, head: bytes) -> None:
    case = Case()
    case.connection.write(b"x" * size)
    assert case.wire.sent[0] == head + b"x" * size


async def test_only_the_newest_state_is_kept_for_a_lagging_desk() -> None:
    case = Case()
    case.wire.is_read = False
    for number in range(100):
        case.connection.write(b"state %d" % number, only_newest="agent_state")
        case.connection.write(b"counts %d" % number, only_newest="counts")
    case.connection.write(b"pop")
    case.wire.is_read = True
    await case.wire.stirs(3)
    assert [frame[2:] for frame in case.wire.sent] == [b"state 99", b"counts 99", b"pop"]
    case.connection.release()


async def test_nothing_overtakes_what_is_kept() -> None:
    case = Case()
    case.wire.is_read = False
    case.connection.write(b"first")
    case.wire.is_read = True
    case.connection.write(b"second")
    await case.wire.stirs(2)
    assert [frame[2:] for frame in case.wire.sent] == [b"first", b"second"]


async def test_a_desk_that_lags_too_much_is_given_up_once() -> None:
    case = Case()
    case.wire.is_read = False
    for _ in range(BACKLOG_BYTES // 1000 + 2):
        case.connection.write(b"x" * 1000)
    assert case.given_up == 1
    assert case.wire.sent == []
    case.connection.release()


async def test_a_desk_that_lags_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "LAG_S", 0.0)
    case = Case()
    case.wire.is_read = False
    case.connection.write(b"pop")
    async with asyncio.timeout(5):
        await case.gave_up.wait()
    case.connection.release()


async def test_after_the_close_frame_nothing_is_sent_and_the_wire_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edge, "_LINGER_S", 0.01)
    case = Case()
    case.connection.close(4409, "taken over")
    case.connection.write(b"late")
    case.connection.close(1000, "again")
    assert case.wire.sent == [b"\x88\x0c\x11\x39taken over"]
    await case.wire.stirs(2)
    assert case.wire.is_gone
