"""The sandbox as its users see it: ``async with Sandbox(workers=2) as sandbox: execution = await sandbox.run(code, timeout=5.0)``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from kaggle_utils.sandbox.execution import Execution, Verdict
from kaggle_utils.sandbox.request_queue import Request
from kaggle_utils.sandbox.session import Session
from kaggle_utils.sandbox.supervisor import Supervisor
from kaggle_utils.sandbox.zygote.layers import LAYERS, SWITCHABLE

logger = logging.getLogger(__name__)

MAX_TIMEOUT = 86_400.0  # seconds; a day, which no competition's session lasts
CANCEL_SECONDS = 2.0  # that a cancelled call waits for its program to be dead


class Sandbox:
    """Runs programs, at most ``workers`` at a time, each in a process of its own. Usable from any thread and any event loop.

    Which layers of confinement are in force depends on the machine: ``layers`` names them, ``missing`` gives the reason for every other.
    """

    def __init__(self, workers: int = 2, require: Sequence[str] = (), without: Sequence[str] = ()) -> None:
        """``require`` names layers without which entering fails; ``without`` switches layers off. Raises ValueError for unknown names."""
        if workers < 1:
            raise ValueError(f"workers is {workers}, and must be at least 1")
        _check("require", require, LAYERS)
        _check("without", without, SWITCHABLE)
        self.layers: tuple[str, ...] = ()
        self.missing: dict[str, str] = {}
        self.info: dict[str, Any] = {}
        self._supervisor = Supervisor(workers, require, without)
        self._entered = False

    async def __aenter__(self) -> Sandbox:
        """Start the server. Raises SandboxError when it cannot start, and when a required layer is missing."""
        try:
            self.info = await asyncio.wrap_future(self._supervisor.start())
            self.layers = tuple(self.info["layers"])
            self.missing = dict(self.info["missing"])
        except BaseException:
            await asyncio.to_thread(self._supervisor.close)
            raise
        for layer, reason in self.missing.items():
            logger.info("the sandbox works without the layer %s: %s", layer, reason)
        self._entered = True
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await asyncio.to_thread(self._supervisor.close)

    async def run(self, code: str, timeout: float = 5.0, memory_mb: int = 1024) -> Execution:
        """Run a program and return how it ended. ``timeout`` is wall time in seconds and does not count the wait for a free worker.

        ``memory_mb`` is in MiB, beyond what the interpreter with its libraries takes. Cancelling the call kills the program. Raises
        ValueError for a limit that is not positive or a time-out of more than a day.
        """
        if not (0 < timeout <= MAX_TIMEOUT and memory_mb > 0):
            raise ValueError(f"timeout is {timeout} s and memory_mb {memory_mb}: both must be positive, and timeout at most {MAX_TIMEOUT}")
        message = {"op": "run", "code": code, "timeout": timeout, "memory": memory_mb * 2**20}
        return await self._ask(message, retryable=True)

    @property
    def server_pid(self) -> int | None:
        """The process id of the server, below which all programs run; None while there is none."""
        return self._supervisor.server_pid

    @property
    def in_flight(self) -> list[str]:
        """The operations (run, open, cell, fork) that the server has taken and not answered."""
        return self._supervisor.in_flight

    def session(self, memory_mb: int = 1024) -> Session:
        """A session, in which state survives from cell to cell: ``async with sandbox.session() as session: await session.run(cell)``."""
        return Session(self._ask, self._supervisor.notify, memory_mb * 2**20)

    async def _ask(self, message: dict[str, Any], *, takes_worker: bool = True, retryable: bool = False) -> Execution:
        assert self._entered, "use the sandbox in an `async with` block"
        request = self._supervisor.submit(message, takes_worker=takes_worker, retryable=retryable)
        answer = asyncio.wrap_future(request.future)
        try:
            return _read(await asyncio.shield(answer))
        except asyncio.CancelledError:
            await self._cancel(request, answer)
            raise

    async def _cancel(self, request: Request, answer: asyncio.Future[dict[str, Any]]) -> None:
        self._supervisor.cancel(request)
        await asyncio.wait([answer], timeout=CANCEL_SECONDS)


def _check(name: str, given: Sequence[str], known: Sequence[str]) -> None:
    unknown = [layer for layer in given if layer not in known]
    if isinstance(given, str) or unknown:
        raise ValueError(f"{name} must be a sequence of layers, from: {', '.join(known)}; it is {given!r}")


def _read(answer: dict[str, Any]) -> Execution:
    return Execution(
        Verdict(answer["verdict"]), answer.get("stdout", ""), answer.get("stderr", ""), answer["error"], answer.get("seconds", 0.0)
    )
