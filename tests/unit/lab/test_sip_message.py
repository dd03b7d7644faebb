"""SIPp's message log, read back."""

from __future__ import annotations

from pathlib import Path

from lab.sip_message import read_messages

_LOG = """----------------------------------------------- 2026-01-05 10:00:00.250000
UDP message received [20] bytes :

INVITE sip:a@b SIP/2.0\r
Call-ID: 1\r
\r
"""


def test_a_log_without_messages_has_none(tmp_path: Path) -> None:
    file = tmp_path / "messages"
    assert read_messages(file) == []
    file.write_text("")
    assert read_messages(file) == []


def test_a_message_is_read_with_its_instant_and_direction(tmp_path: Path) -> None:
    file = tmp_path / "messages"
    file.write_text(_LOG)
    (message,) = read_messages(file)
    assert message.first_line == "INVITE sip:a@b SIP/2.0"
    assert not message.is_sent
    assert message.header("call-id") == "1"
    assert message.at % 1 == 0.25
