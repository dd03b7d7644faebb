"""The FastAGI server against peers of every kind."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

import pytest

from ivr.agi.server import AgiServer, Limit, Question, Unusable, command, read_question
from tests.support.exchange import free_port

HASTY = Limit(environment_s=0.3, answer_s=0.3, connections=20)
ENVIRONMENT = b"agi_network: yes\nagi_network_script: %s\nagi_uniqueid: c1\nagi_arg_1: 012\n\n"


async def opening(question: Question) -> Mapping[str, str]:
    return {"CENTRALITA_ANSWER": f"open at {question.arguments[0]}"}


@contextlib.asynccontextmanager
async def serving(limit: Limit = HASTY) -> AsyncIterator[tuple[AgiServer, int]]:
    port = free_port()
    server = AgiServer(("127.0.0.1", port), {"opening": opening}, limit)
    task = asyncio.create_task(server.run())
    await server.listening()
    try:
        yield server, port
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def ask(port: int, script: bytes = b"opening") -> dict[str, str]:
    """What the dialplan's variables are after this question."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ENVIRONMENT % script)
    variables = {}
    while line := await reader.readline():
        verb, name, value = line.decode().rstrip("\n").split(' "', 2)
        assert verb == "SET VARIABLE"
        variables[name.removesuffix('"')] = value.removesuffix('"')
        writer.write(b"200 result=1\n")
    writer.close()
    await writer.wait_closed()
    return variables


async def throw(port: int, data: bytes, keep_open_s: float = 0.0) -> bytes:
    """What a peer that sends this receives until it is thrown out."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    try:
        writer.write(data)
        if keep_open_s:
            async with asyncio.timeout(keep_open_s):
                received = await reader.read()
    except ConnectionError:
        pass  # thrown out while still sending
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    return received


async def refusals(server: AgiServer, count: int) -> None:
    async with asyncio.timeout(3):
        while server.refused_count < count:
            await asyncio.sleep(0.005)


async def test_a_question_is_answered_with_channel_variables() -> None:
    async with serving() as (_, port):
        assert await ask(port) == {
            "CENTRALITA_ANSWER": "open at 012",
            "CENTRALITA_AGI": "answered",
        }


async def test_an_unknown_question_is_called_unknown() -> None:
    async with serving() as (_, port):
        assert await ask(port, b"weather") == {"CENTRALITA_AGI": "unknown"}


async def test_a_port_probe_costs_nothing_and_the_next_question_is_answered() -> None:
    async with serving() as (server, port):
        for _ in range(10):
            await throw(port, b"")
        await refusals(server, 10)
        assert (await ask(port))["CENTRALITA_AGI"] == "answered"


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"\n\n\n",
        b"agi_x" * 10_000,
        b"agi_x: 1\n" * 10_000,
        b"agi_big: " + b"x" * 15_000 + b"\nagi_big2: " + b"x" * 15_000 + b"\n\n",
    ],
    ids=["http", "tls", "empty lines", "endless line", "endless list", "too many bytes"],
)
async def test_garbage_is_thrown_out(data: bytes) -> None:
    async with serving() as (server, port):
        assert await throw(port, data, keep_open_s=2) == b""
        await refusals(server, 1)
        assert (await ask(port))["CENTRALITA_AGI"] == "answered"


async def test_a_slow_drip_is_thrown_out_after_the_time_limit() -> None:
    async with serving() as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        began = asyncio.get_running_loop().time()
        with contextlib.suppress(ConnectionError):
            for letter in (ENVIRONMENT * 9).decode():
                writer.write(letter.encode())
                await asyncio.sleep(0.01)
                if server.refused_count:
                    break
        await refusals(server, 1)
        assert asyncio.get_running_loop().time() - began < 1.5
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        assert (await ask(port))["CENTRALITA_AGI"] == "answered"
        assert reader.at_eof() or reader.exception() is not None


async def test_a_peer_that_never_acknowledges_is_thrown_out() -> None:
    async with serving() as (server, port):
        received = await throw(port, ENVIRONMENT % b"opening", keep_open_s=2)
        assert received.startswith(b"SET VARIABLE")
        await refusals(server, 1)


async def test_more_connections_than_allowed_are_closed_at_once() -> None:
    async with serving(Limit(environment_s=5, connections=2)) as (server, port):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        assert await throw(port, b"", keep_open_s=2) == b""
        await refusals(server, 1)
        for _, writer in held:
            writer.close()
            await writer.wait_closed()
        await refusals(server, 3)


async def test_a_fault_in_an_answer_ends_the_server() -> None:
    async def broken(question: Question) -> Mapping[str, str]:
        return {"X": "two\nlines"}

    port = free_port()
    server = AgiServer(("127.0.0.1", port), {"broken": broken}, HASTY)
    task = asyncio.create_task(server.run())
    await server.listening()
    with contextlib.suppress(ConnectionError):
        await ask(port, b"broken")
    with pytest.raises(ExceptionGroup) as caught:
        await task
    assert isinstance(caught.value.exceptions[0], ValueError)


def test_name_arguments_and_query_are_read_without_quotation_marks() -> None:
    question = read_question(
        {
            "agi_network_script": "/language/%C3%A1?default=es",
            "agi_arg_1": '"600 123"',
            "agi_arg_2": "",
            "agi_arg_4": "lost",
        }
    )
    assert question.name == "language/á"
    assert question.arguments == ("600 123", "")
    assert question.query == {"default": "es"}


def test_an_environment_without_a_script_is_no_question() -> None:
    with pytest.raises(Unusable):
        read_question({"agi_network": "yes"})


def test_a_value_keeps_its_quotation_marks_and_backslashes() -> None:
    assert command("SET VARIABLE", "X", 'say "a\\b"') == (b'SET VARIABLE "X" "say \\"a\\\\b\\""\n')


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00b", "a\x7fb"])
def test_a_value_that_would_end_the_line_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        command("SET VARIABLE", "X", value)
