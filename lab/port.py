"""Which ports stay free for a program that is started a moment later.

Owns the choice of a room of ports outside of those that the kernel hands out by itself. Never
binds one. Edge.
"""

from __future__ import annotations

from pathlib import Path

KERNEL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_FIRST, _LAST = 1024, 65535
"""Ports that may be used without privilege."""
_LEAST = 200
"""A smaller room than so many ports is none."""


def kernel_ports(file: Path = KERNEL) -> range:
    """The ports that the kernel hands out for connections; where it does not say, IANA's dynamic
    ports (RFC 6335, section 6)."""
    try:
        first, last = map(int, file.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return range(49152, 65536)
    return range(first, last + 1)


def room_outside(kernel: range, wanted: range) -> range:
    """At most as many ports as wanted that the kernel does not hand out.

    They are the wanted ones when those are outside, else the ports next to the kernel's, on the
    roomier side. A kernel that leaves no room gets to share the wanted ones.
    """
    if wanted.stop <= kernel.start or kernel.stop <= wanted.start:
        return wanted
    below = range(max(_FIRST, kernel.start - len(wanted)), kernel.start)
    above = range(kernel.stop, min(_LAST + 1, kernel.stop + len(wanted)))
    room = max(below, above, key=len)
    return room if len(room) >= _LEAST else wanted
