"""Asterisk starts as configured or not at all, and says why."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from dialplan.exchange import Exchange, ExchangeProblem
from dialplan.writer import Audio, write_configuration
from tests.support.exchange import AUDIO, boot, free_network, installation, running


async def test_the_demo_starts_without_one_error_or_warning(tmp_path):
    start = time.monotonic()
    async with running(tmp_path) as line:
        assert time.monotonic() - start < 10
        assert line.exchange.complaints() == []
        assert line.exchange.log() != ""
        assert await line.exchange.differences() == []


async def test_after_a_kill_it_starts_again_from_the_same_folder(tmp_path):
    line = await boot(tmp_path)
    pid = line.exchange.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert await line.exchange.wait() == -signal.SIGKILL
    assert not line.exchange.is_running
    await line.exchange.start()
    assert line.exchange.pid not in (None, pid)
    await line.exchange.stop()
    assert not line.exchange.is_running


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("sip_port", socket.SOCK_DGRAM),
        ("ari_port", socket.SOCK_STREAM),
        ("ami_port", socket.SOCK_STREAM),
    ],
)
async def test_a_taken_port_is_named_with_its_owner_and_nothing_starts(tmp_path, field, kind):
    network = free_network()
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", getattr(network, field)))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        with pytest.raises(ExchangeProblem) as caught:
            await boot(tmp_path, network=network)
    told = str(caught.value)
    assert str(getattr(network, field)) in told
    assert f"(pid {os.getpid()})" in told
    assert f"CENTRALITA_{field.upper()}" in told
    assert not (tmp_path / "asterisk" / "run" / "asterisk.ctl").exists()


async def test_a_missing_program_is_told(tmp_path):
    write_configuration(tmp_path, {}, Audio(AUDIO, ("es",)), tmp_path)
    exchange = Exchange(tmp_path, ["/nowhere/asterisk"], free_network())
    with pytest.raises(ExchangeProblem, match=r"/nowhere/asterisk cannot be started: .*; run: "):
        await exchange.start()
    assert not exchange.is_running


async def test_an_address_of_another_machine_is_told(tmp_path):
    write_configuration(tmp_path, {}, Audio(AUDIO, ("es",)), tmp_path)
    exchange = Exchange(tmp_path, installation().command, free_network(host="192.0.2.1"))
    with pytest.raises(ExchangeProblem, match="CENTRALITA_HOST"):
        await exchange.start()


POISON = {
    "extensions.conf": "[from-trunk]\nexten => _X.,1,NoOp()\n[fallback\nexten => start,1,NoOp()\n",
    "queues.conf": "; cut",
    "modules.conf": "[modules]\nautoload = no\n",
}


@pytest.mark.parametrize("name", sorted(POISON))
async def test_a_file_that_asterisk_swallows_without_a_word_keeps_it_from_starting(tmp_path, name):
    line = await boot(tmp_path)
    await line.exchange.stop()
    folder = line.exchange.prefix / "etc"
    files = {one.name: one.read_text() for one in folder.glob("*.conf")} | {name: POISON[name]}
    data = installation().data
    write_configuration(line.exchange.prefix, files, Audio(AUDIO, ("es",)), data)
    try:
        with pytest.raises(ExchangeProblem):
            await line.exchange.start(boot_s=10)
        assert not line.exchange.is_running
    finally:
        await line.exchange.stop()


async def test_a_file_changed_by_hand_or_cut_short_is_named_and_nothing_starts(tmp_path):
    line = await boot(tmp_path)
    await line.exchange.stop()
    file = line.exchange.prefix / "etc" / "pjsip.conf"
    file.write_text(file.read_text()[:300])
    try:
        with pytest.raises(ExchangeProblem, match=r"pjsip\.conf .* not as it was generated"):
            await line.exchange.start()
    finally:
        await line.exchange.stop()


async def test_a_command_that_asterisk_does_not_know_is_an_error(exchange):
    with pytest.raises(ExchangeProblem, match="No such command"):
        await exchange.exchange.console("channel levitate")


async def test_starting_twice_is_refused(tmp_path):
    async with running(tmp_path) as line:
        pid = line.exchange.pid
        with pytest.raises(ExchangeProblem, match="already runs"):
            await line.exchange.start()
        assert line.exchange.pid == pid


async def test_everything_it_writes_stays_in_its_folder(tmp_path):
    async with running(tmp_path) as line:
        settings = await line.exchange.console("core show settings")
        folders = [
            one.partition(":")[2].strip() for one in settings.splitlines() if "directory:" in one
        ]
        outside = [one for one in folders if not Path(one).is_relative_to(line.exchange.prefix)]
        assert outside == [installation().modules]
