"""Ports: taken or not, and by whom."""

from __future__ import annotations

import os
import socket

import pytest

from dialplan.port import is_taken, owner

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
