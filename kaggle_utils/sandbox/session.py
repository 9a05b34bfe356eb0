"""A session: cells that share their state, checkpoints, and forks."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Generator
from types import TracebackType
from typing import Any, Protocol

from kaggle_utils.sandbox.execution import Execution
from kaggle_utils.sandbox.supervisor import SandboxError

_numbers = itertools.count(1)  # of sessions, over all sandboxes; a name, not a state


class Ask(Protocol):
    """The client's method that sends a message to the server."""

    def __call__(self, message: dict[str, Any], *, takes_worker: bool = True, retryable: bool = False) -> Coroutine[Any, Any, Execution]:
        """Send a message and wait for its answer."""
        ...


class Session:
    """A process that runs one cell after another.

    A cell that raises leaves the state as it made it. A cell that times out, crashes, runs out of memory or exits is undone: the next one
    finds the state before it. After the verdict ``harness`` the session may be lost; then every later cell gets that verdict too.
    """

    def __init__(self, ask: Ask, notify: Callable[[dict[str, Any]], None], memory: int, parent: int | None = None) -> None:
        self._ask = ask
        self._notify = notify
        self._memory = memory
        self._parent = parent
        self._number = next(_numbers)
        self._is_open = False

    async def open(self) -> Session:
        """Start the session's process. Raises SandboxError when that fails."""
        if self._parent is None:
            message: dict[str, Any] = {"op": "open", "session": self._number, "memory": self._memory}
        else:
            message = {"op": "fork", "session": self._parent, "new": self._number}
        try:
            execution = await self._ask(message, takes_worker=False)
        except asyncio.CancelledError:
            self._notify({"op": "close", "session": self._number})  # it may have started already
            raise
        if not execution.ok:
            raise SandboxError(f"no session: {execution.error}")
        self._is_open = True
        return self

    async def run(self, code: str, timeout: float = 5.0, undo_errors: bool = False) -> Execution:
        """Run a cell. ``timeout`` is wall time in seconds. Cancelling the call kills the cell, which is then undone.

        With ``undo_errors`` a cell that raises is undone too, so that it can be run again in another form.
        """
        assert self._is_open, "use the session in an `async with` block"
        message = {"op": "cell", "session": self._number, "code": code, "timeout": timeout, "undo_errors": undo_errors}
        return await self._ask(message)

    def fork(self) -> Session:
        """A second session that begins with the present state: ``async with session.fork() as other`` or ``await session.fork()``.

        The two share their directory and their limit on processes, nothing else.
        """
        assert self._is_open, "use the session in an `async with` block"
        return Session(self._ask, self._notify, self._memory, self._number)

    async def close(self) -> None:
        """End the session and whatever it started."""
        if self._is_open:
            self._is_open = False
            self._notify({"op": "close", "session": self._number})

    def __await__(self) -> Generator[Any, None, Session]:
        return self.open().__await__()

    async def __aenter__(self) -> Session:
        return self if self._is_open else await self.open()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
