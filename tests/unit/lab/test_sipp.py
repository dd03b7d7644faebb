"""Running SIPp: what a tester is told when something is wrong, and reading its log."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.port import kernel_ports, room_outside
from lab.sip_message import read_messages
from lab.sipp import (
    Script,
    Sipp,
    SippProblem,
    complaints,
    free_port,
    play,
    playing,
    sipp_command,
)

LOG = (
    "----------------------------------------------- 2026-11-22 03:41:16.500000\n"
    "UDP message sent (60 bytes):\n\n"
    "INVITE sip:012@127.0.0.1 SIP/2.0\r\nCall-ID: 1-2@127.0.0.1\r\n\r\n"
    "----------------------------------------------- 2026-11-22 03:41:16.750000\n"
    "UDP message received [40] bytes :\n\n"
    "SIP/2.0 180 Ringing\r\nCSeq:  1 INVITE \r\n\r\n"
)


async def test_a_missing_sipp_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CENTRALITA_SIPP", "no-such-sipp -x")
    with pytest.raises(SippProblem, match="no-such-sipp is not installed; run: apt-get install"):
        await play("127.0.0.1:9", tmp_path, Script("citizen"))


def test_the_command_can_be_several_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CENTRALITA_SIPP", "env 'A=b c' sipp")
    assert sipp_command() == ("env", "A=b c", "sipp")


async def test_an_unknown_scenario_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SippProblem, match=r"no scenario waltz; there are: agent, .*citizen_info"):
        await play("127.0.0.1:9", tmp_path, Script("waltz"))


async def test_a_scenario_without_its_keys_is_refused_in_sipp_s_words(tmp_path: Path) -> None:
    with pytest.raises(SippProblem, match="could not play agent: Unsupported keyword"):
        await play("127.0.0.1:9", tmp_path, Script("agent", limit_s=5))


async def test_the_folder_may_be_named_from_where_the_tester_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path.parent)
    keys = {"ring_ms": 0, "answer_ms": 0, "talk_ms": 0}
    async with playing("127.0.0.1:9", Path(tmp_path.name), Script("agent", keys=keys)) as phone:
        assert phone.pid is not None


async def test_it_listens_on_the_loopback_address_only(tmp_path: Path) -> None:
    """SIPp takes orders on a port of its own, by default from the whole network."""
    keys = {"ring_ms": 0, "answer_ms": 0, "talk_ms": 0}
    async with playing("127.0.0.1:9", tmp_path, Script("agent", keys=keys)) as phone:
        opened = (Path("/proc") / str(phone.pid) / "fd").iterdir()
        sockets = {str(one.readlink()) for one in opened if one.is_symlink()}
        rows = [line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:]]
    own = [row[1] for row in rows if f"socket:[{row[9]}]" in sockets]
    assert not [address for address in own if address.startswith("00000000:")], own


def test_complaints_are_told_apart_though_they_share_a_line() -> None:
    stamp = "2026-11-24\t22:31:11.486246\t1795559471.486246: "
    text = f"{stamp}No answer to call '1'{stamp}No answer to call '2'\n{stamp}Dead call,\nIgnored\n"
    assert complaints(text) == [
        "No answer to call '1'",
        "No answer to call '2'",
        "Dead call,\nIgnored",
    ]


@pytest.mark.parametrize("value", ["a;b", "a\nb", "a\rb"])
async def test_a_field_that_would_break_its_row_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(ValueError, match="may not hold"):
        await Sipp("127.0.0.1:9", tmp_path, Script("citizen", rows=[(value,)])).start()


def test_messages_are_read_with_their_times_and_directions(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text(LOG, newline="")
    first, second = read_messages(file)
    assert (first.is_sent, first.first_line) == (True, "INVITE sip:012@127.0.0.1 SIP/2.0")
    assert (second.is_sent, second.first_line) == (False, "SIP/2.0 180 Ringing")
    assert second.at - first.at == pytest.approx(0.25)
    assert first.header("call-id") == "1-2@127.0.0.1"
    assert second.header("CSeq") == "1 INVITE"
    assert second.header("Contact") == ""


def test_no_log_holds_no_messages(tmp_path: Path) -> None:
    assert read_messages(tmp_path / "nothing") == []


def test_ports_for_sip_are_never_the_same_twice_in_a_row_and_never_the_kernels() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50
    room = room_outside(kernel_ports(), range(30100, 32700))
    assert set(ports) <= set(room)


@pytest.mark.parametrize("kernel", [range(30000, 61000), range(2000, 40000)])
def test_a_kernel_that_hands_out_the_usual_ports_gets_other_ones_beside_it(
    kernel: range,
) -> None:
    assert not {free_port(kernel=kernel) for _ in range(50)} & set(kernel)
