"""An event loop whose clock jumps to the next thing that happens, so that hours pass in seconds; and a solver that lives in one."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from kaggle_utils.engines import Engine
from kaggle_utils.journal import Journal
from kaggle_utils.runtime import Runtime

Value = TypeVar("Value")


class _Jumping(selectors.SelectSelector):
    """Waits for nothing: the time that it is asked to wait has passed at once."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everything waits for something that never happens"
            self.now += max(0.0, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time. What really takes time, such as a process, takes none in it."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Virtual seconds since the start."""
        return self._jumping.now


class VirtualRuntime(Runtime):
    """The runtime of a solver in virtual time, without a thread and without a sandbox."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        super().__init__(engine, 1, journal)
        self._loop.close()
        self._loop = VirtualLoop()
        self.ready_since = 0.0

    def open(self) -> None:
        """Nothing has to start."""

    async def until_ready(self, deadline: float) -> None:
        """It always is."""

    def run(self, work: Coroutine[Any, Any, Value]) -> Future[Value]:
        """Run a coroutine to its end."""
        done: Future[Value] = Future()
        done.set_result(self._loop.run_until_complete(work))
        return done

    def clock(self) -> float:  # type: ignore[override]
        """Virtual time."""
        return self._loop.time()

    def close(self) -> None:
        """Close the loop."""
        self._loop.close()
