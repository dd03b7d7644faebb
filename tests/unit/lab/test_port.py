"""Ports outside of those that the kernel hands out."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.port import kernel_ports, room_outside

WANTED = range(30100, 32700)


@pytest.mark.parametrize(
    ("first", "last", "room"),
    [
        (32768, 60999, WANTED),  # Linux as it comes
        (49152, 65535, WANTED),
        (1024, 30000, WANTED),
        (32000, 60999, range(29400, 32000)),
        (16384, 65535, range(13784, 16384)),
        (2000, 60999, range(61000, 63600)),
        (1300, 65535, range(1024, 1300)),
        (1100, 65500, WANTED),  # no room worth the name on either side
        (1, 65535, WANTED),
    ],
)
def test_ports_are_taken_outside_of_the_kernels_wherever_there_is_room(
    first: int, last: int, room: range
) -> None:
    assert room_outside(range(first, last + 1), WANTED) == room


def test_the_kernels_ports_are_read_as_it_tells_them(tmp_path: Path) -> None:
    file = tmp_path / "range"
    assert kernel_ports(file) == range(49152, 65536)
    file.write_text("1024\t65000\n")
    assert kernel_ports(file) == range(1024, 65001)
    assert len(kernel_ports()) > 0
