"""What runs in a container for the test suite never outlives its client."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

LEASH = Path(__file__).parents[3] / "docker" / "leash"
LIMIT_S = 10
TELLS_ITS_END = "trap 'echo {name}; exit 7' {name}; echo up; while :; do sleep 0.05; done"


@contextlib.contextmanager
def leashed(script: str) -> Iterator[subprocess.Popen[str]]:
    """A shell script on the leash, whose standard input is held open."""
    command = [str(LEASH), "sh", "-c", script]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, start_new_session=True, **pipes) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_the_exit_status_is_that_of_the_program():
    with leashed("exit 42") as process:
        assert process.wait(LIMIT_S) == 42


@pytest.mark.parametrize("name", ["TERM", "USR1", "HUP"])
def test_a_signal_reaches_the_program_and_its_own_end_counts(name):
    with leashed(TELLS_ITS_END.format(name=name)) as process:
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.Signals[f"SIG{name}"])
        assert process.stdout.readline() == f"{name}\n"
        assert process.wait(LIMIT_S) == 7


def test_a_program_that_goes_on_after_a_signal_is_waited_for():
    script = "trap 'echo heard' USR1; echo up; read x < /dev/null; while :; do sleep 0.05; done"
    with leashed(script) as process:
        assert process.stdout.readline() == "up\n"
        for _ in range(2):
            process.send_signal(signal.SIGUSR1)
            assert process.stdout.readline() == "heard\n"
        assert process.poll() is None


def test_the_program_is_killed_when_the_client_is_gone():
    with leashed("trap '' TERM; echo $$; exec sleep 60") as process:
        child = int(process.stdout.readline())
        process.stdin.close()
        assert process.wait(LIMIT_S) == 128 + signal.SIGKILL
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
