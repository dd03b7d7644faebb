"""The demonstration when somebody ends it in the middle."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from dialplan.port import is_taken
from lab.centre import free_ports
from tests.support.exchange import ROOT

CANNOT_RUN = 3
BOOT_S, END_S = 60.0, 25.0
PORTS = ("http_port", "sip_port", "ari_port", "ami_port", "agi_port")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
async def test_the_demonstration_ends_at_once_when_asked_to_while_citizens_call(
    sign: signal.Signals, tmp_path: Path
) -> None:
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    settings = {f"CENTRALITA_{name.upper()}": str(port) for name, port in ports.items()}
    media = {"CENTRALITA_RTP_START": "25000", "CENTRALITA_RTP_END": "25199"}
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "centralita", "demo", "--state", str(tmp_path / "state")),
        cwd=ROOT,
        env={**os.environ, **settings, **media},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert demo.stdout is not None
    try:
        async with asyncio.timeout(BOOT_S):
            while b"of 24 have dialled" not in (line := await demo.stdout.readline()):
                assert line, "it ended before anybody called"
        demo.send_signal(sign)
        async with asyncio.timeout(END_S):
            _, complaint = await demo.communicate()
    finally:
        if demo.returncode is None:
            demo.kill()
            await demo.communicate()
    assert (demo.returncode, complaint.decode().strip()) == (
        CANNOT_RUN,
        "centralita: stopped before the morning was over",
    )
    kinds = {"sip_port": "udp"}
    assert not [
        name for name, one in ports.items() if is_taken("127.0.0.1", one, kinds.get(name, "tcp"))
    ]
