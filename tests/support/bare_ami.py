"""AMI without any library: one action, its answer."""

from __future__ import annotations

import asyncio

from tests.support.exchange import Switchboard


async def ask_ami(switchboard: Switchboard, action: str, **fields: str) -> dict[str, str]:
    """Log in, do one action, log off; the response's fields. AssertionError if no answer comes."""
    port = switchboard.network.ami_port
    async with asyncio.timeout(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            await reader.readline()
            secret = switchboard.secrets.get("ami")
            login = await _exchange(
                reader, writer, "1", "Login", {"Username": "centralita", "Secret": secret}
            )
            assert login["Response"] == "Success", login
            return await _exchange(reader, writer, "2", action, fields)
        finally:
            writer.close()
            await writer.wait_closed()


async def _exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    number: str,
    action: str,
    fields: dict[str, str],
) -> dict[str, str]:
    lines = {"Action": action, "ActionID": number, **fields}
    writer.write(
        "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n"
    )
    while True:
        block = (await reader.readuntil(b"\r\n\r\n")).decode()
        found = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if found.get("ActionID") == number and "Response" in found:
            return found
