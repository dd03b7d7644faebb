"""The scenarios of SIPp beside this file in `sipp/`, and which one this user can play.

Owns the choice between twins that differ only in how keys are sent, and the writing of one with
any number of keys. Never starts SIPp. Edge.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path

SCENARIOS = Path(__file__).parent / "sipp"
WITHOUT_RIGHTS = {"citizen": "citizen_info"}
"""Scenarios that SIPp plays through a raw socket, and their twins that do without."""
KEYS_WRITTEN = 3
"""Keys that the citizens' scenarios have room for as they are written."""
_DONE = '<label id="key{}_done"/>'


def scenario_file(name: str, may_send_raw: bool) -> Path:
    """The scenario of this name, or its twin for who may not send raw packets.

    Raises LookupError, with the names that there are.
    """
    file = SCENARIOS / f"{name if may_send_raw else WITHOUT_RIGHTS.get(name, name)}.xml"
    if not file.is_file():
        known = ", ".join(sorted(one.stem for one in SCENARIOS.glob("*.xml")))
        raise LookupError(f"there is no scenario {name}; there are: {known}")
    return file


def pressing(key_count: int) -> str:
    """The scenario `citizen_info` with room for so many keys in place of three.

    Field 2n is the pause before key n, milliseconds, field 2n + 1 the key; the field after the last
    key is the wait before hanging up.
    """
    text = scenario_file("citizen_info", may_send_raw=False).read_text(encoding="utf-8")
    start = text.index("  <nop>")
    head, first = text[:start], text[start : text.index(_DONE.format(1)) + len(_DONE.format(1))]
    _, _, tail = text.partition(_DONE.format(KEYS_WRITTEN))
    blocks = [_nth_key(first, number) for number in range(1, key_count + 1)]
    tail = tail.replace(f"[field{2 * KEYS_WRITTEN + 2}]", f"[field{2 * key_count + 2}]")
    tail = tail.replace(f"CSeq: {KEYS_WRITTEN + 2} BYE", f"CSeq: {key_count + 2} BYE")
    return head + "".join(blocks) + tail.removeprefix("\n")


def _nth_key(first: str, number: int) -> str:
    """What presses the first key, for another one."""
    block = first.replace("[field3]", f"[field{2 * number + 1}]")
    block = block.replace("[field2]", f"[field{2 * number}]")
    block = block.replace("key1_done", f"key{number}_done")
    return block.replace("CSeq: 2 INFO", f"CSeq: {number + 1} INFO") + "\n"


def may_send_raw() -> bool:
    """Whether this user may open raw sockets: root, or who has CAP_NET_RAW."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP).close()
    except PermissionError:
        return False
    return True


def write_rows(file: Path, rows: Sequence[Sequence[str]]) -> None:
    """The CSV file of a run, one row a call. Raises ValueError where a field cannot be written."""
    for row in rows:
        if any(set(value) & set(";\r\n") for value in row):
            raise ValueError(f"a field may not hold ';' or a line end: {row!r}")
    lines = ["SEQUENTIAL", *(";".join(row) + ";" for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
