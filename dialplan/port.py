"""Whether a port can be listened on, and who has it when not.

Owns the question to the kernel (Linux: /proc). Never ends anybody's program. Edge.
"""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SHOWN = 80
"""So much of a program's command line is shown, letters."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why nobody can listen there."""

    found: str
    """What is the case, e.g. 'taken by ...'."""
    is_taken: bool
    """By another program; otherwise address or port are not ours to listen on."""
    to_do: str
    """The setting to change, `{port}` standing for the port's own name."""


def obstacle(host: str, port: int, kind: str) -> Obstacle | None:
    """What keeps a program from listening on this 'tcp' or 'udp' port; None: nothing."""
    try:
        if not is_taken(host, port, kind):
            return None
    except PermissionError as error:
        return Obstacle(f"not allowed: {error.strerror}", False, "set {port} above 1023")
    except OSError as error:
        to_do = "set CENTRALITA_HOST to an address of this machine"
        return Obstacle(f"no address to listen on: {error.strerror}", False, to_do)
    by = owner(port, kind) or "another program"
    return Obstacle(f"taken by {by}", True, "end that program or set {port} to a free port")


def is_taken(host: str, port: int, kind: str) -> bool:
    """Whether somebody listens on this 'tcp' or 'udp' port already.

    Raises OSError when the address itself cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as probe:
        if kind == "tcp":  # a connection that has just ended does not count
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False


def owner(port: int, kind: str) -> str:
    """Who has the port, its command and process id; '' when it cannot be found out."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port, kind)}
    for process in Path("/proc").glob("[0-9]*") if sockets else ():
        with contextlib.suppress(OSError):  # it ended meanwhile, or is not ours to look at
            if any(str(one.readlink()) in sockets for one in (process / "fd").iterdir()):
                words = (process / "cmdline").read_text(errors="replace").split("\0")
                return f"'{_in_short(words)}' (pid {process.name})"
    return ""


def _inodes(port: int, kind: str) -> Iterator[str]:
    for table in (kind, f"{kind}6"):
        with contextlib.suppress(OSError):
            rows = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            yield from (fields[9] for row in rows if _listens(fields := row.split(), port, kind))


def _listens(fields: list[str], port: int, kind: str) -> bool:
    is_listening = kind == "udp" or fields[3] == "0A"
    return is_listening and int(fields[1].rpartition(":")[2], 16) == port


def _in_short(words: list[str]) -> str:
    """A command line without the folders of what it names."""
    bare = (word.rpartition("/")[2] if word.startswith("/") else word for word in words)
    return " ".join(bare).strip()[:_SHOWN]
