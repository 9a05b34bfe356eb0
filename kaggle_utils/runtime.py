"""The runtime: engine and sandbox, running for the whole run in the event loop of their own thread."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from kaggle_utils.answers import can_read_latex
from kaggle_utils.engines import Engine, EngineInfo
from kaggle_utils.journal.events import EngineChanged, RuntimeReady
from kaggle_utils.journal.sink import Sink
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import AttemptContext
from kaggle_utils.traces.known import KnownSequences

logger = logging.getLogger(__name__)
Value = TypeVar("Value")

STOP_SECONDS = 60.0  # that closing may take; a vLLM server is killed after 30


class Runtime:
    """Engine, sandbox, and the event loop that they run in. ``open``, ``run`` and ``close`` may be called from any other thread.

    The start of the engine and its changes are journalled.
    """

    def __init__(self, engine: Engine, sandbox_workers: int, journal: Sink, sequences: KnownSequences | None = None) -> None:
        self.engine = engine
        self.sandbox = Sandbox(sandbox_workers)
        self.ready_since = math.inf  # a reading of the clock
        self._journal = journal
        self._sequences = sequences
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="solver", daemon=True)
        self._stack = AsyncExitStack()
        self._ready: Future[None] | None = None
        self._starting: asyncio.Task[Any] | None = None
        self._noted: EngineInfo | None = None

    def open(self) -> None:
        """Start everything in the background."""
        self._thread.start()
        self._ready = self.run(self._start())

    def wait_until_ready(self) -> None:
        """Block until everything is ready. Raises EngineError when it cannot start."""
        assert self._ready is not None, "call open() first"
        self._ready.result()

    def run(self, work: Coroutine[Any, Any, Value]) -> Future[Value]:
        """Run a coroutine in the loop; returns its future."""
        return asyncio.run_coroutine_threadsafe(exits_as_errors(work), self._loop)

    async def until_ready(self, deadline: float) -> None:
        """In the loop: wait until everything is ready. Raises TimeoutError at the deadline, or the error that prevented the start."""
        assert self._ready is not None, "call open() first"
        ready = asyncio.wrap_future(self._ready)
        ready.add_done_callback(_retrieve)
        async with self.until(deadline):
            await asyncio.shield(ready)

    @staticmethod
    def clock() -> float:
        """The time in seconds on the clock that all deadlines of solver and strategies refer to."""
        return time.monotonic()

    def until(self, deadline: float) -> asyncio.Timeout:
        """In the loop: a context whose block is cancelled with TimeoutError when the clock reaches ``deadline``."""
        return asyncio.timeout(max(0.0, deadline - self.clock()))

    def context(self, engine: Engine, settings: AttemptSettings, deadline: float, seed: int) -> AttemptContext:
        """The context of an attempt that must end by a deadline; ``engine`` is the runtime's own, or a place in its queue."""
        return AttemptContext(engine, self.sandbox, settings, deadline, self.clock, seed, sequences=self._sequences)

    def note_engine(self) -> None:
        """Journal the engine if it has changed: at the start, after a step down the ladder, after a restart."""
        if self.engine.info != self._noted:
            self._noted = self.engine.info
            self._journal.write(EngineChanged(self._noted))

    def close(self) -> None:
        """Stop everything. What does not stop in time is abandoned."""
        if self._ready is not None:
            try:
                self.run(self._stop()).result(timeout=STOP_SECONDS)
            except TimeoutError:
                logger.exception("engine and sandbox did not stop within %.0f s and are left behind", STOP_SECONDS)
            except Exception:
                logger.exception("engine and sandbox did not stop as they should")
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=1.0)
        if not self._thread.is_alive():
            self._loop.close()

    async def _start(self) -> None:
        started = self.clock()
        self._starting = asyncio.current_task()
        sandbox = await self._stack.enter_async_context(self.sandbox)
        await self._stack.enter_async_context(self.engine)
        if sandbox.missing:
            logger.warning("the sandbox runs without some layers: %s", sandbox.missing)
        self._journal.write(RuntimeReady(self.clock() - started, sandbox.layers, sandbox.missing, can_read_latex()))
        self.note_engine()
        self.ready_since = self.clock()

    async def _stop(self) -> None:
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.wait([self._starting])
        await self._stack.aclose()


def _retrieve(future: asyncio.Future[None]) -> None:
    """Retrieve the error of a future that may have no waiter, so that asyncio does not log it as never retrieved."""
    if not future.cancelled():
        future.exception()


async def exits_as_errors(work: Coroutine[Any, Any, Value]) -> Value:
    """Await the coroutine, turning SystemExit into an error: asyncio would let it end the event loop, and with it all later answers."""
    try:
        return await work
    except (SystemExit, KeyboardInterrupt) as error:
        raise RuntimeError(f"{type(error).__name__}: {error}") from error
