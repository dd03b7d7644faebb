"""Long-lived tasks of a process: started together, ended together.

Owns the only place where any exception is caught: a task that fails is a bug or a lost dependency,
so it is written to the log with its name and everything is stopped; whoever started the process
starts it again and the journal rebuilds its state. Edge.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger("centralita.supervision")


class Supervision:
    """A group of tasks that live and die together."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[Any], Coroutine[Any, Any, Any]] = {}
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Start a task that is to run until the end; its own end is an error."""
        task = asyncio.create_task(self._watched(name, work), name=name)
        self._tasks[task] = work

    async def _watched(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except Exception as error:
            log.critical("%s failed: %r", name, error, exc_info=error)
            self._fail(error)
        else:
            self._fail(RuntimeError(f"{name} ended although it should run for ever"))

    def _fail(self, error: Exception) -> None:
        if not self._over.done():
            self._over.set_exception(error)

    def stop(self) -> None:
        """Ask for an orderly end."""
        if not self._over.done():
            self._over.set_result(None)

    async def wait(self) -> None:
        """Until `stop` is called or a task fails; then every task is cancelled.

        Raises what the failed task raised.
        """
        try:
            await self._over
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for work in self._tasks.values():
                work.close()  # one that was cancelled before it began was never awaited
