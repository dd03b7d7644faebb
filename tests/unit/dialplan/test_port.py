"""Ports: taken or not, and by whom."""

from __future__ import annotations

import os
import socket

import pytest

from dialplan.port import is_taken, obstacle, owner

KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_taken_port_names_its_owner(kind):
    with socket.socket(socket.AF_INET, KINDS[kind]) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == "tcp":
            taken.listen()
        port = taken.getsockname()[1]
        assert is_taken("127.0.0.1", port, kind)
        assert f"(pid {os.getpid()})" in owner(port, kind)
    assert not is_taken("127.0.0.1", port, kind)
    assert owner(port, kind) == ""


def test_an_address_of_another_machine_is_an_error():
    with pytest.raises(OSError, match="assign"):
        is_taken("192.0.2.1", 5060, "udp")


def test_what_keeps_a_port_from_use_is_said_with_what_to_do():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = obstacle("127.0.0.1", port, "tcp")
    assert found is not None and found.is_taken
    assert found.found.startswith("taken by '") and f"(pid {os.getpid()})" in found.found
    assert obstacle("127.0.0.1", port, "tcp") is None

    foreign = obstacle("192.0.2.1", port, "tcp")
    assert foreign is not None and not foreign.is_taken
    assert "CENTRALITA_HOST" in foreign.to_do
