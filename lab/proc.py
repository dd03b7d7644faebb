"""What a process has cost so far, as the kernel counts it.

Owns the reading of /proc. Edge.
"""

from __future__ import annotations

import os
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12
"""Places after the closing bracket in /proc/PID/stat, see proc(5)."""


def cpu_s(pid: int) -> float:
    """Processor time of a process, user and system, seconds. Raises FileNotFoundError."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS_A_SECOND
