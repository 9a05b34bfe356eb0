"""The runtime: engine and sandbox, up for as long as a run lasts, in an event loop of their own thread."""

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
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import EngineChanged, RuntimeReady
from kaggle_utils.sandbox import Sandbox

logger = logging.getLogger(__name__)
Value = TypeVar("Value")

STOP_SECONDS = 60.0  # that closing may take; a vLLM server is killed after 30


class Runtime:
    """Engine, sandbox, and the loop that they live in. ``open``, ``run`` and ``close`` may be called from any thread outside of it.

    What comes up, and what of it changes, is journalled.
    """

    def __init__(self, engine: Engine, sandbox_workers: int, journal: Journal) -> None:
        self.engine = engine
        self.sandbox = Sandbox(sandbox_workers)
        self.ready_since = math.inf  # a reading of time.monotonic()
        self._journal = journal
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="solver", daemon=True)
        self._stack = AsyncExitStack()
        self._ready: Future[None] | None = None
        self._starting: asyncio.Task[Any] | None = None
        self._noted: EngineInfo | None = None

    def open(self) -> None:
        """Begin to bring everything up."""
        self._thread.start()
        self._ready = self.run(self._start())

    def wait_until_ready(self) -> None:
        """Block until everything is up. Raises EngineError when it cannot come up."""
        assert self._ready is not None, "call open() first"
        self._ready.result()

    def run(self, work: Coroutine[Any, Any, Value]) -> Future[Value]:
        """Do something in the loop."""
        return asyncio.run_coroutine_threadsafe(exits_as_errors(work), self._loop)

    async def until_ready(self, deadline: float) -> None:
        """In the loop: wait until everything is up. Raises TimeoutError at the deadline, and what kept it from coming up."""
        assert self._ready is not None, "call open() first"
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            await asyncio.shield(asyncio.wrap_future(self._ready))

    def note_engine(self) -> None:
        """Journal what runs, again whenever that has changed: a step down of the ladder, a restart."""
        if self.engine.info != self._noted:
            self._noted = self.engine.info
            self._journal.write(EngineChanged(self._noted))

    def close(self) -> None:
        """Stop everything. What does not stop in time is left behind."""
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
        started = time.monotonic()
        self._starting = asyncio.current_task()
        sandbox = await self._stack.enter_async_context(self.sandbox)
        await self._stack.enter_async_context(self.engine)
        if sandbox.missing:
            logger.warning("the sandbox runs without some layers: %s", sandbox.missing)
        self._journal.write(RuntimeReady(time.monotonic() - started, sandbox.layers, sandbox.missing, can_read_latex()))
        self.note_engine()
        self.ready_since = time.monotonic()

    async def _stop(self) -> None:
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.wait([self._starting])
        await self._stack.aclose()


async def exits_as_errors(work: Coroutine[Any, Any, Value]) -> Value:
    """Do it, with sys.exit made an error: asyncio would let it end the event loop, and with it every answer to come."""
    try:
        return await work
    except (SystemExit, KeyboardInterrupt) as error:
        raise RuntimeError(f"{type(error).__name__}: {error}") from error
