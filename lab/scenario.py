"""The scenarios of SIPp beside this file in `sipp/`, and which one this user can play.

Owns the choice between twins that differ only in how keys are sent. Never starts SIPp. Edge.
"""

from __future__ import annotations

import socket
from pathlib import Path

SCENARIOS = Path(__file__).parent / "sipp"
WITHOUT_RIGHTS = {"citizen": "citizen_info"}
"""Scenarios that SIPp plays through a raw socket, and their twins that do without."""


def scenario_file(name: str, may_send_raw: bool) -> Path:
    """The scenario of this name, or its twin for who may not send raw packets.

    Raises LookupError, with the names that there are.
    """
    file = SCENARIOS / f"{name if may_send_raw else WITHOUT_RIGHTS.get(name, name)}.xml"
    if not file.is_file():
        known = ", ".join(sorted(one.stem for one in SCENARIOS.glob("*.xml")))
        raise LookupError(f"there is no scenario {name}; there are: {known}")
    return file


def may_send_raw() -> bool:
    """Whether this user may open raw sockets: root, or who has CAP_NET_RAW."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP).close()
    except PermissionError:
        return False
    return True
