"""The bench when it cannot measure: a clear sentence and a status of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CANNOT_RUN = 3


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"CENTRALITA_ASTERISK": "/nowhere/env"}, "make setup"),
        ({"CENTRALITA_SIPP": "/nowhere/sipp"}, "apt-get install sip-tester"),
    ],
)
def test_what_keeps_the_bench_from_measuring_is_told_with_what_to_do(
    setting: dict[str, str], told: str
) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "lab.bench", "dispatch"],
        cwd=ROOT,
        env={**os.environ, **setting},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert answer.returncode == CANNOT_RUN, answer.stderr
    assert answer.stderr.startswith("bench: ") and told in answer.stderr
    assert "Traceback" not in answer.stderr
