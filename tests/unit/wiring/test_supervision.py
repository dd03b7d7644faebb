"""Tasks that belong together begin together and end together."""

from __future__ import annotations

import asyncio
import logging

import pytest

from wiring.supervision import Supervision


class Worker:
    """Work without end; knows whether it was told to go."""

    def __init__(self) -> None:
        self.is_running = asyncio.Event()
        self.has_ended = False

    async def run(self) -> None:
        self.is_running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.has_ended = True


async def fail() -> None:
    raise LookupError("no such queue")


async def end() -> None:
    return


async def test_a_stop_ends_every_task_and_raises_nothing() -> None:
    supervision, workers = Supervision(), [Worker(), Worker()]
    for number, worker in enumerate(workers):
        supervision.start(f"worker {number}", worker.run())
        await worker.is_running.wait()
    supervision.stop()
    await supervision.wait()
    assert all(worker.has_ended for worker in workers)


async def test_one_failure_ends_everything_with_its_own_exception(
    caplog: pytest.LogCaptureFixture,
) -> None:
    supervision, worker = Supervision(), Worker()
    supervision.start("worker", worker.run())
    await worker.is_running.wait()
    supervision.start("crm", fail())
    with pytest.raises(LookupError, match="no such queue"):
        await supervision.wait()
    assert worker.has_ended
    assert [(one.levelno, one.getMessage()) for one in caplog.records] == [
        (logging.CRITICAL, "crm failed: LookupError('no such queue')")
    ]
    assert caplog.records[0].exc_info, "the trace is kept"


async def test_a_task_that_simply_ends_is_a_failure() -> None:
    supervision = Supervision()
    supervision.start("runner", end())
    with pytest.raises(RuntimeError, match="runner ended although it should run for ever"):
        await supervision.wait()


async def test_the_first_failure_is_the_one_that_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    supervision = Supervision()
    supervision.start("first", fail())
    supervision.start("second", end())
    with pytest.raises(LookupError):
        await supervision.wait()
    assert len(caplog.records) == 1


async def test_a_failure_after_the_stop_changes_nothing() -> None:
    supervision = Supervision()
    supervision.start("late", fail())
    supervision.stop()
    supervision.stop()
    await supervision.wait()


async def test_a_wait_that_is_cancelled_leaves_no_task_behind() -> None:
    supervision, worker = Supervision(), Worker()
    supervision.start("worker", worker.run())
    waiting = asyncio.create_task(supervision.wait())
    await worker.is_running.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert worker.has_ended


async def test_a_task_that_fails_while_it_is_told_to_go_does_not_hide_the_cause() -> None:
    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise OSError("the socket was closed already")

    supervision, worker = Supervision(), Worker()
    supervision.start("stubborn", stubborn())
    supervision.start("worker", worker.run())
    await worker.is_running.wait()
    supervision.start("crm", fail())
    with pytest.raises(LookupError):
        await supervision.wait()
    assert worker.has_ended


async def test_tasks_carry_their_names() -> None:
    supervision, worker = Supervision(), Worker()
    supervision.start("journal", worker.run())
    assert "journal" in {task.get_name() for task in asyncio.all_tasks()}
    supervision.stop()
    await supervision.wait()
