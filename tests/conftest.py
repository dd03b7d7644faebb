"""What holds for every test: it leaves nothing behind.

After each test: no task, no thread and no open socket that was not there before; with the
exchange, no channel and no bridge either. Warnings are errors (pyproject.toml).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.exchange import Switchboard, boot

_SETTLE_S = 1.0


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Threads and sockets for tests of every kind, tasks for those that have an event loop."""
    threads, sockets = set(threading.enumerate()), _sockets()
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("_no_task_left")
        sockets |= _sockets()  # those of the event loop itself
    yield
    until = time.monotonic() + _SETTLE_S
    while left := _left(threads, sockets):
        if time.monotonic() > until:
            pytest.fail(f"left behind by the test: {', '.join(left)}")
        gc.collect()
        time.sleep(0.01)


@pytest.fixture
async def _no_task_left() -> AsyncIterator[None]:
    """Tasks of the test's own event loop."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    if left:
        await asyncio.sleep(0)  # what has just been cancelled may finish
        left = {task for task in left if not task.done()}
    assert not left, f"tasks left behind: {', '.join(str(task.get_coro()) for task in left)}"


@pytest.fixture(scope="session")
def shared_exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switchboard]:
    """One Asterisk for all tests that only make and end calls on it."""
    with asyncio.Runner() as runner:
        switchboard = runner.run(boot(tmp_path_factory.mktemp("exchange")))
        yield switchboard
        # At once: after an originate with an id in use Asterisk believes for 15 s that a channel is
        # left, and would not end in peace before that.
        if switchboard.exchange.pid:
            os.kill(switchboard.exchange.pid, signal.SIGKILL)
        runner.run(switchboard.exchange.stop())


@pytest.fixture
async def exchange(shared_exchange: Switchboard) -> AsyncIterator[Switchboard]:
    """The shared Asterisk, empty before and afterwards."""
    yield shared_exchange
    await shared_exchange.clear()


def _sockets() -> set[str]:
    """The kernel's names of this process's sockets."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(entry.readlink())
            if target.startswith("socket:"):
                found.add(target)
    return found


def _left(threads: set[threading.Thread], sockets: set[str]) -> list[str]:
    left = [f"thread {thread.name}" for thread in set(threading.enumerate()) - threads]
    return left + sorted(_sockets() - sockets)
